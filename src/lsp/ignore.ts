// A comment that turns a transform or a check off at a place. Where it is read depends on the format, so each place is
// tried: the plan of the text with the comment says whether it holds.
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FilePath, GroupPlan } from '../model/index.js';
import { indentOf, LineIndex, findDominantEol } from '../text/index.js';
import { findingsIn, stepsIn } from './diagnostics.js';
import { NoEdit, type EditForms } from './edits.js';
import type { Project } from './project.js';

export interface IgnoreRequest {
  /** Of the transform or the check. */
  readonly id: string;
  /** Where its step or finding stands. */
  readonly start: number;
}

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/**
 * The edit that writes the comment.
 * @throws NoEdit where no comment holds.
 */
export async function ignoreEdit(
  project: Project,
  path: FilePath,
  { id, start }: IgnoreRequest,
  forms: EditForms,
): Promise<WorkspaceEdit> {
  const document = project.documents.get(path);
  if (!document) throw new NoEdit(`${path} is not open`);
  const text = document.getText();
  const { version, uri } = document;
  for (const { offset, text: comment } of insertionsFor(text, id, start)) {
    const after = text.slice(0, offset) + comment + text.slice(offset);
    const planned = await project.planOf(path, {}, new Map([[path, after]]));
    const moved = start + (offset <= start ? comment.length : 0);
    if (!planned || planned.errors.length > 0 || isThere(planned.plan, path, id, moved)) continue;
    if (document.getText() !== text) throw new NoEdit(`${path} has changed meanwhile; try again`);
    const at = TextDocument.create(uri, '', 0, text).positionAt(offset);
    const edits = [{ range: { start: at, end: at }, newText: comment }];
    return forms.versions
      ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
      : { changes: { [uri]: edits } };
  }
  throw new NoEdit(`no comment in ${path} turns ${id} off here; turn it off in .harden.yaml`);
}

/** Above the line, which is the first of an instruction or the one of a key; for the whole file. */
function insertionsFor(text: string, id: string, start: number): readonly Insertion[] {
  const lines = new LineIndex(text);
  const newline = findDominantEol(text);
  const above = (line: number, comment: string): Insertion => {
    const { start: from, end } = lines.contentOf(line);
    return { offset: from, text: `${indentOf(text.slice(from, end))}${comment}${newline}` };
  };
  const whole = `# harden-ignore-file ${id}: reason`;
  const near = `# harden-ignore ${id}: reason`;
  return [above(lines.lineAt(start), near), above(firstContent(text, lines), whole)];
}

/** Directives of a Dockerfile stand above all else. */
function firstContent(text: string, lines: LineIndex): number {
  for (let line = 0; line < lines.count; line++) {
    const { start, end } = lines.contentOf(line);
    const content = text.slice(start, end).trim();
    if (content !== '' && !content.startsWith('#')) return line;
  }
  return 0;
}

function isThere(plan: GroupPlan, path: FilePath, id: string, start: number): boolean {
  const steps = stepsIn(plan, path).some(({ transform, at }) => transform === id && at.span.start === start);
  return steps || findingsIn(plan, path).some(({ check, at }) => check === id && at.span.start === start);
}
