// From a key to what an editor is told: processor time of the server and of a client in one process.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { serveEditor } from '../src/lsp/index.js';
import { reports } from '../src/reports/index.js';
import { registry } from '../transforms/index.js';

/** The first keys are slower: code is compiled while it runs. */
const WARM = 30;
const KEYS = 50;

/**
 * Milliseconds of the processor for a key, the median.
 * @param files of the repository, by path.
 * @param path the one that is typed in.
 */
export async function measureKeys(
  folder: string,
  files: Readonly<Record<string, string>>,
  path: string,
): Promise<number> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const input = new PassThrough();
  const output = new PassThrough();
  const engine = {
    version: '',
    registry,
    reports,
    env: process.env,
    limits: {},
    worker: undefined,
    rootOf: (root: string) => root,
    pageOf: () => undefined,
  };
  void serveEditor(engine, input, output);
  const connection = createProtocolConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  let heard: (version: number | undefined) => void = () => {};
  connection.onNotification(PublishDiagnosticsNotification.type, ({ version }) => heard(version));
  connection.listen();
  const uri = pathToFileURL(join(folder, path)).href;
  const told = (version: number): Promise<void> =>
    new Promise((resolve) => {
      heard = (each) => {
        if (each === version) resolve();
      };
    });
  await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities: {},
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'root' }],
  });
  const text = files[path]!;
  const opened = told(1);
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
  await opened;
  const line = text.split('\n').findIndex((each) => each.startsWith('RUN '));
  const at = { line, character: text.split('\n')[line]!.length };
  const times: number[] = [];
  for (let version = 2; version < WARM + KEYS + 2; version++) {
    const answered = told(version);
    const before = process.cpuUsage();
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text: version % 2 === 0 ? 'x' : 'y' }],
    });
    await answered;
    const { user, system } = process.cpuUsage(before);
    if (version >= WARM + 2) times.push((user + system) / 1000);
  }
  connection.dispose();
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}
