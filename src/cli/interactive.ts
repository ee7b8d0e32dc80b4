// Step by step, with a person. Accepting a step plans again on its result; rejecting one plans again without it.
import { answersOf, overlayWorkspace, planWorkspace, unreadOf, type Workspace } from '../run/index.js';
import {
  ParseError,
  type Change,
  type FileError,
  type FilePath,
  type GroupPlan,
  type HeldStep,
  type Plan,
  type SourceFile,
  type Step,
} from '../model/index.js';
import { filesOfGroup } from '../planner/index.js';
import { DiskLines, renderStep } from '../render/index.js';
import { reports } from '../reports/index.js';
import { editsBetween, LineIndex } from '../text/index.js';
import { registry } from '../../transforms/index.js';
import type { Choice, Person } from './ask.js';
import { helpTexts } from './help.js';
import { harmless, writeMessage, viewOf, type Io } from './output.js';
import { metas, type Session } from './session.js';

type Answer = 'accept' | 'same' | 'reject' | 'edit' | 'explain' | 'find' | 'back' | 'all' | 'stop' | 'quit';

/** @param same the transform of the step at hand. */
function choicesFor(same: string, canFind: boolean, canGoBack: boolean): readonly Choice<Answer>[] {
  return [
    { value: 'accept', name: 'accept', description: 'take this step' },
    { value: 'reject', name: 'reject', description: 'leave it out and plan the rest again' },
    { value: 'edit', name: 'edit', description: 'change its result in your editor, and take that' },
    { value: 'explain', name: 'explain', description: 'what the transform does and why' },
    { value: 'same', name: `accept all of ${same}`, description: 'this step, and every other of this transform' },
    ...(canFind
      ? ([{ value: 'find', name: 'find', description: 'another step of these files, to decide first' }] as const)
      : []),
    ...(canGoBack ? ([{ value: 'back', name: 'back', description: 'take the last answer back' }] as const) : []),
    { value: 'all', name: 'accept all', description: 'this and every step that follows' },
    { value: 'stop', name: 'stop here', description: 'go on with what was accepted' },
    { value: 'quit', name: 'quit', description: 'write nothing' },
  ];
}

interface State {
  /** The files as the accepted steps leave them. */
  readonly texts: Map<FilePath, string>;
  readonly accepted: Step[];
  readonly rejected: Step[];
  /** Steps whose result the person wrote: the transform may not write it over. */
  readonly edited: string[];
}

/** Files that belong together, as far as they were gone through. */
interface Reviewed {
  readonly first: GroupPlan;
  state: State;
  /** What was so before each answer. */
  readonly past: { readonly state: State; readonly taken: ReadonlySet<string> }[];
}

interface Run {
  readonly io: Io;
  readonly person: Person;
  readonly session: Session;
  readonly color: boolean | undefined;
  /** Of the files that could not be planned, at first or after an answer. */
  readonly errors: FileError[];
  /** Transforms of which every step is accepted. */
  taken: ReadonlySet<string>;
  takeAll: boolean;
}

/** Asks about every step. Gives the plan of what was accepted, or `undefined` when the person quits. */
export async function review(
  io: Io,
  person: Person,
  session: Session,
  color: boolean | undefined,
): Promise<Plan | undefined> {
  const { workspace, options } = session;
  const answers = answersOf(session.answers);
  const errors: FileError[] = [...unreadOf(workspace)];
  const run: Run = { io, person, session, color, errors, taken: new Set(), takeAll: false };
  const { plans } = planWorkspace({ workspace, registry, reports, options, answers });
  const groups: Reviewed[] = [];
  for (let at = 0; ; ) {
    if (at === groups.length) {
      const next = plans.next();
      if (next.done) break;
      errors.push(...next.value.errors);
      groups.push({ first: next.value.plan, state: noState(), past: [] });
    }
    const before = groups.slice(0, at).findLastIndex(({ past }) => past.length > 0);
    const end = await reviewGroup(run, groups[at]!, before !== -1);
    if (end === 'quit') return undefined;
    if (end === 'stop') break;
    if (end === 'back') takeBack(run, groups[before]!);
    at = end === 'back' ? before : at + 1;
  }
  const asked = session.answers.length === 0 ? {} : { answers: session.answers };
  const accepted = groups.map(({ first, state }) => acceptedPlan(workspace, first, state));
  return { version: 1, groups: accepted, errors, skipped: workspace.skipped, ...asked };
}

function noState(): State {
  return { texts: new Map(), accepted: [], rejected: [], edited: [] };
}

function takeBack(run: Run, group: Reviewed): boolean {
  const before = group.past.pop();
  if (!before) return false;
  group.state = before.state;
  run.taken = before.taken;
  return true;
}

/** @param canGoBack to an answer about other files. */
async function reviewGroup(run: Run, group: Reviewed, canGoBack: boolean): Promise<'end' | 'back' | 'stop' | 'quit'> {
  const own = new Set(filesOfGroup(group.first.group));
  const files = run.session.workspace.files.filter(({ path }) => own.has(path));
  const isTouched = group.past.length > 0 || group.state.accepted.length + group.state.rejected.length > 0;
  let plan = isTouched ? planAgain(run, group.state, files) : group.first;
  for (;;) {
    const step = plan.steps[0];
    if (!step) return 'end';
    const isTaken = run.takeAll || run.taken.has(step.transform);
    const answer = isTaken ? 'accept' : await ask(run, step, group, plan, canGoBack);
    if (answer === 'quit' || answer === 'stop') return answer;
    if (answer === 'back') {
      if (!takeBack(run, group)) return 'back';
    } else if (answer === 'find') {
      plan = (await find(run, group.state, plan, files)) ?? plan;
      continue;
    } else {
      if (!isTaken) group.past.push({ state: copyOf(group.state), taken: run.taken });
      if (answer === 'reject') group.state.rejected.push(step);
      else if (answer === 'edit') edit(run, group.state, step, files);
      else accept(group.state, step);
      if (answer === 'all') run.takeAll = true;
      if (answer === 'same') run.taken = new Set([...run.taken, step.transform]);
    }
    plan = planAgain(run, group.state, files);
  }
}

function copyOf({ texts, accepted, rejected, edited }: State): State {
  return { texts: new Map(texts), accepted: [...accepted], rejected: [...rejected], edited: [...edited] };
}

/** What is left to decide. @param only the step of this id, without those before it. */
function planAgain(run: Run, state: State, files: Workspace['files'], only?: string): GroupPlan {
  const rejected = [...state.rejected.map(({ id }) => id), ...state.edited];
  const options = { ...run.session.options, rejected, ...(only === undefined ? {} : { steps: [only] }) };
  const workspace = overlayWorkspace(run.session.workspace, state.texts);
  const [result] = planWorkspace({
    workspace: { ...workspace, files },
    registry,
    reports,
    options,
    answers: answersOf(run.session.answers),
    taken: state.accepted,
  }).plans;
  const { plan, errors } = result!;
  const known = new Set(run.errors.map(({ path }) => path));
  run.errors.push(...errors.filter(({ path }) => !known.has(path)));
  return plan;
}

/** Lets the person choose another step; its plan, or nothing where it cannot come first. */
async function find(
  run: Run,
  state: State,
  plan: GroupPlan,
  files: Workspace['files'],
): Promise<GroupPlan | undefined> {
  const { io, person } = run;
  const choices = plan.steps.map(({ id, title, transform, at }) => ({
    value: id,
    name: harmless(io, `${at.file}: ${title} (${transform})`),
    description: '',
  }));
  const id = await person.find('Which step', choices);
  const alone = planAgain(run, state, files, id);
  if (alone.steps.length > 0) return alone;
  writeMessage(io, 'it rests on steps before it, so they are asked first');
  return undefined;
}

async function ask(
  run: Run,
  step: Step,
  { state, past }: Reviewed,
  plan: GroupPlan,
  canGoBack: boolean,
): Promise<Answer> {
  const { io, person, color } = run;
  const number = state.accepted.length + state.rejected.length + 1;
  // Shown on standard error, as the questions are.
  const view = viewOf({ ...io, isTerminal: io.errIsTerminal }, color);
  const lines = new DiskLines([{ steps: [...state.accepted, step] }]);
  io.err(renderStep(step, number, number + plan.steps.length - 1, { ...view, mode: 'dry-run', metas, lines }));
  const choices = choicesFor(step.transform, plan.steps.length > 1, canGoBack || past.length > 0);
  for (;;) {
    const answer = await person.choose(harmless(io, step.title), choices);
    if (answer !== 'explain') return answer;
    io.err(`\n${harmless(io, helpTexts().get(step.transform)?.markdown ?? step.why)}\n`);
  }
}

function accept(state: State, step: Step): void {
  state.accepted.push(step);
  for (const { path, after } of step.files) state.texts.set(path, after);
}

/** Takes the step as the person leaves it in the editor. What does not parse is not taken, and the step asked again. */
function edit({ io, person, session }: Run, state: State, step: Step, files: Workspace['files']): void {
  const edited: Step['files'][number][] = [];
  for (const file of step.files) {
    const text = person.edit(file.path, file.after);
    if (text === undefined) {
      writeMessage(io, 'the editor failed, so the step is not taken; VISUAL or EDITOR names another');
      return;
    }
    const target = files.find(({ path }) => path === file.path)?.target;
    try {
      if (target) session.workspace.memory.readFound(target, file.path, text);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const { line, column } = new LineIndex(text).position(error.offset);
      writeMessage(io, `not taken: ${file.path}:${line}:${column}: ${error.message}`);
      return;
    }
    edited.push({ ...file, after: text });
  }
  accept(state, { ...step, changes: edited.flatMap(changesOf), files: edited });
  state.edited.push(step.id);
}

/** What the person made of a file. */
function changesOf({ path, before, after }: Step['files'][number]): Change[] {
  if (before === undefined) return [{ kind: 'create', file: path, text: after }];
  return editsBetween(path, before, after);
}

function acceptedPlan(workspace: Workspace, first: GroupPlan, { texts, accepted, rejected }: State): GroupPlan {
  const base = new Map<FilePath, SourceFile>(first.base);
  for (const path of texts.keys()) {
    if (base.has(path) || workspace.repository.kind(path) === undefined) continue;
    const read = workspace.read(path);
    if ('text' in read) base.set(path, read);
  }
  const result = new Map([...texts].filter(([path, text]) => base.get(path)?.text !== text));
  const turnedDown = rejected.map(
    ({ files: _, ...step }): HeldStep => ({ ...step, heldBy: 'rejected', by: 'rejected' }),
  );
  return { ...first, base, steps: accepted, held: [...first.held, ...turnedDown], result };
}
