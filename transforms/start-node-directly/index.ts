import { sourceLine, type Assumption, type Context, stop, type Stop } from '../../src/model/index.js';
import { replaceLogical } from '../../src/dockerfile/index.js';
import { managerStarts, type ManagerStart } from './detect.js';
import { handlerOf, readsManager } from './source.js';
import { rewriteDockerfile, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'start-node-directly',
    title: 'Start node itself instead of a package manager',
    why: `A package manager stays in memory as process 1, takes the signals of docker stop first, and ends with a code of its own. node gets them itself, and nothing but the program runs.`,
    summary: 'Turns `CMD ["npm", "start"]` into the `node` command of the script, where the program handles SIGTERM.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['exec-form'],
    ceiling: 'review',
    rules: [],
    hints: ['npm', 'yarn', 'pnpm'],
    since: '0.1.0',
    references: [
      'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
      'https://docs.npmjs.com/cli/v11/using-npm/scripts#environment',
    ],
  },
  on: managerStarts,
  judge: (start, context) => obstacleOf(start, context) ?? startNode(start, context),
});

function obstacleOf(start: ManagerStart, { evidence }: Context): Stop | undefined {
  const { manager, project, obstacle, hasInit } = start;
  if (obstacle) return obstacle;
  const read = readsManager(project, evidence.repository);
  if (read)
    return stop(
      'used-later',
      `${read.from.file} line ${sourceLine(read.from)} reads ${read.name}, which ${manager} sets; read it from package.json, or set it with ENV, then node can be started itself`,
    );
  if (hasInit || handlerOf(project, evidence.repository)) return undefined;
  return stop(
    'needs-decision',
    `as process 1 node is not ended by SIGTERM, and no source here handles it: add process.on('SIGTERM', ...) to the program, or an init in front, then CMD ${JSON.stringify(start.words)} stops without ${manager} in between`,
  );
}

const ADDS_NOTHING: Assumption = {
  id: 'package-manager-adds-nothing',
  believes:
    'No package reads variables that the package manager sets (npm_*, INIT_CWD), or calls a program of node_modules/.bin by its bare name',
  breaksIf: 'one does: it finds nothing',
  checkBy: 'start the image, use it once, and stop it; harden verify does',
};

function startNode(start: ManagerStart, { doc, evidence: { repository } }: DockerfileContext): DockerfileVerdict {
  const { instruction, words, script, manager } = start;
  const { argsStart, args } = instruction;
  const edit = replaceLogical(doc, instruction, argsStart, argsStart + args.length, array(words));
  const handler = start.hasInit ? undefined : handlerOf(start.project, repository);
  return (
    edit && {
      edits: [edit],
      seen: `${manager} starts the program and stays above it`,
      evidence: [
        { says: 'the script is one plain command', from: script },
        ...(handler ? [{ says: 'the program handles SIGTERM', from: handler }] : []),
      ],
      assumptions: [ADDS_NOTHING],
    }
  );
}

function array(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
