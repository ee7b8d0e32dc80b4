// Has a repository of a campaign built and run by another process, as the bot does.
import { isProof, outcomesIn, readProof } from '../../bot-run/index.js';
import type { Prove, TriedStep } from '../../fleet/index.js';
import { GitError } from '../../git/index.js';
import { cutText, oneLine } from '../../render/index.js';
import { proverOf } from '../bot/prove.js';
import type { Io } from '../output.js';
import { VERSION } from '../version.js';

const LONGEST = 300;
/** Of a log, which is kept for each pattern of each repository. */
const LONGEST_EXCERPT = 4000;

/** Builds and runs both sides of a plan in a process that has no token. */
export function fleetProver(io: Io): Prove {
  return async ({ dir, commit, remote }, steps, signal) => {
    const prove = proverOf(io, { dir, ...(remote ? { remote } : {}) }, signal);
    const ran = await prove(commit, steps).catch((error: unknown) => {
      if (error instanceof GitError) return { why: error.message };
      throw error;
    });
    return 'why' in ran ? ran : shownIn(ran.report, steps);
  };
}

/** What a report of `harden verify` says of each step that was tried. */
export function shownIn(report: string, steps: readonly TriedStep[]): Awaited<ReturnType<Prove>> {
  const proof = readProof(report, VERSION);
  if (!isProof(proof)) return proof;
  const outcomeOf = outcomesIn(proof, steps);
  const groups = new Map(proof.verification.groups.map((each) => [each.group, each]));
  return ({ group, id }) => {
    const seen = groups.get(group);
    const outcome = outcomeOf(group, id);
    // What cannot be built as it is shows nothing of what is changed.
    if (!seen || seen.outcome === 'not-verified' || outcome === undefined) return undefined;
    if (outcome !== 'fell') return { outcome };
    const failure = seen.broken.find((each) => each.id === id)?.failures[0];
    const says = cutText(oneLine(failure?.says ?? 'something broke with it'), LONGEST);
    return { outcome: 'broke', says, excerpt: (failure?.excerpt ?? '').trimEnd().slice(-LONGEST_EXCERPT) };
  };
}
