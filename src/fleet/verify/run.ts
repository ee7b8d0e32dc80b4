// Has plans of a campaign built and run, as many as there is time for, those first that show most.
import { listIn, recordIn } from '../../io/index.js';
import type { Remote } from '../../git/index.js';
import { mirrorsIn, type Campaign } from '../campaign.js';
import { readPlanResult } from '../ledger/results.js';
import { addEvent } from '../ledger/repositories.js';
import {
  seenPatterns,
  storeVerified,
  unverified,
  type PatternProof,
  type ProofOutcome,
  type Verified,
} from '../ledger/verifications.js';
import { placeOfClone } from '../sources/clone.js';
import { nextCandidate, reachOf } from './choose.js';

/** A step as whoever builds it is told of it. */
export interface TriedStep {
  readonly id: string;
  /** The files that are planned together. */
  readonly group: string;
  readonly diff: string;
  /** Only a run can confirm what it rests on. */
  readonly isUnverified: boolean;
}

/** What a run has shown of a step. */
interface StepProof {
  readonly outcome: ProofOutcome;
  /** What broke. */
  readonly says?: string;
  /** The end of the log that shows it. */
  readonly excerpt?: string;
}

/** What is built: a commit, and where it lies. */
interface ProvedCommit {
  readonly dir: string;
  readonly commit: string;
  /** Where it was cloned from; absent for what is read in place. */
  readonly remote?: Remote;
}

/** Builds and runs both sides of a plan. `undefined` of a step: nothing was built or run that has it. */
export type Prove = (
  commit: ProvedCommit,
  steps: readonly TriedStep[],
  signal: AbortSignal,
) => Promise<((step: TriedStep) => StepProof | undefined) | { readonly why: string }>;

export interface VerifyRequest {
  readonly campaign: Campaign;
  readonly prove: Prove;
  readonly remoteOf: (url: string) => Promise<Remote | { readonly why: string }>;
  /** Repositories. */
  readonly most?: number | undefined;
  /** Milliseconds: what is not done by then is ended, and was not tried. */
  readonly budget?: number | undefined;
  /** Also those that could not be built the last time. */
  readonly retry?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly progress?: (name: string, verified: Verified) => void;
}

/** What a run came to. */
export interface VerifyRan {
  readonly held: number;
  readonly broke: number;
  readonly cannot: number;
  /** Repositories whose plan nobody has tried. */
  readonly left: number;
}

/** Builds and runs plans of a campaign, one after the other, and keeps what was seen in its ledger. */
export async function verifyCampaign(request: VerifyRequest): Promise<VerifyRan> {
  const { campaign, most = Number.POSITIVE_INFINITY, budget, retry = false, progress } = request;
  const { ledger } = campaign;
  const { signal, letGo } = within(budget, request.signal);
  const candidates = [...unverified(ledger, retry)];
  const reach = reachOf(candidates);
  const seen = seenPatterns(ledger);
  const counts = { held: 0, broke: 0, cannot: 0 };
  try {
    for (let done = 0; done < most && !signal.aborted; done++) {
      const next = nextCandidate(candidates, seen, reach);
      if (!next) break;
      const target = targetOf(campaign, next.id);
      const verified = await verifyOne(request, target, signal);
      // It was ended, and says nothing of the repository.
      if (signal.aborted) break;
      candidates.splice(candidates.indexOf(next), 1);
      const now = Date.now();
      storeVerified(ledger, target.id, target.key, verified, now);
      addEvent(ledger, now, target.id, 'verified', verified.why === '' ? verified.outcome : verified.why);
      for (const { pattern } of verified.proofs) seen.add(pattern);
      counts[verified.outcome]++;
      progress?.(target.name, verified);
    }
  } finally {
    letGo();
  }
  return { ...counts, left: candidates.length };
}

/** A signal that also comes when a time is up. `AbortSignal.timeout` may be collected before it does. */
function within(ms: number | undefined, outer: AbortSignal) {
  if (ms === undefined) return { signal: outer, letGo() {} };
  const controller = new AbortController();
  const end = (): void => controller.abort();
  const timer = setTimeout(end, ms);
  outer.addEventListener('abort', end, { once: true });
  if (outer.aborted) end();
  return {
    signal: controller.signal,
    letGo(): void {
      clearTimeout(timer);
      outer.removeEventListener('abort', end);
    },
  };
}

interface Target {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  readonly base: string;
  /** Of its plan. */
  readonly key: string;
}

function targetOf({ ledger }: Campaign, id: number): Target {
  return ledger.get<Target>(
    'SELECT r.id, r.url, r.name, r.base, p.key FROM repositories r JOIN plans p ON p.repository = r.id WHERE r.id = ?',
    id,
  )!;
}

async function verifyOne(
  { campaign, prove, remoteOf }: VerifyRequest,
  { id, url, base }: Target,
  signal: AbortSignal,
): Promise<Verified> {
  const clone = placeOfClone(mirrorsIn(campaign.folder), url);
  if ('why' in clone) return cannot(clone.why);
  const remote = clone.isInPlace ? undefined : await remoteOf(url);
  if (remote && 'why' in remote) return cannot(remote.why);
  const steps = stepsOf(campaign, id);
  const commit = { dir: clone.dir, commit: base, ...(remote ? { remote } : {}) };
  const shown = await prove(commit, steps, signal);
  if ('why' in shown) return cannot(shown.why);
  const proofs = proofsOf(steps, shown);
  if (proofs.length === 0) return cannot('as they are, its files cannot be built and run');
  const brokenSteps = steps.filter((step) => shown(step)?.outcome === 'broke').map(({ key }) => key);
  return { outcome: brokenSteps.length > 0 ? 'broke' : 'held', why: '', proofs, brokenSteps };
}

function cannot(why: string): Verified {
  return { outcome: 'cannot', why, proofs: [], brokenSteps: [] };
}

type PatternedStep = TriedStep & { readonly pattern: string; readonly key: string };

/** The steps of a plan, with their patterns. */
function stepsOf({ ledger }: Campaign, id: number): readonly PatternedStep[] {
  const rows = ledger.all<{ readonly step: string; readonly file: string } & Pick<PatternedStep, 'pattern' | 'key'>>(
    'SELECT step, file, pattern, step_key AS key FROM steps WHERE repository = ?',
    id,
  );
  const known = new Map(rows.map((row) => [`${row.file}\n${row.step}`, row]));
  return listIn(readPlanResult(ledger, id)?.groups)
    .map(recordIn)
    .flatMap((group) =>
      listIn(group.steps)
        .map(recordIn)
        .flatMap((step): PatternedStep[] => {
          const row = known.get(`${recordIn(step.at)?.file}\n${step.id}`);
          if (row === undefined || typeof step.id !== 'string') return [];
          const [diff, isUnverified] = [String(step.diff ?? ''), step.safety === 'unverified'];
          const { pattern, key } = row;
          return [{ id: step.id, group: String(group.id ?? ''), diff, isUnverified, pattern, key }];
        }),
    );
}

const WORST: readonly ProofOutcome[] = ['broke', 'held', 'idle'];

/** Of each pattern the worst that was seen of its steps. */
function proofsOf(
  steps: readonly PatternedStep[],
  shown: (step: TriedStep) => StepProof | undefined,
): readonly PatternProof[] {
  const found = new Map<string, PatternProof>();
  for (const step of steps) {
    const proof = shown(step);
    if (!proof) continue;
    const { outcome, says = '', excerpt = '' } = proof;
    const { pattern } = step;
    const known = found.get(pattern);
    if (!known || WORST.indexOf(outcome) < WORST.indexOf(known.outcome))
      found.set(pattern, { pattern, outcome, says, excerpt });
  }
  return [...found.values()];
}
