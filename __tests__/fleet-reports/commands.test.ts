// `harden migrate report` and `harden migrate review`, as they are called.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../src/fleet/index.js';
import { parseReview, readReview } from '../../src/fleet-reports/index.js';
import { shownPath } from '../../src/model/index.js';
import { harden, person } from '../support/command.js';
import { fleetLedger } from '../support/fleet-ledger.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterAll(removeTemporary);

function campaign(): string {
  const folder = temporary({ 'campaign.yaml': 'version: 1\nname: Base images\n' });
  fleetLedger({ repositories: 40, patterns: 20 }, join(folder, 'campaign.db')).close();
  return folder;
}

const verdicts = (folder: string): Record<string, string> =>
  Object.fromEntries([...readReview(folder).decisions.values()].map(({ pattern, verdict }) => [pattern, verdict]));
const [FIRST, SECOND, THIRD] = ['p000000000000001', 'p000000000000002', 'p000000000000003'] as const;

describe('harden migrate report', () => {
  test('writes the page into the folder of the campaign', async () => {
    const folder = campaign();
    const ran = await harden(folder, ['migrate', 'report']);
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect(ran.err).toContain('report.html');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<title>Base images</title>');
  });

  test('prints JSON and CSV, one row a repository or what is asked for', async () => {
    const folder = campaign();
    const json = await harden(folder, ['migrate', 'report', '--format', 'json']);
    expect(JSON.parse(json.out).summary.repositories).toBe(40);
    const csv = await harden(folder, ['migrate', 'report', '--format', 'csv']);
    expect(csv.out.trimEnd().split('\r\n')).toHaveLength(41);
    const images = await harden(folder, [
      'migrate',
      'report',
      '--format',
      'csv',
      '--of',
      'images',
      '--output',
      'images.csv',
    ]);
    expect(images).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(join(folder, 'images.csv'), 'utf8')).toMatch(
      /^repository,name,tag,digest,ends_on,file,line\r\n/,
    );
  });

  test('copies the ledger as it is', async () => {
    const folder = campaign();
    writeFileSync(join(folder, 'copy.db'), 'an older one');
    expect(await harden(folder, ['migrate', 'report', '--format', 'sqlite', '--output', 'copy.db'])).toMatchObject({
      code: 0,
    });
    const [copy, ledger] = ['copy.db', 'campaign.db'].map((name) => openLedger(join(folder, name)));
    const steps = 'SELECT repository, step, pattern FROM steps ORDER BY repository, step';
    expect(copy!.all(steps)).toEqual(ledger!.all(steps));
    for (const each of [copy!, ledger!]) each.close();
  });

  test('writes over no file of the campaign, and says what it cannot do', async () => {
    const folder = campaign();
    const before = readFileSync(join(folder, 'campaign.yaml'), 'utf8');
    for (const output of ['campaign.yaml', 'campaign.db', './review.yaml']) {
      const ran = await harden(folder, ['migrate', 'report', '--output', output]);
      expect(ran.code).toBe(2);
      expect(ran.err).toContain(`${output}: is a file of the campaign`);
    }
    expect(readFileSync(join(folder, 'campaign.yaml'), 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'review.yaml'))).toBe(false);
    expect((await harden(folder, ['migrate', 'report', '--format', 'sqlite'])).err).toContain('--output FILE');
    expect((await harden(folder, ['migrate', 'report', '--of', 'images'])).err).toContain('--format csv');
    expect((await harden(folder, ['migrate', 'report', '--output', 'no/such/page.html'])).code).toBe(2);
  });
});

describe('harden migrate review', () => {
  test('lists the patterns, the most consequential first, where nobody can be asked', async () => {
    const folder = campaign();
    const { out, code } = await harden(folder, ['migrate', 'review', '--level', 'unverified']);
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^\d patterns: 0 approved, 0 rejected, 0 postponed, \d open$/);
    const reach = lines.slice(0, -1).map((line) => Number(/ in (\d+) repositor/.exec(line)?.[1]));
    expect(reach).toEqual([...reach].sort((a, b) => b - a));
    expect(lines[0]).toContain('(unverified)');
    const json = await harden(folder, ['migrate', 'review', '--format', 'json', '--transform', 'exec-form']);
    for (const { transform } of JSON.parse(json.out).patterns) expect(transform).toBe('exec-form');
  });

  test('takes verdicts by flags', async () => {
    const folder = campaign();
    const flags = ['--approve', `${FIRST},${SECOND}`, '--reject', THIRD, '--by', 'Jane', '--note', 'as agreed'];
    expect((await harden(folder, ['migrate', 'review', ...flags])).err).toContain('3 decisions written to review.yaml');
    expect(verdicts(folder)).toEqual({ [FIRST]: 'approve', [SECOND]: 'approve', [THIRD]: 'reject' });
    expect(readReview(folder).decisions.get(THIRD)).toMatchObject({
      transform: 'run-as-user',
      by: 'Jane',
      note: 'as agreed',
    });
    const { out } = await harden(folder, ['migrate', 'review', '--list']);
    expect(out).toContain(`${THIRD}  reject  `);
    expect((await harden(folder, ['migrate', 'report', '--format', 'json'])).out).toContain('"approve": 2');
  });

  test('names what it does not know, and decides nothing then', async () => {
    const folder = campaign();
    expect((await harden(folder, ['migrate', 'review', '--approve', 'p0000'])).err).toMatch(
      /p0000: \d+ patterns begin so/,
    );
    expect((await harden(folder, ['migrate', 'review', '--approve', 'none'])).err).toContain('none: is no pattern');
    expect((await harden(folder, ['migrate', 'review', '--approve', FIRST, '--reject', FIRST])).err).toContain(
      'decided twice',
    );
    expect(existsSync(join(folder, 'review.yaml'))).toBe(false);
  });

  test('asks about each that is open; skips, goes back, and keeps what was answered', async () => {
    const folder = campaign();
    await harden(folder, ['migrate', 'review', '--approve', FIRST]);
    const asked = person(['approve', 'skip', 'back', 'reject', 'postpone', 'quit']);
    const ran = await harden(folder, ['migrate', 'review'], asked);
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/2 approved, 1 rejected, 1 postponed/);
    expect(ran.err).not.toContain(`pattern ${FIRST}`);
    expect(ran.err).toContain('breaks if  a signal handler is set');
    expect(ran.err).toContain('+RUN apt-get install --no-install-recommends curl');
    // Three examples, each of a repository of its own.
    const [card] = ran.err.split(/; pattern p\d+/).slice(1);
    const repositories = [...card!.matchAll(/^ {2}(acme\/\S+), /gm)].map(([, name]) => name);
    expect(repositories).toHaveLength(3);
    expect(new Set(repositories).size).toBe(3);
    expect(Object.values(verdicts(folder)).sort()).toEqual(['approve', 'approve', 'postpone', 'reject']);
  });

  test('takes the answers of a file, keeps who decided, and leaves out what it does not know', async () => {
    const folder = campaign();
    await harden(folder, ['migrate', 'review', '--approve', FIRST, '--by', 'Jane']);
    const answers = {
      version: 1,
      decisions: [FIRST, SECOND, 'zzzz'].map((pattern) => ({
        pattern,
        verdict: 'approve',
        note: pattern === SECOND ? 'fine' : undefined,
      })),
    };
    writeFileSync(join(folder, 'answers.json'), JSON.stringify(answers));
    const ran = await harden(folder, ['migrate', 'review', '--from', 'answers.json', '--by', 'Joe']);
    expect(ran.err).toContain('1 pattern of answers.json is not of this campaign');
    expect(ran.err).toContain('1 decision written');
    const { decisions } = parseReview(shownPath('review.yaml'), readFileSync(join(folder, 'review.yaml'), 'utf8'));
    expect(decisions.get(FIRST)?.by).toBe('Jane');
    expect(decisions.get(SECOND)).toMatchObject({ by: 'Joe', note: 'fine' });
    writeFileSync(
      join(folder, 'answers.json'),
      '{"version": 1, "decisions": [{"pattern": "p0001", "verdict": "yes"}]}',
    );
    const wrong = await harden(folder, ['migrate', 'review', '--from', 'answers.json']);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/answers\.json:1:\d+: .*approve/);
  });

  test('writes the page', async () => {
    const folder = campaign();
    expect(await harden(folder, ['migrate', 'review', '--page', 'review.html', '--level', 'safe'])).toMatchObject({
      code: 0,
    });
    const page = readFileSync(join(folder, 'review.html'), 'utf8');
    expect(page).toContain('<title>Review: Base images</title>');
    expect(page).not.toContain('"level":"review"');
  });
});
