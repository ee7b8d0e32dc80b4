// Who may import whom. The layout is in scripts/layout.ts; everything not in it is a mistake.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { ts } from 'ts-morph';
import { sourceFileOf } from './support/source-files.js';
import { rowsOf, TABLES } from '../src/programs/table.js';
import {
  AMONG_OTHERS,
  doorFile,
  LIBRARY_MAY_IMPORT,
  MAY_IMPORT,
  PACKAGES,
  TRANSFORM_MAY_IMPORT,
} from '../scripts/layout.js';

const root = join(__dirname, '..');

const NODE_MODULES = ['io', 'git', 'serve', 'mcp', 'lsp', 'fleet', 'fleet-queue', 'cli', 'library'];

interface Import {
  readonly from: string;
  readonly what: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const source = sourceFileOf(file);
  function add(specifier: ts.Node | undefined, typeOnly: boolean, lazy: boolean): void {
    if (specifier && ts.isStringLiteralLike(specifier))
      found.push({ from: file, what: specifier.text, typeOnly, lazy });
    else if (specifier) found.push({ from: file, what: `<computed> ${ts.SyntaxKind[specifier.kind]}`, typeOnly, lazy });
  }
  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause), false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly, false);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, true, false);
    else if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const isImport =
        callee.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(callee) && /^(?:require|requireInThread)$/.test(callee.text));
      if (isImport) add(node.arguments[0], false, true);
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** The room of a file: `src/io/read.ts` is in `io`; `src/library.ts` in `library`; `transforms/<id>/x.ts` in `transforms`. */
function folderOf(path: string): string {
  const among = Object.entries(AMONG_OTHERS).find(([, { files }]) => files.test(path));
  if (among) return among[0];
  const [top, second = ''] = path.split('/');
  if (top !== 'src') return top!;
  return second.endsWith('.ts') ? 'library' : second;
}

function targetOf({ from, what }: Import): string | undefined {
  return what.startsWith('.') ? normalize(join(dirname(from), what)).replace(/\.js$/, '.ts') : undefined;
}

function packageOf(what: string): string {
  const parts = what.split('/');
  return what.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

function show({ from, what, typeOnly }: Import): string {
  return `${from} imports ${typeOnly ? 'type ' : ''}${what}`;
}

/** `transforms/<id>`, whatever lies below it. */
function transformOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

const sources = sourcesBelow('src');
const transforms = sourcesBelow('transforms').filter((path) => path !== 'transforms/index.ts');
const all = [...sources, ...transforms].flatMap(importsOf);

function allowedFor(from: string): readonly string[] {
  if (from.startsWith('transforms/')) return TRANSFORM_MAY_IMPORT;
  const folder = folderOf(from);
  return folder === 'library' ? LIBRARY_MAY_IMPORT : (MAY_IMPORT[folder] ?? []);
}

test('every folder of src is in the table', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rooms = Object.keys(MAY_IMPORT).filter((room) => !AMONG_OTHERS[room]);
  expect(folders.map(({ name }) => name).sort()).toEqual(rooms.sort());
});

test('the reader of imports sees every form', () => {
  const seen = importsOf('src/cli/program.ts');
  expect(seen).toContainEqual({ from: 'src/cli/program.ts', what: 'commander', typeOnly: false, lazy: false });
  expect(seen).toContainEqual({ from: 'src/cli/program.ts', what: './output.js', typeOnly: false, lazy: false });
  const table = 'src/cli/command-table.ts';
  expect(importsOf(table)).toContainEqual({ from: table, what: './commands/fix.js', typeOnly: false, lazy: true });
  const check = 'src/cli/commands/check.ts';
  expect(importsOf(check)).toContainEqual({ from: check, what: '../output.js', typeOnly: true, lazy: false });
  expect(importsOf('src/index.ts').map(({ what }) => what)).toContain('./library.js');
  expect(all.length).toBeGreaterThan(300);
});

test('folders import only what the table allows', () => {
  const wrong = all.filter((each) => {
    const target = targetOf(each);
    if (target === undefined || (each.from === 'src/cli/version.ts' && target === 'package.json')) return false;
    const to = folderOf(target);
    const own = each.from.startsWith('transforms/')
      ? transformOf(each.from) === transformOf(target)
      : to === folderOf(each.from);
    if (own) return false;
    const allowed = allowedFor(each.from);
    return !allowed.includes(to) && !(each.typeOnly && allowed.includes(`type:${to}`));
  });
  expect(wrong.map(show)).toEqual([]);
});

test('folders reach each other through index.ts', () => {
  const wrong = all.filter((each) => {
    const target = targetOf(each);
    if (target === undefined || target === 'package.json' || folderOf(target) === 'library') return false;
    if (folderOf(target) === folderOf(each.from) || target === doorFile(folderOf(target))) return false;
    // A recipe is among the facts of its own language.
    const isBeside = AMONG_OTHERS[folderOf(each.from)] && dirname(each.from) === dirname(target);
    return !isBeside && target !== 'transforms/index.ts';
  });
  expect(wrong.map(show)).toEqual([]);
});

test('no transform imports another', () => {
  const wrong = all.filter((each) => {
    const target = targetOf(each);
    return (
      each.from.startsWith('transforms/') &&
      target?.startsWith('transforms/') &&
      transformOf(target) !== transformOf(each.from)
    );
  });
  expect(wrong.map(show)).toEqual([]);
});

test('each package has one home', () => {
  const wrong = all.filter(({ from, what }) => {
    if (what.startsWith('.') || what.startsWith('node:')) return false;
    return !PACKAGES[packageOf(what)]?.includes(folderOf(from));
  });
  expect(wrong.map(show)).toEqual([]);
});

type Edge = readonly [from: string, to: string];

/** Groups of names that lead to each other. */
function circlesAmong(edges: readonly Edge[]): string[][] {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const circles: string[][] = [];
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  function visit(name: string): void {
    numbers.set(name, numbers.size);
    lowest.set(name, numbers.get(name)!);
    open.push(name);
    for (const to of next.get(name) ?? []) {
      if (!numbers.has(to)) visit(to);
      if (open.includes(to)) lowest.set(name, Math.min(lowest.get(name)!, lowest.get(to)!));
    }
    if (lowest.get(name) !== numbers.get(name)) return;
    const circle = open.splice(open.indexOf(name));
    if (circle.length > 1) circles.push(circle.sort());
  }
  for (const name of [...next.keys()].sort()) if (!numbers.has(name)) visit(name);
  return circles;
}

/** The imports that are there when a file loads or is checked: those inside of functions come later. */
const edges = all.flatMap((each): Edge[] => {
  const target = targetOf(each);
  return target === undefined || each.lazy ? [] : [[each.from, target]];
});

test('circles are found', () => {
  const edges = ['a b', 'b c', 'c b', 'c d'].map((edge) => edge.split(' ') as unknown as Edge);
  expect(circlesAmong(edges)).toEqual([['b', 'c']]);
});

test('no files of a folder lead to each other in a circle, types included', () => {
  // The door of another folder stands for all behind it: those are judged as folders.
  expect(circlesAmong(edges.filter(([from, to]) => folderOf(from) === folderOf(to)))).toEqual([]);
});

test('no folders lead to each other in a circle, types included', () => {
  const inSrc = edges.filter(([from, to]) => from.startsWith('src/') && to.startsWith('src/'));
  const folders = inSrc.map(([from, to]): Edge => [folderOf(from), folderOf(to)]);
  expect(circlesAmong(folders.filter(([from, to]) => from !== to))).toEqual([]);
});

test('ts-morph is loaded when it is needed, not before', () => {
  const wrong = all.filter(({ what, lazy, typeOnly }) => what === 'ts-morph' && !lazy && !typeOnly);
  expect(wrong.map(show)).toEqual([]);
});

test('the outside is reached from io, git, serve, mcp, fleet, fleet-queue, lsp, cli and the library only', () => {
  const wrong = all.filter(({ from, what }) => {
    const builtin = what.startsWith('node:') || builtinModules.includes(what);
    return builtin && !NODE_MODULES.includes(folderOf(from));
  });
  expect(wrong.map(show)).toEqual([]);
});

/** What is said there is said of files as they are on disk, or holds the numbers already. */
const SPEAKS_OF_THE_DISK = ['render', 'io', 'config', 'cli', 'text', 'planner'];

/** Numbers that are put into words: `line ${instruction.line + 1}`. */
function countedLines(file: string): string[] {
  const found: string[] = [];
  const source = sourceFileOf(file);
  function isLine(node: ts.Expression): boolean {
    if (ts.isBinaryExpression(node)) return isLine(node.left);
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return isLine(node.expression);
    return ts.isPropertyAccessExpression(node) && node.name.text === 'line';
  }
  function visit(node: ts.Node): void {
    if (ts.isTemplateExpression(node)) {
      let before = node.head.text;
      for (const { expression, literal } of node.templateSpans) {
        const named = ts.isIdentifier(expression) && expression.text === 'line' && /(?:\bline |\S:)$/.test(before);
        if (named || isLine(expression)) found.push(`${file}: \${${expression.getText()}}`);
        before = literal.text;
      }
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

test('no words hold a line of the text at hand: model/lines.ts says how a line is named', () => {
  const speaking = [...sources, ...transforms].filter(
    (file) => !SPEAKS_OF_THE_DISK.includes(folderOf(file)) && file !== 'src/model/lines.ts',
  );
  expect(speaking.flatMap(countedLines)).toEqual([]);
  expect(sources.filter((file) => folderOf(file) === 'render').flatMap(countedLines)).not.toEqual([]);
});

/** More characters than a person reads as one expression. */
const LONGEST_PATTERN = 160;
/** More words than may stand one a line. */
const MOST_WORDS_OF_A_SET = 12;

/** Expressions and sets that hide a list of words. */
function hiddenLists(file: string): string[] {
  const found: string[] = [];
  const source = sourceFileOf(file);
  function visit(node: ts.Node): void {
    const hides = ts.isRegularExpressionLiteral(node) ? node.text.length > LONGEST_PATTERN : isLongSet(node);
    if (hides) found.push(`${file}: ${node.getText().slice(0, 60)}`);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

/** A set of many words, none of which has a comment of its own. */
function isLongSet(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'Set' || node.typeArguments) return false;
  const list = node.arguments?.[0];
  if (!list || !ts.isArrayLiteralExpression(list) || list.elements.length <= MOST_WORDS_OF_A_SET) return false;
  return (
    list.elements.every((each) => ts.isStringLiteral(each) && /^\S+$/.test(each.text)) && !/ \/\/ /.test(list.getText())
  );
}

test('lists of words are written as words: model/words.ts', () => {
  expect([...sources, ...transforms].flatMap(hiddenLists)).toEqual([]);
});

test('each folder says at its door what it is', () => {
  const wrong = Object.keys(MAY_IMPORT).filter(
    (folder) => !/^\/\/ \S/.test(readFileSync(join(root, doorFile(folder)), 'utf8')),
  );
  expect(wrong).toEqual([]);
});

test('texts are parsed by the memory of the run', () => {
  const parsers = /\bparse(?:Dockerfile|Compose|Manifests|Pipeline|Yaml)\b/;
  const readers = ['dockerfile', 'compose', 'kubernetes', 'pipelines', 'yaml', 'planner'];
  const wrong = [...sources, ...transforms].filter(
    (path) =>
      !readers.includes(folderOf(path)) &&
      // The configuration is read once, and no transform looks at it.
      path !== 'src/config/document.ts' &&
      parsers.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(wrong).toEqual([]);
});

test('what is known of a document is kept in one place', () => {
  const wrong = [...sources, ...transforms].filter(
    (path) => path !== 'src/model/facts.ts' && readFileSync(join(root, path), 'utf8').includes('new WeakMap'),
  );
  expect(wrong).toEqual([]);
});

/** What has one home, the spelling that goes around it, and where that may stand all the same. */
const ONE_HOME: readonly {
  readonly what: string;
  readonly spelling: RegExp;
  readonly like: string;
  readonly but: readonly string[];
}[] = [
  {
    what: 'what makes a path of a text: model/path.ts',
    spelling: /\bas (?:FilePath|Folder)\b/,
    like: 'name as FilePath',
    but: ['src/model/path.ts'],
  },
  {
    what: 'what takes paths apart: model/path.ts, and dockerfile/image-path.ts for those of an image',
    spelling: /lastIndexOf\('\/'\)|split\('\/'\)\.(?:pop\(|at\(-1\)|slice\(0, -1\))/,
    like: "path.slice(path.lastIndexOf('/') + 1)",
    // Where the rules of git lie may be above the root.
    but: ['src/model/path.ts', 'src/dockerfile/image-path.ts', 'src/io/ignore-tree.ts', 'src/io/disk-rules.ts'],
  },
  {
    what: 'whether a path lies below another: isWithin',
    spelling: /\.startsWith\(`\$\{[\w.]+\}\/`\)/,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what must not be written
    like: 'path.startsWith(`${folder}/`)',
    but: [
      // Hosts and repositories of a registry, names of packages, patterns, and the files of a tar archive.
      'src/config/config.ts',
      'src/io/registry/endpoints.ts',
      'src/io/containers/contents.ts',
      'src/reports/dockerfile/files.ts',
      'src/ecosystems/node/split-development.ts',
    ],
  },
  {
    what: 'a reason against: Stop of model/stop.ts',
    spelling: /\bcode\??: (?:RefusalCode|Refusal\['code'\])(?: \}|;)|Pick<Refusal, 'code' \| 'message'>/,
    like: 'interface No { readonly code: RefusalCode; readonly message: string }',
    // A refusal as it is told, and refusals by their codes.
    but: ['src/model/proposal.ts', 'src/render/refusals.ts'],
  },
  {
    what: 'whether it is a reason against: isStop',
    spelling: /'(?:code|stop)' in /,
    like: "if ('code' in found) return found;",
    // Errors of the system have codes as well.
    but: ['src/model/stop.ts', 'src/io/paths.ts', 'src/io/registry/network-error.ts'],
  },
  {
    what: 'COPY and ADD: isCopy of dockerfile/copies.ts',
    spelling: /'(?:COPY|ADD)'\s*(?:\|\||&&)[^;{}]{0,60}'(?:ADD|COPY)'/,
    like: "keyword === 'COPY' || keyword === 'ADD'",
    but: ['src/dockerfile/copies.ts'],
  },
  {
    what: 'a list that holds something: nonEmpty of model/list.ts',
    spelling: /\bas (?:unknown as )?(?:readonly )?\[\w+, \.\.\.\w+\[\]\]|\[\w+\[0\]!, \.\.\.\w+\.slice\(1\)\]/,
    like: 'changes: edits as [Edit, ...Edit[]]',
    but: [],
  },
];

test.each(ONE_HOME)('$what', ({ spelling, like, but }) => {
  expect(like).toMatch(spelling);
  const found = [...sources, ...transforms].filter((path) => spelling.test(readFileSync(join(root, path), 'utf8')));
  expect(found.filter((path) => !but.includes(path))).toEqual([]);
  expect(but.filter((path) => !found.includes(path))).toEqual([]);
});

test('no file that a person writes is longer than 400 lines', () => {
  const long = [...sources, ...transforms]
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.startsWith('// Generated by '))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 350);
  for (const { path, lines } of long) process.stderr.write(`${path} has ${lines} lines\n`);
  expect(long.filter(({ lines }) => lines > 400)).toEqual([]);
});

// So that `npm test` is quick and needs nothing but Node and git. A corpus is run only when one is named.
test('suites that start programs are in process/', () => {
  const suites = readdirSync(join(root, '__tests__'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(?!(?:hostile\/)?process\/|corpus\/|golden\/|plans\/|e2e\/).*\.test\.ts$/.test(path),
  );
  expect(suites).toContain('unit/cli.test.ts');
  const wrong = suites.filter((path) => {
    const text = readFileSync(join(root, '__tests__', path), 'utf8');
    return /^import .* from 'node:child_process'|\b(?:hardenProcess|describeWithRegistry)\(/m.test(text);
  });
  expect(wrong).toEqual([]);
});

/** Tables of what is known of packages and images, and the table of programs itself. */
const DATA = /^src\/(?:knowledge|programs)\//;
/** They are programs, and mean something else everywhere. */
const TRUTH = ['true', 'false', 'yes'];
/** Lists with names of programs in them that say nothing of programs: by what they are, the file and its first words. */
const OTHER_LISTS: Readonly<Record<string, readonly string[]>> = {
  'names of packages': [
    'src/ecosystems/python/manifest.ts: poetry pdm uv',
    'src/ecosystems/python/signals.ts: aiogram bokeh celery',
    'src/ecosystems/ruby/manifest.ts: bcrypt bigdecimal bootsnap',
    'src/ecosystems/node/source-rules.ts: puppeteer chromium firefox',
    'src/ecosystems/node/source.ts: fs fs-extra node:fs',
    'src/ecosystems/python/tools.ts: pip setuptools wheel',
    'src/reports/dockerfile/tools.ts: gcc g++ gcc-c++',
    'transforms/clean-npm-cache/index.ts: npm nodejs node',
    'transforms/clean-yarn-cache/detect.ts: yarn nodejs node',
    'src/ecosystems/node/index.ts: vite next nuxt',
    'src/ecosystems/go/split.ts: gcc g++ clang',
    'src/ecosystems/node/split-folders.ts: npm pnpm yarn',
    'src/ecosystems/python/split-folders.ts: pip setuptools wheel',
    'transforms/split-build-stage/unclaimed.ts: gcc gcc-c++ gcc-gfortran',
    'src/ecosystems/node/slim.ts: esbuild core-js core-js-pure',
  ],
  'what images hold': [
    'src/ecosystems/cuda/split-images.ts: nvcc ptxas fatbinary',
    'src/ecosystems/dotnet/images.ts: git curl pwsh',
    'src/ecosystems/dotnet/images.ts: wget ps pgrep',
  ],
  'names of images, and of what speaks to the API of a cluster': [
    'src/verify/queries.ts: postgres postgis pgvector',
    'src/services/program.ts: caddy docker.io/nginxinc/nginx-unprivileged httpd',
    'transforms/unmount-service-account-token/clients.ts: agent alloy ambassador',
    'transforms/unmount-service-account-token/clients.ts: kubectl k8s- kube-',
  ],
  'words behind a program, and tasks': [
    'src/ecosystems/python/split-folders.ts: install sync lock',
    'src/ecosystems/ruby/split.ts: assets webpacker webpack',
    'transforms/start-node-directly/detect.ts: install add ci',
    'transforms/zypper-non-interactive/index.ts: install in remove',
  ],
  'files, folders and their endings': [
    'src/io/names.ts: dockerignore containerignore md',
    'src/io/names.ts: sh bash zsh',
    'src/reports/define.ts: docker containerd podman',
    'src/runs/apt.ts: nvm.sh setup.bash env',
    'transforms/add-app-user/mentions.ts: yaml yml sh',
    'transforms/copy-not-add/sources.ts: Gemfile Rakefile Makefile',
    'transforms/copy-not-add/sources.ts: ac adoc am',
    'transforms/copy-not-add/sources.ts: tar tgz tbz',
    'src/ecosystems/node/omission-source.ts: Gruntfile gulpfile webpack',
    'src/ecosystems/native/split.ts: c h cc',
  ],
  'calls in source code': [
    'src/ecosystems/python/source-rules.ts: makedirs mkdir .extractall',
    'src/ecosystems/python/source.ts: mkdir makedirs shutil',
    'src/ecosystems/php/index.ts: posix_sete?[ug]id chown chgrp',
    'src/ecosystems/rust/index.ts: setuid setgid setgroups',
  ],
  'patterns over text, in which more than a name has to fit': [
    'src/pipelines/builds.ts: echo export set',
    'src/reports/dockerfile/tools.ts: mvn mvnw gradle',
    'src/runs/apt.ts: apt apt-get aptitude',
    'src/verify/routes.ts: logout signout delete',
    'src/runs/uses.ts: then do else',
    'src/ecosystems/ruby/groups.ts: if unless case',
    'transforms/clean-rpm-cache/detect.ts: yum dnf microdnf',
    'src/ecosystems/native/split-install.ts: install cp ln',
  ],
  'tables of options and folders, a row a program': [
    'src/reports/dockerfile/downloads.ts: yum dnf dnf5',
    'transforms/cache-mounts/index.ts: apt pip npm',
    'transforms/omit-dev-dependencies/index.ts: npm yarn pnpm',
    'transforms/use-npm-ci/index.ts: npm yarn pnpm',
    'src/ecosystems/go/tools.ts: go dlv air',
  ],
  'packages whose memory is data, a model or a browser': [
    'src/ecosystems/node/memory.ts: puppeteer puppeteer-core playwright',
    'src/ecosystems/python/memory.ts: tensorflow torch torchvision',
  ],
  'packages that compile nothing': [
    'src/ecosystems/node/plain.ts: express body-parser cookie-parser',
    'src/ecosystems/python/plain.ts: flask django gunicorn',
  ],
  'bundlers by the names that the reader of projects gives them': ['src/ecosystems/static/split.ts: vite cra vue-cli'],
};
const LIST_READERS = ['words', 'wordList', 'wordPattern', 'exactPattern', 'partPattern', 'split'];

interface WrittenList {
  readonly place: string;
  readonly words: readonly string[];
}

/** What is written in a file as a list of strings: an array, a word list, alternatives of a pattern or of `===`. */
function listsIn(file: string): WrittenList[] {
  const found: WrittenList[] = [];
  const source = sourceFileOf(file);
  function add(words: readonly string[]): void {
    if (words.length >= 4) found.push({ place: `${file}: ${words.slice(0, 3).join(' ')}`, words });
  }
  function visit(node: ts.Node): void {
    if (ts.isArrayLiteralExpression(node)) add(node.elements.filter(ts.isStringLiteral).map(({ text }) => text));
    else if (ts.isStringLiteralLike(node) && isRead(node)) add(node.text.match(/\S+/g) ?? []);
    else if (ts.isRegularExpressionLiteral(node)) {
      // What stands behind a dot is the ending of a file.
      for (const [, inside] of node.text.matchAll(/(?<!\.)\((?:\?:)?([^()]*)\)/g))
        add(inside!.replace(/\\/g, '').split('|'));
    } else if (ts.isBinaryExpression(node) && !isAlternative(node.parent)) {
      const all = alternatives(node);
      for (const left of new Set(all.map((each) => each[0])))
        add(all.filter((each) => each[0] === left).map(([, word]) => word));
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

/** Handed to a reader of word lists; or what `split` is called on. */
function isRead({ parent }: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return LIST_READERS.includes(parent.name.text);
  return (
    ts.isCallExpression(parent) && ts.isIdentifier(parent.expression) && LIST_READERS.includes(parent.expression.text)
  );
}

function isAlternative(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken;
}

/** What is compared, and with which word, in `a === 'x' || a === 'y'`. */
function alternatives(node: ts.Node): (readonly [left: string, word: string])[] {
  if (isAlternative(node)) return [...alternatives(node.left), ...alternatives(node.right)];
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return [];
  return ts.isStringLiteral(node.right) ? [[node.left.getText(), node.right.text]] : [];
}

// A program is classified in one place: src/programs/rows. A list that is about something else is named above.
test('lists of programs stand in the table of programs', () => {
  const programs = new Set(TABLES.flatMap(rowsOf).flatMap(({ names }) => names));
  for (const word of TRUTH) programs.delete(word);
  const found = [...sources, ...transforms]
    .filter((file) => !DATA.test(file))
    .flatMap(listsIn)
    .filter(({ words }) => words.filter((word) => programs.has(word)).length >= 3)
    .map(({ place }) => place);
  const named = Object.values(OTHER_LISTS).flat();
  expect([...new Set(found)].filter((place) => !named.includes(place))).toEqual([]);
  expect(named.filter((place) => !found.includes(place))).toEqual([]);
});

describe('programs of others', () => {
  const STARTERS = [
    ['src/cli/ask.ts', 'the editor'],
    ['src/cli/bot/prove.ts', 'harden itself, without a token'],
    ['src/cli/bot/runners.ts', 'harden itself, for each run of the service'],
    ['src/fleet/plan/workers.ts', 'harden itself, to plan repositories'],
    ['src/git/blob-worker.ts', 'git cat-file, in a thread'],
    ['src/git/process.ts', 'git, without waiting for it'],
    ['src/io/containers/process.ts', 'engines, and the command of --exec'],
    ['src/io/git-process.ts', 'git'],
    ['src/io/packages/tools.ts', 'pip, npm, gem and go'],
    ['src/io/registry/docker-config.ts', 'credential helpers'],
  ];

  test('are started by these files alone', () => {
    const found = all.filter(({ what, typeOnly }) => /^(?:node:)?child_process$/.test(what) && !typeOnly);
    expect([...new Set(found.map(({ from }) => from))].sort()).toEqual(STARTERS.map(([file]) => file));
  });

  test('every call of git is made in one place, by four functions', () => {
    const started = /: (?:findProgram|runTool|(?:run|stream)Program|(?:spawn|exec)\w*)$/;
    const calls = sources.flatMap((file) => callsWith(file, 'git')).filter((call) => started.test(call));
    expect(calls).toEqual(['src/io/git-process.ts: findProgram']);
    const users = all.filter((each) => targetOf(each) === 'src/io/git-process.ts').map(({ from }) => from);
    expect(users).toEqual(['src/io/git-changes.ts', 'src/io/git.ts', 'src/io/index.ts']);
  });
});

/** Calls whose first argument is that text. */
function callsWith(file: string, text: string): string[] {
  const found: string[] = [];
  const source = sourceFileOf(file);
  function visit(node: ts.Node): void {
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && first && ts.isStringLiteralLike(first) && first.text === text)
      found.push(`${file}: ${node.expression.getText(source)}`);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}
