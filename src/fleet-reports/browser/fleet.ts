// The data of the page, made ready to be asked: rows by repository, and what is searched in.
import type { PageData } from '../page/page-data.js';

/** Where the rows of each repository begin in columns that are sorted by repository; one more for the end. */
export type Starts = Int32Array;

export interface Fleet {
  readonly data: PageData;
  readonly count: number;
  /** What a person searches in: name, team and address, in lower case. */
  readonly haystack: readonly string[];
  readonly steps: Starts;
  readonly refusals: Starts;
  readonly rules: Starts;
  readonly images: Starts;
  readonly pulls: Starts;
  /** Where the places of each row of steps begin. */
  readonly places: Int32Array;
}

/** Makes the data ready. */
export function fleetOf(data: PageData): Fleet {
  const { name, url, team } = data.repositories;
  const count = name.length;
  const places = new Int32Array(data.steps.count.length + 1);
  for (const [row, steps] of data.steps.count.entries()) places[row + 1] = places[row]! + steps;
  return {
    data,
    count,
    haystack: name.map((each, at) => `${each} ${data.teams[team[at]!]} ${url[at]}`.toLowerCase()),
    steps: startsOf(data.steps.repository, count),
    refusals: startsOf(data.refusals.repository, count),
    rules: startsOf(data.rules.repository, count),
    images: startsOf(data.images.repository, count),
    pulls: startsOf(
      data.pulls.map(({ repository }) => repository),
      count,
    ),
    places,
  };
}

function startsOf(repositories: readonly number[], count: number): Starts {
  const starts = new Int32Array(count + 1);
  for (const repository of repositories) starts[repository + 1]!++;
  for (let at = 0; at < count; at++) starts[at + 1]! += starts[at]!;
  return starts;
}
