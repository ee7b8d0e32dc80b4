// The ledger as the page holds it.
import type { Database } from '../../fleet/index.js';
import { oneLine } from '../../render/index.js';
import { readExamples, type Example } from '../numbers/examples.js';
import { STEP_LEVELS, STATES, type FleetNumbers } from '../numbers/read.js';
import { tablesOf } from '../numbers/tables.js';
import type { Review } from '../review/read.js';
import { Dictionary } from './dictionary.js';
import type { PageData, PagePattern, PageRefusal, Places } from './page-data.js';
import { pageExample, pageProof, shownTime, visibleLines } from './shown.js';

export interface PageFrame {
  /** What the campaign is called. */
  readonly name: string;
  readonly tool: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How much detail there is room for. */
export interface PageRoom {
  readonly places: boolean;
  readonly diffs: boolean;
}

const EXAMPLES_OF_A_REFUSAL = 20;
const BUILT = {
  held: 'built and run, and everything held',
  broke: 'built and run, and something broke',
  cannot: 'could not be built and run',
} as const;

/**
 * The data of the page. Every row that is counted is in it; what may be left out is where steps stand and how they look.
 */
export function pageData(
  ledger: Database,
  numbers: FleetNumbers,
  review: Review,
  frame: PageFrame,
  room: PageRoom,
): PageData {
  const [teams, reasons, levels, transforms] = [new Dictionary(), new Dictionary(), new Dictionary(), new Dictionary()];
  const builds = new Dictionary();
  builds.numberOf('');
  const built = new Map(
    numbers.built.map(({ repository, outcome, why }) => [
      repository,
      `${BUILT[outcome]}${why === '' ? '' : `: ${why}`}`,
    ]),
  );
  for (const level of STEP_LEVELS) levels.numberOf(level);
  const { repositories } = numbers;
  const position = new Map(repositories.map(({ id }, at) => [id, at]));
  const at = ({ repository }: { readonly repository: number }): number => position.get(repository) ?? 0;
  const byRepository = <Row extends { readonly repository: number }>(rows: readonly Row[]): readonly Row[] =>
    [...rows].sort((a, b) => at(a) - at(b));
  const patterns = patternsOf(ledger, numbers, review, { position, levels, transforms, room });
  const patternNumbers = new Map(patterns.map(({ id }, number) => [id, number]));
  const steps = byRepository(numbers.steps);
  const kinds = refusalKinds(ledger, numbers, position, transforms);
  const rules = new Dictionary();
  const ruleRows = byRepository(numbers.rules);
  const images = imagesOf(numbers);
  const imageRows = byRepository(numbers.images);
  const refusals = byRepository(numbers.refusals);
  return {
    name: oneLine(frame.name),
    made: shownTime(frame.now),
    planned: numbers.plannedAt === undefined ? '' : shownTime(numbers.plannedAt),
    tool: frame.tool,
    repositories: {
      name: repositories.map(({ name }) => oneLine(name)),
      url: repositories.map(({ url }) => oneLine(url)),
      team: repositories.map(({ team }) => teams.numberOf(team)),
      state: repositories.map(({ state }) => STATES.indexOf(state)),
      reason: repositories.map(({ reason }) => reasons.numberOf(reason ?? '')),
      built: repositories.map(({ id }) => builds.numberOf(built.get(id) ?? '')),
    },
    teams: teams.texts,
    states: STATES,
    reasons: reasons.texts,
    builds: builds.texts,
    patterns,
    steps: {
      repository: steps.map(at),
      pattern: steps.map(({ pattern }) => patternNumbers.get(pattern) ?? 0),
      level: steps.map(({ level }) => levels.numberOf(level)),
      count: steps.map(({ count }) => count),
    },
    levels: levels.texts,
    transforms: transforms.texts,
    places: room.places ? placesOf(ledger, steps) : { files: [], file: [], line: [] },
    refusals: {
      kinds: [...kinds.values()],
      repository: refusals.map(at),
      kind: numbered(kinds, refusals.map(kindKey)),
      count: refusals.map(({ count }) => count),
    },
    rules: {
      repository: ruleRows.map(at),
      rule: ruleRows.map(({ rule }) => rules.numberOf(rule)),
      found: ruleRows.map(({ found }) => found),
      resolved: ruleRows.map(({ resolved }) => resolved),
      names: rules.texts,
    },
    images: {
      list: [...images.values()],
      repository: imageRows.map(at),
      image: numbered(images, imageRows.map(imageKey)),
      count: imageRows.map(({ count }) => count),
    },
    pulls: byRepository(numbers.pulls).map((pull) => ({
      repository: at(pull),
      number: pull.number,
      url: oneLine(pull.url),
      state: oneLine(pull.state),
      ci: oneLine(pull.ci),
    })),
    history: numbers.history.map((point) => [point.at, point.repositories, point.pending, point.steps]),
    leftOut: leftOutOf(room),
  };
}

function leftOutOf(room: PageRoom): readonly string[] {
  const more = 'harden migrate report --format sqlite has them';
  return [
    ...(room.places ? [] : [`The files and lines of steps are not in this page; ${more}.`]),
    ...(room.diffs ? [] : [`Examples of changes are not in this page; ${more}.`]),
  ];
}

interface PatternFrame {
  readonly position: ReadonlyMap<number, number>;
  readonly levels: Dictionary;
  readonly transforms: Dictionary;
  readonly room: PageRoom;
}

function patternsOf(
  ledger: Database,
  numbers: FleetNumbers,
  review: Review,
  frame: PatternFrame,
): readonly PagePattern[] {
  const { position, levels, transforms, room } = frame;
  const examples = room.diffs ? readExamples(ledger, { each: 1 }) : new Map<string, readonly Example[]>();
  return tablesOf(numbers, review).patterns.map((row) => ({
    id: row.pattern,
    transform: transforms.numberOf(row.transform),
    level: levels.numberOf(row.level),
    title: oneLine(row.title),
    change: visibleLines(row.change),
    ...(row.verdict === null ? {} : { verdict: row.verdict }),
    ...pageProof(row),
    examples: (examples.get(row.pattern) ?? []).map((example) => pageExample(example, position.get(example.id) ?? 0)),
  }));
}

interface PlaceRow {
  readonly repository: number;
  readonly pattern: string;
  readonly level: string;
  readonly file: string;
  readonly line: number;
}

function placesOf(ledger: Database, steps: FleetNumbers['steps']): Places {
  const key = (row: Pick<PlaceRow, 'repository' | 'pattern' | 'level'>): string =>
    `${row.repository} ${row.pattern} ${row.level}`;
  const places = new Map<string, (readonly [number, number])[]>();
  const files = new Dictionary();
  for (const row of ledger.all<PlaceRow>(
    'SELECT repository, pattern, level, file, line FROM steps ORDER BY file, line',
  )) {
    const place = [files.numberOf(row.file), row.line] as const;
    const known = places.get(key(row));
    if (known) known.push(place);
    else places.set(key(row), [place]);
  }
  const inOrder = steps.flatMap((step) => places.get(key(step)) ?? []);
  return { files: files.texts, file: inOrder.map(([file]) => file), line: inOrder.map(([, line]) => line) };
}

function kindKey({ code, transform }: { readonly code: string; readonly transform: string }): string {
  return `${code}\n${transform}`;
}

interface RefusalRow {
  readonly repository: number;
  readonly transform: string;
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly sentence: string;
}

function refusalKinds(
  ledger: Database,
  { refusals }: FleetNumbers,
  position: ReadonlyMap<number, number>,
  transforms: Dictionary,
): ReadonlyMap<string, PageRefusal> {
  const examples = new Map<string, PageRefusal['examples'][number][]>();
  const rows = ledger.all<RefusalRow>(
    `SELECT repository, transform, code, file, line, sentence FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY transform, code ORDER BY repository, file, line) AS place FROM refusals
    ) WHERE place <= ${EXAMPLES_OF_A_REFUSAL} ORDER BY transform, code, place`,
  );
  for (const row of rows) {
    const own = examples.get(kindKey(row)) ?? [];
    examples.set(kindKey(row), own);
    own.push([position.get(row.repository) ?? 0, oneLine(row.file), row.line, oneLine(row.sentence)]);
  }
  return new Map(
    refusals.map((row) => [
      kindKey(row),
      { code: row.code, transform: transforms.numberOf(row.transform), examples: examples.get(kindKey(row)) ?? [] },
    ]),
  );
}

function imageKey({ name, tag, pinned, ends_on }: FleetNumbers['images'][number]): string {
  return JSON.stringify([name, tag, pinned, ends_on]);
}

function imagesOf({ images }: FleetNumbers): ReadonlyMap<string, PageData['images']['list'][number]> {
  return new Map(
    images.map((row) => [
      imageKey(row),
      {
        name: oneLine(row.name),
        tag: oneLine(row.tag ?? ''),
        pinned: row.pinned === 1,
        ended: oneLine(row.ends_on ?? ''),
      },
    ]),
  );
}

/** The number of each key, in the order of the map. */
function numbered(map: ReadonlyMap<string, unknown>, keys: readonly string[]): readonly number[] {
  const numbers = new Map([...map.keys()].map((key, at) => [key, at]));
  return keys.map((key) => numbers.get(key) ?? 0);
}
