// What the transforms of a run want to know, each question once.
import { type Answers, type Lookup, lookupKey } from '../model/index.js';
import { asks } from './ask.js';
import { askInFrame } from './framed.js';
import { groupsOf } from './groups.js';
import type { RunInput } from './open.js';

/**
 * What a run asks, each question once. With answers, also what is asked once those have done their work: a base image
 * with a version says for which Python a package is wanted, and a step may bring an image in. Questions about packages
 * are then those of that state alone.
 */
export function questionsOf(input: RunInput): Lookup[] {
  if (!asks(input.registry)) return [];
  const questions = new Map<string, Lookup>();
  for (const group of groupsOf(input.workspace))
    for (const lookup of askInFrame(input, group)) questions.set(lookupKey(lookup), lookup);
  return [...questions.values()];
}

/**
 * What the other transforms still ask and the lock answers: an update makes those answers new as well.
 * @param input with the options of a run that moves nothing.
 */
export function lockedQuestions(input: RunInput, lock: Answers): Lookup[] {
  return questionsOf({ ...input, answers: lock }).filter((lookup) => lock.has(lookupKey(lookup)));
}
