// The HTML report in a real browser: it opens without a network, filters, changes its colours, and runs no script of a file.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { hardenProcess, OFFLINE } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const BROWSER = process.env.HARDEN_E2E_BROWSER ?? '/usr/bin/chromium';
// What keeps it from looking for updates, and works as root.
const FLAGS = `--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
  --disable-component-update --disable-sync`.split(/\s+/);

const HOSTILE = `FROM python:3.12-slim
# <script>document.title = 'taken'</script>
RUN apt-get update && apt-get install -y curl "<img src=x onerror=document.title='taken'>"
WORKDIR /app
ADD requirements.txt .
RUN pip install -r requirements.txt
CMD python main.py
`;

const there = existsSync(BROWSER);
if (!there && !process.env.CI) process.stderr.write(`SKIPPED: the HTML report: there is no ${BROWSER}\n`);
const suite = there || process.env.CI ? describe : describe.skip;

suite('the HTML report', () => {
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const said: string[] = [];

  beforeAll(async () => {
    const root = temporary({ 'web/Dockerfile': HOSTILE, 'web/requirements.txt': 'flask\n' });
    const ran = hardenProcess(root, ['fix', '--dry-run', '--format', 'html'], { env: { ...process.env, ...OFFLINE } });
    const file = join(root, 'report.html');
    writeFileSync(file, ran.out);
    browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
    const context = await browser.newContext({ colorScheme: 'dark', offline: true });
    page = await context.newPage();
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser?.close();
    removeTemporary();
  });

  test('opens alone, without an error', () => {
    expect(asked).toHaveLength(1);
    expect(said).toEqual([]);
  });

  test('runs no script that stands in a file', async () => {
    expect(await page.title()).toBe('harden');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.diff', { hasText: '<script>' }).count()).toBeGreaterThan(0);
  });

  test('shows the steps of one transform or one safety', async () => {
    const all = await page.locator('.step').count();
    const folded = await page.locator('.fold .step').count();
    expect(all).toBeGreaterThan(3);
    expect(folded).toBeGreaterThan(1);
    expect(await page.locator('.step:visible').count()).toBe(all - folded);
    await page.selectOption('[name=safety]', 'safe');
    const safe = await page.locator('.step:visible').count();
    expect(safe).toBe(await page.locator('.step[data-safety=safe]').count());
    expect(safe).toBeLessThan(all);
    await page.selectOption('[name=safety]', '');
    await page.selectOption('[name=transform]', 'exec-form');
    expect(await page.locator('.step:visible').count()).toBe(1);
    expect(await page.textContent('#shown')).toBe(`1 of ${all} shown`);
    await page.selectOption('[name=transform]', '');
    expect(await page.locator('.step:visible').count()).toBe(all - folded);
    await page.click('.fold summary');
    expect(await page.locator('.step:visible').count()).toBe(all);
  });

  test('is dark where the system is, and light when asked', async () => {
    const background = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(13, 17, 23)');
    await page.click('#theme');
    expect(await background()).toBe('rgb(255, 255, 255)');
  });

  test('before stands left of after', async () => {
    const row = page.locator('tr', { has: page.locator('td.remove') }).first();
    const [left, right] = [await row.locator('td.remove').boundingBox(), await row.locator('td.add').boundingBox()];
    expect(left!.x + left!.width).toBeLessThanOrEqual(right!.x);
    expect(Math.abs(left!.y - right!.y)).toBeLessThan(1);
  });
});
