// The package indexes of Debian's releases, as apt reads them. Needs a Debian system with apt and its archive keyring.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const RELEASES = ['bullseye', 'bookworm', 'trixie'] as const;

interface Package {
  readonly depends: readonly string[][];
  readonly recommends: readonly string[][];
  readonly base: boolean;
  /** Its priority: every installation has it. */
  readonly required: boolean;
  readonly section: string;
  /** The source package it is built from. */
  readonly source: string;
}
export interface Index {
  readonly packages: ReadonlyMap<string, Package>;
  /** What every image has: apt, the required packages and all they depend on. */
  readonly base: ReadonlySet<string>;
  readonly providers: ReadonlyMap<string, readonly string[]>;
}

/** Hands each release's index to `visit`, in order. Everything fetched is removed afterwards. */
export function eachIndex(visit: (index: Index, release: (typeof RELEASES)[number]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'debian-index-'));
  try {
    for (const release of RELEASES) visit(readIndex(fetchIndex(folder, release)), release);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The mirror this machine's apt is set to. */
function mirror(): string {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' });
  const address = stdout.split('\n').find((line) => /\/debian\/?$/.test(line));
  if (!address) throw new Error("apt names no Debian mirror; set one in its sources and run 'apt-get update'");
  return address;
}

function fetchIndex(folder: string, release: string): string {
  const at = join(folder, release);
  mkdirSync(join(at, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(at, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = join(at, 'sources.list');
  writeFileSync(sources, `deb [check-valid-until=no] ${mirror()} ${release} main\n`);
  writeFileSync(join(at, 'status'), '');
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(at, 'lists')}`,
    `Dir::State::status=${join(at, 'status')}`,
    `Dir::Cache=${join(at, 'cache')}`,
  ].flatMap((option) => ['-o', option]);
  for (const [program, verb] of [
    ['apt-get', 'update'],
    ['apt-cache', 'dumpavail'],
  ] as const) {
    const run = spawnSync(program, [...options, verb], { encoding: 'utf8', maxBuffer: 1 << 30 });
    if (run.status !== 0) throw new Error(`${program} ${verb} for ${release}: ${run.stderr}`);
    if (verb === 'dumpavail') return run.stdout;
  }
  throw new Error('unreachable');
}

function readIndex(text: string): Index {
  const packages = new Map<string, Package>();
  const providers = new Map<string, string[]>();
  for (const paragraph of text.split('\n\n')) {
    const fields = new Map<string, string>();
    for (const line of paragraph.split('\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0 && !line.startsWith(' ')) fields.set(line.slice(0, colon), line.slice(colon + 2));
    }
    const name = fields.get('Package');
    if (!name) continue;
    packages.set(name, {
      depends: [...relations(fields.get('Pre-Depends')), ...relations(fields.get('Depends'))],
      recommends: relations(fields.get('Recommends')),
      base: fields.get('Essential') === 'yes' || fields.get('Priority') === 'required' || name === 'apt',
      required: fields.get('Essential') === 'yes' || fields.get('Priority') === 'required',
      section: fields.get('Section') ?? '',
      source: (fields.get('Source') ?? name).split(' ')[0]!,
    });
    for (const [provided] of relations(fields.get('Provides'))) {
      const list = providers.get(provided!);
      if (list) list.push(name);
      else providers.set(provided!, [name]);
    }
  }
  const index = { packages, providers, base: new Set<string>() };
  return {
    ...index,
    base: closure(
      index,
      [...packages.keys()].filter((name) => packages.get(name)!.base),
    ),
  };
}

/** `a (>= 1) | b:any, c` as lists of alternatives. */
function relations(field: string | undefined): string[][] {
  if (!field) return [];
  return field.split(',').map((group) =>
    group
      .split('|')
      .map((one) => /^[^\s(:]+/.exec(one.trim())?.[0] ?? '')
      .filter(Boolean),
  );
}

/** The package with all it depends on, on top of the base system. */
export function closure(index: Index, names: readonly string[]): Set<string> {
  const installed = new Set(names);
  for (const member of installed) {
    for (const alternatives of index.packages.get(member)!.depends) {
      if (satisfied(index, installed, alternatives)) continue;
      const chosen = real(index, alternatives);
      if (chosen) installed.add(chosen);
    }
  }
  return installed;
}

export function satisfied(
  { base, providers }: Index,
  installed: ReadonlySet<string>,
  alternatives: readonly string[],
): boolean {
  return alternatives.some((one) => {
    const all = [one, ...(providers.get(one) ?? [])];
    return all.some((candidate) => installed.has(candidate) || base.has(candidate));
  });
}

export function real({ packages, providers }: Index, alternatives: readonly string[]): string | undefined {
  for (const one of alternatives) {
    if (packages.has(one)) return one;
    const provider = providers.get(one)?.[0];
    if (provider) return provider;
  }
  return undefined;
}
