// A campaign from its clones to its plans, by the commands.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCampaign, planCampaign } from '../../src/fleet/index.js';
import { readPlanResult } from '../../src/fleet/index.js';
import { readExamples } from '../../src/fleet-reports/index.js';
import type { Answer } from '../../src/model/index.js';
import { lookupKey } from '../../src/model/index.js';
import { reports } from '../../src/reports/index.js';
import type { LookUp } from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';
import { bareRepositories, campaignOver, commitTo, ledgerRows } from '../support/campaign.js';
import { harden, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterAll(removeTemporary);

const SHELL_FORM = { Dockerfile: 'FROM debian:10\nENV A b\nCMD curl localhost\n' };
const NOTHING = { 'README.md': 'x' };
const STATES = 'SELECT name, state, reason, attempts FROM repositories ORDER BY name';

test('a campaign over clones: listed, pinned, planned, and told in counts', async () => {
  const clones = bareRepositories({
    api: SHELL_FORM,
    docs: NOTHING,
    web: { ...SHELL_FORM, '.harden.yaml': 'levl: x\n' },
  });
  const folder = join(temporary(), 'campaign');
  const init = await harden(folder.slice(0, -9), ['migrate', 'init', 'campaign', '--clones', clones, '--name', 'Base']);
  expect([init.code, init.out]).toEqual([0, '3 repositories\n       3 are to be planned\n']);
  expect(readFileSync(join(folder, 'campaign.yaml'), 'utf8')).toContain('name: "Base"\n');
  expect(readFileSync(join(folder, 'repositories.csv'), 'utf8').split('\n')[1]).toMatch(
    /^file:\/\/.*\/api\.git,main,[0-9a-f]{40},,,$/,
  );

  const plan = await harden(folder, ['migrate', 'plan']);
  expect(plan.code).toBe(0);
  expect(plan.out).toBe(
    [
      '3 repositories',
      '       1 have steps',
      '       1 have nothing to do',
      '       1 cannot be planned',
      '              1 .harden.yaml:1:1: unknown key "levl"; did you mean "level"?',
      '3 steps in 3 patterns, 1 refusal',
      '',
    ].join('\n'),
  );
  const { out } = await harden(folder, ['migrate', 'status', '--format', 'json']);
  expect(JSON.parse(out)).toMatchObject({ version: 1, steps: 3, patterns: 3 });
});

test('what is only ever shown as a sketch waits for a person, beside what is refused', async () => {
  const tree = join(project, '__tests__/golden/segment-networks/one-user-of-a-database/before');
  const folder = campaignOver(
    bareRepositories({
      shop: Object.fromEntries(
        ['compose.yaml', 'nginx.conf'].map((name) => [name, readFileSync(join(tree, name), 'utf8')]),
      ),
    }),
    'only: [segment-networks]\n',
  );
  await harden(folder, ['migrate', 'init']);
  await harden(folder, ['migrate', 'plan']);
  expect(ledgerRows(folder, "SELECT transform, file, sentence FROM refusals WHERE code = 'manual'")).toEqual([
    { transform: 'segment-networks', file: 'compose.yaml', sentence: expect.stringMatching(/^Keep .* on a network/) },
  ]);
  const { out } = await harden(folder, ['migrate', 'report', '--format', 'csv', '--of', 'refusals']);
  expect(out).toContain(',segment-networks,manual,compose.yaml,');
});

test('the ledger holds what fix gives, and its rows are the plan', async () => {
  const clones = bareRepositories({ api: SHELL_FORM });
  const folder = campaignOver(clones);
  await harden(folder, ['migrate', 'init']);
  await harden(folder, ['migrate', 'plan']);
  const fix = await harden(join(clones, 'api.git'), ['fix', '--dry-run', '--git', '.', '--format', 'json']);
  const { ledger } = openCampaign(folder);
  const kept = { ...readPlanResult(ledger, 1), answers: undefined };
  ledger.close();
  const given = { ...JSON.parse(fix.out), answers: undefined, checklist: undefined };
  expect(kept).toEqual(given);
  expect(ledgerRows(folder, 'SELECT step, transform, level, file, line FROM steps')).toEqual(
    given.groups[0].steps.map((step: { id: string; transform: string; safety: string; line: number }) =>
      expect.objectContaining({ step: step.id, transform: step.transform, level: step.safety, file: 'Dockerfile' }),
    ),
  );
  expect(ledgerRows(folder, 'SELECT file, line, name, tag, digest, ends_on FROM images')).toEqual([
    { file: 'Dockerfile', line: 1, name: 'debian', tag: '10', digest: null, ends_on: '2024-06-30' },
  ]);
  expect(ledgerRows(folder, "SELECT found, resolved FROM rules WHERE rule = 'DL3025'")).toEqual([
    { found: 1, resolved: 1 },
  ]);
});

test('files that are planned apart have steps of the same ids, and each its own example', async () => {
  const folder = campaignOver(
    bareRepositories({ mono: { 'a/Dockerfile': SHELL_FORM.Dockerfile, 'b/Dockerfile': SHELL_FORM.Dockerfile } }),
  );
  await harden(folder, ['migrate', 'init']);
  expect((await harden(folder, ['migrate', 'plan'])).code).toBe(0);
  const steps = ledgerRows(folder, "SELECT DISTINCT step, file FROM steps WHERE transform = 'exec-form' ORDER BY file");
  expect(steps).toEqual([
    { step: 'exec-form@stage:0', file: 'a/Dockerfile' },
    { step: 'exec-form@stage:0', file: 'b/Dockerfile' },
  ]);
  const { ledger } = openCampaign(folder);
  const examples = [...readExamples(ledger, { each: 3 }).values()].flat();
  ledger.close();
  expect(examples.length).toBeGreaterThan(0);
  for (const { file, diff } of examples) expect(diff).toContain(`+++ b/${file}`);
});

describe('a second run', () => {
  test('plans nothing again', async () => {
    const folder = campaignOver(bareRepositories({ api: SHELL_FORM, docs: NOTHING }));
    await harden(folder, ['migrate', 'init']);
    await harden(folder, ['migrate', 'plan']);
    const before = ledgerRows(folder, 'SELECT * FROM plans');
    const again = await harden(folder, ['migrate', 'plan', '--refresh']);
    expect(again.err).toContain('planned 0 repositories');
    expect(ledgerRows(folder, 'SELECT * FROM plans')).toEqual(before);
  });

  test('plans what moved, once it is asked to look', async () => {
    const clones = bareRepositories({ api: SHELL_FORM, docs: NOTHING });
    const folder = campaignOver(clones);
    await harden(folder, ['migrate', 'init']);
    await harden(folder, ['migrate', 'plan']);
    commitTo(join(clones, 'docs.git'), { ...NOTHING, ...SHELL_FORM });
    await harden(folder, ['migrate', 'init']);
    expect((await harden(folder, ['migrate', 'plan'])).err).toContain('planned 0 repositories');
    expect((await harden(folder, ['migrate', 'plan', '--refresh'])).err).toContain('planned 1 repository ');
    expect(ledgerRows(folder, STATES)).toMatchObject([{ state: 'planned' }, { state: 'planned' }]);
  });

  test('keeps the plan of a commit with the same files', async () => {
    const clones = bareRepositories({ api: SHELL_FORM });
    const folder = campaignOver(clones);
    await harden(folder, ['migrate', 'init']);
    await harden(folder, ['migrate', 'plan']);
    commitTo(join(clones, 'api.git'), NOTHING);
    commitTo(join(clones, 'api.git'), SHELL_FORM);
    const again = await harden(folder, ['migrate', 'plan', '--refresh']);
    expect(again.err).toContain('planned 0 repositories in 0 s, 1 as before');
  });

  test('plans all again that other settings change', async () => {
    const clones = bareRepositories({ api: SHELL_FORM });
    const folder = campaignOver(clones);
    await harden(folder, ['migrate', 'init']);
    await harden(folder, ['migrate', 'plan']);
    const other = campaignOver(clones, 'only: [exec-form]\n');
    await harden(other, ['migrate', 'init']);
    await harden(other, ['migrate', 'plan']);
    expect(ledgerRows(other, 'SELECT transform FROM steps')).toEqual([{ transform: 'exec-form' }]);
  });
});

test('a repository may ask for less, and turn the bot off', async () => {
  const folder = campaignOver(
    bareRepositories({
      less: { ...SHELL_FORM, '.harden.yaml': 'bot: {level: safe}\n' },
      more: { ...SHELL_FORM, '.harden.yaml': 'level: unverified\n' },
      off: { ...SHELL_FORM, '.harden.yaml': 'bot: {enabled: false}\n' },
    }),
  );
  await harden(folder, ['migrate', 'init']);
  await harden(folder, ['migrate', 'plan']);
  expect(ledgerRows(folder, 'SELECT DISTINCT repository, level FROM steps ORDER BY repository, level')).toEqual([
    { repository: 1, level: 'safe' },
    { repository: 2, level: 'review' },
    { repository: 2, level: 'safe' },
  ]);
  expect(ledgerRows(folder, "SELECT reason FROM repositories WHERE name = 'off'")).toEqual([
    { reason: '.harden.yaml turns the bot off' },
  ]);
});

test('a transform that nobody knows is a mistake of the campaign', async () => {
  const folder = campaignOver(bareRepositories({ api: SHELL_FORM }), 'only: [exec-from]\n');
  await harden(folder, ['migrate', 'init']);
  const ran = await harden(folder, ['migrate', 'plan']);
  expect([ran.code, ran.err]).toEqual([
    2,
    expect.stringMatching(/campaign\.yaml: no transform is called exec-from; did/),
  ]);
});

test('what many repositories ask is asked once, and they are planned again with the answer', async () => {
  const folder = campaignOver(
    bareRepositories({ a: SHELL_FORM, b: SHELL_FORM, c: { Dockerfile: 'FROM scratch\nCMD ["x"]\n' } }),
    'only: [pin-base-image]\n',
  );
  await harden(folder, ['migrate', 'init']);
  const asked: string[] = [];
  const answer: Answer = {
    kind: 'image',
    tag: '10',
    digest: `sha256:${'a'.repeat(64)}`,
    multiPlatform: true,
    from: 'registry.example.org',
  };
  const lookUp: LookUp = async (questions) => {
    asked.push(...questions.map(lookupKey));
    return new Map(questions.map((each) => [lookupKey(each), answer]));
  };
  const tool = { name: 'harden', version: '0' };
  const plan = async () => {
    const campaign = openCampaign(folder);
    try {
      const remoteOf = async () => ({ why: 'there is none' });
      return await planCampaign({ campaign, planner: { registry, reports }, tool, build: '0', remoteOf, lookUp });
    } finally {
      campaign.ledger.close();
    }
  };
  expect(await plan()).toMatchObject({ planned: 5, failed: 0 });
  expect(asked).toEqual(['image debian:10']);
  expect(ledgerRows(folder, 'SELECT repository, transform FROM steps ORDER BY 1')).toEqual([
    { repository: 1, transform: 'pin-base-image' },
    { repository: 2, transform: 'pin-base-image' },
  ]);
  expect(await plan()).toMatchObject({ planned: 0 });
  expect(asked).toHaveLength(1);
});
