// Which patterns are judged, and what a person who names one means.
import { ConfigError } from '../../model/index.js';
import { oneLine } from '../../render/index.js';
import type { PatternSummary } from '../numbers/types.js';
import type { Decision, Review } from './read.js';
import type { Verdict } from './schema.js';

export interface PatternFilter {
  readonly levels?: readonly string[];
  readonly transforms?: readonly string[];
}

/** The patterns that the filter lets through, in their order. */
export function chosenPatterns(
  patterns: readonly PatternSummary[],
  { levels, transforms }: PatternFilter,
): readonly PatternSummary[] {
  return patterns.filter(
    ({ level, transform }) => (levels?.includes(level) ?? true) && (transforms?.includes(transform) ?? true),
  );
}

/**
 * The pattern that a person names, by its name or the beginning of it.
 * @throws ConfigError where none or several begin so.
 */
export function namedPattern(patterns: readonly PatternSummary[], name: string): PatternSummary {
  const found = patterns.filter(({ pattern }) => pattern.startsWith(name));
  const [first, second] = found;
  if (first === undefined)
    throw new ConfigError(`${name}: is no pattern of this campaign; harden migrate review --list names them`);
  if (second !== undefined && first.pattern !== name)
    throw new ConfigError(`${name}: ${found.length} patterns begin so; give more of its name`);
  return first;
}

/** Who decides, and when. */
export interface Judge {
  readonly by?: string;
  /** A second: `2026-11-30T14:05:12Z`. */
  readonly at: string;
}

/** A decision about a pattern. What people wrote is one line, and hides nothing from those who read the file. */
export function decide(
  { pattern, transform, title }: PatternSummary,
  verdict: Verdict,
  judge: Judge,
  note?: string,
): Decision {
  return {
    pattern,
    transform,
    title: oneLine(title),
    verdict,
    ...judge,
    ...(note === undefined ? {} : { note: oneLine(note) }),
  };
}

export interface TakenAnswers {
  /** Those that change something. */
  readonly decisions: readonly Decision[];
  /** Patterns that this campaign does not have. */
  readonly unknown: readonly string[];
}

/** Answers of a file: those that differ from what was decided, made by whoever they name, else by the judge. */
export function takeAnswers(
  patterns: readonly PatternSummary[],
  before: Review,
  answers: Review,
  judge: Judge,
): TakenAnswers {
  const known = new Map(patterns.map((row) => [row.pattern, row]));
  const decisions: Decision[] = [];
  const unknown: string[] = [];
  for (const { pattern, verdict, note, by, at } of answers.decisions.values()) {
    const row = known.get(pattern);
    const decided = before.decisions.get(pattern);
    if (row === undefined) unknown.push(pattern);
    else if (row.verdict !== verdict || (note !== undefined && decided?.note !== oneLine(note))) {
      const own: Judge = {
        ...judge,
        ...(by === undefined ? {} : { by: oneLine(by) }),
        ...(at === undefined ? {} : { at: oneLine(at) }),
      };
      decisions.push(decide(row, verdict, own, note));
    }
  }
  return { decisions, unknown };
}
