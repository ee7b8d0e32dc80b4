import type { Decision } from '../bot/index.js';
import { isFault, type Outcome } from '../forge/index.js';
import { fetchCommit, fetchFiles, listRemote, openCommit } from '../git/index.js';
import { findConfig, metasOf } from '../run/index.js';
import { doPart, faultIn, reportOf } from './do-part.js';
import { Asker } from './asker.js';
import { isProof, readProof } from './proof.js';
import { narrowed } from './narrow.js';
import { sourceOf, wholeOf } from './parts.js';
import { tellDashboard } from './dashboard.js';
import { decideOn, settle, type Deciding, type Scene, type Settled, type Settlement } from './settle.js';
import type { BotReport, BotRequest, PartReport } from './types.js';

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
    const source = sourceOf(request, narrowed(request.settings, config), commit, config);
    const base = { branch, commit: id };
    const scene: Scene = {
      source,
      asker: new Asker(forge, repo),
      base,
      branches,
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
  const { settled, choices } = settlement;
  if (settled.every(({ decision }) => decision.actions.length === 0))
    return await withDashboard(scene, settlement, { parts: settled.map((each) => reportOf(each)), opened: 0 });
  const state = await stateOf(scene);
  if (isFault(state)) return { parts: [], opened: 0, fault: state };
  const ready = { ...scene, ...state };
  const isProving = scene.source.request.prove !== undefined && !scene.source.request.isDry;
  const toProve = isProving && ready.repository === 'ready' && scene.proof === undefined ? pushedSteps(settled) : [];
  if (toProve.length > 0) return await bring({ ...ready, ...(await proven(scene, toProve, choices)) });
  const done = await doAll(ready, settlement);
  // What the account may not push is known now, and left out.
  if (!done.lacksWorkflows) return await withDashboard(scene, settlement, done);
  const rest = await bring({ ...scene, branches: done.branches, mayChangeWorkflows: false });
  return { ...rest, opened: done.opened + rest.opened };
}

async function withDashboard(scene: Scene, settlement: Settlement, ran: Ran): Promise<Ran> {
  const fault = await tellDashboard(scene, settlement, ran.parts);
  return { ...ran, ...(fault && !ran.fault ? { fault } : {}) };
}

/** Ids of the steps on branches that are about to be pushed. */
function pushedSteps(settled: readonly Settled[]): readonly string[] {
  return settled.flatMap(({ part, decision }) =>
    decision.actions.some((action) => action.do === 'push' || action.do === 'create')
      ? part.steps.map(({ id }) => id)
      : [],
  );
}

/** Builds and runs them. What breaks is left out, here and in pull requests that follow. */
async function proven(
  { source: { request, commit } }: Scene,
  steps: readonly string[],
  choices: Settlement['choices'],
): Promise<Pick<Scene, 'proof' | 'broken'>> {
  const given = (await request.prove?.(commit.id, steps)) ?? { why: 'nobody was asked to' };
  const proof = 'report' in given ? readProof(given.report, request.version) : given;
  const isBroken = (id: string): boolean => isProof(proof) && proof.broken.has(id);
  return { proof, broken: choices.filter(({ step }) => isBroken(step.id)).map(({ key }) => key) };
}

/** What may be done here is asked when something is to be done. */
async function stateOf({ asker: { forge, repo } }: Scene): Promise<Outcome<Pick<Scene, 'repository'>>> {
  const found = await forge.open(repo);
  if (isFault(found)) return found;
  if (found.isArchived) return { repository: 'archived' };
  return { repository: found.canPush ? 'ready' : 'no-right' };
}

interface DoneAll extends Ran {
  /** As they are now. */
  readonly branches: Scene['branches'];
  readonly lacksWorkflows: boolean;
}

async function doAll(scene: Scene, settlement: Settlement): Promise<DoneAll> {
  const { settled, choices, isAnswered } = settlement;
  const branches = new Map(scene.branches);
  const parts: PartReport[] = [];
  let opened = 0;
  let open = settled.flatMap(({ known }) => known.ours).filter(({ pull }) => pull.state === 'open').length;
  for (const { part, known } of settled) {
    const budget = settlement.budget - opened;
    const { decision, giveBack } = await decideAndTake(scene, { part, known, choices, open, budget, isAnswered });
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
  const giveBack = take();
  // Another run has taken the last since this one has begun.
  return giveBack ? { decision, giveBack } : { decision: await decideOn(scene, { ...deciding, budget: 0 }) };
}

function opens({ actions }: Pick<Decision, 'actions'>): boolean {
  return actions.some((action) => action.do === 'create');
}
