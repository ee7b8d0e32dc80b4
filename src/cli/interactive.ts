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
import { DiskLines, renderStep } from '../render/index.js';
import { reports } from '../reports/index.js';
import { editsBetween, LineIndex } from '../text/index.js';
import { registry } from '../../transforms/index.js';
import type { Choice, Person } from './ask.js';
import { helpTexts } from './help.js';
import { harmless, writeMessage, viewOf, type Io } from './output.js';
import { metas, type Session } from './session.js';

type Answer = 'accept' | 'reject' | 'edit' | 'explain' | 'all' | 'stop' | 'quit';

const CHOICES: readonly Choice<Answer>[] = [
  { value: 'accept', name: 'accept', description: 'take this step' },
  { value: 'reject', name: 'reject', description: 'leave it out and plan the rest again' },
  { value: 'edit', name: 'edit', description: 'change its result in your editor, and take that' },
  { value: 'explain', name: 'explain', description: 'what the transform does and why' },
  { value: 'all', name: 'accept all', description: 'this and every step that follows' },
  { value: 'stop', name: 'stop here', description: 'go on with what was accepted' },
  { value: 'quit', name: 'quit', description: 'write nothing' },
];

interface State {
  /** The files as the accepted steps leave them. */
  readonly texts: Map<FilePath, string>;
  readonly accepted: Step[];
  readonly rejected: Step[];
  /** Steps whose result the person wrote: the transform may not write it over. */
  readonly edited: string[];
}

interface Run {
  readonly io: Io;
  readonly person: Person;
  readonly session: Session;
  readonly color: boolean | undefined;
  /** Of the files that could not be planned, at first or after an answer. */
  readonly errors: FileError[];
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
  const groups: GroupPlan[] = [];
  const errors: FileError[] = [...unreadOf(workspace)];
  const run: Run = { io, person, session, color, errors, takeAll: false };
  for (const first of planWorkspace({ workspace, registry, reports, options, answers }).plans) {
    errors.push(...first.errors);
    const state: State = { texts: new Map(), accepted: [], rejected: [], edited: [] };
    const end = await reviewGroup(run, first.plan, state);
    if (end === 'quit') return undefined;
    groups.push(acceptedPlan(workspace, first.plan, state));
    if (end === 'stop') break;
  }
  const asked = session.answers.length === 0 ? {} : { answers: session.answers };
  return { version: 1, groups, errors, skipped: workspace.skipped, ...asked };
}

async function reviewGroup(run: Run, first: GroupPlan, state: State): Promise<'end' | 'stop' | 'quit'> {
  const { dockerfiles, compose, kubernetes, pipelines } = first.group;
  const group = new Set([...dockerfiles, ...compose, ...kubernetes, ...pipelines]);
  const files = run.session.workspace.files.filter(({ path }) => group.has(path));
  for (let plan = first; ; plan = again()) {
    const step = plan.steps[0];
    if (!step) return 'end';
    const answer = run.takeAll ? 'accept' : await ask(run, step, state, plan.steps.length);
    if (answer === 'quit' || answer === 'stop') return answer;
    if (answer === 'reject') state.rejected.push(step);
    else if (answer === 'edit') edit(run, state, step, files);
    else accept(state, step);
    if (answer === 'all') run.takeAll = true;
  }
  function again(): GroupPlan {
    const rejected = [...state.rejected.map(({ id }) => id), ...state.edited];
    const options = { ...run.session.options, rejected };
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
}

async function ask({ io, person, color }: Run, step: Step, state: State, left: number): Promise<Answer> {
  const number = state.accepted.length + state.rejected.length + 1;
  // Shown on standard error, as the questions are.
  const view = viewOf({ ...io, isTerminal: io.errIsTerminal }, color);
  const lines = new DiskLines([{ steps: [...state.accepted, step] }]);
  io.err(renderStep(step, number, number + left - 1, { ...view, mode: 'dry-run', metas, lines }));
  for (;;) {
    const answer = await person.choose(harmless(io, step.title), CHOICES);
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
