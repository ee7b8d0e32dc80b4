// An editor as the server sees one: the other end of the protocol, with its own copy of every file.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  CompletionRequest,
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  type InitializeResult,
  InitializeRequest,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const CAPABILITIES = {
  textDocument: {
    codeAction: { resolveSupport: { properties: ['edit'] } },
    hover: { contentFormat: ['markdown' as const] },
  },
  workspace: {
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] },
  },
};

export class Editor {
  private readonly connection: ProtocolConnection;
  private readonly documents = new Map<string, TextDocument>();
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private waiting: (() => void)[] = [];

  constructor(
    private readonly root: string,
    input: NodeJS.ReadableStream,
    output: NodeJS.WritableStream,
  ) {
    this.connection = createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.published.set(params.uri, params);
      for (const each of this.waiting.splice(0)) each();
    });
    this.connection.onRequest(RegistrationRequest.type, () => undefined);
    this.connection.listen();
  }

  /** @param capabilities other than those of an editor that can do all of it. */
  async start(capabilities: object = CAPABILITIES): Promise<InitializeResult> {
    const workspaceFolders = [{ uri: pathToFileURL(this.root).href, name: 'root' }];
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities,
      workspaceFolders,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  uriOf(path: string): string {
    return pathToFileURL(join(this.root, path)).href;
  }

  textOf(path: string): string {
    return this.documents.get(this.uriOf(path))!.getText();
  }

  /** Opens a file; the diagnostics that come for it. */
  async open(path: string, text: string, languageId = 'dockerfile'): Promise<readonly Diagnostic[]> {
    const uri = this.uriOf(path);
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return await this.diagnostics(path);
  }

  /** Replaces the first occurrence of some words, as a person types; ends before anything is said of it. */
  async type(path: string, words: string, by: string): Promise<void> {
    const uri = this.uriOf(path);
    const document = this.documents.get(uri)!;
    const at = document.getText().indexOf(words);
    const range = { start: document.positionAt(at), end: document.positionAt(at + words.length) };
    const changes = [{ range, text: by }];
    const version = document.version + 1;
    this.documents.set(uri, TextDocument.update(document, changes, version));
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: changes,
    });
  }

  async close(path: string): Promise<void> {
    const uri = this.uriOf(path);
    this.documents.delete(uri);
    this.published.delete(uri);
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  async changedOnDisk(path: string): Promise<void> {
    this.published.clear();
    const params: DidChangeWatchedFilesParams = { changes: [{ uri: this.uriOf(path), type: FileChangeType.Changed }] };
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, params);
  }

  /** What is said of the text as it is now. */
  async diagnostics(path: string): Promise<readonly Diagnostic[]> {
    const uri = this.uriOf(path);
    for (;;) {
      const said = this.published.get(uri);
      if (said && said.version === this.documents.get(uri)?.version) return said.diagnostics;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Ids of transforms and checks that stand in a file. */
  async codes(path: string): Promise<unknown[]> {
    return (await this.diagnostics(path)).map(({ code }) => code);
  }

  /** True where something was said of a file, now or before. */
  hasHeardOf(path: string): boolean {
    return this.published.has(this.uriOf(path));
  }

  async actions(path: string, range: Range, only?: readonly string[]): Promise<readonly CodeAction[]> {
    const said = this.published.get(this.uriOf(path))?.diagnostics ?? [];
    const context = { diagnostics: said, ...(only ? { only: [...only] } : {}) };
    const params = { textDocument: { uri: this.uriOf(path) }, range, context };
    const found = (await this.connection.sendRequest(CodeActionRequest.type, params)) ?? [];
    return found.filter((each): each is CodeAction => 'kind' in each);
  }

  async resolve(action: CodeAction): Promise<CodeAction> {
    return await this.connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  /** The first action of a diagnostic whose title has some words. */
  async actionOf(path: string, code: string, title: string): Promise<CodeAction> {
    const diagnostic = (await this.diagnostics(path)).find((each) => each.code === code)!;
    const found = await this.actions(path, diagnostic.range, [CodeActionKind.QuickFix]);
    return found.find((each) => each.title.includes(title) && each.diagnostics?.[0]?.code === code)!;
  }

  async hover(path: string, position: Position): Promise<Hover | null> {
    return await this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: this.uriOf(path) },
      position,
    });
  }

  async completions(path: string, position: Position): Promise<string[]> {
    const params = { textDocument: { uri: this.uriOf(path) }, position };
    const found = await this.connection.sendRequest(CompletionRequest.type, params);
    return (Array.isArray(found) ? found : []).map(({ label }: CompletionItem) => label);
  }

  /** Takes the edits of an action over, file by file; the texts that come of it. */
  async apply(edit: WorkspaceEdit, onDisk: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const texts: Record<string, string> = {};
    for (const change of edit.documentChanges ?? []) {
      if (!('textDocument' in change)) continue;
      const { uri, version } = change.textDocument;
      const path = uri.slice(this.uriOf('').length + 1);
      const open = this.documents.get(uri);
      expect(version).toBe(open?.version ?? null);
      const before = open?.getText() ?? onDisk[path] ?? '';
      const edits = change.edits.filter((each) => 'newText' in each);
      texts[path] = TextDocument.applyEdits(TextDocument.create(uri, '', 0, before), edits);
      if (open) await this.type(path, before, texts[path]);
    }
    return texts;
  }

  /** Says goodbye, as editors do. */
  async stop(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
  }

  async exit(): Promise<void> {
    await this.connection.sendNotification(ExitNotification.type);
  }

  dispose(): void {
    this.connection.dispose();
  }
}
