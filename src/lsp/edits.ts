// A plan as edits of an editor, for several files at once.
import type {
  ClientCapabilities,
  TextDocumentEdit,
  CreateFile,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FilePath } from '../model/index.js';
import { editsBetween } from '../text/index.js';
import type { Planned, Project } from './project.js';

/** Which edits the editor understands. */
export interface EditForms {
  /** Edits that name the version they are for. */
  readonly versions: boolean;
  readonly creates: boolean;
}

export function editForms({ workspace }: ClientCapabilities): EditForms {
  const { documentChanges = false, resourceOperations = [] } = workspace?.workspaceEdit ?? {};
  return { versions: documentChanges, creates: documentChanges && resourceOperations.includes('create') };
}

const BOM = '\ufeff';

/** The edits cannot be given; the message is for the person. */
export class NoEdit extends Error {
  override readonly name = 'NoEdit';
}

/**
 * The edits that lead to a plan's result.
 * @throws NoEdit where the editor cannot make a file, or where somebody has typed meanwhile.
 */
export function workspaceEdit(project: Project, { plan, view }: Planned, forms: EditForms): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  const documentChanges: (TextDocumentEdit | CreateFile)[] = [];
  for (const [path, after] of plan.result) {
    const uri = project.uriOf(path);
    const document = project.documents.get(path);
    const read = view.workspace.read(path);
    const before = 'text' in read ? read.text : undefined;
    if (before === undefined) {
      if (!forms.creates) throw new NoEdit(`this step makes ${path}, which the editor cannot do; run harden fix`);
      documentChanges.push({ kind: 'create', uri, options: { ignoreIfExists: true } });
    }
    if (document && document.getText() !== before) throw new NoEdit(`${path} has changed meanwhile; try again`);
    const edits = textEdits(path, document !== undefined, before ?? '', after);
    changes[uri] = edits;
    documentChanges.push({ textDocument: { uri, version: document?.version ?? null }, edits });
  }
  return forms.versions ? { documentChanges } : { changes };
}

/** Line by line. A byte order mark is no character of what an editor shows. */
function textEdits(path: FilePath, isOpen: boolean, before: string, after: string): TextEdit[] {
  const marked = before.startsWith(BOM) && !isOpen;
  const shown = marked ? before.slice(1) : before;
  const places = TextDocument.create('file:///', '', 0, shown);
  const wanted = marked && after.startsWith(BOM) ? after.slice(1) : after;
  return editsBetween(path, shown, wanted).map(({ span, text }) => ({
    range: { start: places.positionAt(span.start), end: places.positionAt(span.end) },
    newText: text,
  }));
}
