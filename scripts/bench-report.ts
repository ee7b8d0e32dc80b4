// How long the page of a campaign of 10,000 repositories takes to answer a filter, measured in the page: `npm run bench:report`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { openAlone, startBrowser } from '../__tests__/e2e/support/chromium.js';
import { fleetLedger } from '../__tests__/support/fleet-ledger.js';
import { campaignHtml, readNumbers } from '../src/fleet-reports/index.js';

const REPOSITORIES = 10_000;
const FILTERS = ['team', 'transform', 'level', 'image', 'state'] as const;
const WORDS = ['api', 'api-0', 'charts web', '9999', ''];

/** Every choice of every control, one after the other and on top of each other. */
async function filterAll(page: Page): Promise<void> {
  for (const name of FILTERS) {
    const options = `[...document.querySelectorAll('[name=${name}] option')].map((each) => each.value)`;
    const values = (await page.evaluate(options)) as string[];
    for (const value of values.slice(0, 12)) await page.selectOption(`[name=${name}]`, value);
    await page.selectOption(`[name=${name}]`, '-1');
  }
  for (const words of WORDS) await page.fill('[name=text]', words);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'harden-bench-'));
  const browser = await startBrowser();
  try {
    const ledger = fleetLedger({ repositories: REPOSITORIES, patterns: 400 });
    const steps = ledger.get<{ readonly count: number }>('SELECT COUNT(*) AS count FROM steps')?.count ?? 0;
    const before = process.cpuUsage();
    const frame = { name: 'Bench', tool: 'harden', now: Date.now() };
    const html = campaignHtml(ledger, readNumbers(ledger), { decisions: new Map() }, frame);
    const { user, system } = process.cpuUsage(before);
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const { page } = await openAlone(browser, pathToFileURL(file).href);
    await filterAll(page);
    const times = (await page.evaluate(
      'performance.getEntriesByName("answer").map(each => each.duration)',
    )) as number[];
    const [first = 0, ...answers] = times;
    answers.sort((a, b) => a - b);
    const at = (share: number): string => `${Math.round(answers[Math.floor((answers.length - 1) * share)]!)} ms`;
    process.stdout.write(
      `${REPOSITORIES} repositories, ${steps} steps: page of ${(html.length / 1e6).toFixed(1)} MB in ${((user + system) / 1e6).toFixed(1)} s of CPU\n` +
        `drawn first in ${Math.round(first)} ms; ${answers.length} filters: median ${at(0.5)}, 95% within ${at(0.95)}, longest ${at(1)}\n`,
    );
    ledger.close();
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
