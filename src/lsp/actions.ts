// What an editor offers at a place. Edits are made when somebody chooses one.
import { CodeAction, CodeActionKind, type Diagnostic, type Range } from 'vscode-languageserver/node';
import type { FilePath, Step } from '../model/index.js';
import { oneLine } from '../render/index.js';
import { findingsIn, levelWords, rangeOf, stepsIn } from './diagnostics.js';
import { NoEdit, workspaceEdit, type EditForms } from './edits.js';
import { ignoreEdit } from './ignore.js';
import type { Project } from './project.js';

/** All safe steps of a file, as editors run it on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.harden`;

/** What an action carries until it is chosen. */
export type ActionData = { readonly uri: string } & (
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'ignore'; readonly id: string; readonly start: number }
  | { readonly kind: 'all-safe' }
);

interface Asked {
  readonly range: Range;
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds, and all below them. Absent: every kind. */
  readonly only: readonly string[] | undefined;
}

/** What can be done about what stands in a range of a file. */
export function actionsFor(project: Project, path: FilePath, asked: Asked): CodeAction[] {
  const document = project.documents.get(path);
  const planned = project.plannedOf(path);
  if (!document || !planned) return [];
  const { uri } = document;
  const isHere = (span: { readonly start: number; readonly end: number }): boolean =>
    meets(rangeOf(document, span), asked.range);
  const ofDiagnostic = (id: string): Pick<CodeAction, 'diagnostics'> => {
    const diagnostics = asked.diagnostics.filter(({ data }) => idOf(data) === id);
    return diagnostics.length === 0 ? {} : { diagnostics };
  };
  const actions: CodeAction[] = [];
  const ignored = new Set<string>();
  const ignore = (id: string, start: number, diagnosed: string): void => {
    if (ignored.has(`${id} ${start}`)) return;
    ignored.add(`${id} ${start}`);
    const title = `Ignore ${id} here, with a comment`;
    actions.push(action(title, CodeActionKind.QuickFix, { uri, kind: 'ignore', id, start }, ofDiagnostic(diagnosed)));
  };
  if (isWanted(CodeActionKind.QuickFix, asked.only)) {
    const steps = stepsIn(planned.plan, path).filter(({ at }) => isHere(at.span));
    for (const { id, title, safety } of steps) {
      if (safety === 'manual') continue;
      const more = { ...ofDiagnostic(id), ...(safety === 'safe' ? { isPreferred: true } : {}) };
      const shown = oneLine(`${title}${levelWords(safety)}`);
      actions.push(action(shown, CodeActionKind.QuickFix, { uri, kind: 'step', id }, more));
    }
    for (const { id, transform, at } of steps) ignore(transform, at.span.start, id);
    for (const { check, at } of findingsIn(planned.plan, path))
      if (isHere(at.span)) ignore(check, at.span.start, check);
  }
  if (isWanted(FIX_ALL, asked.only) && planned.plan.steps.some((step) => isSafeIn(step, path)))
    actions.push(action('Apply all safe steps of this file', FIX_ALL, { uri, kind: 'all-safe' }, {}));
  return actions;
}

/**
 * The action with its edits.
 * @throws NoEdit where there are none, with the reason for the person.
 */
export async function withEdit(
  project: Project,
  path: FilePath,
  chosen: CodeAction,
  data: ActionData,
  forms: EditForms,
): Promise<CodeAction> {
  if (data.kind === 'ignore') return { ...chosen, edit: await ignoreEdit(project, path, data, forms) };
  if (data.kind === 'all-safe') {
    await project.settled();
    const safe = project.plannedOf(path)?.plan.steps.filter((step) => isSafeIn(step, path)) ?? [];
    if (safe.length === 0) throw new NoEdit('no safe step is left');
    const planned = await project.planOf(path, { level: 'safe', steps: safe.map(({ id }) => id) });
    if (!planned) throw new NoEdit(`${path} is not planned any more`);
    return { ...chosen, edit: workspaceEdit(project, planned, forms) };
  }
  const planned = await project.planOf(path, { level: 'unverified', steps: [data.id] });
  if (!planned || planned.plan.steps.length === 0)
    throw new NoEdit('this step rests on others of the plan; take those first, or run harden fix');
  return { ...chosen, edit: workspaceEdit(project, planned, forms) };
}

/** Only what the file has a part in: on save, other files change with it and not by themselves. */
function isSafeIn({ safety, files }: Step, path: FilePath): boolean {
  return safety === 'safe' && files.some((file) => file.path === path);
}

function action(
  title: string,
  kind: string,
  data: ActionData,
  more: Pick<CodeAction, 'diagnostics' | 'isPreferred'>,
): CodeAction {
  return { ...CodeAction.create(title, kind), ...more, data };
}

/** True where a kind, or one above it, is among those that are asked for. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return !only || only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}

function meets(a: Range, b: Range): boolean {
  return isBefore(a.start, b.end) && isBefore(b.start, a.end);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

function idOf(data: unknown): string | undefined {
  return typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string' ? data.id : undefined;
}

/** What an action carries, as the editor sends it back; nothing for what is none of ours. */
export function dataOf(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, kind, id, start } = data as Readonly<Record<string, unknown>>;
  if (typeof uri !== 'string') return undefined;
  if (kind === 'all-safe') return { uri, kind };
  if (typeof id !== 'string') return undefined;
  if (kind === 'step') return { uri, kind, id };
  return kind === 'ignore' && typeof start === 'number' ? { uri, kind, id, start } : undefined;
}
