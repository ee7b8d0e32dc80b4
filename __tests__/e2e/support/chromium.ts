// The browser that pages are opened in.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const BROWSER = process.env.HARDEN_E2E_BROWSER ?? '/usr/bin/chromium';
// What keeps it from looking for updates, and works as root.
const FLAGS = `--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
  --disable-component-update --disable-sync`.split(/\s+/);

/** `describe`, skipped and said where there is no browser; in CI there has to be one. */
export function browserSuite(name: string): typeof describe {
  const there = existsSync(BROWSER);
  if (!there && !process.env.CI) process.stderr.write(`SKIPPED: ${name}: there is no ${BROWSER}\n`);
  return there || process.env.CI ? describe : (describe.skip as typeof describe);
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSER, args: FLAGS });
}

/** A page without a network, with what it asked for and what went wrong in it. */
export interface Watched {
  readonly page: Page;
  readonly asked: readonly string[];
  readonly said: readonly string[];
}

/** Opens a file alone. */
export async function openAlone(
  browser: Browser,
  address: string,
  {
    colorScheme = 'dark',
    width = 1280,
    height = 900,
  }: { colorScheme?: 'dark' | 'light'; width?: number; height?: number } = {},
): Promise<Watched> {
  const context = await browser.newContext({ colorScheme, offline: true, viewport: { width, height } });
  const page = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(address);
  return { page, asked, said };
}
