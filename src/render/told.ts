// How the parts of a step are worded, wherever it is shown.
import { type Assumption, type Evidence, type Exercise, type SkippedFile, type Step, words } from '../model/index.js';
import { cutText, oneLine, wrap } from './visible.js';

/** The step's id without the file, which stands beside it. `--step` takes this as well as the whole. */
export function shortId({ id, at }: Pick<Step, 'id' | 'at'>): string {
  const number = /#\d+$/.exec(id)?.[0] ?? '';
  const whole = id.slice(0, id.length - number.length);
  const file = `:${at.file}`;
  return whole.endsWith(file) ? whole.slice(0, -file.length) + number : id;
}

const EXERCISED = {
  built: 'built',
  started: 'started',
  healthy: 'its health check passed',
  answered: 'requests answered',
  queried: 'logged in to',
  tested: 'tested',
  wrote: 'its files written',
  restarted: 'started again on its volumes',
  stopped: 'stopped',
} as const satisfies Record<Exercise, string>;

/** What was done with what a step changes: `built, started, requests answered`. Empty where nobody tried. */
export function exercisedWords({ exercised = [] }: Pick<Step, 'exercised'>): string {
  return exercised.map((each) => EXERCISED[each]).join(', ');
}

/** Words that begin a sentence and are no names: only these lose their capital behind a label. */
const ORDINARY = words(`
  A All An And Another Any As At Before Behind Both Build But By Call Check Compare Copies Each Either Every
  Everybody Everything Few For From Has How If Images In Install Is It Its Look Many More Most Neither No Nobody
  None Not Nothing On One Only Open Or Other Packages Programs Read Roll Run Scripts Search See Several Since Some
  Somebody Something Start That The Their There These They This Those To Two Use What Whatever When Where Which
  While Who Whoever With Without You Your`);

/** A sentence as it follows a label: without its capital, unless that is a name's, and without its final stop. */
export function afterLabel(sentence: string): string {
  const line = oneLine(sentence);
  const ended = line.endsWith('.') && !/(?:\.\.|\b(?:etc|e\.g|i\.e))\.$/.test(line) ? line.slice(0, -1) : line;
  const word = /^[A-Z][a-z]*(?![\w'’-])/.exec(ended)?.[0] ?? '';
  return ORDINARY.has(word) ? word.toLowerCase() + ended.slice(word.length) : ended;
}

/** A piece of what stands behind a fact, in brackets. */
export interface Origin {
  readonly text: string;
  /** A path, a line of a file, a key: shown as code where there is such a thing. */
  readonly code: boolean;
}

/** A fact, and all the places where it was read. */
export interface Fact {
  readonly says: string;
  /** To be joined by commas. */
  readonly origins: readonly Origin[];
}

const LONGEST_QUOTE = 80;

/** What a step rests on, said once each, with the places of the file that stands above it by their line alone. */
export function factsOf(evidence: readonly Evidence[], heading: string): Fact[] {
  const found = new Map<string, { says: string; sources: Source[]; others: Origin[] }>();
  for (const { says, from } of evidence) {
    const fact = found.get(says) ?? { says, sources: [], others: [] };
    found.set(says, fact);
    if (from.kind === 'source') fact.sources.push(from);
    else fact.others.push(otherOrigin(from));
  }
  return [...found.values()].map(({ says, sources, others }) => {
    const here = sources.filter(({ file }) => file === heading);
    const away = sources.filter(({ file }) => file !== heading).flatMap((source) => placeOf(source, says));
    return { says, origins: [...linesOf(here), ...unique(away), ...unique(others)] };
  });
}

type Source = Extract<Evidence['from'], { kind: 'source' }>;

function otherOrigin(from: Exclude<Evidence['from'], Source>): Origin {
  if (from.kind === 'lookup') return { text: `${from.question}: ${from.answer}`, code: false };
  if (from.kind === 'config') return { text: `set by ${from.key}`, code: false };
  if (from.kind === 'knowledge') return { text: from.source, code: false };
  return { text: `seen in ${from.run}`, code: false };
}

function linesOf(sources: readonly Source[]): Origin[] {
  const lines = sources.flatMap(({ line }) => (line === undefined ? [] : [line]));
  const sorted = [...new Set(lines)].sort((a, b) => a - b).map(String);
  if (sorted.length === 0) return [];
  const last = sorted.pop()!;
  const text = sorted.length === 0 ? `line ${last}` : `lines ${sorted.join(', ')} and ${last}`;
  return [{ text, code: false }];
}

/** A place in another file, with the words read there: no diff shows them. A file that the fact names is not repeated. */
function placeOf({ file, line, quote }: Source, says: string): Origin[] {
  if (line === undefined) return says.includes(file) ? [] : [{ text: file, code: true }];
  const place: Origin = { text: `${file}:${line}`, code: true };
  const read = oneLine(quote ?? '');
  if (read === '' || says.includes(read)) return [place];
  return [place, { text: cutText(read, LONGEST_QUOTE), code: true }];
}

function unique(origins: readonly Origin[]): Origin[] {
  return [...new Map(origins.map((origin) => [origin.text, origin])).values()];
}

/** What was said in an earlier step, by its text: the number of that step. */
export type Said = Map<string, number>;

/** The step that said the same before; nothing the first time, which is noted. */
export function findEarlierStep(said: Said, text: string, number: number): number | undefined {
  const before = said.get(text);
  if (before === undefined) said.set(text, number);
  return before;
}

/** An assumption by all that it says. */
export function assumptionKey({ id, believes, breaksIf, checkBy }: Assumption): string {
  return ['assumption', id, believes, breaksIf, checkBy].join('\n');
}

/** `as in step 3: nothing in the container…`: the first clause, in a line of about `room` characters. */
export function referToStep(step: number, text: string, room: number, unicode = true): string {
  const head = `as in step ${step}: `;
  const line = oneLine(afterLabel(text), unicode);
  const [first = ''] = wrap(line, Math.max(20, room - head.length - 1), unicode);
  const clause = /^.{20,}?(?=[:;.] )/.exec(first)?.[0] ?? first;
  if (clause === line) return head + line;
  return head + clause.replace(/[,:;.]$/, '') + (unicode ? '…' : '...');
}

/** Why a file was left out. */
export const SKIP_NAMES = {
  template: 'a template',
  vendored: 'vendored',
  generated: 'generated',
  'ignored-by-config': 'ignored by the configuration',
  suppressed: 'suppressed for the whole file',
  'not-recognised': 'not recognised',
} as const satisfies Record<SkippedFile['reason'], string>;
