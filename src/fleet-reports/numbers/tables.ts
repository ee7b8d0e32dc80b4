// Tables over the repositories of a campaign, as JSON, CSV and the terminal show them.
import { verdictOf, type Review } from '../review/read.js';
import { countBy, distinct, groupBy, sorted, Sums, sum } from './group.js';
import { STATES, STEP_LEVELS, type FleetNumbers } from './read.js';
import type {
  CampaignSummary,
  FleetTables,
  ImageSummary,
  PatternSummary,
  RefusalSummary,
  RepositorySummary,
  RuleSummary,
  TeamSummary,
  TransformSummary,
} from './types.js';

/** The tables, each sorted by what counts most. */
export function tablesOf(numbers: FleetNumbers, review: Review): FleetTables {
  const repositories = repositoriesOf(numbers);
  const patterns = patternsOf(numbers, review);
  return {
    summary: summaryOf(numbers, repositories, patterns),
    repositories,
    transforms: transformsOf(numbers),
    teams: teamsOf(repositories),
    patterns,
    rules: rulesOf(numbers),
    refusals: refusalsOf(numbers),
    images: imagesOf(numbers),
  };
}

function repositoriesOf(numbers: FleetNumbers): readonly RepositorySummary[] {
  const levels = new Map<number, Record<string, number>>();
  const [steps, refusals, found, resolved] = [
    new Sums<number>(),
    new Sums<number>(),
    new Sums<number>(),
    new Sums<number>(),
  ];
  const [images, endedImages] = [new Sums<number>(), new Sums<number>()];
  for (const { repository, level, count } of numbers.steps) {
    const own = levels.get(repository) ?? {};
    levels.set(repository, own);
    own[level] = (own[level] ?? 0) + count;
    steps.add(repository, count);
  }
  for (const { repository, count } of numbers.refusals) refusals.add(repository, count);
  for (const rule of numbers.rules) {
    found.add(rule.repository, rule.found);
    resolved.add(rule.repository, rule.resolved);
  }
  for (const { repository, count, ends_on } of numbers.images) {
    images.add(repository, count);
    if (ends_on !== null) endedImages.add(repository, count);
  }
  const built = new Map(numbers.built.map(({ repository, outcome }) => [repository, outcome]));
  const pulls = groupBy(numbers.pulls, ({ repository }) => repository);
  return numbers.repositories.map(({ id, base, ...row }) => ({
    ...row,
    commit: base,
    built: built.get(id) ?? null,
    steps: steps.of(id),
    levels: levels.get(id) ?? {},
    refusals: refusals.of(id),
    found: found.of(id),
    resolved: resolved.of(id),
    images: images.of(id),
    endedImages: endedImages.of(id),
    pulls: (pulls.get(id) ?? []).map(({ url }) => url),
  }));
}

function transformsOf({ steps, refusals }: FleetNumbers): readonly TransformSummary[] {
  const refused = new Sums<string>();
  for (const { transform, count } of refusals) refused.add(transform, count);
  const byTransform = groupBy(steps, ({ transform }) => transform);
  const names = new Set([...byTransform.keys(), ...refusals.map(({ transform }) => transform)]);
  const rows = [...names].map((transform): TransformSummary => {
    const own = byTransform.get(transform) ?? [];
    return {
      transform,
      steps: sum(own, ({ count }) => count),
      repositories: distinct(own),
      levels: levelsOf(own),
      refusals: refused.of(transform),
    };
  });
  return sorted(
    rows,
    ({ steps: own }) => own,
    ({ transform }) => transform,
  );
}

function teamsOf(repositories: readonly RepositorySummary[]): readonly TeamSummary[] {
  const rows = [...groupBy(repositories, ({ team }) => team)].map(
    ([team, own]): TeamSummary => ({
      team,
      repositories: own.length,
      pending: own.filter(({ steps }) => steps > 0).length,
      steps: sum(own, ({ steps }) => steps),
      found: sum(own, ({ found }) => found),
      resolved: sum(own, ({ resolved }) => resolved),
    }),
  );
  return sorted(
    rows,
    ({ steps }) => steps,
    ({ team }) => team,
  );
}

/** What broke is shown of so many repositories. */
const MOST_BREAKS = 5;

function patternsOf(numbers: FleetNumbers, review: Review): readonly PatternSummary[] {
  const { patterns, steps } = numbers;
  const byPattern = groupBy(steps, ({ pattern }) => pattern);
  const breaks = groupBy(numbers.breaks, ({ pattern }) => pattern);
  const names = new Map(numbers.repositories.map(({ id, name }) => [id, name]));
  const rows = patterns.map(({ pattern, transform, level, title, sample, held, broke }): PatternSummary => {
    const own = byPattern.get(pattern) ?? [];
    const verdict = verdictOf(review, numbers.breaksAt, pattern) ?? null;
    const shown = (breaks.get(pattern) ?? []).slice(0, MOST_BREAKS);
    const decided = {
      breaks: shown.map(({ repository, says, excerpt }) => ({
        repository: names.get(repository) ?? '',
        says,
        excerpt,
      })),
      verdict,
      isOvertaken: verdict === null && review.decisions.has(pattern),
    };
    const count = sum(own, (each) => each.count);
    const reach = { steps: count, repositories: distinct(own) };
    return { pattern, transform, level, title, change: sample, ...reach, held, broke, ...decided };
  });
  return sorted(rows, consequence, ({ pattern }) => pattern);
}

/** How much more a wrong step of a level costs than one that is safe. */
const WEIGHTS: Readonly<Record<string, number>> = { safe: 1, review: 4, unverified: 8, manual: 8 };

/** What orders patterns for review: how many repositories one reaches, weighed by what it takes to be sure of it. */
function consequence({ level, repositories }: Pick<PatternSummary, 'level' | 'repositories'>): number {
  return repositories * (WEIGHTS[level] ?? 1);
}

function rulesOf({ rules }: FleetNumbers): readonly RuleSummary[] {
  const rows = [...groupBy(rules, ({ rule }) => rule)].map(([rule, own]): RuleSummary => {
    const found = sum(own, (each) => each.found);
    const resolved = sum(own, (each) => each.resolved);
    return { rule, found, resolved, open: found - resolved, repositories: distinct(own) };
  });
  return sorted(
    rows,
    ({ found }) => found,
    ({ rule }) => rule,
  );
}

function refusalsOf({ refusals }: FleetNumbers): readonly RefusalSummary[] {
  const rows = [...groupBy(refusals, ({ code, transform }) => `${code}\n${transform}`).values()].map(
    (own): RefusalSummary => ({
      code: own[0]!.code,
      transform: own[0]!.transform,
      count: sum(own, ({ count }) => count),
      repositories: distinct(own),
    }),
  );
  return sorted(
    rows,
    ({ count }) => count,
    ({ code, transform }) => `${code} ${transform}`,
  );
}

function imagesOf({ images }: FleetNumbers): readonly ImageSummary[] {
  const key = ({ name, tag, pinned, ends_on }: (typeof images)[number]): string =>
    JSON.stringify([name, tag, pinned, ends_on]);
  const rows = [...groupBy(images, key).values()].map((own): ImageSummary => {
    const { name, tag, pinned, ends_on } = own[0]!;
    return {
      image: name,
      tag,
      pinned: pinned === 1,
      endsOn: ends_on,
      places: sum(own, ({ count }) => count),
      repositories: distinct(own),
    };
  });
  return sorted(
    rows,
    ({ repositories }) => repositories,
    ({ image, tag }) => `${image} ${tag}`,
  );
}

function summaryOf(
  { refusals, built }: FleetNumbers,
  repositories: readonly RepositorySummary[],
  patterns: readonly PatternSummary[],
): CampaignSummary {
  const states = countBy(repositories, ({ state }) => state, STATES);
  const verdicts = countBy(patterns, ({ verdict }) => verdict ?? 'open', [
    'approve',
    'reject',
    'postpone',
    'open',
  ] as const);
  const levels: Record<string, number> = {};
  for (const { levels: own } of repositories)
    for (const [level, count] of Object.entries(own)) levels[level] = (levels[level] ?? 0) + count;
  return {
    repositories: repositories.length,
    states,
    pending: repositories.filter(({ steps }) => steps > 0).length,
    steps: sum(repositories, ({ steps }) => steps),
    levels: inOrder(levels),
    patterns: patterns.length,
    decided: verdicts,
    refusals: sum(refusals, ({ count }) => count),
    found: sum(repositories, ({ found }) => found),
    resolved: sum(repositories, ({ resolved }) => resolved),
    images: sum(repositories, ({ images }) => images),
    endedImages: sum(repositories, ({ endedImages }) => endedImages),
    built: countBy(built, ({ outcome }) => outcome, ['held', 'broke', 'cannot'] as const),
    brokenPatterns: patterns.filter(({ broke }) => broke > 0).length,
  };
}

function levelsOf(
  rows: readonly { readonly level: string; readonly count: number }[],
): Readonly<Record<string, number>> {
  const levels: Record<string, number> = {};
  for (const { level, count } of rows) levels[level] = (levels[level] ?? 0) + count;
  return inOrder(levels);
}

function inOrder(levels: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const known: readonly string[] = STEP_LEVELS;
  const rank = (level: string): number => (known.includes(level) ? known.indexOf(level) : known.length);
  return Object.fromEntries(Object.entries(levels).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
}
