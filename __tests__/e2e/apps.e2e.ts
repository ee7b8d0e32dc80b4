// Whole applications: each is built and run as its author left it, hardened by the whole tool, and built and run again.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporary } from '../support/temporary.js';
import { APP_IMAGES, APPS } from './support/apps.js';
import { describeInLab } from './support/lab.js';
import { median, ratio, renderTable, type Row } from './support/table.js';
import { build, copyOf, GRACE_S, hardenFolder, rebuildTimes, run, sizeOf } from './support/trial.js';

const KILLED = 137;
/** `npm run bench:images`: the file its table goes to. Then every application is rebuilt, and more often. */
const BENCH = process.env.HARDEN_BENCH_IMAGES;

describeInLab('applications', APP_IMAGES, () => {
  const rows: Row[] = [];

  test.each(APPS)('$name: answers, keeps its data and stops as before', async (app) => {
    const before = copyOf(app);
    const imageBefore = build(before, `${app.name}-before`, app.standIns);
    const seenBefore = await run(app, imageBefore);
    expect(seenBefore.wrong).toEqual([]);
    expect(seenBefore.stop.code === KILLED).toBe(app.stops === 'killed');

    const after = temporary();
    cpSync(before, after, { recursive: true });
    const { steps, refused } = hardenFolder(after);
    const imageAfter = build(after, `${app.name}-after`, app.standIns);
    const seenAfter = await run(app, imageAfter);
    const row: Row = {
      name: app.name,
      buildTools: app.buildTools,
      sourceFirst: app.sourceFirst,
      bytes: [sizeOf(imageBefore), sizeOf(imageAfter)],
      stop: [seenBefore.stop, seenAfter.stop],
      users: seenAfter.users,
      steps,
      refused: refused.length,
      ...(app.sourceFirst || BENCH ? { rebuild: rebuildTimes(app, [before, after], BENCH ? 3 : 1) } : {}),
    };
    rows.push(row);

    expect(seenAfter.wrong).toEqual([]);
    expect(seenAfter.answers).toEqual(seenBefore.answers);
    if (seenBefore.stop.code !== KILLED) {
      expect(seenAfter.stop.code).toBe(seenBefore.stop.code);
      // A program that hears the signal says so by its code; how soon it is gone is up to the machine as well.
      expect(seenAfter.stop.seconds).toBeLessThan(seenBefore.stop.seconds + GRACE_S);
    }
    expect(acted(steps, 'add-app-user') && seenAfter.users.includes('0')).toBe(false);
    if (app.sourceFirst) expect(installsBehindSource(after)).toEqual([]);
    // How long builds take is printed and not asserted: other work on the machine decides it, too.
  });

  test('the images that were split are less than 40 % of what they were, in the median', () => {
    process.stderr.write(`\n${renderTable(rows)}\n`);
    if (BENCH) writeFileSync(BENCH, renderTable(rows));
    const split = rows.filter((row) => row.buildTools && acted(row.steps, 'split-build-stage'));
    expect(split.length).toBeGreaterThan(0);
    expect(median(split.map((row) => ratio(row.bytes)))).toBeLessThan(0.4);
  });

  test('all but these leave root, and most are less than 40 % of what they were', () => {
    expect(rows.filter(({ users }) => users?.includes('0')).map(({ name }) => name)).toEqual(STAY_ROOT);
    expect(rows.filter(({ bytes }) => ratio(bytes) >= 0.4).map(({ name }) => name)).toEqual(STAY_LARGE);
  });
});

/** RUNs that a change of the source makes install or prune packages again: they stand behind its COPY in their stage. */
function installsBehindSource(folder: string): string[] {
  const found: string[] = [];
  let hasSource = false;
  for (const line of readFileSync(join(folder, 'Dockerfile'), 'utf8').split('\n')) {
    if (/^FROM /.test(line)) hasSource = false;
    if (/^COPY (?!--from)(?:--\S+ )*(?:\.|src|app) /.test(line)) hasSource = true;
    if (hasSource && /^RUN .*\b(?:npm|yarn|pnpm|pip3?|poetry) (?:ci|install|prune|i)\b/.test(line)) found.push(line);
  }
  return found;
}

/** Refused, with a reason: a transform that goes silent for another one shows here. */
const STAY_ROOT: readonly string[] = [];
const STAY_LARGE = ['java-http', 'php-extension'];

function acted(steps: readonly string[], transform: string): boolean {
  return steps.some((step) => step.startsWith(`${transform}@`));
}
