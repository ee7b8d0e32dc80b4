// Settings of the services that are tried, and what a run showed of them.
import type { ModelMap } from '../io/index.js';
import type { ObservedTmpfs, ServiceObservation, ServiceResult } from '../model/index.js';
import { inBothStarts, mapIn, textIn, textsIn, worked } from '../verify/index.js';

/** How it showed that it was ready. */
export function readyOf({ first }: ServiceResult): NonNullable<ServiceObservation['ready']> {
  if (first.state === 'healthy') return 'healthy';
  if (first.state === 'exited') return 'ends';
  return first.probes.some(({ answered }) => answered) ? 'answers' : 'runs';
}

/** Capabilities as Docker reads them: `SYS_ADMIN` for `cap_sys_admin`. */
export function capabilitiesIn(settings: ModelMap, key: 'cap_add' | 'cap_drop'): string[] {
  return textsIn(settings[key]).map((each) => each.toUpperCase().replace(/^CAP_/, ''));
}

/** The result with what came at both starts alone: what a start wrote or printed by chance is no reason to give rights. */
export function eachTime(result: ServiceResult): ServiceResult {
  const { first, second } = result;
  if (!second) return result;
  const { wrote: _, ...later } = inBothStarts(second, first);
  return { ...result, first: inBothStarts(first, second), second: later };
}

/** Whether it did what it should, at both starts. */
export function worksTwice({ first, second }: ServiceResult): boolean {
  return worked(first) && second !== undefined && worked(second);
}

/** The service and all it waits for or lives in. */
export function servicesNeededBy(services: ModelMap, service: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [service];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || services[next] === undefined) continue;
    found.add(next);
    const settings = mapIn(services[next]);
    open.push(...Object.keys(mapIn(settings.depends_on)));
    for (const key of ['network_mode', 'pid', 'ipc']) {
      const mode = textIn(settings[key]) ?? '';
      if (mode.startsWith('service:')) open.push(mode.slice('service:'.length));
    }
    open.push(...textsIn(settings.volumes_from).map((each) => each.replace(/:r[ow]$/, '')));
    open.push(...textsIn(settings.links).map((each) => each.split(':')[0]!));
  }
  return found;
}

/** A value of `tmpfs`. */
export function asMount({ path, mode, uid, gid }: ObservedTmpfs): string {
  const options = [
    ...(uid === undefined || gid === undefined ? [] : [`uid=${uid}`, `gid=${gid}`]),
    ...(mode === undefined ? [] : [`mode=${mode}`]),
  ];
  return options.length === 0 ? path : `${path}:${options.join(',')}`;
}

/** What a Compose file can name as it is: `:` and `,` part options, `$` stands for a variable. */
export function isPlain(path: string): boolean {
  return /^\/[!-~ ]{1,400}$/.test(path) && !/[:,$]/.test(path);
}

/** ASCII without control characters, at most 500. */
export function toPlainAscii(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 500);
}
