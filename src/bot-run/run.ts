import type { Decision } from '../bot/index.js';
import { isFault, type Outcome } from '../forge/index.js';
import { fetchCommit, fetchFiles, listRemote, openCommit } from '../git/index.js';
import { findConfig, metasOf } from '../run/index.js';
import { doPart, faultIn, reportOf } from './do-part.js';
import { Asker } from './asker.js';
import { tellFindings } from './findings.js';
import { findOwners } from './owners.js';
import { isProof, outcomesIn, readProof, triedOf } from './proof.js';
import { NOTHING_NOTED, readDashboard } from './ticks.js';
import { narrowed } from './narrow.js';
import { sourceOf, wholeOf } from './parts.js';
import { tellDashboard } from './dashboard.js';
import { decideOn, heldBackIn, settle, type Deciding, type Scene, type Settled, type Settlement } from './settle.js';
import { workplaceOf } from './workplace.js';
import type { BotReport, BotRequest, PartReport, Tried } from './types.js';

/**
 * Brings one repository where its plan wants it: looks, plans, decides, and does what is decided. It may be stopped
 * anywhere, and run again it does what is left. What stands in the way is told, never thrown.
 */
export async function runBot(request: BotRequest): Promise<BotReport> {
  const repository = `${request.repo.owner}/${request.repo.name}`;
  try {
    return { repository, ...(await open(request)) };
  } catch (error) {
    const fault = faultIn(error);
    if (!fault) throw error;
    return { repository, parts: [], opened: 0, fault };
  }
}

type Ran = Omit<BotReport, 'repository'>;

async function open(request: BotRequest): Promise<Ran> {
  const { remote, dir, registry, forge, repo } = request;
  const { head, branches } = await listRemote(remote);
  const branch = request.base ?? head;
  const id = branch === undefined ? undefined : branches.get(branch);
  if (branch === undefined || id === undefined) {
    const why = request.base === undefined ? 'the repository is empty' : `there is no branch ${request.base}`;
    return { parts: [], opened: 0, fault: { fault: 'cannot', why } };
  }
  const work = await workplaceOf(request, id, branches);
  if (isFault(work)) return { parts: [], opened: 0, fault: work };
  await fetchCommit(dir, remote, id);
  const commit = await openCommit(dir, id, { fetch: (ids) => fetchFiles(dir, remote, ids) });
  try {
    const config = findConfig(commit.tree, metasOf(registry));
    if (config.bot?.enabled === false) {
      const why = `${config.file} turns the bot off`;
      const part = {
        group: wholeOf(request),
        branch: `${request.settings.prefix}${wholeOf(request)}`,
        state: 'left',
        why,
        steps: 0,
        actions: [],
      } as const;
      return { base: { branch, commit: id }, parts: [part], opened: 0 };
    }
    const settings = narrowed(request.settings, config);
    const owners = settings.codeowners ? await findOwners(commit, forge.kind) : undefined;
    const source = { ...sourceOf(request, work, settings, commit, config), ...(owners ? { owners } : {}) };
    const base = { branch, commit: id };
    const asker = new Asker(forge, repo, work.from);
    const isNoting = request.dashboard === true && wholeOf(request) === 'main';
    const noted = isNoting ? await readDashboard(asker, request.version) : NOTHING_NOTED;
    if (isFault(noted)) return { base, parts: [], opened: 0, fault: noted };
    const scene: Scene = {
      source,
      asker,
      noted,
      unseen: [],
      tries: 0,
      base,
      branches: work.branches,
      repository: 'ready',
      mayChangeWorkflows: true,
      broken: [],
      budget: request.budget ?? Number.POSITIVE_INFINITY,
    };
    return { base, ...(await bring(scene)) };
  } finally {
    commit.close();
  }
}

async function bring(scene: Scene): Promise<Ran> {
  const settlement = await settle(scene);
  if (isFault(settlement)) return { parts: [], opened: 0, fault: settlement };
  const { settled } = settlement;
  if (settled.every(({ decision }) => decision.actions.length === 0))
    return await tellRest(scene, settlement, { parts: settled.map((each) => reportOf(each)), opened: 0 });
  const state = await stateOf(scene);
  if (isFault(state)) return { parts: [], opened: 0, fault: state };
  const ready = { ...scene, ...state };
  const isProving = scene.source.request.prove !== undefined && !scene.source.request.isDry;
  const toProve = isProving && ready.repository === 'ready' && scene.proof === undefined ? pushedSteps(settled) : [];
  if (toProve.length > 0) return await bring({ ...ready, ...(await proven(scene, toProve, settled)) });
  const done = await doAll(ready, settlement);
  // What the account may not push is known now, and left out.
  if (!done.lacksWorkflows) return await tellRest(scene, settlement, done);
  const rest = await bring({ ...scene, branches: done.branches, mayChangeWorkflows: false });
  return { ...rest, opened: done.opened + rest.opened };
}

/** What stands beside pull requests, and is told of all of them at once. */
async function tellRest(scene: Scene, settlement: Settlement, ran: Ran): Promise<Ran> {
  const findings = await tellFindings(scene, settlement);
  // It says what stood in the way as well.
  const untold = await tellDashboard(scene, settlement, ran.parts);
  const fault = ran.fault ?? findings.fault ?? untold;
  return { ...ran, ...(fault ? { fault } : {}), ...(findings.note ? { notes: [findings.note] } : {}) };
}

/** The steps on branches that are about to be pushed. */
function pushedSteps(settled: readonly Settled[]): readonly Tried[] {
  return settled.flatMap(({ part, decision }) =>
    decision.actions.some((action) => action.do === 'push' || action.do === 'create') ? triedOf(part.plan) : [],
  );
}

/** Each builds and runs anew. */
const MOST_AGAIN = 2;

/**
 * Builds and runs them. What breaks is left out, here and in pull requests that follow; so is what only a run can confirm,
 * and this one did not. Where something was left out that was there when the others held, they are tried again: what is left
 * out may make room for another step that only a run can confirm.
 */
async function proven(
  { source: { request, commit }, broken, tries }: Scene,
  steps: readonly Tried[],
  settled: readonly Settled[],
): Promise<Partial<Pick<Scene, 'proof'>> & Pick<Scene, 'broken' | 'unseen' | 'tries'>> {
  const given = (await request.prove?.(commit.id, steps)) ?? { why: 'nobody was asked to' };
  const proof = 'report' in given ? readProof(given.report, request.version) : given;
  const all = settled.flatMap(({ part: { plan, planned } }) =>
    triedOf(plan).map((step, at) => ({ ...step, key: planned.steps[at]!.key })),
  );
  const needing = all.filter(({ isUnverified }) => isUnverified);
  if (!isProof(proof)) return { proof, broken, unseen: needing.map(({ key }) => key), tries };
  const outcome = outcomesIn(proof, steps);
  const keysOf = (those: typeof all, what: ReturnType<typeof outcome>): readonly string[] =>
    those.filter(({ group, id }) => outcome(group, id) === what).map(({ key }) => key);
  const idle = keysOf(needing, 'idle');
  return {
    ...(idle.length > 0 && tries < MOST_AGAIN ? {} : { proof }),
    broken: [...broken, ...keysOf(all, 'fell'), ...idle],
    unseen: keysOf(needing, undefined),
    tries: tries + 1,
  };
}

/** What may be done here is asked when something is to be done. */
async function stateOf({
  asker: { forge, repo },
  source: { work },
}: Scene): Promise<Outcome<Pick<Scene, 'repository'>>> {
  const found = await forge.open(repo);
  if (isFault(found)) return found;
  if (found.isArchived) return { repository: 'archived' };
  return { repository: found.canPush || work.from ? 'ready' : 'no-right' };
}

interface DoneAll extends Ran {
  /** As they are now. */
  readonly branches: Scene['branches'];
  readonly lacksWorkflows: boolean;
}

async function doAll(scene: Scene, settlement: Settlement): Promise<DoneAll> {
  const { settled, choices, isAnswered } = settlement;
  const heldBack = heldBackIn(settlement.leftOut);
  const branches = new Map(scene.branches);
  const parts: PartReport[] = [];
  let opened = 0;
  let open = settled.flatMap(({ known }) => known.ours).filter(({ pull }) => pull.state === 'open').length;
  for (const { part, known } of settled) {
    const budget = settlement.budget - opened;
    const { decision, giveBack } = await decideAndTake(scene, {
      part,
      known,
      choices,
      open,
      budget,
      isAnswered,
      heldBack,
    });
    const done = await doPart(scene, { part, known, decision }, settlement, branches);
    const isMade = opens(done.report) && !scene.source.request.isDry;
    if (!isMade) giveBack?.();
    opened += isMade ? 1 : 0;
    open += isMade ? 1 : 0;
    if (done.lacksWorkflows) return { parts, opened, branches, lacksWorkflows: true };
    parts.push(done.report);
    // The others of this repository would meet the same.
    if (done.report.fault) return { parts, opened, branches, lacksWorkflows: false, fault: done.report.fault };
  }
  return { parts, opened, branches, lacksWorkflows: false };
}

/** Decides, and takes what is about to be opened off what all runs may open together. */
async function decideAndTake(
  scene: Scene,
  deciding: Deciding,
): Promise<{ readonly decision: Decision; readonly giveBack?: () => void }> {
  const { take, isDry } = scene.source.request;
  const decision = await decideOn(scene, deciding);
  if (isDry || take === undefined || !opens(decision)) return { decision };
  const giveBack = await take();
  // Another run has taken the last since this one has begun.
  return giveBack ? { decision, giveBack } : { decision: await decideOn(scene, { ...deciding, budget: 0 }) };
}

function opens({ actions }: Pick<Decision, 'actions'>): boolean {
  return actions.some((action) => action.do === 'create');
}
