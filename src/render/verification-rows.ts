// What a verification saw as rows of a table: the same rows for the terminal and for Markdown.
import {
  type BootResult,
  type GroupVerification,
  type ImageComparison,
  type ImageMeasure,
  type RunComparison,
  type ServiceResult,
  baseName,
} from '../model/index.js';

interface Row {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** `-57 %`, or what a reader has to know. */
  readonly note: string;
}

export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The tables of a group: an image each, then a run each. */
export function verificationTables({ images, runs }: GroupVerification): Table[] {
  return [...images.map(imageTable), ...runs.flatMap(runTables)].filter(({ rows }) => rows.length > 0);
}

function imageTable({ dockerfile, target, before, after, touched }: ImageComparison): Table {
  const title = `image ${dockerfile}${target === undefined ? '' : `, target ${target}`}`;
  const row = (label: string, value: (measure: ImageMeasure) => string, note = ''): Row => ({
    label,
    before: before ? value(before) : '',
    after: after ? value(after) : '',
    note,
  });
  const rows = [
    row('size', ({ size }) => formatBytes(size), change(before?.size, after?.size)),
    row('layers', ({ layerCount }) => String(layerCount)),
    ...layerRows(before, after),
    row('packages', ({ packages }) => String(packages)),
    row('setuid programs', ({ setuid }) => String(setuid.length)),
    row('build tools left', ({ tools }) => names(tools)),
    row('user', ({ user }) => user),
  ];
  if (before?.coldMs !== undefined || after?.coldMs !== undefined)
    rows.push(row('build from nothing', ({ coldMs }) => formatTime(coldMs), change(before?.coldMs, after?.coldMs)));
  if (touched !== undefined)
    rows.push(
      row(
        `build after a change of ${touched}`,
        ({ rebuildMs }) => formatTime(rebuildMs),
        change(before?.rebuildMs, after?.rebuildMs),
      ),
    );
  return { title, rows };
}

/** The largest layers of both sides, side by side by their size. */
function layerRows(before: ImageMeasure | undefined, after: ImageMeasure | undefined): Row[] {
  const [old, now] = [before, after].map((side) => [...(side?.layers ?? [])].sort((a, b) => b.size - a.size));
  const most = Math.max(old!.length, now!.length);
  return Array.from({ length: most }, (_, at) => ({
    label: at === 0 ? 'largest layer' : `layer ${at + 1} by size`,
    before: layerWords(old![at]),
    after: layerWords(now![at]),
    note: '',
  }));
}

/** BuildKit's words around an instruction say nothing. */
function layerWords(layer: ImageMeasure['layers'][number] | undefined): string {
  if (!layer) return '';
  const made = layer.createdBy.replace(/^RUN \/bin\/sh -c /, 'RUN ').replace(/ # buildkit$/, '');
  return `${formatBytes(layer.size)} ${made}`;
}

function runTables({ name, before, after, script }: RunComparison): Table[] {
  const services = before.map((old): Table => {
    const now = after.find(({ service }) => service === old.service);
    const title = old.service === 'image' ? `run ${name}` : `run ${name}, ${old.service}`;
    return { title, rows: serviceRows(old, now) };
  });
  if (!script) return services;
  const ended = (code: number | undefined): string => (code === undefined ? '' : `exit ${code}`);
  const row = { label: 'the script (--exec)', before: ended(script.before), after: ended(script.after), note: '' };
  return [...services, { title: `use ${name}`, rows: [row] }];
}

function serviceRows(old: ServiceResult, now: ServiceResult | undefined): Row[] {
  const row = (label: string, value: (service: ServiceResult) => string): Row => {
    const [before, after] = [value(old), now ? value(now) : ''];
    return { label, before, after, note: '' };
  };
  const probes = old.first.probes.filter(({ answered }) => answered);
  return [
    row('starts', ({ first }) => bootWords(first)),
    ...probes.map(({ probe }): Row => {
      const found = row(probe, ({ first }) => first.probes.find((each) => each.probe === probe)?.answer ?? '');
      const [a, b] = [old, now].map((side) => side?.first.probes.find((each) => each.probe === probe)?.content);
      return { ...found, note: a !== undefined && a === b ? 'same content' : '' };
    }),
    row('stops on SIGTERM', ({ stop }) =>
      stop === undefined ? '' : stop.killed ? `no, killed after ${formatTime(stop.ms)}` : formatTime(stop.ms),
    ),
    row('starts on its volumes', ({ second }) => (second ? bootWords(second) : '')),
    writesRow(old, now),
    row('user', ({ user }) => user),
    row('capabilities', ({ capabilities }) => capabilities),
  ].filter(({ before, after }) => before !== '' || after !== '');
}

function writesRow(old: ServiceResult, now: ServiceResult | undefined): Row {
  const words = (side: ServiceResult | undefined): string => {
    const { wrote } = side?.first ?? {};
    return wrote === undefined ? '' : names(wrote.map(({ path }) => path));
  };
  return { label: 'files it keeps', before: words(old), after: words(now), note: '' };
}

function bootWords({ state, exitCode, readyMs }: BootResult): string {
  if (state === 'exited') return `ends with code ${exitCode}`;
  // Of a service that answers nothing nobody can tell when it was ready.
  if (state === 'running' && readyMs < 50) return state;
  if (state === 'healthy' || state === 'running') return `${state}, ${formatTime(readyMs)}`;
  return { unhealthy: 'unhealthy', restarting: 'again and again', 'not-started': 'not at all' }[state];
}

const NAMED = 4;

function names(paths: readonly string[]): string {
  if (paths.length === 0) return 'none';
  const short = [...new Set(paths.map((path) => baseName(path)))];
  const shown = short.slice(0, NAMED).join(', ');
  return short.length > NAMED ? `${shown} and ${short.length - NAMED} more` : shown;
}

/** Bytes as people write them, in powers of ten as Docker does. */
export function formatBytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'] as const;
  let value = size / 1000;
  let at = 0;
  for (; value >= 1000 && at < units.length - 1; at++) value /= 1000;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

/** Seconds, as people write them; empty where nobody measured. */
export function formatTime(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

function change(before: number | undefined, after: number | undefined): string {
  if (!before || after === undefined) return '';
  const percent = Math.round((100 * (after - before)) / before);
  return percent === 0 ? '' : `${percent > 0 ? '+' : ''}${percent} %`;
}
