// What is mounted from a checkout and written: whose it is on the host.
import { type Assumption, type Context, groupFact, type GroupContext } from '../../src/model/index.js';
import { pipelineFiles } from '../../src/pipelines/index.js';

/** The account that a system gives to the first person, whose checkout it mostly is. */
const FIRST_PERSON = /^1000(?::|$)/;

/**
 * Whether the host's files belong to the account. Where it is the first person's number and no pipeline starts Compose, whose
 * runner is somebody else (1001 on GitHub's), a reviewer can tell; else only a run shows it.
 * @param keepsData a folder is mounted for data, which root has filled so far.
 */
export function hostFiles(user: string, keepsData: boolean, context: Context): Assumption {
  const isLikely = FIRST_PERSON.test(user) && !keepsData && !groupFact(context, pipelinesStartCompose);
  const [uid] = user.split(':', 1);
  return {
    id: 'host-files-belong-to-user',
    believes: `What Compose mounts from the host and the program writes there belongs to ${uid}`,
    breaksIf:
      'the checkout belongs to somebody else, or containers have made files of root there so far: the program cannot write them',
    checkBy: `\`id -u\` on the host; \`sudo chown -R ${uid} .\` once in the checkout; then start it with Compose and let it write`,
    ...(isLikely ? {} : { needsRun: true }),
  };
}

function pipelinesStartCompose({ evidence: { repository } }: GroupContext): boolean {
  return pipelineFiles(repository).some(({ text }) => /docker[- ]compose\b|podman[- ]compose\b/.test(text));
}
