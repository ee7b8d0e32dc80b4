// Which step of a plan is likely to blame for what a run shows. A suspicion only says where to look first: whether it is
// right a run of the files without that step and one with it have to show.
import type { Failure, NeedKind, Step } from '../model/index.js';
import { readNeeds } from './read-needs.js';
import { logsOf } from './repair.js';
import type { TrialResult } from './trial.js';

const USER = /\.(?:user|runAsUser|runAsNonRoot)\b/;
const RIGHTS = /\.(?:cap_drop|capabilities)\b/;
const READ_ONLY = /\.(?:read_only|readOnlyRootFilesystem)\b/;
const BASE = /\.from\b/;
const FILES = /\.(?:run|copy)\b/;

/** What a step changes that takes away what is needed, by the places that it touches: the likeliest first. */
const TAKEN_BY: Readonly<Record<NeedKind, readonly RegExp[]>> = {
  access: [USER, RIGHTS],
  writable: [READ_ONLY],
  capability: [RIGHTS, USER],
  library: [BASE],
  program: [BASE],
  module: [BASE, FILES],
  file: [BASE, FILES],
  candidate: [BASE],
};

/**
 * The places in the list of the steps that are looked at first, the likeliest first.
 * @param steps of the states that are looked through, in their order.
 * @param after a run that fails.
 */
export function suspectsIn(
  steps: readonly Step[],
  failures: readonly Failure[],
  before: TrialResult,
  after: TrialResult,
): number[] {
  const { failure } = after;
  if (failure) return [inBuild(steps, failure)].filter((at) => at !== -1);
  const [need] = readNeeds(logsOf(after).join('\n'), logsOf(before));
  // A file that is not written any more, without a word, is one that somebody may not write.
  const kind = need?.need.kind ?? (failures.some((each) => each.kind === 'writes') ? 'access' : undefined);
  const places = kind === undefined ? [] : TAKEN_BY[kind];
  const failing = failures.map(({ where }) => `.${where}.`);
  return places.flatMap((place) => {
    const found = [...steps.entries()].filter(([, { touches }]) => touches.some((each) => place.test(each)));
    // The same is done to one service after the other.
    const isOfFailing = ({ touches }: Step): boolean =>
      touches.some((each) => failing.some((name) => each.includes(name)));
    const likely = found.find(([, step]) => isOfFailing(step)) ?? found[0];
    return likely ? [likely[0]] : [];
  });
}

/** The last step that wrote a line of the instruction that failed, else a name that the build could not get. */
function inBuild(steps: readonly Step[], { excerpt }: Failure): number {
  const fresh = steps.map(({ files }) =>
    files.flatMap(({ before = '', after }) => {
      const known = new Set(linesOf(before));
      return linesOf(after).filter((line) => !known.has(line));
    }),
  );
  const isNamed = (text: string): boolean => text.length >= LEAST && excerpt.includes(text);
  const whole = fresh.findLastIndex((lines) => lines.some(isNamed));
  if (whole !== -1) return whole;
  return fresh.findLastIndex((lines) =>
    lines.some((line) => line.split(/[\s=]+/).some((word) => word.includes('/') && isNamed(word))),
  );
}

/** Shorter texts stand anywhere. */
const LEAST = 8;

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim().replace(/\\$/, '').trim());
}
