// How a service starts, stays up and ends.
import { mentionsProgram } from '../../programs/index.js';
import { asMap, asBoolean, asSeq, asText, findValue } from '../../yaml/index.js';
import type { ComposeDoc, Service } from '../../compose/index.js';
import { listNames } from '../dockerfile/define.js';
import type { Check, Seen } from '../define.js';
import { containers, itemsOf, perService } from './services.js';

const CALLED = { before: /(?:^|[\s/])/, after: /\s/ };

/** The limits a service lacks, whichever of the two notations it uses. */
function missingLimits(service: Service): string[] {
  const limits = findValue(service.get('deploy'), 'resources', 'limits');
  const lacks: string[] = [];
  if (!service.has('mem_limit') && !findValue(limits, 'memory')) lacks.push('memory');
  if (!service.has('cpus') && !service.has('cpu_quota') && !findValue(limits, 'cpus')) lacks.push('processor time');
  if (!service.has('pids_limit') && !findValue(limits, 'pids')) lacks.push('processes');
  return lacks;
}

function* unwaited(doc: ComposeDoc): Generator<Seen> {
  for (const service of doc.services) {
    for (const item of asSeq(service.get('depends_on'))?.items ?? []) {
      const other = doc.service(asText(item) ?? '');
      if (!other) continue;
      const check = other.has('healthcheck')
        ? 'which has a health check nobody waits for'
        : 'which may not be ready yet';
      yield { span: item.span, message: `${service.name} starts as soon as ${other.name} does, ${check}` };
    }
  }
}

function* unlimited(doc: ComposeDoc): Generator<Seen> {
  for (const service of doc.services) {
    for (const entry of asMap(service.get('ulimits'))?.entries ?? []) {
      const inner = asMap(entry.value);
      const values = inner ? inner.entries.map(({ value }) => asText(value)) : [asText(entry.value)];
      if (values.includes('-1')) yield { span: entry.span, message: `${service.name} lifts the limit ${entry.name}` };
    }
  }
}

export const runningChecks: readonly Check<ComposeDoc>[] = [
  {
    id: 'writable-root-file-system',
    rule: 'service-file-system-writable',
    summary: 'A service that may change its own files.',
    look: (doc) =>
      perService(containers(doc), (service) =>
        asBoolean(service.get('read_only')) === true
          ? undefined
          : 'may write to its whole file system: read_only is not set',
      ),
  },
  {
    id: 'no-resource-limits',
    rule: 'service-without-limits',
    summary: 'A service that may take all of the host’s memory, processor time or processes.',
    look: (doc) =>
      perService(containers(doc), (service) => {
        const lacks = missingLimits(service);
        return lacks.length > 0 ? `has no limit on ${listNames(lacks)}` : undefined;
      }),
  },
  {
    id: 'limit-lifted',
    rule: 'ulimit-not-set',
    summary: 'A ulimit set to unlimited.',
    reason: 'Somebody lifted the limit for a program that ran into it; how much it needs shows when it runs.',
    look: unlimited,
  },
  {
    id: 'no-restart-policy',
    rule: 'service-without-restart-policy',
    summary: 'A service that stays down after a crash or a reboot.',
    look: (doc) =>
      perService(containers(doc), (service) =>
        service.has('restart') || findValue(service.get('deploy'), 'restart_policy')
          ? undefined
          : 'has no restart policy',
      ),
  },
  {
    id: 'no-healthcheck',
    rule: 'service-without-health-check',
    summary: 'A service whose state nobody asks for.',
    look: (doc) =>
      perService(containers(doc), (service) => {
        const check = service.get('healthcheck');
        if (!check) return 'has no health check here; its image may bring one';
        const disabled =
          asBoolean(findValue(check, 'disable')) === true || itemsOf(findValue(check, 'test'))[0]?.text === 'NONE';
        return disabled ? { node: check, message: 'turns its health check off' } : undefined;
      }),
  },
  {
    id: 'depends-on-without-condition',
    rule: 'dependency-not-awaited',
    summary: 'A service that does not wait until what it depends on is ready.',
    look: unwaited,
  },
  {
    id: 'logging-off',
    rule: 'logging-turned-off',
    summary: 'A service whose output nobody can read.',
    look: (doc) =>
      perService(doc.services, (service) => {
        const node = findValue(service.get('logging'), 'driver') ?? service.get('log_driver');
        return node && asText(node) === 'none' ? { node, message: 'throws its logs away' } : undefined;
      }),
  },
  {
    id: 'no-init',
    rule: 'first-process-without-init',
    summary: 'A first process that starts others in the background and does not look after them.',
    look: (doc) =>
      perService(containers(doc), (service) => {
        if (asBoolean(service.get('init')) === true) return undefined;
        for (const key of ['entrypoint', 'command']) {
          const node = service.get(key);
          const words = itemsOf(node)
            .map(({ text }) => text)
            .join(' ');
          if (node && mentionsProgram(words, 'shell', CALLED) && /[^&>]&(?![&>\d])/.test(words)) {
            return {
              node,
              message:
                'starts processes in the background from a shell, which does not pass signals on or reap them; init: true would',
            };
          }
        }
        return undefined;
      }),
  },
];
