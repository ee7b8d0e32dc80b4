import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { sourceFileOf } from '../support/source-files.js';
import { behindWrappers, interpreterOf, mentionsProgram, programIs, programsThat } from '../../src/programs/index.js';
import { rowsOf, TABLES } from '../../src/programs/table.js';
import { OWN_WORDS } from '../../src/programs/wrappers.js';

const root = join(__dirname, '..', '..');
const tables = TABLES.map(rowsOf);
const rows = tables.flat();

/** The members of `Fact`, in their order. */
function facts(): string[] {
  const file = 'src/programs/facts.ts';
  const source = sourceFileOf(file);
  const found: string[] = [];
  function visit(node: ts.Node): void {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) found.push(node.literal.text);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function sorted(list: readonly string[]): string[] {
  return [...list].sort();
}

test('no program stands in the table twice', () => {
  const names = rows.flatMap((row) => row.names);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('programs, and what is said of them, are in order', () => {
  for (const table of tables) {
    const first = table.map(({ names }) => names[0]!);
    expect(first).toEqual(sorted(first));
  }
  for (const row of rows) {
    expect(row.names).toEqual(sorted(row.names));
    expect(row.facts).toEqual(sorted(row.facts));
    expect(new Set(row.facts).size).toBe(row.facts.length);
  }
});

test('programs of a table of which the same is said share a row', () => {
  for (const table of tables) {
    const said = table.map((row) => row.facts.join(' '));
    expect(said.filter((each, at) => each === '' || said.indexOf(each) !== at)).toEqual([]);
  }
});

test('the table says what the type has, and no more', () => {
  expect(sorted([...new Set(rows.flatMap((row) => row.facts))])).toEqual(sorted(facts()));
});

test('each fact is asked by somebody', () => {
  const code = ['src', 'transforms']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => path.endsWith('.ts') && !path.startsWith('src/programs/'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    // An ecosystem says by which fact those are known that run its source.
    .filter((text) => text.includes('programs/index.js') || text.includes('satisfies Ecosystem'));
  expect(facts().filter((fact) => !code.some((text) => text.includes(`'${fact}'`)))).toEqual([]);
});

test('a version behind the name is the same program where the table says so', () => {
  expect(programIs('sh', 'shell')).toBe(true);
  expect(programIs('fish', 'shell')).toBe(false);
  expect(programIs(undefined, 'shell')).toBe(false);
  expect(programIs('sh5', 'shell')).toBe(false);
  expect(['python3.12', 'ruby3', 'node', 'nodejs'].map((name) => programIs(name, 'interpreter'))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(programsThat('shell').has('zsh')).toBe(true);
  expect(mentionsProgram('exec python3.12 -m app', 'pythonSource')).toBe(true);
  expect(mentionsProgram('cpython3', 'pythonSource')).toBe(false);
  expect(mentionsProgram('g++-12 -c a.cc', 'compiler')).toBe(true);
});

test('who has words of its own in front of a program runs one', () => {
  const facts = ['prefix', 'asUser', 'init', 'runner'] as const;
  expect(Object.keys(OWN_WORDS).filter((name) => !facts.some((fact) => programIs(name, fact)))).toEqual([]);
});

test.each<[string, number]>([
  ['nice -n 5 make', 3],
  ['nice make', 1],
  ['timeout -k 5 300 apt-get update', 4],
  ['timeout -- 300 make', 3],
  ['env -u HOME A=b --chdir /src make', 6],
  ['env A=b', 0],
  ['sudo -E -u root -- make', 5],
  ['sudo --user=0 make', 2],
  ['sudo -u app make', 0],
  ['sudo -u app', 0],
  ['/usr/bin/env nice -n 19 ionice -c 3 make', 7],
  ['command make', 1],
  ['command -v make', 0],
  ['exec', 0],
  ['make', 0],
  ['tini -- make', 0],
])('what runs behind programs in front of it: %s', (text, at) => {
  expect(behindWrappers(text.split(' '), 'prefix', 'sudo')).toBe(at);
});

test.each<[string, number]>([
  ['tini -p SIGTERM -- node server.js', 4],
  ['dumb-init -c node server.js', 2],
  ['dumb-init --rewrite 15:3 node', 3],
  ['gosu app node', 2],
  ['gosu app', 0],
  ['setpriv --reuid 1000 --clear-groups node', 4],
  ['poetry -C app run gunicorn', 4],
  ['conda run -n web gunicorn', 4],
  ['poetry install', 0],
  ['npx -p typescript tsc', 3],
])('inits, other users and runners have words of their own: %s', (text, at) => {
  expect(behindWrappers(text.split(' '), 'init', 'asUser', 'runner')).toBe(at);
});

test.each<[string, string | undefined]>([
  ['#!/bin/sh\nls', 'sh'],
  ['#! /usr/bin/env -S bash -e\n', 'bash'],
  ['#!/usr/local/bin/python3\r\n', 'python3'],
  ['#!', ''],
  ['# /bin/sh', undefined],
])('the first line of a script names its program: %j', (text, program) => {
  expect(interpreterOf(text)).toBe(program);
});
