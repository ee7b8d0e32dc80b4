import {
  type Assumption,
  type Edit,
  type Options,
  type Proposal,
  type Transform,
  withAssumptions,
  isStop,
  type Stop,
  stop,
  nonEmpty,
  type NonEmpty,
  type TransformMeta,
} from '../../src/model/index.js';
import { addMapKeys, type YamlValue } from '../../src/yaml/index.js';
import { type ComposeDoc, serviceKeyOrder } from '../../src/compose/index.js';
import {
  assumeNewerFormat,
  serviceEvidence,
  type ServiceView,
  rewriteServices,
  type ServiceVerdict,
} from '../../src/services/index.js';
import { sharedBlock, type Shared } from './shared.js';

const meta: TransformMeta = {
  id: 'log-limits',
  title: 'Keep container logs from filling the disk',
  why: 'Docker keeps every line a container writes, for as long as the container exists, unless something limits it.',
  summary: 'Rotates the logs of Compose services that have no `logging`, with settings that are written once.',
  target: 'compose',
  phase: 'runtime',
  ceiling: 'review',
  rules: [],
  since: '0.1.0',
  references: [
    'https://docs.docker.com/engine/logging/configure/',
    'https://docs.docker.com/engine/logging/drivers/json-file/',
  ],
  enabledByDefault: 'guide',
  options: {
    driver: {
      type: 'string',
      default: 'json-file',
      about: 'json-file or local: the drivers that keep logs on the host.',
    },
    'max-size': { type: 'string', default: '10m', about: 'How large a file gets before the next is begun.' },
    'max-file': { type: 'number', default: 3, about: 'How many files are kept.' },
  },
};

export const transform: Transform<ComposeDoc> = {
  meta,
  propose(doc, context) {
    const logging = loggingOf(context.options);
    const alone = rewriteServices({
      meta,
      decidedBy: ['logging', 'log_driver', 'log_opt'],
      judge: (view) => judge(view, logging),
    }).propose(doc, context);
    const services = nonEmpty(alone.proposals);
    if (isStop(logging) || !services) return alone;
    const shared = sharedBlock(doc, logging.value);
    // For one service a block of its own would be more to read.
    if (!shared || (shared.edit && services.length < 2)) return alone;
    const step = together(doc, services, shared);
    return step ? { proposals: [step], refusals: alone.refusals } : alone;
  },
};

/** Stands for an alias, which is no value. */
const PLACEHOLDER = 'logging-of-the-file';

type Logging = { readonly value: YamlValue };

function loggingOf(options: Options): Logging | Stop {
  const driver = String(options.driver ?? 'json-file');
  const size = String(options['max-size'] ?? '10m');
  const files = Number(options['max-file'] ?? 3);
  if (driver !== 'json-file' && driver !== 'local')
    return stop('needs-decision', `the option driver is ${driver}; it can be json-file or local`);
  if (!/^[1-9]\d{0,5}[kmg]$/.test(size) || !Number.isInteger(files) || files < 1)
    return stop('needs-decision', 'the options max-size and max-file take a size such as 10m and a number');
  return { value: { driver, options: { 'max-size': size, 'max-file': String(files) } } };
}

function judge({ service, around }: ServiceView, logging: Logging | Stop): ServiceVerdict {
  if (['logging', 'log_driver', 'log_opt'].some((key) => service.has(key))) return undefined;
  if (isStop(logging)) return logging;
  return {
    settings: [{ path: ['logging'], value: logging.value }],
    title: 'Keep the logs from filling the disk',
    seen: 'the service sets no logging',
    assumptions: [DRIVER, HISTORY],
    evidence: [
      serviceEvidence(around.doc, service, `${service.name} keeps all it ever wrote, where the daemon has no settings`),
    ],
  };
}

const DRIVER: Assumption = {
  id: 'logs-are-kept-on-the-host',
  believes: 'The Docker daemons that run the file write logs to files and have no limits of their own',
  breaksIf:
    'a daemon sends logs elsewhere by default (journald, syslog, a collector): those of these services no longer arrive',
  checkBy: "`docker info --format '{{.LoggingDriver}}'`, and `log-opts` in daemon.json",
};

const HISTORY: Assumption = {
  id: 'older-lines-may-go',
  believes: 'Nobody needs the older lines from `docker logs`',
  breaksIf: 'somebody looks for what happened before the oldest file that is kept',
  checkBy: 'see how much the services write a day, and whether something collects it',
};

/** One step for the file: the block is of no use without the services, nor they without it. */
function together(doc: ComposeDoc, proposals: NonEmpty<Proposal>, { anchor, edit }: Shared): Proposal | undefined {
  const [first, ...others] = proposals;
  const byPlace = new Map(doc.services.map((service) => [service.place(), service]));
  const edits = proposals.flatMap(({ anchor: place }): readonly Edit[] => {
    const result = addMapKeys(doc.yaml, byPlace.get(place)!.entry, { logging: PLACEHOLDER }, serviceKeyOrder(doc));
    if (isStop(result)) return [];
    return result.map((each) => ({ ...each, text: each.text.replace(PLACEHOLDER, () => `*${anchor}`) }));
  });
  const changes = nonEmpty(edit ? [edit, ...edits] : edits);
  if (!changes) return undefined;
  return withAssumptions(
    {
      ...first,
      id: `${meta.id}@services`,
      anchor: 'services',
      touches: [...(edit ? ['x-logging'] : []), ...proposals.flatMap(({ touches }) => touches)],
      evidence: [...first.evidence, ...others.flatMap(({ evidence }) => evidence)],
      changes,
    },
    [DRIVER, HISTORY, ...(edit ? assumeNewerFormat(doc, 'x-logging', { 2: '2.1', 3: '3.4' }) : [])],
  );
}
