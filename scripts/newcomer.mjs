// Follows "Add a transform in five minutes" of CONTRIBUTING.md to the letter, in a clone of the last commit that is thrown
// away: writes each block that names a file, and runs each line of each `sh` block. Says what every step took, and fails
// where one fails, or where all together take more than five minutes, by the clock and of processor time: other work
// stretches the clock, and several cores add up. `node scripts/newcomer.mjs`
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST_SECONDS = 300;
const HEADING = '## Add a transform in five minutes\n';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'harden-newcomer-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const clone = join(folder, 'harden');
const results = join(folder, 'times');
let spent = 0;
let waited = 0;

run('git clone', root, `git clone --quiet --no-tags "${root}" "${clone}"`);
// Installing would ask a registry. Links to the same files are as good, but what builds leave there is not shared.
const modules = join(clone, 'node_modules');
const { status } = spawnSync('cp', ['-al', join(root, 'node_modules'), modules], { stdio: 'ignore' });
if (status !== 0) cpSync(join(root, 'node_modules'), modules, { recursive: true, verbatimSymlinks: true });
rmSync(join(modules, '.cache'), { recursive: true, force: true });

const blocks = blocksOf(sectionOf(readFileSync(join(clone, 'CONTRIBUTING.md'), 'utf8')));
const files = blocks.filter(({ path }) => path !== '');
const commands = blocks.filter(({ language }) => language === 'sh');
if (files.length === 0 || commands.length === 0) fail('CONTRIBUTING.md shows no files or no commands');

for (const { language, path, text } of blocks) {
  if (path !== '') {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    if (!existsSync(join(clone, path))) fail(`${path} is not what new-transform makes`);
    writeFileSync(join(clone, path), text);
  } else if (language === 'sh') {
    for (const line of text.split('\n').map((each) => each.replace(/\s+#.*$/, '').trim())) {
      if (line !== '') run(line, clone, line);
    }
  }
}
process.stdout.write(
  `${waited.toFixed(0)} s by the clock, ${spent.toFixed(0)} s of processor time from clone to green\n`,
);
if (Math.min(waited, spent) > MOST_SECONDS) fail(`that is more than ${MOST_SECONDS} s`);

/** Runs a line of shell, silently unless it fails. */
function run(name, cwd, line) {
  const timed = `TIMEFORMAT='%U %S %R'; { time { ${line}; } 2>&1; } 2>"${results}"`;
  const { CI: _ci, GOLDEN: _golden, ...env } = process.env;
  const { status, stdout } = spawnSync('bash', ['-c', timed], { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const [user, system, wall] = readFileSync(results, 'utf8').trim().split(' ').map(Number);
  spent += user + system;
  waited += wall;
  process.stdout.write(`${(user + system).toFixed(1).padStart(6)} s, ${wall.toFixed(0)} s on the clock: ${name}\n`);
  if (status !== 0) fail(`${stdout.slice(-8000)}\nfailed: ${name}`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The section of that heading, up to the next of its level outside of code. */
function sectionOf(page) {
  const start = page.indexOf(HEADING);
  if (start === -1) fail(`CONTRIBUTING.md has no heading "${HEADING.trim()}"`);
  const lines = [];
  let fence = '';
  for (const line of page.slice(start + HEADING.length).split('\n')) {
    if (fence === '' && line.startsWith('## ')) break;
    const mark = /^`{3,}/.exec(line)?.[0] ?? '';
    if (fence === '') fence = mark;
    else if (line === fence) fence = '';
    lines.push(line);
  }
  return lines.join('\n');
}

/** Blocks of code with what stands behind their language. */
function blocksOf(section) {
  return [...section.matchAll(/^(`{3,})(\w+)(?: (\S+))?\n([\s\S]*?\n)\1$/gm)].map(
    ([, , language, path = '', text]) => ({
      language,
      path,
      text,
    }),
  );
}
