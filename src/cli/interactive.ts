// Step by step, with a person. Accepting a step plans again on its result; rejecting one plans again without it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { select } from '@inquirer/prompts';
import { overlayWorkspace, planWorkspace, type Workspace } from '../engine/index.js';
import { ParseError, type FilePath, type GroupPlan, type Plan, type SourceFile, type Step } from '../model/index.js';
import { parseFile } from '../planner/index.js';
import { renderStep } from '../render/index.js';
import { registry } from '../../transforms/index.js';
import { helpTexts } from './help.js';
import { wantsColor, wantsUnicode, type Io } from './output.js';
import type { Session } from './session.js';

type Answer = 'accept' | 'reject' | 'edit' | 'explain' | 'all' | 'stop' | 'quit';

interface State {
  readonly texts: Map<FilePath, string>;
  readonly rejected: string[];
  readonly accepted: Step[];
}

/** Asks about every step. Gives the plan of what was accepted, or `undefined` when the person quits. */
export async function review(io: Io, session: Session, color: boolean | undefined): Promise<Plan | undefined> {
  const groups: GroupPlan[] = [];
  const errors = [...session.workspace.errors];
  let takeAll = false;
  for (const first of planWorkspace({ workspace: session.workspace, registry, options: session.options }).plans) {
    errors.push(...first.errors);
    const state: State = { texts: new Map(), rejected: [], accepted: [] };
    const ended = await reviewGroup(io, session, first.plan, state, color, takeAll);
    if (ended === 'quit') return undefined;
    takeAll = takeAll || ended === 'all';
    groups.push(acceptedPlan(session.workspace, first.plan, state));
    if (ended === 'stop') break;
  }
  return { version: 1, groups, errors, skipped: session.workspace.skipped };
}

async function reviewGroup(io: Io, session: Session, first: GroupPlan, state: State, color: boolean | undefined, all: boolean): Promise<Answer> {
  const workspace = overlayWorkspace(session.workspace, state.texts);
  const group = [...first.group.dockerfiles, ...first.group.compose, ...first.group.kubernetes];
  const files = session.workspace.files.filter(({ path }) => group.includes(path));
  for (let plan = first; ; plan = replan()) {
    const step = plan.steps[0];
    if (!step) return all ? 'all' : 'accept';
    if (all) {
      accept(state, step);
      continue;
    }
    const view = { color: wantsColor(io, color), width: Math.min(io.columns, 120), unicode: wantsUnicode(io), mode: 'dry-run' as const };
    io.err(renderStep(step, state.accepted.length + state.rejected.length + 1, state.accepted.length + state.rejected.length + plan.steps.length, view));
    const answer = await ask(io, step);
    if (answer === 'quit' || answer === 'stop') return answer;
    if (answer === 'reject') state.rejected.push(step.id);
    if (answer === 'all') all = true;
    if (answer === 'accept' || answer === 'all') accept(state, step);
    if (answer === 'edit') edit(io, state, step, files);
  }
  function replan(): GroupPlan {
    const options = { ...session.options, rejected: state.rejected };
    const [result] = [...planWorkspace({ workspace: { ...workspace, files }, registry, options }).plans];
    return result!.plan;
  }
}

async function ask(io: Io, step: Step): Promise<Answer> {
  for (;;) {
    const answer = await select<Answer>(
      {
        message: step.title,
        choices: [
          { value: 'accept', name: 'accept', description: 'apply this step' },
          { value: 'reject', name: 'reject', description: 'leave it out and plan the rest again' },
          { value: 'edit', name: 'edit', description: 'change its result in your editor, then apply' },
          { value: 'explain', name: 'explain', description: 'what the transform does and why' },
          { value: 'all', name: 'accept all', description: 'this and every step that follows' },
          { value: 'stop', name: 'stop here', description: 'apply what was accepted' },
          { value: 'quit', name: 'quit', description: 'apply nothing' },
        ],
      },
      { output: process.stderr },
    );
    if (answer !== 'explain') return answer;
    io.err(`\n${helpTexts().get(step.transform)?.markdown ?? step.why}\n`);
  }
}

function accept(state: State, step: Step): void {
  state.accepted.push(step);
  for (const { path, after } of step.files) state.texts.set(path, after);
}

/** Opens the step's result in the editor; what does not parse afterwards is not taken. */
function edit(io: Io, state: State, step: Step, files: Workspace['files']): void {
  const edited: Step['files'][number][] = [];
  for (const file of step.files) {
    const text = inEditor(io, file.path, file.after);
    if (text === undefined) return;
    const target = files.find(({ path }) => path === file.path)?.target;
    try {
      if (target) parseFile(target, file.path, text, true);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      io.err(`not taken: ${file.path}: ${error.message}\n`);
      return;
    }
    edited.push({ ...file, after: text });
  }
  accept(state, { ...step, files: edited });
  state.rejected.push(step.id); // what the person wrote stands, even where the transform would write it differently
}

function inEditor(io: Io, path: FilePath, text: string): string | undefined {
  const editor = io.env.VISUAL || io.env.EDITOR || 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'harden-'));
  try {
    const copy = join(folder, basename(path));
    writeFileSync(copy, text);
    // Through a shell, since EDITOR may hold arguments; the file's name is an argument, never part of the command.
    const { status } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', copy], { stdio: 'inherit' });
    return status === 0 ? readFileSync(copy, 'utf8') : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function acceptedPlan(workspace: Workspace, first: GroupPlan, { texts, accepted }: State): GroupPlan {
  const base = new Map<FilePath, SourceFile>(first.base);
  for (const path of texts.keys()) {
    if (base.has(path) || workspace.repository.kind(path) === undefined) continue;
    const read = workspace.read(path);
    if ('text' in read) base.set(path, read);
  }
  const result = new Map([...texts].filter(([path, text]) => base.get(path)?.text !== text));
  return { ...first, base, steps: accepted, result };
}
