// Linters and scanners over real files before and after `fix`, and what those that write fixes do to them.
// `npm run bench:peers -- DIR [options]`, DIR holding checkouts of repositories; they are read, never written.
//   --digits 0a            the texts whose SHA-256 begins with one of these digits (default 0: a sixteenth)
//   --only NAME,NAME       these peers; the others keep what is known of them
//   --semgrep-rules DIR    a checkout of Semgrep's rules, which its package does not bring
// Each peer is installed once, at its version, below $XDG_STATE_HOME/harden-bench; there lies also what it said of each text,
// by its hash, so that a run that was ended goes on. Then `npm run generate` makes the tables.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { PEERS } from './peers/catalogue.js';
import { askPeer, type Checker, checkers, type Text } from './peers/check.js';
import { hashOf, type Subject, subjectsIn } from './peers/corpus.js';
import { countRules } from './peers/count.js';
import { ComposeConfig, fixWith, type Fixed, judge } from './peers/fix.js';
import type { PeerResult, PeerResults, WriterResult } from './peers/results.js';

const KEPT = join(process.env.HARDEN_ROOT!, 'benchmarks', 'peers.json');
const args = process.argv.slice(2);
const [folder] = args;
if (!folder || folder.startsWith('--')) {
  process.stderr.write('usage: npm run bench:peers -- DIR [--digits 0a] [--only NAME,NAME] [--semgrep-rules DIR]\n');
  process.exit(2);
}

function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

const digits = option('--digits') ?? '0';
const only = option('--only')?.split(',');
const rules = option('--semgrep-rules');

function isAsked({ name }: { readonly name: string }): boolean {
  return only?.includes(name) ?? true;
}

/** Each text once, before and after. */
function textsOf(subjects: readonly Subject[]): Text[] {
  const found = new Map<string, Text>();
  for (const { kind, before, after } of subjects)
    for (const text of [before, after]) found.set(hashOf(text), { kind, hash: hashOf(text), text });
  return [...found.values()];
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function resultOf(peer: Checker, subjects: readonly Subject[]): PeerResult {
  const { cpuMs, texts, found } = askPeer(peer, textsOf(subjects), rules && resolve(rules));
  const own = subjects.filter(({ kind }) => peer.kinds.includes(kind));
  const { name, version } = peer;
  return { name, version, files: own.length, msPerFile: round(cpuMs / texts), rules: countRules(own, found) };
}

function writerOf(
  of: Omit<WriterResult, 'files' | 'changed' | 'broken' | 'again' | 'lostComments'>,
  all: readonly Fixed[],
): WriterResult {
  const count = (key: keyof Fixed): number => all.filter((each) => each[key]).length;
  const { name, version, takes, msPerFile } = of;
  const counts = {
    changed: count('changed'),
    broken: count('broken'),
    again: count('again'),
    lostComments: count('lostComments'),
  };
  return { name, version, takes, files: all.length, ...counts, msPerFile };
}

const { subjects, again, msPerFile } = subjectsIn(resolve(folder), digits, (name) =>
  process.stderr.write(`planning ${name}\n`),
);
process.stderr.write(`${subjects.length} texts\n`);
const compose = new ComposeConfig();
const befores = subjects.map(({ kind, hash, before }): Text => ({ kind, hash, text: before }));
const known = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as PeerResults) : undefined;
const peers = checkers().flatMap((peer) => {
  if (isAsked(peer) && (peer.name !== 'Semgrep' || rules)) return [resultOf(peer, subjects)];
  return known?.peers.find(({ name }) => name === peer.name) ?? [];
});
const ours = subjects.map(({ kind, hash, before, after }): Fixed => {
  return { ...judge({ kind, hash, text: before }, after, compose), again: again.has(hash) };
});
const writers = [
  writerOf({ name: 'harden', version: 'this one', takes: '`fix`, at review', msPerFile: round(msPerFile) }, ours),
];
for (const peer of PEERS) {
  const { name, version, fix, takes = '' } = peer;
  if (!fix) continue;
  const kept = isAsked(peer) ? fixWith({ ...peer, fix }, befores, compose) : undefined;
  const before = known?.writers.find((each) => each.name === name);
  if (kept) {
    const all = befores.flatMap(({ hash }) => kept.fixed[hash] ?? []);
    writers.push(writerOf({ name, version, takes, msPerFile: round(kept.cpuMs / kept.texts) }, all));
  } else if (before) writers.push(before);
}
compose.save();
const result: PeerResults = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
  digits,
  files: {
    dockerfile: befores.filter(({ kind }) => kind === 'dockerfile').length,
    compose: befores.filter(({ kind }) => kind === 'compose').length,
    kubernetes: befores.filter(({ kind }) => kind === 'kubernetes').length,
  },
  texts: hashOf(befores.map(({ hash }) => hash).join('\n')),
  peers,
  writers,
};
writeFileSync(KEPT, `${JSON.stringify(result, null, 1)}\n`);
