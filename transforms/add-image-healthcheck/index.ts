import { parent, stop, type Options } from '../../src/model/index.js';
import {
  baseChain,
  inCaseOf,
  insertBeforeStart,
  probableContexts,
  type DockerfileDoc,
  type Stage,
  stagePlace,
  startOf,
} from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { imageProfile, serviceProfile } from '../../src/knowledge/index.js';
import {
  beliefsOf,
  endpointOf,
  heirOf,
  BUILD_SECONDS,
  imageSource,
  imageUses,
  otherServer,
  probeFor,
  type Endpoint,
  type ProbeWords,
} from '../../src/uses/index.js';
import {
  rewriteDockerfile,
  startedImages,
  type Rewrite,
  type DockerfileContext,
  type DockerfileVerdict,
  type StartedStage,
} from '../../src/rewrites/index.js';

const DEFAULTS: Readonly<Record<string, number>> = { interval: 30, timeout: 5, retries: 3, 'start-period': 30 };

export const transform = rewriteDockerfile({
  meta: {
    id: 'add-image-healthcheck',
    title: 'Ask the program whether it answers',
    why: 'Docker then knows when the program answers and when it stopped answering, and Compose can wait for it. Kubernetes ignores the line: it has probes of its own.',
    summary: 'Adds HEALTHCHECK where the port is known, by a program that the image surely holds.',
    target: 'dockerfile',
    phase: 'runtime',
    ceiling: 'unverified',
    rules: ['DL3057', 'DS-0026', 'CKV_DOCKER_2', 'KICS Healthcheck Instruction Missing', 'CIS 4.6', 'CIS-DI-0006'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#healthcheck',
      'https://docs.docker.com/compose/how-tos/startup-order/',
      'https://kubernetes.io/docs/concepts/workloads/pods/probes/',
    ],
    options: {
      interval: { type: 'number', default: DEFAULTS.interval!, about: 'Seconds between two checks.' },
      timeout: { type: 'number', default: DEFAULTS.timeout!, about: 'Seconds a check may take.' },
      retries: { type: 'number', default: DEFAULTS.retries!, about: 'Failures in a row until it counts as unhealthy.' },
      'start-period': {
        type: 'number',
        default: DEFAULTS['start-period']!,
        about: 'Seconds after the start in which failures do not count.',
      },
    },
  },
  on: startedImages,
  judge,
});

function judge({ stage }: StartedStage, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  if (stage.rootImage === undefined) return undefined;
  // The check belongs to the stage that says what is started.
  const start = startOf(stage);
  const below = baseChain(stage).slice(1);
  function isHere({ stage: other }: StartedStage): boolean {
    const first = below.includes(other) ? startOf(other) : undefined;
    return first !== undefined && (!start || start.args === first.args);
  }
  if (startedImages(doc, context).some(isHere)) return undefined;
  const chain = baseChain(stage).flatMap(({ instructions }) => instructions);
  if (chain.some(({ keyword }) => keyword === 'HEALTHCHECK' || keyword === 'ONBUILD')) return undefined;
  const [only, ...others] = probableContexts(doc, context);
  const folder = others.length > 0 ? undefined : only;
  // Settled before anything is loaded that reads programs.
  const isPlain = imageProfile(stage.rootImage)?.family !== undefined;
  if (folder === undefined && isPlain && !chain.some(namesNumber)) return undefined;
  const uses = imageUses(doc, stage, [folder ?? parent(doc.file)], context);
  const own = uses.find(({ by }) => by === 'dockerfile');
  const inCompose = uses.filter(({ by }) => by === 'compose');
  // The kubelet asks its own probes, and does not run this one.
  if (inCompose.length === 0 && uses.some(({ by }) => by === 'kubernetes')) return undefined;
  // Compose asks already.
  if (inCompose.length > 0 && inCompose.every(({ ownHealthcheck }) => ownHealthcheck === true)) return undefined;
  const missing = own && folder !== undefined && imageSource(doc, stage, folder, [own], context).facts.missing;
  const named = inCompose.flatMap(({ ports }) => ports);
  const reader = { doc, stage, folder, context, named };
  const endpoint = endpointOf(own, reader);
  if ((!endpoint || endpoint.stated) && typeof missing === 'string')
    return stop(
      'needs-evidence',
      `the optional package ${missing}, which reads the source of the program, is not installed, so which route shows that it answers is not known`,
    );
  if (!endpoint) return undefined;
  const other = otherServer(uses, own, endpoint, reader);
  if (other) return stop('conflicts', other);
  const heir = heirOf(doc, stage);
  if (heir)
    return stop(
      'conflicts',
      `the stage ${heir.key} stands on this one, starts something else and would inherit the check; write HEALTHCHECK NONE there first`,
    );
  if (serviceProfile(stage.rootImage)?.bringsHealthcheck?.is) return undefined;
  const probe = probeFor({ image: stage.rootImage, built: { doc, stage } }, endpoint);
  if (!probe) {
    if (endpoint.route === undefined) return undefined;
    return stop(
      'needs-evidence',
      `${endpoint.route} on port ${endpoint.port} shows whether it answers, and no program that asks is seen to be in the image; install one, or let the program ask itself`,
    );
  }
  return askWith(doc, stage, endpoint, probe, context.options);
}

const STATES_PORTS: ReadonlySet<string> = new Set(['EXPOSE', 'ENV', 'ARG', 'CMD', 'ENTRYPOINT']);

/** True for a line that may say a port. */
function namesNumber({ keyword, args }: Stage['instructions'][number]): boolean {
  return STATES_PORTS.has(keyword) && /\d\d/.test(args);
}

function askWith(doc: DockerfileDoc, stage: Stage, endpoint: Endpoint, probe: ProbeWords, options: Options): Rewrite {
  const [interval, timeout, startPeriod, retries] = ['interval', 'timeout', 'start-period', 'retries'].map((key) =>
    Number(options[key] ?? DEFAULTS[key]),
  );
  const start = endpoint.builds ? Math.max(startPeriod!, BUILD_SECONDS) : startPeriod;
  const flags = `--interval=${interval}s --timeout=${timeout}s --start-period=${start}s --retries=${retries}`;
  const lines = [
    `${inCaseOf(stage, 'HEALTHCHECK')} ${flags} \\`.replace(/\\$/, doc.escape),
    `    ${inCaseOf(stage, 'CMD')} [${probe.words.map((word) => JSON.stringify(word)).join(', ')}]`,
  ];
  return {
    edits: [insertBeforeStart(doc, stage, lines)],
    touches: [`${stagePlace(doc, stage)}.healthcheck`],
    evidence: [
      instructionEvidence(doc, stage.instruction, 'no line has a health check'),
      ...endpoint.evidence,
      probe.evidence,
    ],
    assumptions: beliefsOf(endpoint, probe),
  };
}
