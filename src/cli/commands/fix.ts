import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyGroup, commitSteps, type Applied } from '../../engine/index.js';
import { gitState, uncommitted } from '../../io/index.js';
import { ConfigError, type FilePath, type Plan } from '../../model/index.js';
import { commitMessage, renderPatch } from '../../render/index.js';
import type { Format } from '../formats.js';
import type { Io } from '../output.js';
import { printPlan } from '../report.js';
import { exitCode, metas, openSession, planSession, type PlanFlags, type Session } from '../session.js';

export interface FixFlags extends PlanFlags {
  readonly format: Format;
  readonly dryRun?: boolean;
  readonly interactive?: boolean;
  readonly output?: string;
  readonly commits?: boolean;
  readonly allowDirty?: boolean;
  readonly yes?: boolean;
  readonly color?: boolean;
  readonly all?: boolean;
}

/** `harden fix`: plans and applies; with `--dry-run` or `--output` prints or writes the patch and touches nothing else. */
export async function fix(io: Io, paths: readonly string[], flags: FixFlags): Promise<number> {
  const session = await openSession(io, paths, flags);
  const shown = { format: flags.format, root: session.root, ...(flags.color === undefined ? {} : { color: flags.color }), ...(flags.all ? { all: true } : {}) };
  if (flags.interactive && session.fromStdin) throw new ConfigError('--interactive asks on standard input, so it cannot read the file from there');
  const plan = flags.interactive ? await interact(io, session, flags) : await planSession(io, session);
  if (!plan) return 0;
  if (flags.output !== undefined) {
    writeFileSync(resolve(io.cwd, flags.output), renderPatch(plan));
    io.err(`harden: patch written to ${flags.output}; git apply ${flags.output} applies it\n`);
    return exitCode(plan, 0);
  }
  if (flags.dryRun) {
    printPlan(io, plan, { ...shown, mode: 'dry-run' });
    return exitCode(plan, 0);
  }
  if (session.fromStdin) return printFixed(io, session, plan);
  const refusal = await refusalToWrite(io, session, plan, flags);
  if (refusal !== undefined) {
    io.err(`harden: ${refusal}\n`);
    return 2;
  }
  const applied = applyAll(session, plan, flags.commits ?? false);
  printPlan(io, { ...plan, errors: [...plan.errors, ...applied.errors] }, { ...shown, mode: 'applied' });
  return applied.errors.length > 0 ? 2 : exitCode(plan, 0);
}

async function interact(io: Io, session: Session, flags: FixFlags): Promise<Plan | undefined> {
  if (!io.canAsk) throw new ConfigError('--interactive needs a terminal');
  const { review } = await import('../interactive.js');
  return review(io, session, flags.color);
}

/** Standard input in, the fixed text out; what was done goes to standard error. */
function printFixed(io: Io, session: Session, plan: Plan): number {
  for (const { path } of session.workspace.files) {
    const group = plan.groups.find(({ base }) => base.has(path));
    io.out(group?.result.get(path) ?? group?.base.get(path)?.text ?? '');
  }
  for (const error of plan.errors) io.err(`${error.path}:${error.line ?? 1}:${error.column ?? 1}: ${error.message}\n`);
  return exitCode(plan, 0);
}

/** Why nothing may be written: changes git could not bring back. Asks where there is no git and somebody to ask. */
async function refusalToWrite(io: Io, session: Session, plan: Plan, flags: FixFlags): Promise<string | undefined> {
  const written = plan.groups.flatMap(({ base, result }) => [...result.keys()].filter((path) => base.has(path)));
  if (plan.groups.every(({ result }) => result.size === 0)) return undefined;
  const git = gitState(session.root);
  if (git.state === 'unusable') return git.message;
  if (git.state === 'inside') {
    if (flags.allowDirty) return flags.commits ? 'give --commits or --allow-dirty, not both' : undefined;
    const dirty = uncommitted(session.root, written);
    return dirty.size === 0 ? undefined : dirtyMessage([...dirty.keys()]);
  }
  if (flags.commits) return '--commits needs a git work tree';
  if (flags.yes) return undefined;
  const warning = `${session.root} is not in a git work tree, so there is no way back`;
  if (!io.canAsk) return `${warning}; give --yes to write all the same, or --dry-run to look first`;
  const { confirm } = await import('@inquirer/prompts');
  const count = plan.groups.reduce((sum, { result }) => sum + result.size, 0);
  return (await confirm({ message: `${warning}. Change ${count} files?`, default: false }, { output: process.stderr })) ? undefined : 'nothing was written';
}

const SHOWN = 10;

function dirtyMessage(files: readonly FilePath[]): string {
  const names = files.slice(0, SHOWN).map((file) => `  ${file}\n`).join('');
  const more = files.length > SHOWN ? `  and ${files.length - SHOWN} more\n` : '';
  return `these files have changes that are not committed, which git could not bring back:\n${names}${more}Commit or stash them, or give --allow-dirty.`;
}

function applyAll(session: Session, plan: Plan, commits: boolean): Applied {
  const files: FilePath[] = [];
  for (const group of plan.groups) {
    const applied = commits ? commitSteps(session.root, group, message) : applyGroup(session.root, group);
    files.push(...applied.files);
    if (applied.errors.length > 0 && commits) return { files, errors: applied.errors };
    if (applied.errors.length > 0) return { files, errors: applied.errors };
  }
  return { files, errors: [] };
}

function message(step: Parameters<typeof commitMessage>[0]): string {
  const { subject, body } = commitMessage(step, metas.find(({ id }) => id === step.transform));
  return `${subject}\n\n${body}\n`;
}
