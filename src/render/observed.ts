// What was seen of services, a block each.
import type { ServiceObservation } from '../model/index.js';
import { layLabelled, pageOf, rulePage } from './page.js';
import { plural } from './summary.js';
import type { View } from './view.js';

const INDENT = 2;
const HANG = 14;

/** The observations of one project, for a terminal. `tries` by service. */
export function observationLines(
  view: View,
  project: string,
  observations: readonly ServiceObservation[],
  tries: ReadonlyMap<string, number>,
): string[] {
  const page = pageOf(view);
  const lines = [rulePage(page, project, plural(observations.length, 'service'))];
  for (const seen of observations) {
    lines.push('', page.colors.bold(seen.service));
    for (const [label, text] of rowsOf(seen, tries.get(seen.service) ?? 0))
      lines.push(...layLabelled(page, label, text, { indent: INDENT, hang: HANG }));
  }
  return [...lines, ''];
}

function rowsOf(seen: ServiceObservation, tries: number): [string, string][] {
  const { user, ports, memory, cpus, pids, writes, programs, capabilities, readOnly } = seen;
  const rows: [string, string][] = [];
  if (user) {
    const others = user.all.filter((uid) => uid !== user.uid);
    rows.push(['runs as', `${user.uid}:${user.gid}${others.length > 0 ? `, and ${others.join(', ')}` : ''}`]);
  }
  if (ports) rows.push(['listens on', listed(ports)]);
  if (memory) rows.push(['memory', `${mebi(memory.peak)} at most, ${mebi(memory.steady)} in the end`]);
  if (cpus) rows.push(['processor', `${cpus.peak} cores at most, ${cpus.steady} in the end`]);
  if (pids) rows.push(['processes', `${pids.peak} at most, threads counted`]);
  if (programs) rows.push(['programs', listed(programs)]);
  if (writes) rows.push(['writes', listed(writes)]);
  if (capabilities) rows.push(['capabilities', listed(capabilities)]);
  if (readOnly)
    rows.push([
      'read-only',
      readOnly.works ? worksWith(readOnly.tmpfs.map(({ path }) => path)) : `no: ${readOnly.why}`,
    ]);
  rows.push(['found in', plural(tries, 'try', 'tries')]);
  return rows;
}

function worksWith(tmpfs: readonly string[]): string {
  return tmpfs.length === 0 ? 'works' : `works, with a tmpfs at ${listed(tmpfs)}`;
}

const MOST = 12;

function listed(items: readonly string[]): string {
  if (items.length === 0) return 'nothing';
  const more = items.length > MOST ? `, and ${items.length - MOST} more` : '';
  return items.slice(0, MOST).join(', ') + more;
}

function mebi(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
