// A part of a plan: what is decided of it is done, and told.
import type { Action } from '../bot/index.js';
import { isFault, type Fault } from '../forge/index.js';
import { GitError } from '../git/index.js';
import { ConfigError } from '../model/index.js';
import { metasOf } from '../run/index.js';
import { act, type Doing } from './act.js';
import { answerText, noticeText } from './answers.js';
import { checkOf } from './check.js';
import type { Part } from './parts.js';
import { isProof, unproven } from './proof.js';
import type { Scene, Settled, Settlement } from './settle.js';
import { textOf } from './text.js';
import type { PartReport } from './types.js';

/** More nobody reads in a log. */
const MOST_WAITING = 5;

interface DonePart {
  readonly report: PartReport;
  readonly lacksWorkflows?: true;
}

/** Does what is decided of a part, as far as it can be done. */
export async function doPart(
  scene: Scene,
  settled: Settled,
  { choices, leftOut }: Settlement,
  branches: Map<string, string>,
): Promise<DonePart> {
  const { request } = scene.source;
  const { decision } = settled;
  const doing = doingOf(scene, settled, { choices, leftOut });
  if (request.isDry) return { report: { ...reportOf(settled), actions: decision.actions, text: doing.text } };
  const actions: Action[] = [];
  const notes: string[] = [];
  let pull: number | undefined;
  for (const action of decision.actions) {
    const acted = await attempt(() => act(action, pull, doing));
    if (isFault(acted)) return { report: { ...reportOf(settled, { pull, notes }), actions, fault: acted } };
    if (acted.state === 'no-workflows') return { report: reportOf(settled), lacksWorkflows: true };
    actions.push(action);
    if (acted.pull !== undefined) pull = acted.pull;
    if (acted.note !== undefined) notes.push(acted.note);
    if (action.do === 'push') branches.set(action.branch, action.to);
    if (action.do === 'delete-branch') branches.delete(action.branch);
  }
  return { report: { ...reportOf(settled, { pull, notes }), actions } };
}

/** What git has against an action, as data. */
async function attempt<T>(work: () => Promise<T>): Promise<T | Fault> {
  try {
    return await work();
  } catch (error) {
    const fault = faultIn(error);
    if (!fault) throw error;
    return fault;
  }
}

function doingOf(
  { source, proof }: Scene,
  { part, known }: Settled,
  { choices, leftOut }: Pick<Settlement, 'choices' | 'leftOut'>,
): Doing {
  const { request } = source;
  const metas = metasOf(request.registry);
  const heard = known.ours.flatMap(({ pull, heard }) =>
    heard.map((each) => ({ ...each, isOpen: pull.state === 'open' })),
  );
  const text = textOf(part, {
    metas,
    limits: request.forge.limits,
    leftOut,
    ...unprovenIn(part, proof),
  });
  return {
    request,
    work: source.work,
    known,
    text,
    ...(source.settings.check ? { check: checkOf(part, text, request.forge) } : {}),
    plan: part.planned.plan,
    isProven: part.plan.verification !== undefined,
    answer(comment) {
      const said = heard.find((each) => each.comment === comment);
      const verify = verifyAnswer(request.prove !== undefined);
      return answerText(said?.commands ?? [], { choices, metas, isOpen: said?.isOpen ?? false, verify });
    },
    notice: noticeText,
  };
}

/** Why not all of it was built and run, where somebody tried. */
function unprovenIn({ plan }: Part, proof: Scene['proof']): { readonly unproven?: string } {
  if (proof === undefined) return {};
  if (!isProof(proof)) return { unproven: proof.why };
  return unproven(plan) > 0 ? { unproven: 'other steps of it were tried' } : {};
}

function verifyAnswer(isVerifying: boolean): string {
  return isVerifying
    ? 'What is pushed here is built and run first; the description says what was seen.'
    : 'This bot builds and runs nothing: its operator may start it with `--verify`, where there is a container engine.';
}

/** What became of a part. */
export function reportOf(
  { part: { planned, waiting }, known, decision: { state, why } }: Settled,
  { pull, notes = [] }: { readonly pull?: number | undefined; readonly notes?: readonly string[] } = {},
): PartReport {
  const number = pull ?? known.ours.find((each) => each.pull.state === 'open')?.pull.number;
  const told = [...(why === undefined ? [] : [why]), ...notes, ...waiting.slice(0, MOST_WAITING)].join('; ');
  return {
    group: planned.group,
    branch: planned.branch,
    state,
    ...(told === '' ? {} : { why: told }),
    ...(number === undefined ? {} : { pull: number }),
    steps: planned.steps.length,
    actions: [],
  };
}

/** What git, or a file of the repository, has against it. */
export function faultIn(error: unknown): Fault | undefined {
  if (error instanceof ConfigError) return { fault: 'cannot', why: error.message };
  if (!(error instanceof GitError)) return undefined;
  const isPassing = error.fault === 'unreachable' || error.fault === 'timed-out' || error.fault === 'failed';
  return { fault: isPassing ? 'retry' : 'cannot', why: error.message };
}
