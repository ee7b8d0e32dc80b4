// The page of a campaign of 10,000 repositories, and the page of its review, in a real browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openLedger, type Database } from '../../src/fleet/index.js';
import { hardenProcess, project } from '../support/command.js';
import { fleetLedger } from '../support/fleet-ledger.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { browserSuite, openAlone, startBrowser, type Watched } from './support/chromium.js';

const REPOSITORIES = 10_000;
const HOSTILE = "</script><img src=x onerror=document.title='taken'>";

const PICTURES = join(project, 'docs', 'pictures');

/** A picture of the documentation: written with HARDEN_RECORD=1, else held against its size. */
async function picture(page: Page, name: string): Promise<void> {
  const made = await page.screenshot();
  const file = join(PICTURES, name);
  if (process.env.HARDEN_RECORD === '1') writeFileSync(file, made);
  // The width and the height of a PNG.
  expect(readFileSync(file).subarray(16, 24)).toEqual(made.subarray(16, 24));
}

browserSuite('the page of a campaign')('a campaign of 10,000 repositories', () => {
  let folder: string;
  let ledger: Database;
  let browser: Browser;
  const address = (file: string): string => pathToFileURL(join(folder, file)).href;

  beforeAll(async () => {
    folder = temporary({ 'campaign.yaml': 'version: 1\nname: Base images\n' });
    fleetLedger({ repositories: REPOSITORIES, patterns: 300, hostile: HOSTILE }, join(folder, 'campaign.db')).close();
    for (const args of [['report'], ['review', '--page', 'review.html']])
      expect(hardenProcess(folder, ['migrate', ...args])).toMatchObject({ code: 0 });
    ledger = openLedger(join(folder, 'campaign.db'));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    ledger?.close();
    removeTemporary();
  });

  const count = (sql: string): number => Number(Object.values(ledger.get<object>(sql) ?? {})[0]);

  describe('its report', () => {
    let watched: Watched;
    let page: Page;

    beforeAll(async () => {
      watched = await openAlone(browser, address('report.html'));
      page = watched.page;
    });

    test('opens alone, without an error, and runs no script of a repository', async () => {
      expect(watched.asked).toHaveLength(1);
      expect(watched.said).toEqual([]);
      expect(await page.title()).toBe('Base images');
      expect(await page.locator('img').count()).toBe(0);
    });

    test('says first where the campaign stands', async () => {
      const summary = await page.textContent('#summary');
      for (const sql of [
        'SELECT COUNT(*) FROM steps',
        'SELECT COUNT(DISTINCT repository) FROM steps',
        'SELECT SUM(resolved) FROM rules',
      ])
        expect(summary).toContain(count(sql).toLocaleString('en'));
    });

    test('holds only the rows in sight, and knows how many there are', async () => {
      expect(await page.getAttribute('.grid', 'aria-rowcount')).toBe(String(REPOSITORIES + 1));
      expect(await page.locator('.row').count()).toBeLessThan(80);
    });

    test('filters by team, transform and words, and keeps that in its address', async () => {
      await page.selectOption('[name=team]', { label: 'web' });
      await page.selectOption('[name=transform]', { label: 'exec-form' });
      const both =
        "FROM repositories r JOIN steps s ON s.repository = r.id WHERE team = 'web' AND transform = 'exec-form'";
      const found = count(`SELECT COUNT(DISTINCT r.id) ${both}`);
      expect(found).toBeGreaterThan(50);
      expect(await page.textContent('#shown')).toBe(`${found.toLocaleString('en')} of 10,000 repositories`);
      await page.fill('[name=text]', 'charts');
      const named = count(`SELECT COUNT(DISTINCT r.id) ${both} AND name LIKE '%charts%'`);
      expect(await page.textContent('#shown')).toBe(`${named.toLocaleString('en')} of 10,000 repositories`);
      const again = await openAlone(browser, page.url());
      expect(await again.page.textContent('#shown')).toBe(`${named.toLocaleString('en')} of 10,000 repositories`);
      await again.page.context().close();
      await page.click('text=Clear');
      expect(await page.textContent('#shown')).toBe('10,000 of 10,000 repositories');
    });

    test('sorts by any column, and says how', async () => {
      const head = page.locator('[role=columnheader]', { hasText: 'Repository' });
      await head.locator('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      const first = 'SELECT name FROM repositories ORDER BY name LIMIT 1';
      expect(await page.textContent('#row-0 [role=gridcell]')).toBe(Object.values(ledger.get<object>(first)!)[0]);
      await head.locator('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('descending');
    });

    test('is used by keyboard: down the table, into a row, and back', async () => {
      await page.focus('.grid');
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'PageDown']) await page.keyboard.press(key);
      await page.keyboard.press('End');
      expect(await page.getAttribute('.grid', 'aria-activedescendant')).toBe(`row-${REPOSITORIES - 1}`);
      expect(await page.locator(`#row-${REPOSITORIES - 1}`).isVisible()).toBe(true);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      const name = await page.textContent('#row-1 [role=gridcell]');
      await page.keyboard.press('Enter');
      expect(await page.textContent('#detail h2')).toBe(name);
      await page.keyboard.press('Escape');
      expect(await page.locator('#detail').isVisible()).toBe(false);
      expect(await page.evaluate('document.activeElement.className')).toBe('grid');
    });

    test('tabs are moved by arrows', async () => {
      await page.focus('#tab-repositories');
      await page.keyboard.press('ArrowRight');
      expect(await page.getAttribute('#tab-patterns', 'aria-selected')).toBe('true');
      expect(await page.evaluate('document.activeElement.id')).toBe('tab-patterns');
    });

    test('goes down to the change, and from a pattern to its repositories', async () => {
      await page.click('#tab-patterns');
      await page.click('#row-0');
      expect(await page.locator('#detail .patch .add').first().textContent()).toContain('--no-install-recommends');
      const said = await page.textContent('#detail button:has-text("Show its")');
      await page.click('#detail button:has-text("Show its")');
      const [, reach] = /Show its ([\d,]+)/.exec(said ?? '')!;
      expect(await page.textContent('#shown')).toBe(`${reach} of 10,000 repositories`);
      await page.click('.chip');
      expect(await page.textContent('#shown')).toBe('10,000 of 10,000 repositories');
      await page.click('[role=columnheader] button:has-text("Steps")');
      await page.click('#row-0');
      await page.locator('#detail summary').first().click();
      await page.locator('#detail .patch').first().waitFor({ state: 'visible', timeout: 5000 });
    });

    test('shows of a pattern that broke where it was built what broke, and the log', async () => {
      await page.click('#tab-patterns');
      await page.click('[role=columnheader] button:has-text("Built and run")');
      expect(await page.textContent('#row-0 .warn')).toBe('broke in 1 of 3');
      await page.click('#row-0');
      const detail = await page.textContent('#detail');
      expect(detail).toContain('Built and run in 3 repositories: something broke in 1 of them.');
      expect(detail).toContain('web: GET :8000/ gave 200 and now 500');
      expect(await page.textContent('#detail .log')).toContain('gunicorn: not found');
      await page.click('[role=columnheader] button:has-text("Steps")');
    });

    test('has an inventory of images over all repositories', async () => {
      await page.click('#tab-images');
      await page.click('#row-0');
      const most = 'SELECT COUNT(DISTINCT repository) FROM images GROUP BY name, tag, digest ORDER BY 1 DESC LIMIT 1';
      expect(await page.textContent('#detail')).toContain(`Show its ${count(most).toLocaleString('en')} repositories`);
    });

    test('is dark where the system is, and light when asked', async () => {
      const background = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(await background()).toBe('rgb(13, 17, 23)');
      await page.click('#theme');
      expect(await background()).toBe('rgb(255, 255, 255)');
    });

    test('is read on a narrow screen: nothing is wider than it, and a detail covers it', async () => {
      const narrow = await openAlone(browser, address('report.html'), {
        width: 360,
        height: 740,
        colorScheme: 'light',
      });
      expect(await narrow.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      await narrow.page.click('#row-0');
      expect(await narrow.page.locator('#detail').boundingBox()).toMatchObject({ x: 0, y: 0, width: 360, height: 740 });
      await narrow.page.click('#detail button:has-text("Close")');
      expect(await narrow.page.locator('#detail').isVisible()).toBe(false);
      await narrow.page.context().close();
    });

    test('is in the documentation as it looks', async () => {
      const shown = await openAlone(browser, `${address('report.html')}#text=acme`, {
        width: 1280,
        height: 1100,
        colorScheme: 'light',
      });
      await picture(shown.page, 'campaign-report.png');
      await shown.page.click('#tab-patterns');
      await shown.page.click('[role=columnheader] button:has-text("Built and run")');
      await shown.page.click('#row-0');
      await shown.page.evaluate("document.querySelector('#filters').scrollIntoView()");
      await picture(shown.page, 'campaign-pattern.png');
      await shown.page.context().close();
    });

    test('asked for nothing in all of it', () => {
      expect(watched.asked).toHaveLength(1);
      expect(watched.said).toEqual([]);
    });
  });

  describe('the page of its review', () => {
    test('is in the documentation as it looks', async () => {
      const shown = await openAlone(browser, address('review.html'), {
        width: 1000,
        height: 900,
        colorScheme: 'light',
      });
      await shown.page.evaluate("document.querySelector('.break').closest('article').scrollIntoView()");
      await picture(shown.page, 'campaign-review.png');
      await shown.page.context().close();
    });

    test('is judged by keyboard, and the saved answers are read back', async () => {
      const { page, asked, said } = await openAlone(browser, address('review.html'));
      const patterns = page.locator('.pattern');
      expect(await patterns.count()).toBe(count('SELECT COUNT(DISTINCT pattern) FROM steps'));
      const [first, second, third] = await Promise.all(
        [0, 1, 2].map((at) => patterns.nth(at).getAttribute('data-pattern')),
      );
      expect(await patterns.first().locator('details').count()).toBe(3);
      for (const key of ['j', 'a', 'r', 'p']) await page.keyboard.press(key);
      await patterns.nth(1).locator('[name=note]').fill('no: "see" #12\u202e');
      expect(await page.textContent('#shown')).toContain('3 of');
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
      await download.saveAs(join(folder, 'answers.json'));
      expect(hardenProcess(folder, ['migrate', 'review', '--from', 'answers.json'])).toMatchObject({ code: 0 });
      const listed = JSON.parse(hardenProcess(folder, ['migrate', 'review', '--format', 'json']).out) as {
        readonly patterns: readonly { readonly pattern: string; readonly verdict: string | null }[];
      };
      const verdicts = new Map(listed.patterns.map(({ pattern, verdict }) => [pattern, verdict]));
      expect([first, second, third].map((pattern) => verdicts.get(pattern ?? ''))).toEqual([
        'approve',
        'reject',
        'postpone',
      ]);
      expect(readFileSync(join(folder, 'review.yaml'), 'utf8')).not.toContain('\u202e');
      expect(asked.filter((each) => !each.startsWith('blob:'))).toHaveLength(1);
      expect(said).toEqual([]);
    });
  });
});
