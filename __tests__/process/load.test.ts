// What V8 made of the files of dist is kept at the end of a run, and taken by the next.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const DIST = {
  'dist/build-id': '0123456789abcdef\n',
  'dist/cli.js': `const other = () => require('./vendor/other.js');
exports.main = (word) => other().told(word);
exports.cached = () => Object.keys(require.cache).length;
exports.own = require;`,
  'dist/vendor/other.js': `exports.told = (word) => word + ' ' + require('../cli.js').main.length + ' ' + require('node:path').sep;`,
};

interface Ran {
  readonly out: string;
  /** Of what was kept and taken: nothing where V8 refused it. */
  readonly taken: readonly string[];
}

/** Runs the program in `root`, whose dist is loaded with what lies in `root/kept`. */
function run(root: string, code = "cli.main('a')"): Ran {
  const program = `const vm = require('node:vm');
const { Script } = vm;
const scripts = [];
vm.Script = class extends Script { constructor(text, options) { super(text, options); scripts.push([options, this]); } };
const { loadKept } = require(${JSON.stringify(join(project, 'bin/load.js'))});
const cli = loadKept(${JSON.stringify(join(root, 'dist/cli.js'))}, ${JSON.stringify(join(root, 'kept'))});
const out = String(${code});
const taken = scripts.filter(([{ cachedData }, script]) => cachedData && !script.cachedDataRejected);
console.log(JSON.stringify({ out, taken: taken.map(([{ filename }]) => require('node:path').basename(filename)) }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8', stdio: 'pipe' }));
}

const kept = (root: string): string => join(root, 'kept', readdirSync(join(root, 'kept')).at(-1)!);

test('the second run takes what the first has compiled, and gives the same', () => {
  const root = temporary(DIST);
  expect(run(root)).toEqual({ out: 'a 1 /', taken: [] });
  expect(run(root)).toEqual({ out: 'a 1 /', taken: ['cli.js', 'other.js'] });
});

test('a file that was cut off, or is another, is not given to V8 and is made anew', () => {
  const root = temporary(DIST);
  run(root);
  const file = join(kept(root), 'cli.js');
  const whole = readFileSync(file);
  truncateSync(file, whole.length / 2);
  expect(run(root).taken).toEqual(['other.js']);
  expect(readFileSync(file)).toHaveLength(whole.length);
  writeFileSync(file, '');
  expect(run(root)).toEqual({ out: 'a 1 /', taken: ['other.js'] });
  expect(run(root).taken).toEqual(['cli.js', 'other.js']);
});

test('another build has a folder of its own; those that nobody has used for a month go', () => {
  const root = temporary(DIST);
  run(root);
  const first = kept(root);
  const old = first.replace('0123', 'aaaa');
  cpSync(first, old, { recursive: true });
  utimesSync(old, 1, 1);
  mkdirSync(join(root, 'kept', 'v24.0.0-x64-1'));
  utimesSync(join(root, 'kept', 'v24.0.0-x64-1'), 1, 1);
  writeFileSync(join(root, 'dist/build-id'), 'fedcba9876543210\n');
  expect(run(root).taken).toEqual([]);
  expect(readdirSync(join(root, 'kept')).map((name) => name.slice(0, 4))).toEqual(['0123', 'fedc', 'v24.']);
});

test('a build that does not say which it is keeps nothing', () => {
  const { 'dist/build-id': _, ...files } = DIST;
  const root = temporary(files);
  expect(run(root)).toEqual({ out: 'a 1 /', taken: [] });
  expect(existsSync(join(root, 'kept'))).toBe(false);
});

test('a folder that cannot be written is no fault', () => {
  const root = temporary({ ...DIST, kept: 'a file' });
  expect(run(root)).toEqual({ out: 'a 1 /', taken: [] });
});

test('what fails while it is loaded is loaded anew, and the words before a file are no column of it', () => {
  const root = temporary({ ...DIST, 'dist/late.js': 'if (globalThis.fails) throw new Error("no"); exports.is = 1;' });
  const code = `(() => { globalThis.fails = true; let at;
    try { cli.own('./late.js'); } catch (error) { at = /late.js:(\\d+:\\d+)/.exec(error.stack)[1]; }
    globalThis.fails = false;
    return at + ' ' + cli.own('./late.js').is + ' ' + cli.cached(); })()`;
  const first = run(root, code);
  expect(first.out).toBe('1:29 1 3');
  expect(run(root, code).out).toBe(first.out);
});

test('nothing of another folder is loaded so', () => {
  const root = temporary({ ...DIST, 'other.js': 'exports.is = 2;', 'dist/a.json': '{"is":3}' });
  const code = "cli.own('../other.js').is + cli.own('./a.json').is";
  expect(run(root, code).out).toBe('5');
  expect(readdirSync(kept(root))).toEqual(['cli.js']);
  renameSync(join(root, 'other.js'), join(root, 'gone.js'));
  expect(() => run(root, code)).toThrow(/Cannot find module/);
});

interface Optimising {
  optimisingFlag(version: string): string | undefined;
}
const { optimisingFlag } = require('../../bin/optimising.js') as Optimising;

test('V8 knows the flags that it is given, and is given none by a version of Node that is not known', () => {
  const flags = optimisingFlag(process.versions.node)?.split(' ') ?? [];
  // A flag that is not known is an error of the start.
  execFileSync(process.execPath, [...flags, '-e', '0'], { stdio: 'pipe' });
  expect(['20.12.0', '22.1.0', '24.0.0', '26.3.0', '99.0.0'].map(optimisingFlag)).toEqual([
    '--interrupt-budget=2500000',
    '--invocation-count-for-maglev=10000 --invocation-count-for-turbofan=15000',
    '--invocation-count-for-maglev=10000 --invocation-count-for-turbofan=40000',
    '--invocation-count-for-maglev=10000 --invocation-count-for-turbofan=40000',
    undefined,
  ]);
});
