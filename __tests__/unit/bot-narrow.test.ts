// What a repository asks of the bot narrows what its operator allows.
import { narrowed } from '../../src/bot-run/narrow.js';
import { parseConfig } from '../../src/config/index.js';
import { filePath } from '../../src/model/index.js';
import { metasOf, planOptions } from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';
import { SETTINGS } from '../support/bot-scene.js';

const metas = metasOf(registry);

function narrow(text: string, more: Partial<typeof SETTINGS> = {}) {
  return narrowed({ ...SETTINGS, ...more }, parseConfig(filePath('.harden.yaml'), text, metas));
}

test.each([
  ['', {}, {}],
  ['bot: {level: safe}', { level: 'review' }, { level: 'safe' }],
  ['bot: {level: unverified}', { level: 'safe' }, { level: 'safe' }],
  ['bot: {level: review}', {}, { level: 'review' }],
  ['bot: {open-pull-requests: 50, most-steps: 5}', {}, { openPullRequests: 10, mostSteps: 5 }],
  [
    'bot: {labels: [a, b], reviewers: [acme/team]}',
    { labels: ['b', 'c'] },
    { labels: ['b', 'c', 'a'], reviewers: ['acme/team'] },
  ],
  ['bot: {automerge: true}', {}, {}],
  ['bot: {automerge: true}', { automerge: true }, { automerge: true }],
  ['', { automerge: true }, { automerge: false }],
  ['bot: {sarif: true}', {}, { sarif: true }],
  ['bot: {sarif: false}', { sarif: true }, { sarif: false }],
  ['bot: {reviewers: codeowners}', { reviewers: ['ann'] }, { reviewers: ['ann'], codeowners: true }],
  ['bot: {group: folder, rebase: never, draft: true}', {}, { grouping: 'folder', rebase: 'never', draft: true }],
  ['bot: {branch-prefix: harden-x/}', {}, { prefix: 'harden-x/' }],
  ['bot: {stale: {label: 3, close: 9}}', {}, { stale: { label: 3, close: 9 } }],
] as const)('%s', (text, more, expected) => {
  expect(narrow(text, more)).toEqual({ ...SETTINGS, ...more, ...expected });
});

test('times of the repository stand beside those of the operator', () => {
  const own = { schedule: [], timezone: 'UTC', perHour: 5 };
  const { openings } = narrow(
    'bot: {schedule: ["mon-fri 08:00-16:00", weekends], per-hour: 2, timezone: Europe/Berlin}',
    {
      openings: [own],
    },
  );
  expect(openings).toMatchObject([
    own,
    { perHour: 2, timezone: 'Europe/Berlin', schedule: [{ from: 480 }, { from: 0 }] },
  ]);
});

test.each([
  ['bot: {branch-prefix: main/}', /^\.harden\.yaml:1:\d+: bot\.branch-prefix: /],
  ['bot: {branch-prefix: harden}', /bot\.branch-prefix/],
  ['bot: {schedule: [noon]}', /^\.harden\.yaml:1:\d+: bot\.schedule\[0\]: /],
  ['bot: {schedule: ["mon 08:00-08:00"]}', /^\.harden\.yaml: bot\.schedule: mon 08:00-08:00 is no time/],
  [
    'bot: {schedule: [mon], timezone: Europe/Berlim}',
    /^\.harden\.yaml: bot\.timezone: there is no time zone Europe\/Berlim/,
  ],
  ['bot: {token: x}', /unknown key/],
])('%s is refused', (text, message) => {
  expect(() => narrow(text)).toThrow(message);
});

test('no file is planned above the level that is allowed, and none above its own', () => {
  const config = parseConfig(
    filePath('.harden.yaml'),
    'overrides: [{paths: [a/], level: safe}, {paths: [b/], level: unverified}]',
    metas,
  );
  const { settings, source } = planOptions(config, { most: 'review' }, metas);
  const levels = ['a/Dockerfile', 'b/Dockerfile', 'Dockerfile'].map((path) => settings(path as never).level);
  expect(levels).toEqual(['safe', 'review', 'review']);
  // So is what a thread of its own plans.
  expect(source?.most).toBe('review');
});
