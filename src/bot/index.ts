// A pull request that lives: what it remembers, and what is to be done about it. bot only decides: it reaches no forge and
// no git, and never trusts what a body says without holding it against the branch.
//
//   stepKeys(steps)                    names of steps that hold when lines move
//   moveKeys(steps)                    the same for moved pins, of which each place is a step of its own
//   planHash(steps)                    what all steps together leave behind
//   withMarker(text, marker, most)     the body of a pull request, cut to what the forge takes
//   readMarker(body)                   what it remembers; withoutMarker(body) is the rest
//   declinedKeys(observed)             what nobody wants: plan without it from the start
//   decide(observed, planned, policy)  what is to be done; once it is done, nothing
//   codeOwners(text, syntax, paths)    whom CODEOWNERS names for files
//   tickedIn(body)                     boxes of the dashboard; boxLine(box, text) is one, rememberedIn(body) what it remembers
//   openingAt(openings, opened, at)    how many may be opened now, by a schedule and a limit an hour
export { CODEOWNERS_PLACES, codeOwners, ownersOfEach, type OwnersSyntax } from './codeowners.js';
export { boxLine, rememberedIn, rememberedText, tickedIn, type Box } from './boxes.js';
export { decide, declinedKeys } from './decide.js';
export { moveKeys, planHash, stepKeys } from './keys.js';
export { readMarker, withMarker, withoutMarker } from './marker.js';
export type { Marker } from './marker.js';
export { isTimezone, openingAt, type Openings, readWindow, type Window } from './schedule.js';
export type {
  Action,
  Asked,
  Decision,
  Observed,
  Planned,
  PlannedStep,
  Policy,
  SeenPull,
} from './types.js';
