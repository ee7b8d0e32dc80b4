// The page to try harden on, in a real browser and without a network: what it plans is what the command plans.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { hardenProcess, OFFLINE } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { browserSuite, openAlone, startBrowser, type Watched } from './support/chromium.js';

const project = join(__dirname, '..', '..');
const EXAMPLE = join(project, 'examples', 'speechflow', 'before');

const DOCKERFILE = `FROM python:3.12-slim
# <img src=x onerror=document.title='taken'>
RUN apt-get update && apt-get install -y curl
WORKDIR /app
ADD app.py .
CMD python app.py
`;

function patchOf(files: Readonly<Record<string, string>>, ...flags: string[]): string {
  const root = temporary(files);
  // No answer of an earlier run is read.
  const env = { ...process.env, ...OFFLINE, XDG_CACHE_HOME: join(root, '.nothing') };
  return hardenProcess(root, ['fix', '--dry-run', '--format', 'diff', ...flags], { env }).out;
}

function exampleFiles(): Record<string, string> {
  const names = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(EXAMPLE, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]));
}

browserSuite('the page to try it on')('the page to try it on', () => {
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(project, 'scripts', 'site.mjs')], { cwd: project });
    browser = await startBrowser();
  });
  beforeEach(async () => {
    watched = await openAlone(browser, pathToFileURL(join(project, 'dist-site', 'index.html')).href);
    page = watched.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  afterEach(async () => {
    // The page itself and the worker it makes of its own text: no server, and nothing that the policy stopped.
    expect(watched.asked.filter((address) => !address.startsWith('blob:'))).toHaveLength(1);
    expect(watched.said).toEqual([]);
    await page.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    removeTemporary();
  });

  /** Asks from outside: the page's policy lets nobody evaluate a text inside. */
  async function until(expression: string): Promise<void> {
    for (let count = 0; count < 600; count++) {
      if (await page.evaluate<boolean>(expression)) return;
      await page.waitForTimeout(50);
    }
    throw new Error(`was never so: ${expression}`);
  }

  async function planned(act: () => Promise<unknown>): Promise<void> {
    const count = await page.evaluate<number>(`performance.getEntriesByName('answer').length`);
    await act();
    await until(`performance.getEntriesByName('answer').length > ${count}`);
  }

  async function copied(): Promise<string> {
    await page.click('#copy');
    await until(`document.querySelector('#copied').textContent.startsWith('Copied')`);
    return page.evaluate<string>('navigator.clipboard.readText()');
  }

  test('the patch of a pasted file is that of the command', async () => {
    await planned(() => page.fill('#text', DOCKERFILE));
    expect(await copied()).toBe(patchOf({ Dockerfile: DOCKERFILE }));
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('img').count()).toBe(0);
  });

  test('a step that is switched off is planned without', async () => {
    await planned(() => page.fill('#text', DOCKERFILE));
    const row = page.locator('.step', { hasText: 'Use COPY for files' });
    // One of those that are folded. What was opened stays so when the plan is made again.
    expect(await row.isVisible()).toBe(false);
    await page.click('.small > summary');
    await planned(() => row.locator('input').click());
    expect(await row.locator('input').isChecked()).toBe(false);
    const without = await copied();
    expect(without).toBe(patchOf({ Dockerfile: DOCKERFILE }, '--skip', 'copy-not-add'));
    expect(without).not.toContain('+COPY');
    await planned(() => page.click('#all-on'));
    expect(await copied()).toBe(patchOf({ Dockerfile: DOCKERFILE }));
  });

  test('the example is planned as the command plans it', async () => {
    await planned(() => page.click('#example'));
    expect(await copied()).toBe(patchOf(exampleFiles()));
    expect(await page.locator('.file').count()).toBeGreaterThan(3);
  });

  test('files come beside those that are there, and a Compose file is named by what is in it', async () => {
    await planned(() => page.fill('#text', 'services:\n  web:\n    build: .\n'));
    expect(await page.inputValue('#name')).toBe('compose.yaml');
    await planned(() =>
      page.setInputFiles('#file-input', [
        { name: 'Dockerfile', mimeType: 'text/plain', buffer: Buffer.from(DOCKERFILE) },
      ]),
    );
    const files = { 'compose.yaml': 'services:\n  web:\n    build: .\n', Dockerfile: DOCKERFILE };
    expect(await copied()).toBe(patchOf(files));
  });

  test('a folder is opened with what lies in it, but for what others put there', async () => {
    const root = temporary({ ...exampleFiles(), 'node_modules/x/Dockerfile': 'FROM scratch\n' });
    await planned(() => page.setInputFiles('#folder-input', root));
    expect(await page.locator('[data-path*=node_modules]').count()).toBe(0);
    expect(await copied()).toBe(patchOf(exampleFiles()));
  });

  test('a folder is dropped, also on a page that is opened from a disk', async () => {
    const root = temporary(exampleFiles());
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [root], dragOperationsMask: 1 };
    await planned(async () => {
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 400, data });
    });
    expect(await copied()).toBe(patchOf(exampleFiles()));
  });

  test('settings of the repository count, and a mistake in them is told with its place', async () => {
    const set = 'transforms:\n  copy-not-add: false\n';
    const files = { Dockerfile: DOCKERFILE, '.harden.yaml': set };
    const given = (text: string) =>
      Object.entries({ ...files, '.harden.yaml': text }).map(([name, content]) => ({
        name,
        mimeType: 'text/plain',
        buffer: Buffer.from(content),
      }));
    await planned(() => page.setInputFiles('#file-input', given(set)));
    expect(await copied()).toBe(patchOf(files));
    await planned(() => page.setInputFiles('#file-input', given('transform: 1\n')));
    expect(await page.textContent('#problems')).toMatch(/^\.harden\.yaml:1:1: /);
  });

  test('all of it can be done with the keyboard', async () => {
    await page.focus('#text');
    await planned(() => page.keyboard.insertText(DOCKERFILE));
    const tabTo = async (selector: string): Promise<void> => {
      for (let count = 0; count < 40; count++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`no way with the keyboard to ${selector}`);
    };
    await tabTo('.step input');
    const key = await page.evaluate<string>('document.activeElement.dataset.key');
    await planned(() => page.keyboard.press('Space'));
    // What had the focus still has it, though the list was made again.
    expect(await page.evaluate('document.activeElement.dataset.key')).toBe(key);
    expect(await page.textContent('#status')).toContain('1 switched off');
    await planned(() => page.keyboard.press('Space'));
    await tabTo('.step summary');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.step details[open] .patch');
    await page.focus('#level');
    await tabTo('#copy');
    await page.keyboard.press('Enter');
    await until(`document.querySelector('#copied').textContent.startsWith('Copied')`);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(patchOf({ Dockerfile: DOCKERFILE }));
  });

  test('every field and button has a name for a screen reader', async () => {
    await planned(() => page.click('#example'));
    const nameless = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('button, select, textarea, input:not([hidden])')]
      .filter((each) => !(each.labels?.length || each.textContent.trim())).map((each) => each.outerHTML)`);
    expect(nameless).toEqual([]);
    const lost = await page.evaluate<string[]>(`[...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
      .flatMap((each) => [each.getAttribute('aria-describedby'), each.getAttribute('aria-labelledby')])
      .filter((id) => id && !document.getElementById(id))`);
    expect(lost).toEqual([]);
  });

  test('fits a telephone, and is light where the system is', async () => {
    const { page: small } = await openAlone(browser, page.url(), { width: 360, height: 740, colorScheme: 'light' });
    await small.click('#example');
    await small.waitForSelector('.step');
    expect(await small.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await small.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await small.context().close();
  });
});
