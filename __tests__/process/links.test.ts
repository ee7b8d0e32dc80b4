// Every link of every page leads somewhere, and the script that says so finds those that do not.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { removeTemporary, temporary } from '../support/temporary.js';
import { root } from '../support/transforms.js';

function checkLinks(folder: string): { readonly code: number | null; readonly out: string; readonly err: string } {
  const script = join(root, 'scripts', 'check-links.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporary(files);
  execFileSync('git', ['init', '--quiet', folder]);
  return folder;
}

afterAll(removeTemporary);

test('the links of every page lead to files that are there and to headings that they have', () => {
  expect(checkLinks(root)).toEqual({ code: 0, out: '', err: '' });
});

test('links that hold, as GitHub reads them', () => {
  const folder = repository({
    'README.md':
      '# Why `a` & b?\n\n[down](#why-a--b) [page](docs/page.md#twice-1) [folder](docs/) [picture](<docs/a b.svg>)\n' +
      '[away](https://example.com/none)\n\n```md\n[none](none.md)\n```\n\n`[none](none.md)`\n\n[later]\n\n[later]: docs/page.md\n',
    'docs/page.md': '# Page\n\n## Twice\n\n## Twice\n\n| a |\n| --- |\n| [up](../README.md) |\n',
    'docs/a b.svg': '',
    'examples/x/before/README.md': '[none](none.md)\n',
  });
  expect(checkLinks(folder)).toEqual({ code: 0, out: '', err: '' });
});

test('links that do not', () => {
  const folder = repository({
    '.gitignore': 'dist\n',
    'README.md':
      '# Title\n\n[a](none.md)\n[b](docs/page.md#nothing)\n\n[c](dist/made.md)\n\n![d](../up.png) [e](/docs/page.md)\n',
    'docs/page.md': '[f](http://example.com) [g](#title)\n',
    'docs/alone.md': '',
    'dist/made.md': '',
  });
  expect(checkLinks(folder).out.trimEnd().split('\n').sort()).toEqual([
    'README.md:3: docs/page.md#nothing: docs/page.md has no heading for #nothing',
    'README.md:3: none.md leads to nothing',
    'README.md:6: dist/made.md leads to nothing',
    'README.md:8: ../up.png leads to nothing',
    'README.md:8: /docs/page.md is neither relative nor an https address',
    'docs/alone.md: no link leads here from README.md',
    'docs/page.md:1: #title: docs/page.md has no heading for #title',
    'docs/page.md:1: http://example.com is neither relative nor an https address',
  ]);
  expect(checkLinks(folder).code).toBe(1);
});
