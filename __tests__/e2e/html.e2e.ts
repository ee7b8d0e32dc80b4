// The HTML report in a real browser: it opens without a network, filters, changes its colours, and runs no script of a file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { hardenProcess, OFFLINE } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { browserSuite, openAlone, startBrowser, type Watched } from './support/chromium.js';

const HOSTILE = `FROM python:3.12-slim
# <script>document.title = 'taken'</script>
RUN apt-get update && apt-get install -y curl "<img src=x onerror=document.title='taken'>"
WORKDIR /app
ADD requirements.txt .
RUN pip install -r requirements.txt
CMD python main.py
`;

/** Texts with less contrast to what is behind them than 4.5 to 1. */
const FAINT = `(() => {
  const rgb = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((each) => (each / 255 <= 0.03928 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (walk.currentNode.data.trim() === '' || !element.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.add(element.outerHTML.slice(0, 80) + ' ' + contrast.toFixed(2));
  }
  return [...faint];
})()`;

browserSuite('the HTML report')('the HTML report', () => {
  let browser: Browser;
  let page: Page;
  let watched: Watched;

  beforeAll(async () => {
    const root = temporary({ 'web/Dockerfile': HOSTILE, 'web/requirements.txt': 'flask\n' });
    const ran = hardenProcess(root, ['fix', '--dry-run', '--format', 'html'], { env: { ...process.env, ...OFFLINE } });
    const file = join(root, 'report.html');
    writeFileSync(file, ran.out);
    browser = await startBrowser();
    watched = await openAlone(browser, pathToFileURL(file).href);
    page = watched.page;
  });
  afterAll(async () => {
    await browser?.close();
    removeTemporary();
  });

  test('opens alone, without an error', () => {
    expect(watched.asked).toHaveLength(1);
    expect(watched.said).toEqual([]);
  });

  test('runs no script that stands in a file', async () => {
    expect(await page.title()).toMatch(/: harden report$/);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.diff', { hasText: '<script>' }).count()).toBeGreaterThan(0);
  });

  test('has one heading of the first level, and none that skips one', async () => {
    const levels = await page.evaluate<number[]>(
      `[...document.querySelectorAll('h1, h2, h3, h4')].map((each) => Number(each.tagName[1]))`,
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [at, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
    expect(await page.locator('main, nav[aria-label], [role=search], header').count()).toBe(4);
  });

  test('finds steps and refusals by words, and steps by their level', async () => {
    const all = await page.locator('.step').count();
    const shown = await page.locator('.step:visible').count();
    expect(shown).toBeGreaterThan(2);
    expect(all).toBeGreaterThan(shown);
    await page.keyboard.press('/');
    await page.keyboard.type('exec-form');
    expect(await page.locator('.step:visible').count()).toBe(1);
    expect(await page.textContent('#shown')).toMatch(/^1 of \d+ shown$/);
    expect(await page.locator('#held, #refused').locator('visible=true').count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(await page.locator('.step:visible').count()).toBe(shown);
    await page.selectOption('#level', 'safe');
    const safe = await page.locator('.step:visible').count();
    expect(safe).toBe(await page.locator('.step[data-safety=safe]').count());
    expect(safe).toBeLessThan(all);
    await page.selectOption('#level', '');
    expect(await page.locator('.step:visible').count()).toBe(shown);
    await page.click('.fold > summary');
    expect(await page.locator('.step:visible').count()).toBe(all);
    await page.click('.fold > summary');
  });

  test('a link to a step in a fold opens it, and its lines are shown when it is pointed at', async () => {
    const id = (await page.locator('.fold .step').first().getAttribute('id'))!;
    expect(await page.locator(`#${id}`).isVisible()).toBe(false);
    await page.locator(`.diff.changes a[href="#${id}"]`).first().click();
    await page.locator(`#${id}`).waitFor({ state: 'visible' });
    expect(await page.locator('tr.lit').count()).toBe(0);
    await page.locator(`#${id} summary`).hover();
    expect(await page.locator('.changes tr.lit').count()).toBeGreaterThan(0);
  });

  test('a file is shown as its changes or as a whole, also without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1200, height: 900 } });
    const still = await context.newPage();
    await still.goto(page.url());
    const view = still.locator('.view', { has: still.locator('.switch') }).first();
    expect(await view.locator('.whole').isVisible()).toBe(false);
    await view.locator('[value=final]').check();
    expect(await view.locator('.whole').isVisible()).toBe(true);
    expect(await view.locator('.changes').first().isVisible()).toBe(false);
    expect(await view.locator('.step').first().isVisible()).toBe(true);
    expect(await still.locator('#filters, #theme').locator('visible=true').count()).toBe(0);
    await context.close();
  });

  test('notes stand beside the lines where there is room, and below them where there is none', async () => {
    const places = async (): Promise<[{ x: number; y: number }, { x: number; y: number }]> => {
      const hunk = page.locator('.hunk', { has: page.locator('.notes') }).first();
      return [(await hunk.locator('.diff').boundingBox())!, (await hunk.locator('.notes').boundingBox())!];
    };
    const [diff, notes] = await places();
    expect(notes.x).toBeGreaterThan(diff.x + 100);
    await page.setViewportSize({ width: 400, height: 800 });
    const [above, below] = await places();
    expect(below.y).toBeGreaterThan(above.y);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test.each([
    ['dark', 400],
    ['light', 400],
    ['dark', 1400],
    ['light', 1400],
  ] as const)('%s at %i pixels: nothing is cut off, and every text can be read', async (colorScheme, width) => {
    const { page: other } = await openAlone(browser, page.url(), { colorScheme, width });
    await other.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
    expect(await other.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await other.evaluate<string[]>(FAINT)).toEqual([]);
    await other.context().close();
  });

  test('is dark where the system is, and light when asked', async () => {
    const background = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(13, 17, 23)');
    await page.click('#theme');
    expect(await background()).toBe('rgb(255, 255, 255)');
  });
});
