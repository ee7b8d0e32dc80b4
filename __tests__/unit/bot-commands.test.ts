// What people write to the bot, what of it are commands, and what is answered.
import type { Step } from '../../src/model/index.js';
import { answerText } from '../../src/bot-run/answers.js';
import { askedOf, type Choice } from '../../src/bot-run/asked.js';
import { readCommands, type Command } from '../../src/bot-run/commands.js';
import { withoutMentions } from '../../src/bot-run/neutral.js';

test.each<[string, ...Command[]]>([
  ['/harden rebase', { name: 'rebase' }],
  ['Please\r\n  /harden close  \r\nthank you', { name: 'close' }],
  ['/harden', { name: 'help' }],
  ['/harden skip `exec-form@stage:0`', { name: 'skip', id: 'exec-form@stage:0' }],
  [
    '/harden unskip exec-form\n/harden level safe',
    { name: 'unskip', id: 'exec-form' },
    { name: 'level', level: 'safe' },
  ],
  ['/harden skip', { name: 'unknown', words: 'skip' }],
  ['/harden rebase now', { name: 'unknown', words: 'rebase now' }],
  ['/hardened rebase'],
  ['I wrote /harden close'],
  ['> /harden close'],
  ['    /harden close'],
  ['```\n/harden close\n```'],
  ['````\n```\n/harden close\n````\n/harden help', { name: 'help' }],
  ['~~~\n/harden close'],
  [`/harden skip ${'x'.repeat(400)}`],
])('%j', (body, ...commands) => {
  expect(readCommands(body)).toEqual(commands);
});

test('no more commands are read of a comment than somebody means', () => {
  expect(readCommands('/harden help\n'.repeat(1000))).toHaveLength(20);
});

function choice(key: string, transform: string, file: string, safety: Step['safety']): Choice {
  const at = { file, line: 3, column: 1, span: { start: 0, end: 1 } };
  const step = {
    id: `${transform}@stage:0:${file}`,
    transform,
    at,
    safety,
    title: 'Do `it`',
    why: 'So.',
    assumptions: [],
  };
  return { key, step: step as never };
}
const CHOICES = [
  choice('aaaaaaaaaaaa', 'exec-form', 'Dockerfile', 'review'),
  choice('bbbbbbbbbbbb', 'exec-form', 'web/[x]/Dockerfile', 'review'),
  choice('cccccccccccc', 'env-equals', 'Dockerfile', 'safe'),
];
const meta = { id: 'exec-form', summary: 'Starts it without a shell.', rules: ['DL3025'] } as never;

function asked(body: string) {
  return askedOf({ comment: 7, commands: readCommands(body) }, CHOICES).map(({ comment: _, ...meaning }) => meaning);
}
function answer(body: string, isOpen = true): string {
  return answerText(readCommands(body), { choices: CHOICES, metas: [meta], isOpen, verify: 'No.' });
}

test.each([
  ['skip exec-form', [{ what: 'skip', keys: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] }]],
  ['skip exec-form@stage:0', [{ what: 'skip', keys: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] }]],
  ['skip exec-form@stage:0:Dockerfile', [{ what: 'skip', keys: ['aaaaaaaaaaaa'] }]],
  ['unskip cccccccccccc', [{ what: 'unskip', keys: ['cccccccccccc'] }]],
  ['skip exec', [{ what: 'tell' }]],
  [
    'level safe',
    [
      { what: 'skip', keys: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] },
      { what: 'unskip', keys: ['cccccccccccc'] },
    ],
  ],
  ['level odd', [{ what: 'tell' }]],
  ['explain exec-form', [{ what: 'tell' }]],
  ['close', [{ what: 'close' }]],
])('/harden %s means %j', (words, meaning) => {
  expect(asked(`/harden ${words}`)).toEqual(meaning);
});

test('skip is offered as lines for the configuration', () => {
  expect(answer('/harden skip exec-form')).toContain('```yaml\ntransforms:\n  exec-form: off\n```');
  expect(answer('/harden skip bbbbbbbbbbbb')).toContain(
    '```yaml\noverrides:\n  - paths: ["/web/\\\\[x\\\\]/Dockerfile"]\n    transforms:\n      exec-form: off\n```',
  );
});

test('what is not known is answered, and nobody is mentioned by it', () => {
  expect(answer('/harden skip @ann')).toBe(
    'No step here is called `@ann`. The ids stand in the description above; the id of a transform stands for all of its steps.',
  );
  expect(answer('/harden dance `@ann`')).toMatch(/^I do not know `` \/harden dance `@ann` ``\.\n\nWhat I do/);
  expect(answer('/harden explain exec-form')).toContain('DL3025');
  expect(answer('/harden skip exec-form', false)).toMatch(/^This pull request is closed/);
});

test.each([
  ['ask @ann, fixes #1', 'ask @\u200bann, fixes #\u200b1'],
  ['acme/shop#1 GH-1 !2', 'acme/shop#\u200b1 GH-\u200b1 !\u200b2'],
  ['https://github.com/a/b/issues/1', 'https://github.com/a/b/issues/\u200b1'],
  ['Harden-Step: exec-form@stage:0 a@b.example', 'Harden-Step: exec-form@stage:0 a@b.example'],
])('%j', (text, neutral) => {
  expect(withoutMentions(text)).toBe(neutral);
});
