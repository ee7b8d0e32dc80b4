// Plans a campaign: hands out repositories, keeps what comes back, and asks what all of them ask.
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultConfig } from '../../config/index.js';
import { ConfigError } from '../../model/index.js';
import { metasOf, planOptions, type LookUp } from '../../run/index.js';
import type { Tool } from '../../render/index.js';
import { mirrorsIn, type Campaign } from '../campaign.js';
import {
  claim,
  fail,
  failLost,
  giveBack,
  holds,
  openWork,
  renew,
  settle,
  LEASE_MS,
  type Lease,
} from '../ledger/leases.js';
import { ownerOfHere } from '../ledger/owner.js';
import { knownPlan, relist, relistFailed, storePlan } from '../ledger/plans.js';
import { areQuestionsAsked, forgetFailures, storeAnswers, takeQuestions } from '../ledger/questions.js';
import { addEvent } from '../ledger/repositories.js';
import { handOf, type PlanHand, type RemoteOf } from './hand.js';
import type { Planner } from './plan-repository.js';
import type { PlanFrame } from './task.js';
import { workerHere, workerProcess, type Outcome, type PlanWorker } from './workers.js';

/** How far a run is. */
interface PlanProgress {
  /** Repositories that this process and others have planned since it began. */
  readonly done: number;
  readonly of: number;
  readonly name: string;
}

export interface PlanRequest {
  readonly campaign: Campaign;
  readonly planner: Planner;
  /** The program of the workers; without it all is planned in this process, one after the other. */
  readonly program?: string | undefined;
  readonly tool: Tool;
  /** Names the program. */
  readonly build: string;
  /** In place of what the campaign says. */
  readonly workers?: number | undefined;
  readonly remoteOf: RemoteOf;
  /** Who plans in place of this machine. The run closes them. */
  readonly hands?: (frame: PlanFrame) => readonly PlanHand[];
  /** Answers what repositories ask. Without it nothing is looked up. */
  readonly lookUp?: LookUp | undefined;
  /** What has failed before is tried again. */
  readonly retry?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: PlanProgress) => void;
}

/** What a run has done. */
export interface PlanRan {
  /** By this process. */
  readonly planned: number;
  /** The plan that was there is good still, though the commit is another. */
  readonly same: number;
  readonly failed: number;
  readonly isStopped: boolean;
}

const IDLE_MS = 200;
const MOST_QUESTIONS = 500;
/** For files that belong together; a repository has the timeout of the campaign. */
const MOST_SECONDS = 60;
/** Part of a worker's memory that one group may take. */
const GROUP_MEMORY = 0.6;
/** At least so much: below it no file is planned. */
const LEAST_MEGABYTES = 64;

/**
 * Plans every repository of a campaign that has no plan yet, or another one by now. It may be stopped anywhere, and any
 * number of processes may run it at a time: each repository is planned by one of them.
 * @throws ConfigError for transforms that nobody knows.
 */
export async function planCampaign(request: PlanRequest): Promise<PlanRan> {
  const run = new Run(request);
  return await run.all();
}

class Run {
  private readonly owner = ownerOfHere();
  private readonly frame: PlanFrame;
  private readonly counts = { planned: 0, same: 0, failed: 0 };
  private of = 0;

  constructor(private readonly request: PlanRequest) {
    this.frame = frameOf(request);
  }

  async all(): Promise<PlanRan> {
    const { campaign, lookUp, retry } = this.request;
    const { ledger } = campaign;
    if (retry) relistFailed(ledger);
    if (lookUp) forgetFailures(ledger);
    const hands = this.hands();
    const stop = (): void => {
      for (const each of hands) each.close();
    };
    this.request.signal?.addEventListener('abort', stop, { once: true });
    const renewing = setInterval(() => renew(ledger, this.owner, Date.now()), LEASE_MS / 3);
    try {
      do {
        relist(ledger, this.frame);
        this.of = this.done() + openWork(ledger);
        await Promise.all(hands.map((hand) => this.work(hand)));
      } while (!this.isStopped() && lookUp && (await this.ask(lookUp)));
      return { ...this.counts, isStopped: this.isStopped() };
    } finally {
      clearInterval(renewing);
      this.request.signal?.removeEventListener('abort', stop);
      stop();
      giveBack(ledger, this.owner);
    }
  }

  private hands(): readonly PlanHand[] {
    const { campaign, remoteOf, hands } = this.request;
    if (hands) return hands(this.frame);
    const clones = { mirrors: mirrorsIn(campaign.folder), remoteOf };
    return this.workers().map((worker) => handOf(worker, clones));
  }

  private workers(): PlanWorker[] {
    const { campaign, planner, program, workers } = this.request;
    const { settings } = campaign;
    if (program === undefined) return [workerHere(planner, this.frame)];
    const { timeout, memory, recycle } = settings.plan;
    const count = workers ?? settings.plan.workers ?? availableParallelism();
    return Array.from({ length: count }, () =>
      workerProcess(program, this.frame, { seconds: timeout, megabytes: memory, recycle }),
    );
  }

  private isStopped(): boolean {
    return this.request.signal?.aborted ?? false;
  }

  private done(): number {
    return this.counts.planned + this.counts.same + this.counts.failed;
  }

  /** Keeps a hand busy until nothing is left for anybody. */
  private async work(hand: PlanHand): Promise<void> {
    const { ledger, settings } = this.request.campaign;
    while (!this.isStopped()) {
      const lease = claim(ledger, this.owner, settings.plan.attempts, Date.now());
      if (lease) {
        const { id, url, base } = lease;
        this.keep(lease, await hand.run({ url, commit: base, ...knownPlan(ledger, id) }));
        continue;
      }
      failLost(ledger, settings.plan.attempts, Date.now());
      if (openWork(ledger) === 0) return;
      // What is left is another's, or comes again later.
      await pause(IDLE_MS);
    }
  }

  /** Puts what came back into the ledger, unless the repository is another process's by now. */
  private keep(lease: Lease, outcome: Outcome): void {
    const { campaign, progress } = this.request;
    const { ledger } = campaign;
    const now = Date.now();
    const { id, name } = lease;
    ledger.transaction(() => {
      if (!holds(ledger, this.owner, id)) return;
      switch (outcome.kind) {
        case 'planned':
          storePlan(ledger, id, outcome, now);
          settle(ledger, id, outcome.facts.steps.length > 0 ? 'planned' : 'empty');
          addEvent(ledger, now, id, 'planned', outcome.key);
          this.counts.planned++;
          break;
        case 'same':
          ledger.run('UPDATE repositories SET tree = ? WHERE id = ?', outcome.tree, id);
          settle(ledger, id, this.hasSteps(id) ? 'planned' : 'empty');
          this.counts.same++;
          break;
        case 'cannot':
          settle(ledger, id, 'cannot', outcome.why);
          addEvent(ledger, now, id, 'cannot', outcome.why);
          this.counts.failed++;
          break;
        case 'retry':
          this.tryAgain(lease, outcome.why, true, now);
          break;
        case 'ended':
          if (outcome.why !== 'stopped') this.tryAgain(lease, outcome.why, false, now);
      }
    });
    progress?.({ done: Math.max(0, this.of - openWork(ledger)), of: this.of, name });
  }

  private tryAgain(lease: Lease, why: string, isPassing: boolean, now: number): void {
    const { ledger, settings } = this.request.campaign;
    fail(ledger, lease, { why, most: settings.plan.attempts, now, isPassing });
    if (lease.attempts >= settings.plan.attempts) this.counts.failed++;
  }

  private hasSteps(id: number): boolean {
    return this.request.campaign.ledger.get('SELECT 1 FROM steps WHERE repository = ? LIMIT 1', id) !== undefined;
  }

  /** Asks what nobody has asked yet. False when there is nothing left to be asked, by anybody. */
  private async ask(lookUp: LookUp): Promise<boolean> {
    const { ledger } = this.request.campaign;
    const questions = takeQuestions(ledger, MOST_QUESTIONS, Date.now());
    if (questions.length > 0) {
      storeAnswers(ledger, await lookUp(questions), Date.now());
      return true;
    }
    if (!areQuestionsAsked(ledger, Date.now())) return false;
    await pause(IDLE_MS);
    return true;
  }
}

/** @throws ConfigError for transforms that nobody knows. */
function frameOf({ campaign, planner, tool, build }: PlanRequest): PlanFrame {
  const { level, preset, only, skip, plan } = campaign.settings;
  const metas = metasOf(planner.registry);
  try {
    planOptions(defaultConfig(metas), { ...(only ? { only } : {}), ...(skip ? { skip } : {}) }, metas);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`campaign.yaml: ${error.message}`);
  }
  return {
    tool,
    build,
    ...(level ? { level } : {}),
    ...(preset ? { preset } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    seconds: Math.max(1, Math.min(MOST_SECONDS, Math.floor(plan.timeout / 2))),
    megabytes: Math.max(LEAST_MEGABYTES, Math.floor(plan.memory * GROUP_MEMORY)),
  };
}
