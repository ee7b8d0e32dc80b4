// The data below src: says how old each file is, and writes what follows from it.
//   --check           writes nothing, and fails where a file does not fit its schema or its types, a fact has no source, or
//                     what follows is out of date
//   --refresh [NAME]  makes the table anew from its sources, or says what differs: read it before it is committed
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultsOfForm } from './data/check.mjs';
import { readYaml } from './data/compile.mjs';
import { faultsOfFacts } from './data/facts.mjs';
import { dataFiles } from './data/files.mjs';
import { faultsOfTypes } from './data/types.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const today = new Date().toISOString().slice(0, 10);
/** Scripts that make a table from what is published, or compare it. */
const MADE = {
  'debian-dev': 'debian-dev.ts',
  'debian-recommends': 'debian-recommends.ts',
  'end-of-life': 'end-of-life.ts',
};

const faults = [];
try {
  const refresh = process.argv.indexOf('--refresh');
  if (refresh !== -1) makeAnew(process.argv.slice(refresh + 1));
  const files = dataFiles(root);
  faults.push(...faultsOfForm(files, root, today));
  // What is wrong in its form says the rest in a muddle.
  if (faults.length === 0) faults.push(...faultsOfFacts(files, root));
  if (faults.length === 0) writeSlugs();
  if (faults.length === 0) faults.push(...faultsOfTypes(root));
  for (const line of agesOf(files)) process.stdout.write(`${line}\n`);
} catch (error) {
  faults.push(error.message);
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

function makeAnew(names) {
  for (const name of names.length > 0 ? names : Object.keys(MADE)) {
    if (!MADE[name]) throw new Error(`no script makes ${name}; there are ${Object.keys(MADE).join(', ')}`);
    const script = join(root, 'scripts', 'data', MADE[name]);
    execFileSync(process.execPath, [join(root, 'scripts', 'run.mjs'), script], { stdio: 'inherit' });
  }
}

/** How long ago each file was held against its sources, oldest first; files of a folder together. */
function agesOf(all) {
  const groups = new Map();
  for (const { path, looked } of all) {
    const folder = dirname(path);
    const name = relative(root, folder.endsWith('data') ? path : folder);
    groups.set(name, [...(groups.get(name) ?? []), looked]);
  }
  const oldest = [...groups].map(([name, days]) => [[...days].sort()[0], name, days.length]).sort();
  return oldest.map(
    ([day, name, count]) => `${daysSince(day)} days  ${day}  ${name}${count > 1 ? `, the oldest of ${count}` : ''}`,
  );
}

function daysSince(day) {
  return String(Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000)).padStart(4);
}

/** The names of the rules as a type, so that a report which names another does not compile. */
function writeSlugs() {
  const path = join(root, 'src', 'knowledge', 'rule-slugs.ts');
  const { sections } = readYaml(join(root, 'src', 'knowledge', 'data', 'rules.yaml'));
  const slugs = Object.values(sections).flatMap((rows) => Object.keys(rows));
  const text = `// Written by \`npm run data\` from data/rules.yaml.

/** The name of a row: permanent, as people write it into suppression comments. */
export type RuleSlug =
${slugs.map((slug) => `  | '${slug}'`).join('\n')};
`;
  if (text === readFileSync(path, 'utf8')) return;
  if (check) faults.push(`${relative(root, path)} is not what data/rules.yaml says: run \`npm run data\``);
  else writeFileSync(path, text);
}
