// Plans of a campaign are built and run, those first that show most, and what breaks is named. Who builds them is made up.
import { join } from 'node:path';
import { shownIn } from '../../src/cli/migrate/prove.js';
import { VERSION } from '../../src/cli/version.js';
import { breaksAt, openCampaign, verifyCampaign, type Prove, type TriedStep } from '../../src/fleet/index.js';
import { wantedSteps } from '../../src/fleet-publish/wanted.js';
import { readReview, verdictsOf } from '../../src/fleet-reports/index.js';
import { nextCandidate, reachOf, type Candidate } from '../../src/fleet/verify/choose.js';
import { bareRepositories, campaignOver, commitTo, ledgerRows } from '../support/campaign.js';
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterAll(removeTemporary);

const SHELL_FORM = 'FROM debian:10\nENV A b\nCMD curl localhost\n';
const LABELLED = 'FROM debian:10\nMAINTAINER ann\n';
const OUTCOMES = 'SELECT name, outcome, why FROM verifications JOIN repositories ON id = repository ORDER BY name';

/** As `harden verify --format json` prints it, of steps of which those of a transform break. */
function reportOn(steps: readonly TriedStep[], breaking: string, isBuilt = true): string {
  const isBroken = ({ id }: TriedStep): boolean => isBuilt && id.startsWith(`${breaking}@`);
  const failures = [{ kind: 'start', where: 'shop', says: 'shop ends\nat once', excerpt: 'no such file\n' }];
  const groups = [...new Set(steps.map(({ group }) => group))];
  const of = (group: string): TriedStep[] => steps.filter((step) => step.group === group);
  return JSON.stringify({
    tool: { name: 'harden', version: VERSION },
    groups: groups.map((id) => ({
      id,
      steps: of(id)
        .filter((step) => !isBroken(step))
        .map((step) => ({ id: step.id, diff: step.diff, verified: isBuilt })),
    })),
    verification: {
      engine: 'Docker 26',
      groups: groups.map((group) => ({
        group,
        outcome: isBuilt ? 'healed' : 'not-verified',
        ...{ verified: [], open: [], images: [], runs: [], notes: [], kept: false },
        broken: of(group)
          .filter(isBroken)
          .map(({ id }) => ({ id, title: 'A step', transform: breaking, failures })),
      })),
    },
  });
}

async function planned(repositories: Parameters<typeof bareRepositories>[0]): Promise<string> {
  const folder = campaignOver(bareRepositories(repositories));
  await harden(folder, ['migrate', 'init']);
  await harden(folder, ['migrate', 'plan']);
  return folder;
}

/** Who builds, and what was built in which order. */
function prover(answer: (name: string, steps: readonly TriedStep[]) => Awaited<ReturnType<Prove>>) {
  const built: string[] = [];
  const prove: Prove = async ({ dir }, steps) => {
    const name = dir.slice(dir.lastIndexOf('/') + 1, -4);
    built.push(name);
    return answer(name, steps);
  };
  return { built, prove };
}

async function verify(folder: string, prove: Prove, more: object = {}) {
  const campaign = openCampaign(folder);
  const remoteOf = async () => ({ why: 'there is none' });
  try {
    return await verifyCampaign({ campaign, prove, remoteOf, signal: new AbortController().signal, ...more });
  } finally {
    campaign.ledger.close();
  }
}

test('the one that shows what is in most repositories is built first, and once all is seen, the others', () => {
  const candidates: readonly Candidate[] = [
    { id: 1, patterns: new Set(['a']) },
    { id: 2, patterns: new Set(['a', 'b']) },
    { id: 3, patterns: new Set(['c']) },
    { id: 4, patterns: new Set(['a', 'd']) },
  ];
  const reach = reachOf(candidates);
  const seen = new Set<string>();
  const left = [...candidates];
  const order: number[] = [];
  for (let next = nextCandidate(left, seen, reach); next; next = nextCandidate(left, seen, reach)) {
    order.push(next.id);
    left.splice(left.indexOf(next), 1);
    for (const each of next.patterns) seen.add(each);
  }
  expect(order).toEqual([2, 3, 4, 1]);
});

test('a pattern that breaks is named, with where and how', async () => {
  const folder = await planned({
    api: { Dockerfile: SHELL_FORM },
    shop: { Dockerfile: SHELL_FORM },
    old: { Dockerfile: LABELLED },
  });
  const { prove } = prover((name, steps) => shownIn(reportOn(steps, name === 'api' ? 'exec-form' : 'none'), steps));
  expect(await verify(folder, prove)).toEqual({ held: 2, broke: 1, cannot: 0, left: 0 });
  const [{ pattern }] = ledgerRows(folder, "SELECT DISTINCT pattern FROM steps WHERE transform = 'exec-form'") as [
    { pattern: string },
  ];
  const { out } = await harden(folder, ['migrate', 'status', '--offline']);
  expect(out).toContain('built and run: held in 2, something broke in 1, 0 could not be built\n');
  expect(out).toContain(`${pattern} breaks: exec-form (review) in 1 of 2 repositories; api: shop ends at once`);
  const json = JSON.parse((await harden(folder, ['migrate', 'status', '--offline', '--format', 'json'])).out);
  const { out: report } = await harden(folder, ['migrate', 'report', '--format', 'json']);
  const breaks = [{ repository: 'api', says: 'shop ends at once', excerpt: 'no such file' }];
  expect(JSON.parse(report).patterns).toContainEqual(expect.objectContaining({ pattern, held: 1, broke: 1, breaks }));
  expect(JSON.parse(report).summary).toMatchObject({ built: { held: 2, broke: 1, cannot: 0 }, brokenPatterns: 1 });
  const { out: rows } = await harden(folder, ['migrate', 'report', '--format', 'csv', '--of', 'proofs']);
  expect(rows).toContain(`api,${pattern},broke,shop ends at once,no such file\r\n`);
  const { out: list } = await harden(folder, ['migrate', 'review', '--list']);
  expect(list).toMatch(/exec-form \(review\): 2 steps in 2 repositories, BROKE in 1 of 2 built {2}/);
  expect(json.breaks).toEqual([expect.objectContaining({ pattern, broke: 1, held: 1, repository: 'api' })]);
});

test('what broke is left out where it did, and its approval is asked for again', async () => {
  const folder = await planned({ api: { Dockerfile: SHELL_FORM }, shop: { Dockerfile: SHELL_FORM } });
  const [{ pattern }] = ledgerRows(folder, "SELECT pattern FROM steps WHERE transform = 'exec-form'") as [
    { pattern: string },
  ];
  const approve = () => harden(folder, ['migrate', 'review', '--approve', pattern]);
  const wanted = () => {
    const { ledger } = openCampaign(folder);
    try {
      const verdicts = verdictsOf(readReview(folder), breaksAt(ledger));
      const found = wantedSteps(ledger, { verdicts, isUnreviewed: false });
      return [...found].flatMap(([id, { patterns }]) => (patterns.includes(pattern) ? [id] : []));
    } finally {
      ledger.close();
    }
  };
  await approve();
  expect(wanted()).toEqual([1, 2]);
  const { prove } = prover((name, steps) => shownIn(reportOn(steps, name === 'api' ? 'exec-form' : 'none'), steps));
  // What is approved before is older than what broke by more than the second that it is written with.
  jest.useFakeTimers({ now: Date.now() + 2000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'] });
  try {
    await verify(folder, prove);
    expect(wanted()).toEqual([]);
    const { out } = await harden(folder, ['migrate', 'review', '--list']);
    expect(out).toMatch(/^\w+ {2}open .*BROKE in 1 of 2 built, approved before that/m);
    expect(out).toContain('0 approved, 0 rejected, 0 postponed');
    const dry = await harden(folder, ['migrate', 'open', '--dry-run']);
    expect(dry.err).toContain(`${pattern} breaks: exec-form`);
    expect(dry.err).toContain('left out until harden migrate review approves it');
    await approve();
    expect(wanted()).toEqual([2]);
    const { out: said } = await harden(folder, ['migrate', 'status', '--offline']);
    expect(said).toContain('approved since, and left out where it broke');
  } finally {
    jest.useRealTimers();
  }
});

test('what was built is not built again while its plan is the same; what could not be, with --retry', async () => {
  const clones = bareRepositories({ api: { Dockerfile: SHELL_FORM }, old: { Dockerfile: LABELLED } });
  const folder = campaignOver(clones);
  await harden(folder, ['migrate', 'init']);
  await harden(folder, ['migrate', 'plan']);
  const { built, prove } = prover((name, steps) =>
    name === 'old' ? shownIn(reportOn(steps, 'none', false), steps) : shownIn(reportOn(steps, 'none'), steps),
  );
  expect(await verify(folder, prove)).toEqual({ held: 1, broke: 0, cannot: 1, left: 0 });
  expect(ledgerRows(folder, OUTCOMES)).toEqual([
    { name: 'api', outcome: 'held', why: '' },
    { name: 'old', outcome: 'cannot', why: 'as they are, its files cannot be built and run' },
  ]);
  expect(await verify(folder, prove)).toEqual({ held: 0, broke: 0, cannot: 0, left: 0 });
  expect(await verify(folder, prove, { retry: true })).toMatchObject({ cannot: 1 });
  commitTo(join(clones, 'api.git'), { Dockerfile: `${SHELL_FORM}MAINTAINER ann\n` });
  await harden(folder, ['migrate', 'plan', '--refresh']);
  expect(await verify(folder, prove)).toMatchObject({ held: 1 });
  expect(built.filter((name) => name === 'api')).toHaveLength(2);
});

test('it ends after so many, and when its time is up; what was ended counts as not tried', async () => {
  const folder = await planned({ api: { Dockerfile: SHELL_FORM }, old: { Dockerfile: LABELLED } });
  const waiting: Prove = (_commit, _steps, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({ why: 'it was stopped' })));
  expect(await verify(folder, waiting, { budget: 20 })).toEqual({ held: 0, broke: 0, cannot: 0, left: 2 });
  expect(ledgerRows(folder, OUTCOMES)).toEqual([]);
  const { prove } = prover((_name, steps) => shownIn(reportOn(steps, 'none'), steps));
  expect(await verify(folder, prove, { most: 1 })).toEqual({ held: 1, broke: 0, cannot: 0, left: 1 });
});

test('without an engine nothing is tried, and it says so', async () => {
  const folder = await planned({ api: { Dockerfile: SHELL_FORM } });
  const { code, err } = await harden(folder, ['migrate', 'verify'], { env: { PATH: temporary() } });
  expect([code, err]).toEqual([2, expect.stringContaining('no container engine answers')]);
  expect(ledgerRows(folder, OUTCOMES)).toEqual([]);
  const late = await harden(folder, ['migrate', 'verify', '--budget', 'soon']);
  expect([late.code, late.err]).toEqual([2, expect.stringContaining('--budget soon: give a duration')]);
});
