// The language server over streams in memory, by a client of the protocol.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { workspaceEdit } from '../../src/lsp/edits.js';
import type { Engine } from '../../src/lsp/engine.js';
import { serveEditor } from '../../src/lsp/index.js';
import { Project } from '../../src/lsp/project.js';
import { filePath } from '../../src/model/index.js';
import { collectPlan, diskWorkspace, findConfig, metasOf, planOptions } from '../../src/run/index.js';
import { diskTree } from '../../src/io/index.js';
import type { PlanOptions } from '../../src/planner/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';
import { Editor } from '../support/editor.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const editors: { readonly editor: Editor; readonly input: PassThrough; readonly served: Promise<number> }[] = [];

afterEach(async () => {
  for (const { editor, input, served } of editors.splice(0)) {
    await editor.stop();
    input.end();
    await served;
    editor.dispose();
  }
  removeTemporary();
});

interface Opened {
  readonly root: string;
  readonly editor: Editor;
}

function engineIn(root: string): Engine {
  return {
    version: '0.0.0',
    registry,
    reports,
    env: { XDG_CACHE_HOME: join(root, 'no-cache') },
    limits: {},
    worker: undefined,
    rootOf: (folder: string) => folder,
    pageOf: (id: string) => (id === 'clean-apt-lists' ? 'https://example.org/page' : undefined),
  };
}

async function edit(files: Readonly<Record<string, string>>, capabilities?: object): Promise<Opened> {
  const root = temporary(files);
  const input = new PassThrough();
  const output = new PassThrough();
  const served = serveEditor(engineIn(root), input, output);
  const editor = new Editor(root, output, input);
  editors.push({ editor, input, served });
  await editor.start(capabilities);
  return { root, editor };
}

/** What `harden fix` makes of the files on disk. */
function fixed(root: string, options: Partial<PlanOptions>): Record<string, string> {
  const metas = metasOf(registry);
  const own = planOptions(findConfig(diskTree(root), metas), {}, metas);
  const workspace = diskWorkspace({ root, paths: ['.'] });
  const { groups } = collectPlan({ workspace, registry, options: { ...own, ...options } });
  return Object.fromEntries(groups.flatMap(({ result }) => [...result]));
}

const DOCKERFILE = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
ENV API_TOKEN=abcdef0123456789
WORKDIR /app
COPY . .
CMD ./run.sh
`;

test('what stands in a file is said, with its level, page and the ids of other tools', async () => {
  const { editor } = await edit({ Dockerfile: DOCKERFILE });
  const said = await editor.open('Dockerfile', DOCKERFILE);
  const lists = said.find(({ code }) => code === 'clean-apt-lists')!;
  expect(lists).toMatchObject({
    severity: DiagnosticSeverity.Information,
    source: 'harden',
    codeDescription: { href: 'https://example.org/page' },
    range: { start: { line: 1 }, end: { line: 1 } },
    data: { rules: expect.arrayContaining(['DL3009']) },
  });
  expect(lists.message).toContain('DL3009');
  const secret = said.find(({ code }) => code === 'secret-in-env')!;
  expect(secret).toMatchObject({ severity: DiagnosticSeverity.Warning, range: { start: { line: 2 } } });
});

test('a step becomes the edits that fix makes of it, for the version they were made for', async () => {
  const { root, editor } = await edit({ Dockerfile: DOCKERFILE });
  await editor.open('Dockerfile', DOCKERFILE);
  const action = await editor.actionOf('Dockerfile', 'clean-apt-lists', 'lists');
  expect(action.edit).toBeUndefined();
  const { edit: edits } = await editor.resolve(action);
  const { id } = action.diagnostics![0]!.data as { id: string };
  expect(await editor.apply(edits!, {})).toEqual(fixed(root, { steps: [id] }));
  expect(await editor.codes('Dockerfile')).not.toContain('clean-apt-lists');
});

test('newer text is planned, not the older', async () => {
  const { editor } = await edit({ Dockerfile: DOCKERFILE });
  await editor.open('Dockerfile', DOCKERFILE);
  await editor.type('Dockerfile', 'RUN apt-get update && apt-get install -y curl\n', '');
  await editor.type('Dockerfile', 'ENV API_TOKEN=abcdef0123456789\n', '');
  const codes = await editor.codes('Dockerfile');
  expect(codes).not.toContain('clean-apt-lists');
  expect(codes).not.toContain('secret-in-env');
});

test('edits are for the text they were made of, and for no newer one', async () => {
  const root = temporary({ Dockerfile: DOCKERFILE });
  const path = filePath('Dockerfile');
  const uri = pathToFileURL(join(root, path)).href;
  const failed = (error: unknown): void => {
    throw error;
  };
  const project = new Project(engineIn(root), root, root, { told: () => {}, failed });
  project.changed(path, TextDocument.create(uri, 'dockerfile', 1, DOCKERFILE));
  const planned = await project.planOf(path, { level: 'safe' });
  const forms = { versions: true, creates: true };
  expect(workspaceEdit(project, planned!, forms).documentChanges).toHaveLength(1);
  project.documents.set(path, TextDocument.create(uri, 'dockerfile', 2, `# newer\n${DOCKERFILE}`));
  expect(() => workspaceEdit(project, planned!, forms)).toThrow('has changed meanwhile');
  project.close();
});

test('all safe steps at once', async () => {
  const { root, editor } = await edit({ Dockerfile: DOCKERFILE });
  await editor.open('Dockerfile', DOCKERFILE);
  const start = { line: 0, character: 0 };
  const [action, ...others] = await editor.actions('Dockerfile', { start, end: start }, ['source.fixAll']);
  expect([action?.kind, others]).toEqual(['source.fixAll.harden', []]);
  const { edit: edits } = await editor.resolve(action!);
  expect(await editor.apply(edits!, {})).toEqual(fixed(root, { level: 'safe' }));
});

test.each(['\n', '\r\n'])('a comment turns a check off, and it is not said any more (%j)', async (newline) => {
  const text = DOCKERFILE.replaceAll('\n', newline);
  const { editor } = await edit({ Dockerfile: text });
  await editor.open('Dockerfile', text);
  const action = await editor.actionOf('Dockerfile', 'secret-in-env', 'Ignore');
  const { edit: edits } = await editor.resolve(action);
  await editor.apply(edits!, {});
  expect(editor.textOf('Dockerfile')).toContain(`${newline}# harden-ignore secret-in-env: reason${newline}ENV API`);
  expect(await editor.codes('Dockerfile')).not.toContain('secret-in-env');
});

test('a comment holds for what stands on a later line of an instruction', async () => {
  const text =
    'FROM debian:bookworm-slim\nRUN true \\\n && apt-get update \\\n && apt-get install -y curl\nCMD ["true"]\n';
  const { editor } = await edit({ Dockerfile: text });
  await editor.open('Dockerfile', text);
  const { edit: edits } = await editor.resolve(await editor.actionOf('Dockerfile', 'clean-apt-lists', 'Ignore'));
  await editor.apply(edits!, {});
  expect(editor.textOf('Dockerfile')).toContain('slim\n# harden-ignore clean-apt-lists: reason\nRUN true');
  expect(await editor.codes('Dockerfile')).not.toContain('clean-apt-lists');
});

const COMPOSE = `services:
  web:
    build: .
    ports: ["8080:8080"]
`;
const NODE = `FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
EXPOSE 8080
CMD ["node", "server.js"]
`;

test('a Compose file that was not saved and its Dockerfile are seen together', async () => {
  const { editor } = await edit({ Dockerfile: NODE });
  await editor.open('Dockerfile', NODE);
  await editor.open('compose.yaml', COMPOSE, 'yaml');
  expect(await editor.codes('compose.yaml')).not.toEqual([]);
  const before = await editor.codes('compose.yaml');
  await editor.type('compose.yaml', '8080:8080', '8080:8080", "9229:9229');
  await editor.type('compose.yaml', '    build: .\n', '    build: .\n    privileged: true\n');
  expect(await editor.codes('compose.yaml')).not.toEqual(before);
});

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: shop/web
`;

test('a step that changes several files gives the edits of all, open or not', async () => {
  const files = {
    Dockerfile: NODE,
    'compose.yaml': COMPOSE.replace('build: .', 'build: .\n    image: shop/web'),
    'web.yaml': DEPLOYMENT,
    'package.json': '{"name":"web","scripts":{}}',
    'package-lock.json': '{}',
    'server.js': "require('http').createServer((q, r) => r.end('ok')).listen(8080);\n",
  };
  const { root, editor } = await edit(files);
  await editor.open('Dockerfile', NODE);
  const { edit: edits, diagnostics } = await editor.resolve(await editor.actionOf('Dockerfile', 'add-app-user', ''));
  const { id } = diagnostics![0]!.data as { id: string };
  const wanted = fixed(root, { steps: [id] });
  expect(Object.keys(wanted).sort()).toEqual(['Dockerfile', 'web.yaml']);
  expect(await editor.apply(edits!, files)).toEqual(wanted);
});

test('a step that makes a file gives it with its text', async () => {
  const text =
    'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2-long-secret\n';
  const { root, editor } = await edit({
    'compose.yaml': text,
    '.harden.yaml': 'transforms:\n  move-secrets-out: on\n',
  });
  await editor.open('compose.yaml', text, 'yaml');
  const action = await editor.actionOf('compose.yaml', 'move-secrets-out', '');
  const { id } = action.diagnostics![0]!.data as { id: string };
  const { edit: edits } = await editor.resolve(action);
  const wanted = fixed(root, { steps: [id], level: 'unverified' });
  const made = Object.keys(wanted).filter((path) => path !== 'compose.yaml');
  expect(made.length).toBeGreaterThan(0);
  for (const path of made)
    expect(edits!.documentChanges).toContainEqual(expect.objectContaining({ kind: 'create', uri: editor.uriOf(path) }));
  expect(await editor.apply(edits!, {})).toEqual(wanted);
});

test('hovering says why, what was seen and what is assumed, and no word of a file is markup', async () => {
  const text =
    'FROM debian:bookworm-slim\nENV API_TOKEN=abcdef0123456789 X="[click](http://evil.example)<b>"\nCMD ./run.sh\n';
  const { editor } = await edit({ Dockerfile: text });
  await editor.open('Dockerfile', text);
  const secret = (await editor.diagnostics('Dockerfile')).find(({ code }) => code === 'secret-in-env')!;
  const hover = await editor.hover('Dockerfile', secret.range.start);
  const { value } = hover!.contents as { value: string };
  expect(value).toContain('`harden explain secret-in-env`');
  expect(value).toContain('Not changed:');
  expect(value).not.toMatch(/\]\(http|<b>/);
  const [first] = (await editor.diagnostics('Dockerfile')).filter(({ message }) =>
    String(message).includes('(for review)'),
  );
  const step = await editor.hover('Dockerfile', first!.range.start);
  expect((step!.contents as { value: string }).value).toMatch(/Assumes:\n- [\s\S]+Breaks if: [\s\S]+Check by: /);
  expect(await editor.hover('Dockerfile', { line: 3, character: 0 })).toBeNull();
});

test('mistakes of the configuration are said where they stand, and it counts before it is saved', async () => {
  const { editor } = await edit({ Dockerfile: DOCKERFILE });
  await editor.open('Dockerfile', DOCKERFILE);
  const said = await editor.open('.harden.yaml', 'level: saef\ntransforms:\n  clean-apt-list: off\n', 'yaml');
  expect(said.map(({ range, message }) => [range.start.line, message])).toEqual([
    [0, expect.stringContaining('saef')],
    [2, expect.stringContaining('did you mean "clean-apt-lists"')],
  ]);
  await editor.type('.harden.yaml', 'saef', 'safe');
  await editor.type('.harden.yaml', 'clean-apt-list:', 'clean-apt-lists:');
  expect(await editor.diagnostics('.harden.yaml')).toEqual([]);
  await editor.type('Dockerfile', 'curl', 'curl ');
  expect(await editor.codes('Dockerfile')).not.toContain('clean-apt-lists');
});

test('keys, ids of transforms and values of the configuration are completed', async () => {
  const { editor } = await edit({});
  const text = 'level: \ntransforms:\n  add-probes:\n    \noverrides:\n  - paths: [a]\n    \nverify:\n  pro\n';
  await editor.open('.harden.yaml', text, 'yaml');
  expect(await editor.completions('.harden.yaml', { line: 0, character: 7 })).toEqual(['safe', 'review', 'unverified']);
  expect(await editor.completions('.harden.yaml', { line: 2, character: 2 })).toContain('clean-apt-lists');
  expect(await editor.completions('.harden.yaml', { line: 2, character: 14 })).toEqual(
    expect.arrayContaining(['on', 'off']),
  );
  expect(await editor.completions('.harden.yaml', { line: 3, character: 4 })).toContain('enabled');
  expect(await editor.completions('.harden.yaml', { line: 6, character: 4 })).toEqual([
    'paths',
    'level',
    'preset',
    'bases',
    'transforms',
  ]);
  expect(await editor.completions('.harden.yaml', { line: 8, character: 5 })).toEqual(['timeout', 'probes']);
  expect(await editor.completions('.harden.yaml', { line: 9, character: 0 })).toContain('ignore');
  const hover = await editor.hover('.harden.yaml', { line: 0, character: 1 });
  expect((hover!.contents as { value: string }).value).toContain('behaviour is kept');
});

test('positions count UTF-16 units, and lines end as the file ends them', async () => {
  const text =
    '# 🐳 𝔡𝔬𝔠𝔨𝔢𝔯\r\nFROM debian:bookworm-slim\r\nRUN echo "🐳🐳" && apt-get update && apt-get install -y curl\r\nCMD ["true"]\r\n';
  const { root, editor } = await edit({ Dockerfile: text });
  await editor.open('Dockerfile', text);
  const said = (await editor.diagnostics('Dockerfile')).find(({ code }) => code === 'clean-apt-lists')!;
  expect(said.range.start.line).toBe(2);
  expect(said.range.end).toEqual({ line: 2, character: text.split('\r\n')[2]!.length });
  const action = await editor.actionOf('Dockerfile', 'clean-apt-lists', 'lists');
  const { id } = action.diagnostics![0]!.data as { id: string };
  const { edit: edits } = await editor.resolve(action);
  expect(await editor.apply(edits!, {})).toEqual(fixed(root, { steps: [id] }));
});

test('a file that does not parse is an error with its place, and mended again', async () => {
  const { editor } = await edit({});
  const said = await editor.open('compose.yaml', 'services:\n  web: {image: nginx\n', 'yaml');
  expect(said).toMatchObject([{ severity: DiagnosticSeverity.Error }]);
  await editor.type('compose.yaml', '{image: nginx', '{image: nginx}');
  expect((await editor.diagnostics('compose.yaml')).map(({ severity }) => severity)).not.toContain(
    DiagnosticSeverity.Error,
  );
});

test('nothing is said of a file outside of the root, nor below a link that leads out', async () => {
  const outside = temporary({ Dockerfile: DOCKERFILE });
  const { editor, root } = await edit({ Dockerfile: DOCKERFILE });
  const { symlinkSync } = await import('node:fs');
  symlinkSync(outside, join(root, 'out'));
  const away = `../${outside.split('/').at(-1)}/Dockerfile`;
  void editor.open(away, DOCKERFILE);
  void editor.open('out/Dockerfile', DOCKERFILE);
  await editor.open('Dockerfile', DOCKERFILE);
  expect(editor.hasHeardOf(away)).toBe(false);
  expect(editor.hasHeardOf('out/Dockerfile')).toBe(false);
  const start = { line: 0, character: 0 };
  expect(await editor.actions(away, { start, end: { line: 9, character: 0 } })).toEqual([]);
});

test('what changes on disk is read again', async () => {
  const { editor, root } = await edit({ Dockerfile: DOCKERFILE });
  await editor.open('Dockerfile', DOCKERFILE);
  writeFileSync(join(root, '.harden.yaml'), 'transforms:\n  clean-apt-lists: off\n');
  await editor.changedOnDisk('.harden.yaml');
  expect(await editor.codes('Dockerfile')).not.toContain('clean-apt-lists');
});

test('an editor that resolves nothing is given the edits with the actions', async () => {
  const { editor } = await edit({ Dockerfile: DOCKERFILE }, {});
  await editor.open('Dockerfile', DOCKERFILE);
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
  const found = await editor.actions('Dockerfile', range, ['quickfix']);
  expect(found.length).toBeGreaterThan(0);
  for (const each of found) expect(Object.keys(each.edit?.changes ?? {})).toEqual([editor.uriOf('Dockerfile')]);
});
