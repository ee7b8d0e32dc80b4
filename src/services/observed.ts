// What was seen of a service while it ran, where it still speaks of the image that the file names.
import { type Assumption, type Evidence, type ServiceObservation, type Stop, stop, isStop } from '../model/index.js';
import { withoutTag } from '../images/index.js';
import type { ServiceVerdict, ServiceView } from './rule.js';

export interface Seen {
  readonly is: ServiceObservation;
  /** A fact of the run, with its day. */
  says(what: string): Evidence;
}

/** The observation of a service; nothing where there is none, or where it no longer counts. */
export function findObservation(view: ServiceView): Seen | undefined {
  const { service, around } = view;
  const found = around.context.evidence.observed(around.doc.file, service.name);
  if (!found || !('is' in found) || !sameImage(view, found.is)) return undefined;
  return quoteObservation(found.is);
}

/** The observation, with a way to quote it. */
export function quoteObservation(is: ServiceObservation): Seen {
  const run = `harden observe, ${is.at.slice(0, 10)}, ${is.digest.slice(0, 19)}`;
  return { is, says: (what) => ({ says: what, from: { kind: 'observation', run, here: true } }) };
}

/** Why what was seen of a service does not count; nothing where it does, or was never seen. */
export function staleObservation(view: ServiceView): Stop | undefined {
  const { service, around } = view;
  const found = around.context.evidence.observed(around.doc.file, service.name);
  if (!found || findObservation(view)) return undefined;
  const why =
    'stale' in found ? found.stale : `it ran ${found.is.image ?? found.is.dockerfile?.path ?? 'another image'} then`;
  return stop('needs-evidence', `what harden observe saw of it does not count: ${why}; run it again`);
}

/** The verdict, saying of an observation that was not used why it was not. */
export function withStaleObservation(view: ServiceView, verdict: ServiceVerdict): ServiceVerdict {
  const old = verdict && staleObservation(view);
  if (!verdict || !old || (isStop(verdict) && verdict.message.includes(old.message))) return verdict;
  if (isStop(verdict)) return { ...verdict, message: `${verdict.message}. Also, ${old.message}` };
  const evidence: Evidence = { says: old.message, from: { kind: 'observation', run: 'harden observe' } };
  return { ...verdict, evidence: [...(verdict.evidence ?? []), evidence] };
}

export interface MeasuredMemory {
  /** Mebibytes. What it took at most, with head-room, in steps that people write; what it settled at. */
  readonly limit: number;
  readonly request: number;
  readonly evidence: Evidence;
}

const MEBI = 1024 * 1024;

/** What it took while it was watched; nothing where nobody measured. */
export function memoryLimitsFrom({ is, says }: Seen, headRoom: number): MeasuredMemory | undefined {
  if (!is.memory || !(headRoom >= 1)) return undefined;
  const [peak, steady] = [is.memory.peak, is.memory.steady].map((bytes) => Math.ceil(bytes / MEBI)) as [number, number];
  const took = `${is.service} took ${peak} MiB at most and ${steady} MiB in the end`;
  return {
    limit: roundUpMebibytes(peak * headRoom),
    request: Math.max(16, Math.ceil(steady / 16) * 16),
    evidence: says(`${took}, while it was watched for ${Math.round(is.seconds)} s`),
  };
}

/** A size as people write it: in steps of 128 MiB, and of a half GiB above one. */
export function roundUpMebibytes(mebi: number): number {
  const step = mebi > 1024 ? 512 : 128;
  return Math.ceil(mebi / step) * step;
}

/** What is believed of a limit that is a multiple of what was measured. */
export function loadAsObserved(seconds: number, headRoom: number): Assumption {
  return {
    id: 'load-as-observed',
    believes: `It never takes more than ${headRoom} times what it took at most in the ${Math.round(seconds)} s in which it was watched`,
    breaksIf: 'its load or its longest job takes more: the kernel kills a process of the container',
    checkBy:
      'run `harden observe --for 10m --exec COMMAND` with a command that uses it as people do, and compare the peaks',
  };
}

/** What is believed where a service was not asked anything: that it went on running is all that was seen. */
export function assumptionsOfIdleRun({ is }: Seen): Assumption[] {
  if (is.ready !== 'runs') return [];
  return [
    {
      id: 'running-is-working',
      believes:
        'The service does its work with what it needed to start: it has no health check, and no port of it answered',
      breaksIf:
        'it needs more later than in its first seconds: something fails with `Operation not permitted`, `Permission denied` or `Read-only file system`',
      checkBy:
        'use the service and search its log for these words; or give it a health check, and run `harden observe` again',
    },
  ];
}

/** A pin that came afterwards names the same tag, and the very digest that ran. */
function sameImage({ service, runs }: ServiceView, seen: ServiceObservation): boolean {
  if (service.build) return seen.dockerfile !== undefined && seen.dockerfile.path === runs.built?.file;
  const image = runs.image ?? service.image;
  return image !== undefined && sameReference(image, seen);
}

/** Whether a reference names the image that ran. */
export function sameReference(image: string, seen: ServiceObservation): boolean {
  if (seen.image === undefined) return false;
  const [name = '', digest] = image.split('@');
  if (digest !== undefined && digest !== seen.digest) return false;
  return name === seen.image || (digest !== undefined && withoutTag(name) === withoutTag(seen.image));
}
