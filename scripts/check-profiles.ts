// Re-reads what the image profiles cite. For each source: does the clone hold the commit and the file; for each fact:
// do the cited lines exist, and what do they say. `npm run -s profiles -- DIR [--image NAME] [--quiet]`, where DIR holds
// bare clones named owner+name or owner+name/repo. Exits 1 on a broken citation, 2 on a missing clone or wrong usage.
// `npm run -s profiles -- --try [NAME]` starts each server that Debian packages, or those with that in the name of their
// image, in a real engine as harden patches it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILES, sourcesOf, type Fact, type FactSource, type ProfileEntry } from '../src/knowledge/index.js';

const args = process.argv.slice(2);
const quiet = args.includes('--quiet');
const named = args.indexOf('--image');
const image = named === -1 ? undefined : args[named + 1];
const folder = args.find((word, at) => !word.startsWith('--') && (named === -1 || at !== named + 1));
const out = process.stdout;
let broken = 0;
let absent = 0;
let cited = 0;

if (args.includes('--try')) {
  const suite = ['node_modules/jest/bin/jest.js', '--config', 'jest.e2e.config.js', 'profiles'];
  const env = { ...process.env, HARDEN_TRY: args[args.indexOf('--try') + 1] ?? '' };
  process.exit(spawnSync(process.execPath, suite, { stdio: 'inherit', env }).status ?? 1);
}
if (folder === undefined || (named !== -1 && image === undefined)) {
  process.stderr.write('usage: npm run -s profiles -- DIR [--image NAME] [--quiet], or --try [NAME]\n');
  process.exit(2);
}
const chosen = PROFILES.filter(({ names }) => image === undefined || names.some((name) => name.endsWith(image)));
if (chosen.length === 0) {
  process.stderr.write(`no profile is named ${image}\n`);
  process.exit(2);
}
for (const profile of chosen) check(profile, folder);
out.write(`${chosen.length} images, ${cited} citations, ${broken} broken, ${absent} sources without a clone\n`);
process.exit(broken > 0 ? 1 : absent > 0 ? 2 : 0);

function check(profile: ProfileEntry, clones: string): void {
  out.write(`${quiet ? '' : '\n'}# ${profile.names.join(', ')}\n`);
  const files = new Map<string, readonly string[] | undefined>();
  for (const [name, source] of sourcesOf(profile)) files.set(name, linesOf(name, source, clones));
  facts('', profile.facts, files);
  for (const { facts: set, ...conditions } of profile.variants ?? [])
    facts(`${JSON.stringify(conditions)} `, set, files);
}

function facts(label: string, set: object, files: ReadonlyMap<string, readonly string[] | undefined>): void {
  for (const [name, value] of Object.entries(set)) {
    for (const fact of [value as Fact<unknown>].flat()) {
      say(`${label}${name}: ${JSON.stringify(fact.is)}${fact.because === undefined ? '' : ` (${fact.because})`}`);
      for (const citation of [fact.from].flat()) show(citation, files);
    }
  }
}

function show(citation: string, files: ReadonlyMap<string, readonly string[] | undefined>): void {
  cited++;
  const [source = '', lines = ''] = citation.split(':');
  const [first = 0, last = first] = lines.split('-').map(Number);
  const text = files.get(source);
  const problem = files.has(source) ? text && wrong(text, first, last) : 'no such source';
  if (problem !== undefined) fail(`${citation}: ${problem}`);
  else for (let at = first; text !== undefined && at <= last; at++) say(`    ${source}:${at}\t${text[at - 1]}`);
}

function wrong(text: readonly string[], first: number, last: number): string | undefined {
  if (!(first >= 1 && first <= last && last <= text.length)) return `the file has ${text.length} lines`;
  return text.slice(first - 1, last).every((line) => line.trim() === '') ? 'only empty lines' : undefined;
}

/** The lines of a source, `undefined` where they cannot be had, which is reported. */
function linesOf(
  name: string,
  { repository, commit, file }: FactSource,
  clones: string,
): readonly string[] | undefined {
  const clone = join(clones, repository.replace('/', '+'));
  const directory = [join(clone, 'repo'), clone].find((path) => existsSync(join(path, 'HEAD')));
  if (directory === undefined) return missing(`${name}: no clone of ${repository} at ${clone}`);
  if (git(directory, 'cat-file', '-e', `${commit}^{commit}`) === undefined)
    return missing(`${name}: the clone of ${repository} does not hold ${commit}`);
  const text = git(directory, 'show', `${commit}:${file}`);
  if (text === undefined) {
    fail(`${name}: ${repository} has no ${file} at ${commit}`);
    return undefined;
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function git(directory: string, ...words: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', [`--git-dir=${directory}`, ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return status === 0 ? stdout : undefined;
}

function fail(message: string): void {
  broken++;
  out.write(`  BROKEN ${message}\n`);
}

function missing(message: string): undefined {
  absent++;
  out.write(`  MISSING ${message}\n`);
}

function say(message: string): void {
  if (!quiet) out.write(`${message}\n`);
}
