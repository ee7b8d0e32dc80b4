// What the chosen repositories add up to. Every table and figure of the page is made of these, so that they agree.
import type { Fleet } from './fleet.js';
import { isChosenStep, type Filters } from './filters.js';

/** Sums by one thing: steps, repositories, and what else is counted of it. */
export interface Sum {
  readonly key: number;
  steps: number;
  repositories: number;
  /** By level. */
  readonly levels: number[];
  refusals: number;
  found: number;
  resolved: number;
  places: number;
  ended: number;
  pending: number;
}

export interface Sums {
  readonly total: Sum;
  /** Repositories by state. */
  readonly states: readonly number[];
  /** Of those that are chosen alone. */
  readonly repositories: readonly Sum[];
  /** By the number of each. */
  readonly patterns: readonly Sum[];
  readonly transforms: readonly Sum[];
  readonly teams: readonly Sum[];
  readonly images: readonly Sum[];
  readonly rules: readonly Sum[];
  readonly refusals: readonly Sum[];
}

/** Adds up the chosen repositories; of their steps, those that the filters for steps let through. */
export function sumsOf(fleet: Fleet, filters: Filters, chosen: Uint8Array): Sums {
  const { data } = fleet;
  const levels = data.levels.length;
  const blank = (length: number): Sum[] => Array.from({ length }, (_, key) => emptySum(key, levels));
  const total = emptySum(0, levels);
  const repositories: Sum[] = [];
  const [patterns, transforms, teams] = [
    blank(data.patterns.length),
    blank(data.transforms.length),
    blank(data.teams.length),
  ];
  const [images, rules, refusals] = [
    blank(data.images.list.length),
    blank(data.rules.names.length),
    blank(data.refusals.kinds.length),
  ];
  const states = new Array<number>(data.states.length).fill(0);
  // The repository that a sum has counted last: rows are sorted by repository.
  const lastOf = new Map<readonly Sum[], Int32Array>(
    [patterns, transforms, images, rules, refusals].map((sums) => [sums, new Int32Array(sums.length).fill(-1)]),
  );
  const counted = (sums: readonly Sum[], key: number, repository: number): Sum => {
    const sum = sums[key]!;
    const last = lastOf.get(sums)!;
    if (last[key] !== repository) sum.repositories++;
    last[key] = repository;
    return sum;
  };
  for (let at = 0; at < fleet.count; at++) {
    if (chosen[at] === 0) continue;
    const own = emptySum(at, levels);
    repositories.push(own);
    const team = teams[data.repositories.team[at]!]!;
    states[data.repositories.state[at]!]!++;
    own.repositories = 1;
    for (let row = fleet.steps[at]!; row < fleet.steps[at + 1]!; row++) {
      if (!isChosenStep(fleet, filters, row)) continue;
      const pattern = data.steps.pattern[row]!;
      const [level, count] = [data.steps.level[row]!, data.steps.count[row]!];
      addSteps(own, level, count);
      addSteps(counted(patterns, pattern, at), level, count);
      addSteps(counted(transforms, data.patterns[pattern]!.transform, at), level, count);
    }
    if (own.steps > 0) own.pending = 1;
    for (let row = fleet.refusals[at]!; row < fleet.refusals[at + 1]!; row++) {
      const kind = data.refusals.kind[row]!;
      const count = data.refusals.count[row]!;
      own.refusals += count;
      counted(refusals, kind, at).refusals += count;
      transforms[data.refusals.kinds[kind]!.transform]!.refusals += count;
    }
    for (let row = fleet.rules[at]!; row < fleet.rules[at + 1]!; row++) {
      const rule = counted(rules, data.rules.rule[row]!, at);
      const [found, resolved] = [data.rules.found[row]!, data.rules.resolved[row]!];
      own.found += found;
      own.resolved += resolved;
      rule.found += found;
      rule.resolved += resolved;
    }
    for (let row = fleet.images[at]!; row < fleet.images[at + 1]!; row++) {
      const number = data.images.image[row]!;
      const image = counted(images, number, at);
      const places = data.images.count[row]!;
      const ended = data.images.list[number]!.ended === '' ? 0 : places;
      own.places += places;
      own.ended += ended;
      image.places += places;
      image.ended += ended;
    }
    addAll(team, own);
    addAll(total, own);
  }
  return { total, states, repositories, patterns, transforms, teams, images, rules, refusals };
}

function addSteps(sum: Sum, level: number, count: number): void {
  sum.steps += count;
  sum.levels[level]! += count;
}

function addAll(sum: Sum, own: Sum): void {
  sum.repositories += own.repositories;
  sum.pending += own.pending;
  sum.steps += own.steps;
  for (let level = 0; level < own.levels.length; level++) sum.levels[level]! += own.levels[level]!;
  sum.refusals += own.refusals;
  sum.found += own.found;
  sum.resolved += own.resolved;
  sum.places += own.places;
  sum.ended += own.ended;
}

function emptySum(key: number, levels: number): Sum {
  return {
    key,
    steps: 0,
    repositories: 0,
    levels: new Array<number>(levels).fill(0),
    refusals: 0,
    found: 0,
    resolved: 0,
    places: 0,
    ended: 0,
    pending: 0,
  };
}
