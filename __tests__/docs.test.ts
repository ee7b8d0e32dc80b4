// What the pages say is true: Before and After are run, generated files are up to date, commands and settings exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBenchmarks } from '../scripts/benchmark-tables.js';
import { helperSources } from '../scripts/helpers.js';
import { doorOf, generatedFiles, type CorpusSummary } from '../scripts/tables.js';
import { doorFile, MAY_IMPORT } from '../scripts/layout.js';
import { main } from '../src/cli/index.js';
import { parseConfig } from '../src/config/index.js';
import { MAX_EVIDENCE_BYTES, MAX_FILE_BYTES, MAX_LOCK_BYTES } from '../src/io/index.js';
import { LIMITS as PACKAGE_LIMITS } from '../src/io/packages/options.js';
import { LIMITS } from '../src/io/registry/options.js';
import { filePath, type Answer } from '../src/model/index.js';
import { sniffYaml } from '../src/run/index.js';
import {
  blocksOf,
  isWanted,
  metas,
  onlyTransforms,
  readPage,
  root,
  transformFolders,
  type Block,
} from './support/transforms.js';
import { git } from './support/command.js';
import { planTexts, withSketches } from './support/plan.js';

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The file a block stands for: the name behind its language, or the usual one. */
function pathOf({ language, path, text }: Block): string {
  if (path !== '') return path;
  if (language === 'dockerfile') return 'Dockerfile';
  return sniffYaml(text) === 'kubernetes' ? 'manifest.yaml' : 'compose.yaml';
}

/** The first block of a section, and the others that name a file. */
function filesIn(section: string): Record<string, string> {
  const [first, ...others] = blocksOf(section);
  const blocks = first ? [first, ...others.filter(({ path }) => path !== '')] : [];
  return Object.fromEntries(blocks.map((block) => [pathOf(block), block.text]));
}

test.each(metas.map(({ id }) => id).filter(isWanted))('Before of %s becomes After', (id) => {
  const { sections } = readPage(id);
  // What a registry says, and what is configured, is shown beside the file.
  const { 'answers.json': recorded, '.harden.yaml': configuration, ...before } = filesIn(sections.get('Before')!);
  const after = filesIn(sections.get('After')!);
  expect(after).not.toEqual(before);
  const answers = new Map(Object.entries(JSON.parse(recorded ?? '{}') as Record<string, Answer>));
  const config = parseConfig(filePath('.harden.yaml'), configuration ?? '', metas);
  const transformOptions = config.transforms.get(id)?.options ?? {};
  const planned = planTexts(before, {
    registry: onlyTransforms([id]),
    answers,
    transformOptions,
    level: config.level,
  });
  expect(planned.errors).toEqual([]);
  expect(planned.plans.flatMap(({ dropped }) => dropped)).toEqual([]);
  expect(withSketches(planned)).toEqual({ ...before, ...after });
});

test('generated files are up to date (npm run generate)', () => {
  const summary = join(root, '__tests__', 'corpus', 'summary.json');
  const files = generatedFiles({
    readme: read('README.md'),
    benchmarks: read('docs/benchmarks.md'),
    architecture: read('docs/architecture.md'),
    doors: Object.fromEntries(Object.keys(MAY_IMPORT).map((room) => [room, doorOf(read(doorFile(room)))])),
    splits: read('transforms/split-build-stage/README.md'),
    helpers: helperSources(root),
    results: readBenchmarks(root),
    ...(existsSync(summary) ? { corpus: JSON.parse(readFileSync(summary, 'utf8')) as CorpusSummary } : {}),
  });
  expect(Object.keys(files).filter((path) => files[path]!() !== read(path))).toEqual([]);
  const registry = read('transforms/index.ts');
  expect(transformFolders().filter((id) => !registry.includes(`'./${id}/index.js'`))).toEqual([]);
});

async function helpOf(...words: readonly string[]): Promise<string> {
  let text = '';
  const add = (piece: string): void => {
    text += piece;
  };
  const terminal = {
    isTerminal: false,
    errIsTerminal: false,
    canAsk: false,
    columns: 100,
    env: {},
    cwd: root,
    person: () => Promise.reject(new Error('nobody')),
  };
  await main([...words, '--help'], { ...terminal, out: add, err: add });
  return text;
}

/** The lines of the pages' shell blocks, YAML recipes and code spans that call harden or npm. */
function commandsIn(page: string): string[] {
  const text = read(page);
  const code = [
    ...(page.endsWith('.yaml') ? [text] : []),
    ...blocksOf(text).map((block) => block.text),
    ...[...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!),
  ];
  return code
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => line.split(/&&|\|\||[|;]/))
    .map((line) =>
      line
        .trim()
        .replace(/^(?:\$ |- run: |run: |- |entry: )+/, '')
        .replace(/^npx (?:--yes |-y )*/, '')
        .replace(/^@harden\/cli(?:@\S+)? /, 'harden '),
    )
    .filter((line) => /^(?:harden (?:[a-z]+\b(?!:)|-)|npm run )/.test(line));
}

const MANUAL = ['README.md', ...pages('docs')];

/** The pages in a folder. Pictures are none. */
function pages(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));
}
const GUIDES = [...MANUAL, 'CONTRIBUTING.md', 'transforms/README.md', '.pre-commit-hooks.yaml'];

const FAMILIES = ['bot', 'migrate'];

test('the commands and flags of the pages exist', async () => {
  const top = await helpOf();
  const known = new Map<string, string>();
  for (const name of top.matchAll(/^ {2}([a-z]+)\b/gm)) known.set(name[1]!, await helpOf(name[1]!));
  // Commands of two words.
  for (const family of FAMILIES)
    for (const name of known.get(family)!.matchAll(/^ {2}([a-z]+)\b/gm))
      if (name[1] !== 'help') known.set(`${family} ${name[1]}`, await helpOf(family, name[1]!));
  expect([...known.keys()]).toEqual(expect.arrayContaining(['fix', 'check', 'list', 'explain', 'init']));
  const wrong: string[] = [];
  const used = new Set<string>();
  for (const line of GUIDES.flatMap(commandsIn)) {
    const [program, first = '', ...words] = line.split(/\s+/);
    if (program !== 'harden') continue;
    const isFamily = FAMILIES.includes(first) && words.length > 0;
    const name = isFamily ? `${first} ${words[0]}` : first;
    const rest = isFamily ? words.slice(1) : words;
    used.add(name);
    const help = name.startsWith('-') ? top : known.get(name);
    if (help === undefined) wrong.push(line);
    for (const word of name.startsWith('-') ? [name] : rest) {
      if (!/^--?[a-z]/.test(word)) continue;
      const flag = word.split('=', 1)[0]!;
      if (!new RegExp(`(?:^|[\\s,])${flag}(?:[\\s,]|$)`, 'm').test(help ?? '')) wrong.push(line);
    }
  }
  expect(wrong).toEqual([]);
  expect([...used]).toEqual(expect.arrayContaining(['fix', 'check', 'list', 'explain', 'init']));
});

test('the scripts the pages name exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = GUIDES.flatMap(commandsIn).flatMap((line) => /^npm run (?:-s )?([\w-]+)/.exec(line)?.[1] ?? []);
  expect(named).toContain('new-transform');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('what the manual names by id exists', () => {
  const text = MANUAL.map(read).join('\n');
  const ids = [
    ...text.matchAll(/harden-ignore(?:-file)? ([a-z][a-z-]+)/g),
    ...text.matchAll(/--(?:only|skip) ([a-z][a-z-]+)/g),
    ...text.matchAll(/^ {2}([a-z]+(?:-[a-z]+)+): (?:on|off)/gm),
  ];
  expect(ids.length).toBeGreaterThan(2);
  expect(ids.map((match) => match[1]!).filter((id) => !metas.some((meta) => meta.id === id))).toEqual([]);
});

test('the configurations of the manual are valid', () => {
  const texts = MANUAL.flatMap((page) => blocksOf(read(page)))
    .filter(({ path }) => path === '.harden.yaml')
    .map(({ text }) => text);
  const configs = texts.map((text) => parseConfig(filePath('.harden.yaml'), text, metas));
  expect(configs.filter(({ transforms }) => transforms.size > 0)).toHaveLength(2);
  expect(configs.flatMap(({ overrides }) => overrides)).toHaveLength(1);
  expect(configs.filter(({ network }) => network)).toHaveLength(1);
  expect(configs.flatMap(({ verify }) => verify.probes)).toHaveLength(3);
});

test('the bounds in the security model are those of the code', () => {
  const rows = new Map(
    [...read('docs/security.md').matchAll(/^\| (.+?) \| (.+) \|$/gm)].map((match) => [match[1]!, match[2]!]),
  );
  const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;
  const { perHost, total, tries, requestMs, redirects, bodyBytes } = LIMITS;
  expect(rows.get('a file that is planned')).toContain(megabytes(MAX_FILE_BYTES));
  expect(rows.get('a file that is read as evidence')).toBe(megabytes(MAX_EVIDENCE_BYTES));
  expect(rows.get('a lock file that is read as evidence')).toBe(megabytes(MAX_LOCK_BYTES));
  expect(rows.get('requests at once')).toBe(
    `${total} to registries and ${total} to indexes, of which ${perHost} to one host; ${tries} tries each`,
  );
  expect(rows.get('one request to a registry or index')).toMatch(
    new RegExp(`^${requestMs / 1000} seconds, .*; ${redirects} redirects$`),
  );
  expect(rows.get('one answer')).toBe(
    `${megabytes(bodyBytes)} from a registry, ${megabytes(PACKAGE_LIMITS.bodyBytes)} from a package index`,
  );
});

test('the README is what a newcomer reads in one go: 8 KB', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(8192);
});

test('no golden case is kept out of git by a .gitignore of its own', () => {
  // `git add --force` takes them.
  expect(git(root, 'ls-files', '--others', '--ignored', '--exclude-standard', '--', '__tests__/golden')).toBe('');
});
