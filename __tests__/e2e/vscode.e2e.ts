// The extension in Visual Studio Code as code-server serves it to a browser: what it shows of a file, and a step that is taken.
// code-server is 600 MB and wants a Node of its own, so this runs where HARDEN_E2E_CODE_SERVER names the program:
// `npm install code-server` in a folder of its own, with its Node first on the PATH.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { startBrowser } from './support/chromium.js';

const PROGRAM = process.env.HARDEN_E2E_CODE_SERVER;
const LONGEST_MS = 240_000;
const DOCKERFILE =
  'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\nENV API_TOKEN=abcdef0123456789\nCMD ["true"]\n';
const SETTINGS = {
  'harden.path': join(project, 'bin', 'harden.js'),
  'files.autoSave': 'afterDelay',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
};

if (PROGRAM === undefined) process.stderr.write('SKIPPED: Visual Studio Code: HARDEN_E2E_CODE_SERVER names none\n');

(PROGRAM === undefined ? describe.skip : describe)('Visual Studio Code', () => {
  let server: ChildProcess | undefined;
  let browser: Browser | undefined;
  beforeAll(build, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.kill('SIGTERM');
    removeTemporary();
  });

  test(
    'problems are shown, and a step is taken from the light bulb',
    async () => {
      const root = temporary({ Dockerfile: DOCKERFILE });
      const home = temporary({ 'data/User/settings.json': JSON.stringify(SETTINGS) });
      const packed = spawnSync('npm', ['run', '-s', 'vscode'], { cwd: project, encoding: 'utf8' });
      const extension = packed.stdout.trim().split('\n').at(-1)!;
      const folders = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
      const installed = spawnSync(PROGRAM!, [...folders, '--install-extension', extension], { encoding: 'utf8' });
      expect(installed.stdout + installed.stderr).toContain('successfully installed');

      server = spawn(
        PROGRAM!,
        [
          ...folders,
          '--auth',
          'none',
          '--disable-telemetry',
          '--disable-update-check',
          '--bind-addr',
          '127.0.0.1:0',
          root,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const address = await addressOf(server);
      browser = await startBrowser();
      const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
      await page.goto(`${address}?folder=${root}`);
      await page.getByRole('treeitem', { name: 'Dockerfile' }).dblclick({ timeout: 60_000 });
      await page.getByRole('tab', { name: 'Dockerfile' }).waitFor();
      await page.keyboard.press('Control+Shift+M');
      const problem = page.getByRole('treeitem', { name: /Remove the apt package lists/ });
      await problem.dblclick({ timeout: 60_000 });
      await page.locator('[class*="gutter-lightbulb"]').click();
      await page
        .locator('.action-widget')
        .getByText(/Remove the apt package lists/)
        .first()
        .click();
      await until(() => readFileSync(join(root, 'Dockerfile'), 'utf8').includes('rm -rf /var/lib/apt/lists/*'));
      await problem.waitFor({ state: 'detached' });
    },
    LONGEST_MS,
  );
});

/** Where a server listens, by what it prints. */
function addressOf(server: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    server.stdout!.on('data', (text) => {
      said += String(text);
      const address = /listening on (http:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    server.once('exit', () => reject(new Error(said)));
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 200));
}
