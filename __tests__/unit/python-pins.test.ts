// What pins of Python packages rest on: requirements as pip reads them, markers, the Python of an image, files in it.
import { filePath } from '../../src/model/index.js';
import { broughtFile } from '../../src/runs/index.js';
import {
  readRequirement,
  readRequirements,
  markerHolds,
  nodeOf,
  pythonOf,
  rubyOf,
} from '../../src/ecosystems/index.js';
import { parseDockerfile } from '../../src/dockerfile/index.js';
import { imageBeforePin } from '../../src/images/index.js';
import { memoryRepository } from '../../src/io/index.js';

test.each<[string, string | undefined]>([
  ['flask', 'flask|flask||'],
  ['  Flask_Login.x  ', 'flask-login-x|  Flask_Login.x||'],
  ['flask[async, dotenv]>=2,<3', 'flask|flask[async, dotenv]|>=2,<3|'],
  ['flask [async] ; python_version < "3.9"', 'flask|flask [async]||python_version < "3.9"'],
  ['flask (>=2.0)', 'flask|flask|>=2.0|'],
  ['flask==2.*', 'flask|flask|==2.*|'],
  ['flask===2.0-x', 'flask|flask|===2.0-x|'],
  ['a', 'a|a||'],
  ['flask @ https://files.example/x.whl', undefined],
  ['git+https://git.example/x.git#egg=x', undefined],
  ['./flask', undefined],
  ['vendor/flask', undefined],
  ['flask-1.0.tar.gz', undefined],
  ['requirements.txt', undefined],
  ['flask[', undefined],
  ['flask ==', undefined],
  ['flask 2.0', undefined],
  ['$FLASK', undefined],
  ['-r', undefined],
  ['', undefined],
  ['flask-', undefined],
])('requirement %j', (text, expected) => {
  const read = readRequirement(text);
  expect(read && `${read.name}|${text.slice(0, read.nameEnd)}|${read.specifier}|${read.marker}`).toBe(expected);
});

test('a file: comments, continuations, options, includes', () => {
  const text = [
    '\ufeff# comment',
    'flask#not-a-comment',
    'click # why',
    'rich \\',
    '  >= 13',
    'redis \\',
    '  --config-settings=x=y',
    'numpy --global-option="-O2"',
    '-r other.txt',
    '--constraint=bounds.txt  # why',
    '-cmore.txt',
    '   attrs',
    'last',
  ].join('\r\n');
  const file = readRequirements(text);
  expect(file.requirements.map(({ name, line, nameEnd }) => [name, line, text.slice(nameEnd - 2, nameEnd)])).toEqual([
    ['click', 3, 'ck'],
    ['redis', 6, 'is'],
    ['numpy', 8, 'py'],
    ['attrs', 12, 'rs'],
    ['last', 13, 'st'],
  ]);
  expect(file.includes).toEqual([
    { path: 'other.txt', constraint: false },
    { path: 'bounds.txt', constraint: true },
    { path: 'more.txt', constraint: true },
  ]);
  expect([file.hashed, file.ownIndex]).toEqual([false, false]);
  expect(readRequirements('a==1 \\\n  --hash=sha256:0\n').hashed).toBe(true);
  for (const line of [
    '-i https://x',
    '--index-url=https://x',
    '--extra-index-url https://x',
    '--pre',
    '-f ./wheels',
    '--no-index',
  ])
    expect([line, readRequirements(`${line}\na\n`).ownIndex]).toEqual([line, true]);
  expect(readRequirements('--prefer-binary\na\n').ownIndex).toBe(false);
});

test.each<[string, string, boolean | undefined]>([
  ["python_version < '3.8'", '3.12', false],
  ["python_version >= '3.10'", '3.9', false],
  ["python_version >= '3.10'", '3.10', true],
  ["'3.8' <= python_version", '3.12', true],
  ["'3.8' > python_version", '3.12', false],
  ["python_version == '3.12'", '3.12', true],
  ["python_version == '3.*'", '3.12', undefined],
  ["python_full_version < '3.11.4'", '3.11', undefined],
  ["python_full_version < '3.11.4'", '3.12', false],
  ["sys_platform == 'win32'", '3.12', false],
  ["sys_platform != 'win32' and python_version > '3'", '3.12', true],
  ["sys_platform == 'linux2'", '2.7', undefined],
  ["os_name == 'nt' or platform_system == 'Linux'", '3.12', true],
  ["platform_machine == 'x86_64'", '3.12', undefined],
  ["platform_machine == 'x86_64' and sys_platform == 'darwin'", '3.12', false],
  ["(extra == 'x' or sys_platform == 'linux') and implementation_name == 'cpython'", '3.12', true],
  ["sys_platform in 'linux darwin'", '3.12', true],
  ["sys_platform not in 'linux darwin'", '3.12', false],
  ["(sys_platform == 'linux'", '3.12', undefined],
  ["sys_platform == 'linux' nonsense", '3.12', undefined],
  ['python_version', '3.12', undefined],
  ['', '3.12', undefined],
])('marker %s on %s', (marker, python, expected) => {
  expect(markerHolds(marker, python)).toBe(expected);
});

test.each<[string, boolean, string | undefined]>([
  ['python:3.12', false, '3.12'],
  ['python:3.12.4-slim-bookworm@sha256:' + 'a'.repeat(64), false, '3.12'],
  ['docker.io/library/python:3.9-alpine3.18', true, '3.9'],
  ['python:3.14.0rc1', false, '3.14'],
  ['python:3.14-rc-slim', false, '3.14'],
  ['python:2', false, '2.7'],
  ['python:3', false, undefined],
  ['python:3-slim', false, undefined],
  ['python', false, undefined],
  ['python:slim', false, undefined],
  ['python:3.12x', false, undefined],
  ['acme/python:3.12', false, undefined],
  ['public.ecr.aws/lambda/python:3.12', false, '3.12'],
  ['debian:bookworm-slim', false, '3.11'],
  ['debian:12.5', true, '3.11'],
  ['debian:buster', false, undefined],
  ['debian:buster', true, '3.7'],
  ['debian', true, undefined],
  ['ubuntu:22.04', false, '3.10'],
  ['ubuntu:latest', false, undefined],
  ['node:20-bookworm', false, '3.11'],
  ['node:20', false, undefined],
  ['nvidia/cuda:12.2.0-runtime-ubuntu22.04', true, '3.10'],
  ['alpine:3.19.1', false, '3.11'],
  ['alpine:3.10', false, undefined],
  ['alpine:3', true, undefined],
  ['fedora:41', true, undefined],
  ['scratch', true, undefined],
])('Python of %s', (image, three, expected) => {
  expect(pythonOf(image, three)).toBe(expected);
});

test('Node and Ruby of an image', () => {
  const nodes = ['node:20', 'node:20.11.1-slim', 'node:lts', 'node', 'node:20x', 'acme/node:20'];
  expect(nodes.map(nodeOf)).toEqual(['20', '20', undefined, undefined, undefined, undefined]);
  const rubies = [
    'ruby:3.3',
    'ruby:3.3.6-alpine',
    'ruby:3',
    'ruby',
    'debian:bookworm',
    'ubuntu:noble',
    'alpine:3.20.1',
    'alpine',
  ];
  expect(rubies.map(rubyOf)).toEqual(['3.3', '3.3', undefined, undefined, '3.1', '3.2', '3.3', undefined]);
});

test('a reference with nothing but a digest is the one that was asked about', () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  const answer = { kind: 'image', tag: '3.12', digest, multiPlatform: true, from: 'x' } as const;
  const answers = new Map([['image docker.io/library/python:3.12', answer]]);
  expect(imageBeforePin(`python@${digest}`, answers)).toBe('docker.io/library/python:3.12');
  expect(imageBeforePin(`node@${digest}`, answers)).toBe(`node@${digest}`);
  expect(imageBeforePin(`python:3.9@${digest}`, answers)).toBe(`python:3.9@${digest}`);
  expect(imageBeforePin(`python@${digest}`, undefined)).toBe(`python@${digest}`);
});

const TREE = memoryRepository({
  'requirements.txt': '',
  'a b.txt': '',
  'app/requirements.txt': '',
  'app/deep/dev.txt': '',
  'other/requirements.txt': '',
});

test.each<[string, string, string | undefined]>([
  ['COPY requirements.txt .', 'requirements.txt', 'requirements.txt'],
  ['COPY requirements.txt /srv/r.txt', 'r.txt', 'requirements.txt'],
  ['COPY requirements.txt /srv/r.txt', 'requirements.txt', undefined],
  ['COPY requirements.txt /srv', 'requirements.txt', 'requirements.txt'],
  ['COPY requirements.txt nothing.txt ./', './requirements.txt', 'requirements.txt'],
  ['COPY requirements*.txt ./', 'requirements.txt', 'requirements.txt'],
  ['COPY app/*.txt /req/', '/req/requirements.txt', 'app/requirements.txt'],
  ['COPY */requirements.txt ./', 'requirements.txt', undefined],
  ['COPY . .', 'app/deep/../requirements.txt', 'app/requirements.txt'],
  ['COPY . /elsewhere', 'requirements.txt', undefined],
  ['COPY app /code/', '/code/deep/dev.txt', 'app/deep/dev.txt'],
  ['COPY app other /code/', '/code/app/requirements.txt', undefined],
  ['COPY ["a b.txt", "./"]', 'a b.txt', 'a b.txt'],
  ['ADD --chown=x:y requirements.txt ./', 'requirements.txt', 'requirements.txt'],
  ['COPY --from=build requirements.txt ./', 'requirements.txt', undefined],
  ['COPY ../requirements.txt ./', 'requirements.txt', undefined],
  ['ADD https://files.example/requirements.txt ./', 'requirements.txt', undefined],
  ['ENV D=/d\nCOPY requirements.txt $D/', '/d/requirements.txt', 'requirements.txt'],
  ['COPY requirements.txt $UNKNOWN/', 'requirements.txt', undefined],
  ['COPY requirements.txt .\nCOPY other/requirements.txt .', 'requirements.txt', 'other/requirements.txt'],
  ['COPY requirements.txt .', '$R', undefined],
])('%s brings %s', (lines, path, expected) => {
  const doc = parseDockerfile(filePath('Dockerfile'), `FROM x AS base\nWORKDIR /srv\n${lines}\nFROM base\nRUN pip\n`);
  expect(broughtFile(doc, doc.instructions.at(-1)!, path, '/srv', '', TREE)).toBe(expected);
});

test('takes time in the length of what it reads', () => {
  const started = process.cpuUsage();
  for (const piece of ['a', '#', ' ', '[', ';', '\\\n', '-r ', '>=', ',', '.-', '( ', 'a==1,', '--hash '])
    readRequirements(piece.repeat(100_000));
  for (const piece of ['(', "'a' and ", 'or ', '<', 'python_version<"3" or ']) markerHolds(piece.repeat(5_000), '3.12');
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(3);
});
