// What peers say of texts, each text once: kept below the state folder by its hash, so that a run that is ended goes on later.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { instructionTexts } from './scripts.js';
import { checkScripts, FILE_NAMES, type Finding, type Kind, type Peer, PEERS, SHELLCHECK } from './catalogue.js';
import { type Environment, environmentIn, install, NoAnswer, stateFolder } from './environment.js';

export interface Text {
  readonly kind: Kind;
  readonly hash: string;
  readonly text: string;
}

/** How often each rule was met in a text. */
export type Found = Readonly<Record<string, number>>;

/** What is kept of a peer: what it found, and the milliseconds of the processor that it took for so many texts. */
interface Kept {
  cpuMs: number;
  texts: number;
  readonly found: Record<string, Found>;
}

const AT_ONCE = 120;

export type Checker = Pick<Peer, 'name' | 'from' | 'pack' | 'version' | 'kinds'> & {
  check(texts: readonly Text[], folder: string, at: Environment): readonly Finding[];
};

/** Every peer that checks, ShellCheck among them. */
export function checkers(): readonly Checker[] {
  const found: Checker[] = PEERS.flatMap((peer): Checker[] => {
    const { check } = peer;
    return check ? [{ ...peer, check: (texts, _folder, at) => check(texts.map(pathOf), at) }] : [];
  });
  return [...found, { ...SHELLCHECK, kinds: ['dockerfile'], check: checkRuns }];
}

/** The texts of RUN as scripts, beside the files they are of. */
function checkRuns(texts: readonly Text[], folder: string, at: Environment): readonly Finding[] {
  const files = texts.flatMap((each) =>
    instructionTexts(each.text).map((script, index) => {
      const path = `${dirname(pathOf(each))}/${index}.sh`;
      writeFileSync(join(folder, path), script);
      return path;
    }),
  );
  if (files.length === 0) return [];
  return checkScripts(files, at).map(([path, rule]) => [`${dirname(path)}/${FILE_NAMES.dockerfile}`, rule]);
}

function pathOf({ kind, hash }: Pick<Text, 'kind' | 'hash'>): string {
  return `${hash}/${FILE_NAMES[kind]}`;
}

/** Writes the texts as files of a new folder; gives it to the function, and removes it. */
export function withFiles<T>(texts: readonly Text[], use: (folder: string, paths: readonly string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'harden-peers-'));
  try {
    for (const each of texts) {
      mkdirSync(join(folder, each.hash));
      writeFileSync(join(folder, pathOf(each)), each.text);
    }
    return use(folder, texts.map(pathOf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a peer finds in texts. */
export function askPeer(peer: Checker, texts: readonly Text[], rules: string | undefined): Kept {
  const home = install(peer);
  const file = join(stateFolder(), 'found', `${peer.name}-${peer.version}.json`);
  const kept: Kept = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Kept)
    : { cpuMs: 0, texts: 0, found: {} };
  const open = texts.filter(({ kind, hash }) => peer.kinds.includes(kind) && !(hash in kept.found));
  for (let at = 0; at < open.length; at += AT_ONCE) {
    const some = open.slice(at, at + AT_ONCE);
    process.stderr.write(`${peer.name}: ${at + some.length} of ${open.length}\n`);
    askSome(peer, some, { home, rules }, kept);
    save(file, kept);
  }
  return kept;
}

/** Asks about some texts at once; where that prints nothing of use, about fewer, and leaves out the text that it fails on. */
function askSome(
  peer: Checker,
  some: readonly Text[],
  where: { readonly home: string; readonly rules: string | undefined },
  kept: Kept,
): void {
  try {
    withFiles(some, (folder) => {
      const environment = environmentIn(folder, where.home, where.rules);
      const found = new Map<string, Record<string, number>>(some.map(({ hash }) => [hash, {}]));
      for (const [path, rule] of peer.check(some, folder, environment)) {
        const of = found.get(path.replace(/^\.\//, '').split('/')[0]!);
        if (of) of[rule] = (of[rule] ?? 0) + 1;
      }
      for (const [hash, rulesFound] of found) kept.found[hash] = rulesFound;
      kept.cpuMs += environment.cpuMs;
      kept.texts += some.length;
    });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (some.length === 1) {
      kept.found[some[0]!.hash] = {};
      return;
    }
    const middle = Math.ceil(some.length / 2);
    askSome(peer, some.slice(0, middle), where, kept);
    askSome(peer, some.slice(middle), where, kept);
  }
}

/** Writes it whole or not at all. */
export function save(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}
