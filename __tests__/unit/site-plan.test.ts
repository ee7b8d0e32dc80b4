// What the page keeps from key to key decides nothing: the same texts have the same answer, whatever was there before.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { answerTo } from '../../site/engine/plan.js';
import type { Texts } from '../../site/messages.js';
import { metasOf } from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'speechflow', 'before');
const names = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' });
const files = names.filter((name) => statSync(join(EXAMPLE, name)).isFile());
const example: Texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]));

function answer(texts: Texts): object {
  const { milliseconds: _, ...rest } = answerTo({ id: 1, texts, level: 'review', off: [] });
  return rest;
}

/** The answer where nothing is known of these files: other files were there before. */
function freshAnswer(texts: Texts): object {
  answer({ 'other/Dockerfile': 'FROM scratch\n' });
  return answer(texts);
}

const edits: readonly (readonly [string, (text: string) => string])[] = [
  ['backend/Dockerfile', (text) => `${text}\nRUN apt-get install -y vim\n`],
  ['backend/Dockerfile', (text) => text.replace('python:3.11', 'python:3.12')],
  ['backend/requirements.txt', (text) => `${text}\nflask\n`],
  ['backend/app/main.py', () => 'import os\nos.setuid(0)\n'],
  ['docker-compose.yaml', (text) => text.replace('restart: always', 'restart: "no"')],
  ['worker/Dockerfile', () => 'FROM scratch\n'],
  ['.gitignore', (text) => `${text}\ndashboard/\n`],
];

test('a row of changes is answered as each would be alone', () => {
  let texts = example;
  expect(answer(texts)).toEqual(freshAnswer(texts));
  const rows: (readonly [object, Texts])[] = [];
  for (const [name, change] of edits) {
    const before = texts[name];
    if (typeof before !== 'string') throw new Error(`${name} is not in the example`);
    texts = { ...texts, [name]: change(before) };
    expect(texts[name]).not.toBe(before);
    rows.push([answer(texts), texts]);
  }
  for (const [told, at] of rows) expect(told).toEqual(freshAnswer(at));
});

test('steps of a file stand in the order in which reports list them, switched off or not', () => {
  const told = (off: readonly string[]) => answerTo({ id: 1, texts: example, level: 'review', off: [...off] }).steps;
  const steps = told([]).filter(({ file }) => file === 'backend/Dockerfile');
  const metas = metasOf(registry);
  const phases = ['structure', 'identity', 'runtime', 'packages', 'pins', 'style'];
  const rank = ({ transform }: (typeof steps)[number]): number =>
    phases.indexOf(metas.find(({ id }) => id === transform)!.phase);
  const judged = steps.filter(({ level }) => level !== 'safe').map(rank);
  expect(judged.length).toBeGreaterThan(5);
  expect(judged).toEqual([...judged].sort((a, b) => a - b));
  expect(steps.at(-1)?.level).toBe('safe');
  // The small ones are the last, and are told so where there are several.
  const small = steps.filter(({ isSmall }) => isSmall);
  expect(small.length).toBeGreaterThan(1);
  expect(steps.slice(-small.length)).toEqual(small);
  expect(new Set(small.map(({ level }) => level))).toEqual(new Set(['safe']));
  const keys = told([]).map(({ key }) => key);
  const without = told([keys[3]!]).filter(({ key }) => keys.includes(key));
  expect(without.map(({ key }) => keys.indexOf(key))).toEqual(
    without.map(({ key }) => keys.indexOf(key)).sort((a, b) => a - b),
  );
});

test('a small step that is the only one of its file is told like the others', () => {
  const { steps } = answerTo({
    id: 1,
    texts: { Dockerfile: 'FROM alpine:3.20\nENV A b\nCMD ["true"]\n' },
    level: 'safe',
    off: [],
  });
  expect(steps.map(({ transform, isSmall }) => [transform, isSmall])).toEqual([['env-equals', false]]);
});
