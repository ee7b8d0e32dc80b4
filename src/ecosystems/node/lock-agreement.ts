// Whether a lock file of Node has what package.json asks for, as the strict installs (`npm ci`, `--frozen-lockfile`) compare.
// Sources: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json, https://classic.yarnpkg.com/en/docs/yarn-lock,
// https://github.com/pnpm/spec/tree/master/lockfile
import { type FilePath, type Folder, type Repository, child } from '../../model/index.js';
import { parseJson } from '../lock-reading.js';
import type { LockAgreement, NodeLock } from './project.js';

type Specs = ReadonlyMap<string, string>;
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies'];
const AGREES: LockAgreement = { agrees: true };

function specsOf(table: Record<string, unknown> | undefined): Specs {
  const specs = new Map<string, string>();
  for (const section of SECTIONS) {
    for (const [name, spec] of Object.entries(Object(table?.[section]) as Record<string, unknown>)) {
      if (typeof spec === 'string') specs.set(name, spec);
    }
  }
  return specs;
}

/** Compares a lock file with the package.json of its folder and of the packages of the workspace. */
export function lockAgreement(
  repository: Repository,
  directory: Folder,
  file: FilePath,
  kind: NodeLock['kind'],
  members: readonly FilePath[],
): LockAgreement {
  const text = repository.read(file);
  if (text === undefined || kind === 'bun') return { agrees: undefined, why: `${file} cannot be read` };
  const wanted = new Map<string, Specs>();
  for (const folder of [directory, ...members]) {
    const manifest = repository.read(child(folder, 'package.json'));
    const parsed = manifest === undefined ? undefined : parseJson(manifest);
    if (!parsed) return { agrees: undefined, why: `${child(folder, 'package.json')} cannot be read` };
    const name = folder === directory ? '' : folder.slice(directory === '' ? 0 : directory.length + 1);
    wanted.set(name, specsOf(parsed));
  }
  if (kind === 'npm') return npmAgrees(file, text, wanted);
  if (kind === 'pnpm') return pnpmAgrees(file, text, wanted);
  return yarnAgrees(file, text, wanted, kind === 'yarn-berry');
}

function npmAgrees(file: FilePath, text: string, wanted: ReadonlyMap<string, Specs>): LockAgreement {
  const lock = parseJson(text);
  if (!lock) return { agrees: undefined, why: `${file} is no valid JSON` };
  if (lock.packages === undefined) return oldNpmAgrees(file, lock, wanted);
  const packages = Object(lock.packages) as Record<string, unknown>;
  for (const [folder, specs] of wanted) {
    const known = specsOf(Object(packages[folder]) as Record<string, unknown>);
    for (const [name, spec] of specs) {
      if (known.get(name) !== spec) return differs(file, name, spec, known.get(name));
    }
    for (const name of known.keys()) {
      if (!specs.has(name)) return { agrees: false, why: `${file} has ${name}, which package.json no longer asks for` };
    }
  }
  return AGREES;
}

function differs(file: FilePath, name: string, spec: string, known: string | undefined): LockAgreement {
  const has = known === undefined ? `${file} does not have it` : `${file} was made for ${known}`;
  return { agrees: false, why: `package.json asks for ${name} ${spec}, and ${has}` };
}

/** Version 1 has no copy of what was asked for, so ranges are compared with versions. */
function oldNpmAgrees(
  file: FilePath,
  lock: Record<string, unknown>,
  wanted: ReadonlyMap<string, Specs>,
): LockAgreement {
  const known = Object(lock.dependencies) as Record<string, unknown>;
  for (const [name, spec] of wanted.get('') ?? []) {
    const { version } = Object(known[name]) as Record<string, unknown>;
    if (typeof version !== 'string') return differs(file, name, spec, undefined);
    const fits = satisfies(version, spec);
    if (fits === undefined) return { agrees: undefined, why: `${name} ${spec} is no plain range of versions` };
    if (!fits) return differs(file, name, spec, version);
  }
  return AGREES;
}

/** For exact versions, `^` and `~` of full versions, and `*`; `undefined` for other ranges. */
function satisfies(version: string, range: string): boolean | undefined {
  if (version === range || range === '*' || range === '') return true;
  const wanted = /^([~^]?)v?(\d+)\.(\d+)\.(\d+)$/.exec(range);
  const has = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (!wanted || !has) return undefined;
  const [major, minor, patch] = has.slice(1).map(Number) as [number, number, number];
  const [low, middle, high] = wanted.slice(2).map(Number) as [number, number, number];
  if (wanted[1] === '') return false;
  const isNewer = minor > middle || (minor === middle && patch >= high);
  if (major !== low || !isNewer) return false;
  const fixesMinor = wanted[1] === '~' || low === 0;
  return !fixesMinor || (minor === middle && (low > 0 || middle > 0 || wanted[1] === '~' || patch === high));
}

/** Every `name@range` stands in a heading. */
function yarnAgrees(file: FilePath, text: string, wanted: ReadonlyMap<string, Specs>, isBerry: boolean): LockAgreement {
  const headings = new Set<string>();
  for (const line of text.split('\n')) {
    if (!/^["@\w]/.test(line) || line.length > 5000) continue;
    const heading = line.trimEnd().replace(/:$/, '');
    for (const part of heading.split(/",?\s*|,\s+/)) headings.add(part.replace(/^"|"$/g, '').trim());
  }
  for (const specs of wanted.values()) {
    for (const [name, spec] of specs) {
      if (/^(?:link|workspace|portal|file|patch):/.test(spec)) continue;
      const forms = isBerry ? [`${name}@${spec}`, `${name}@npm:${spec}`] : [`${name}@${spec}`];
      if (!forms.some((form) => headings.has(form) || (spec === '' && headings.has(`${form}*`))))
        return differs(file, name, spec, undefined);
    }
  }
  return AGREES;
}

/** `specifier: ^1` below each name of each importer; `specifiers:` up to version 5. */
function pnpmAgrees(file: FilePath, text: string, wanted: ReadonlyMap<string, Specs>): LockAgreement {
  const found = new Map<string, Map<string, string>>([['', new Map()]]);
  let importer = '';
  let inImporters = false;
  let section = '';
  let name = '';
  for (const line of text.split('\n')) {
    const entry = line.length > 1000 ? null : /^( *)(?! )(['"]?)([^'":#][^'":]*)\2:(?: (.*))?$/.exec(line.trimEnd());
    if (!entry) continue;
    const key = entry[3]!;
    const value = (entry[4] ?? '').trim().replace(/^(['"])(.*)\1$/, '$2');
    let depth = entry[1]!.length;
    if (depth === 0) {
      inImporters = key === 'importers';
      importer = '';
      section = key;
      continue;
    }
    if (inImporters && depth === 2) {
      importer = key === '.' ? '' : key;
      found.set(importer, new Map());
      continue;
    }
    if (inImporters) depth -= 4;
    if (depth === 0) section = key;
    if (section !== 'specifiers' && !SECTIONS.includes(section)) continue;
    if (depth === 2) name = key;
    if (depth === 2 && section === 'specifiers') found.get(importer)!.set(name, value);
    if (depth === 4 && key === 'specifier') found.get(importer)!.set(name, value);
  }
  for (const [folder, specs] of wanted) {
    const known = found.get(folder) ?? new Map<string, string>();
    for (const [each, spec] of specs) if (known.get(each) !== spec) return differs(file, each, spec, known.get(each));
    for (const each of known.keys()) {
      if (!specs.has(each)) return { agrees: false, why: `${file} has ${each}, which package.json no longer asks for` };
    }
  }
  return AGREES;
}
