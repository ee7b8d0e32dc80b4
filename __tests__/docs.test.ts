// What the pages say is true: Before and After are run, generated files are up to date, links and commands exist.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, type CorpusSummary } from '../scripts/tables.js';
import { main } from '../src/cli/index.js';
import { parseConfig } from '../src/config/index.js';
import { sniffYaml } from '../src/engine/index.js';
import { filePath, type Answer } from '../src/model/index.js';
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
import { planTexts, withSketches } from './support/plan.js';

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'transforms/README.md',
  'transforms/COVERAGE.md',
  ...metas
    .map(({ id }) => id)
    .filter(isWanted)
    .map((id) => `transforms/${id}/README.md`),
];

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
  const planned = planTexts(before, { registry: onlyTransforms([id]), answers, transformOptions });
  expect(planned.errors).toEqual([]);
  expect(planned.plans.flatMap(({ dropped }) => dropped)).toEqual([]);
  expect(withSketches(planned)).toEqual({ ...before, ...after });
});

test('generated files are up to date (npm run generate)', () => {
  const summary = join(root, '__tests__', 'corpus', 'summary.json');
  const files = generatedFiles({
    readme: read('README.md'),
    ...(existsSync(summary) ? { corpus: JSON.parse(readFileSync(summary, 'utf8')) as CorpusSummary } : {}),
  });
  expect(Object.keys(files).filter((path) => files[path]!() !== read(path))).toEqual([]);
  const registry = read('transforms/index.ts');
  expect(transformFolders().filter((id) => !registry.includes(`'./${id}/index.js'`))).toEqual([]);
});

function headingSlugs(text: string): string[] {
  const plain = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...plain.matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(PAGES)('the links of %s lead somewhere', (page) => {
  const text = read(page).replace(/^```[\s\S]*?^```$/gm, '');
  const wrong: string[] = [];
  for (const match of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    const [path = '', anchor] = match[1]!.split('#');
    if (/^https:\/\//.test(path)) continue;
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) wrong.push(match[1]!);
    else if (anchor !== undefined && !headingSlugs(read(target)).includes(anchor)) wrong.push(match[1]!);
  }
  expect(wrong).toEqual([]);
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

const GUIDES = ['README.md', 'CONTRIBUTING.md', 'transforms/README.md', '.pre-commit-hooks.yaml'];

test('the commands and flags of the pages exist', async () => {
  const top = await helpOf();
  const known = new Map<string, string>();
  for (const name of top.matchAll(/^ {2}([a-z]+)\b/gm)) known.set(name[1]!, await helpOf(name[1]!));
  expect([...known.keys()]).toEqual(expect.arrayContaining(['fix', 'check', 'list', 'explain', 'init']));
  const wrong: string[] = [];
  const used = new Set<string>();
  for (const line of GUIDES.flatMap(commandsIn)) {
    const [program, name = '', ...rest] = line.split(/\s+/);
    if (program !== 'harden') continue;
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

test('what the README names by id exists', () => {
  const readme = read('README.md');
  const ids = [
    ...readme.matchAll(/harden-ignore(?:-file)? ([a-z][a-z-]+)/g),
    ...readme.matchAll(/--(?:only|skip) ([a-z][a-z-]+)/g),
    ...readme.matchAll(/^ {2}([a-z]+(?:-[a-z]+)+): (?:on|off)/gm),
  ];
  expect(ids.length).toBeGreaterThan(2);
  expect(ids.map((match) => match[1]!).filter((id) => !metas.some((meta) => meta.id === id))).toEqual([]);
});

test('the configuration of the README is valid', () => {
  const section = /^## Configuration$([\s\S]*?)^## /m.exec(read('README.md'))![1]!;
  const [block] = blocksOf(section);
  expect(block!.language).toBe('yaml');
  const config = parseConfig(filePath('.harden.yaml'), block!.text, metas);
  expect(config.transforms.size).toBeGreaterThan(0);
  expect(config.overrides).toHaveLength(1);
});

test('no page is as it was begun', () => {
  const pages = readdirSync(join(root, 'transforms'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('_'),
  );
  const unfinished = pages.filter(
    ({ name }) =>
      existsSync(join(root, 'transforms', name, 'README.md')) &&
      read(`transforms/${name}/README.md`).includes('RUN PATTERN'),
  );
  expect(unfinished.map(({ name }) => name)).toEqual([]);
});

test('no golden case is kept out of git by a .gitignore of its own', () => {
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--', '__tests__/golden'];
  const left = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  // `git add --force` takes them.
  expect(left).toBe('');
});
