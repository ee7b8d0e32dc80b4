// How long the page to try harden on takes, from a key to the steps: `npm run bench:site`, after `npm run site`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openAlone, startBrowser } from '../__tests__/e2e/support/chromium.js';

const KEYS = 20;
const root = process.env.HARDEN_ROOT ?? '.';
const file = join(root, 'dist-site', 'index.html');

/** The middle one and the largest. */
function middleAndMost(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, at most ${Math.round(sorted.at(-1) ?? 0)} ms`;
}

async function main(): Promise<void> {
  const page = readFileSync(file);
  process.stdout.write(`the page: ${(gzipSync(page).length / 1e6).toFixed(2)} MB compressed\n`);
  const browser = await startBrowser();
  const { page: opened } = await openAlone(browser, pathToFileURL(file).href);
  const times = () => opened.evaluate<number[]>(`performance.getEntriesByName('answer').map((each) => each.duration)`);
  const answered = async (act: () => Promise<unknown>): Promise<number> => {
    const before = (await times()).length;
    await act();
    for (;;) {
      const all = await times();
      if (all.length > before) return all.at(-1) ?? 0;
      await opened.waitForTimeout(20);
    }
  };
  const type = async (what: string): Promise<void> => {
    const taken: number[] = [];
    for (let count = 0; count < KEYS; count++) taken.push(await answered(() => opened.locator('#text').press('x')));
    process.stdout.write(`${what}: ${middleAndMost(taken)}\n`);
  };
  const example = join(root, 'examples', 'speechflow', 'before');
  // A comment at the end: the rest of the file stays one that can be planned.
  const dockerfile = `${readFileSync(join(example, 'backend', 'Dockerfile'), 'utf8')}\n# `;
  process.stdout.write(`the first answer: ${Math.round(await answered(() => opened.fill('#text', dockerfile)))} ms\n`);
  await type('a key in a Dockerfile');
  process.stdout.write(`the example: ${Math.round(await answered(() => opened.click('#example')))} ms\n`);
  await opened.locator('#text').press('Control+End');
  await opened.keyboard.type('\n# ');
  await type('a key in a Dockerfile of the example, five images and 36 files');
  await browser.close();
}

void main();
