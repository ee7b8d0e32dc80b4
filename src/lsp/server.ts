// The server: what an editor asks, and what it is told.
import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  type CodeAction,
  type Connection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MarkupKind,
  type PublishDiagnosticsParams,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configSchema, LOCK_FILE } from '../config/index.js';
import { ConfigError, type FilePath } from '../model/index.js';
import { metasOf } from '../run/index.js';
import { actionsFor, dataOf, FIX_ALL, withEdit } from './actions.js';
import { errorDiagnostic, planDiagnostics } from './diagnostics.js';
import { editForms, NoEdit, type EditForms } from './edits.js';
import type { Engine } from './engine.js';
import { hoverAt } from './explain.js';
import { pathOfUri } from './places.js';
import { Project } from './project.js';
import { completionsAt, settingHover } from './settings.js';
import { isSettingsFile } from './state.js';

/** An open file, and the root it belongs to. */
interface Place {
  readonly project: Project;
  readonly path: FilePath;
}

/** What the editor can do, as it said. */
interface Client {
  readonly forms: EditForms;
  readonly resolvesEdits: boolean;
  readonly isMarkdown: boolean;
  readonly watches: boolean;
  readonly addsFolders: boolean;
}

/**
 * Serves one editor, until its input ends.
 * @returns the exit code: 0 where the editor said that it ends.
 */
export function serveEditor(
  engine: Engine,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<number> {
  const connection = createConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const server = new Server(engine, connection);
  return new Promise((resolve) => {
    const ended = (): void => {
      server.close();
      resolve(server.isShutDown ? 0 : 1);
    };
    input.on('end', ended);
    input.on('close', ended);
    connection.listen();
  });
}

class Server {
  isShutDown = false;
  private readonly documents = new TextDocuments(TextDocument);
  private readonly projects: Project[] = [];
  private readonly metas;
  private readonly schema;
  private client: Client = {
    forms: { versions: false, creates: false },
    resolvesEdits: false,
    isMarkdown: false,
    watches: false,
    addsFolders: false,
  };

  constructor(
    private readonly engine: Engine,
    private readonly connection: Connection,
  ) {
    const metas = metasOf(engine.registry);
    this.metas = new Map(metas.map((meta) => [meta.id, meta]));
    this.schema = configSchema(metas);
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.watch());
    connection.onShutdown(() => {
      this.isShutDown = true;
      this.close();
    });
    connection.onDidChangeWatchedFiles(() => this.refresh());
    connection.onCodeAction(async ({ textDocument, range, context }) => {
      const place = this.placeOf(textDocument.uri);
      if (!place) return [];
      await place.project.settled();
      const asked = { range, diagnostics: context.diagnostics, only: context.only };
      const actions = actionsFor(place.project, place.path, asked);
      if (this.client.resolvesEdits) return actions;
      const made: CodeAction[] = [];
      for (const each of actions) {
        // What has no edit is not offered where nobody can be told why.
        const whole = await this.resolve(each).catch(() => undefined);
        if (whole) made.push(whole);
      }
      return made;
    });
    connection.onCodeActionResolve((action) => this.resolve(action));
    connection.onHover(({ textDocument, position }) => {
      const place = this.placeOf(textDocument.uri);
      if (!place) return null;
      const { project, path } = place;
      const document = project.documents.get(path);
      if (isSettingsFile(path)) return document ? settingHover(this.schema, document, position) : null;
      return hoverAt(project, path, position, this.client.isMarkdown, (id) => this.metas.get(id)?.rules ?? []);
    });
    connection.onCompletion(({ textDocument, position }) => {
      const place = this.placeOf(textDocument.uri);
      const document = this.documents.get(textDocument.uri);
      if (!place || !document || !isSettingsFile(place.path)) return [];
      return completionsAt(this.schema, document, position);
    });
    this.documents.onDidChangeContent(({ document }) => {
      const place = this.placeOf(document.uri);
      place?.project.changed(place.path, document);
    });
    this.documents.onDidSave(() => {
      if (!this.client.watches) this.refresh();
    });
    this.documents.onDidClose(({ document }) => {
      const place = this.placeOf(document.uri);
      this.send({ uri: document.uri, diagnostics: [] });
      place?.project.closed(place.path);
    });
    this.documents.listen(connection);
  }

  close(): void {
    for (const project of this.projects) project.close();
  }

  private initialize({ capabilities, workspaceFolders, rootUri }: InitializeParams): InitializeResult {
    const { codeAction, hover } = capabilities.textDocument ?? {};
    this.client = {
      forms: editForms(capabilities),
      resolvesEdits: codeAction?.resolveSupport?.properties.includes('edit') === true,
      isMarkdown: hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
      watches: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
      addsFolders: capabilities.workspace?.workspaceFolders === true,
    };
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    for (const uri of folders) this.addFolder(uri);
    return {
      serverInfo: { name: 'harden', version: this.engine.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true },
        hoverProvider: true,
        completionProvider: {},
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  private async watch(): Promise<void> {
    if (this.client.addsFolders)
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added }) => {
        for (const { uri } of added) this.addFolder(uri);
      });
    if (!this.client.watches) return;
    try {
      const watchers = [{ globPattern: '**/*' }];
      await this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    } catch {
      // The editor has ended before it answered.
    }
  }

  private addFolder(uri: string): void {
    const folder = pathOfUri(uri);
    if (folder === undefined) return;
    try {
      const root = this.engine.rootOf(folder);
      if (this.projects.some((each) => each.root === root)) return;
      const listener = {
        told: (paths: Iterable<FilePath>): void => {
          for (const path of paths) this.publish(project, path);
        },
        failed: (error: unknown): void => this.connection.console.error(failure(error)),
      };
      const project = new Project(this.engine, root, folder, listener);
      this.projects.push(project);
    } catch (error) {
      // The editor has other folders open as well.
      this.connection.console.error(`${folder}: ${failure(error)}`);
    }
  }

  private refresh(): void {
    for (const project of this.projects) project.refresh();
  }

  /** Nothing for what lies in no root: it is not read, and nothing is said of it. */
  private placeOf(uri: string): Place | undefined {
    const absolute = pathOfUri(uri);
    if (absolute === undefined) return undefined;
    let nearest: Place | undefined;
    for (const project of this.projects) {
      const path = project.pathOf(absolute);
      if (path !== undefined && (!nearest || project.root.length > nearest.project.root.length))
        nearest = { project, path };
    }
    return nearest;
  }

  private publish(project: Project, path: FilePath): void {
    const document = project.documents.get(path);
    const diagnostics: Diagnostic[] = project.mistakes.filter((each) => each.path === path).map(errorDiagnostic);
    if (!document) {
      if (isSettingsFile(path) || path === LOCK_FILE) this.send({ uri: project.uriOf(path), diagnostics });
      return;
    }
    const planned = project.plannedOf(path);
    if (planned) {
      const read = planned.view.workspace.read(path);
      // Newer text has come, and is planned next.
      if (!('text' in read) || read.text !== document.getText()) return;
      diagnostics.push(...planned.errors.filter((each) => each.path === path).map(errorDiagnostic));
      diagnostics.push(...planDiagnostics(this.engine, this.metas, planned.plan, path, document));
    }
    this.send({ uri: document.uri, version: document.version, diagnostics });
  }

  /** Where the editor has gone, nobody waits for it. */
  private send(params: PublishDiagnosticsParams): void {
    this.connection.sendDiagnostics(params).catch(() => {});
  }

  private async resolve(action: CodeAction): Promise<CodeAction> {
    const data = dataOf(action.data);
    const place = data && this.placeOf(data.uri);
    if (!data || !place) throw new ResponseError(LSPErrorCodes.RequestFailed, 'this action is none of harden');
    try {
      return await withEdit(place.project, place.path, action, data, this.client.forms);
    } catch (error) {
      if (!(error instanceof NoEdit)) throw error;
      throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
    }
  }
}

function failure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
