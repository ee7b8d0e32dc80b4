// Which repositories are looked at.
import type { Fleet, Starts } from './fleet.js';

/** Empty text and -1 choose all. */
export interface Filters {
  readonly text: string;
  readonly team: number;
  readonly state: number;
  readonly transform: number;
  readonly level: number;
  readonly pattern: number;
  readonly image: number;
  readonly rule: number;
  readonly refusal: number;
  /** Images past their end of life: 1 for repositories that have one. */
  readonly ended: number;
}

export const NO_FILTERS: Filters = {
  text: '',
  team: -1,
  state: -1,
  transform: -1,
  level: -1,
  pattern: -1,
  image: -1,
  rule: -1,
  refusal: -1,
  ended: -1,
};

/** True for each repository that all filters let through. */
export function chosenRepositories(fleet: Fleet, filters: Filters): Uint8Array {
  const { data, count } = fleet;
  const chosen = new Uint8Array(count).fill(1);
  const drop = (keeps: (at: number) => boolean): void => {
    for (let at = 0; at < count; at++) if (chosen[at] === 1 && !keeps(at)) chosen[at] = 0;
  };
  const words = filters.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length > 0) drop((at) => words.every((word) => fleet.haystack[at]!.includes(word)));
  if (filters.team >= 0) drop((at) => data.repositories.team[at] === filters.team);
  if (filters.state >= 0) drop((at) => data.repositories.state[at] === filters.state);
  if (hasStepFilter(filters)) drop((at) => someRow(fleet.steps, at, (row) => isChosenStep(fleet, filters, row)));
  if (filters.image >= 0) drop((at) => someRow(fleet.images, at, (row) => data.images.image[row] === filters.image));
  if (filters.ended >= 0)
    drop((at) => someRow(fleet.images, at, (row) => data.images.list[data.images.image[row]!]!.ended !== ''));
  if (filters.rule >= 0) drop((at) => someRow(fleet.rules, at, (row) => data.rules.rule[row] === filters.rule));
  if (filters.refusal >= 0)
    drop((at) => someRow(fleet.refusals, at, (row) => data.refusals.kind[row] === filters.refusal));
  return chosen;
}

function hasStepFilter({ transform, level, pattern }: Filters): boolean {
  return transform >= 0 || level >= 0 || pattern >= 0;
}

function someRow(starts: Starts, at: number, holds: (row: number) => boolean): boolean {
  for (let row = starts[at]!; row < starts[at + 1]!; row++) if (holds(row)) return true;
  return false;
}

/** True for a row of steps that the filters for steps let through, whatever its repository. */
export function isChosenStep({ data }: Fleet, { transform, level, pattern }: Filters, row: number): boolean {
  const number = data.steps.pattern[row]!;
  return (
    (pattern < 0 || number === pattern) &&
    (level < 0 || data.steps.level[row] === level) &&
    (transform < 0 || data.patterns[number]!.transform === transform)
  );
}
