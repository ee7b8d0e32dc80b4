// What files and their names hold never acts on whoever reads a report, and no report is written where a file leads it.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderGithub, renderHtml, renderJson, renderMarkdown, renderSarif } from '../../src/render/index.js';
import { metasOf } from '../../src/run/index.js';
import { plan } from '../../src/library.js';
import { registry } from '../../transforms/index.js';
import { commitAll, harden, treeOf } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const metas = metasOf(registry);
const tool = { name: 'harden', version: '0' };
const checks = { get: () => undefined };
/** Escape, C1, right-to-left, isolates, zero width, line separator, a tag character. */
const EVIL = '\u001b]0;x\u0007\u0085\u202e\u2066\u200b\u2028\u{e0041}';
/** Not the two characters that lay a text out. */
const ACTING = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const files = {
  [`a${EVIL}/Dockerfile`]: `FROM alpine:3.20${EVIL}\nENV A b${EVIL}\nLABEL x ${EVIL}\nRUN apt-get install ${EVIL}\nCMD echo ${EVIL}\n`,
  [`b${EVIL}/Dockerfile`]: `FROM a\nFO${EVIL} bar\n`,
  [`c${EVIL}/compose.yaml`]: 'services:\n  "w\\u202eb\\u001b":\n    image: "x\\u202e:1"\n    privileged: true\n',
};

test('every report but the patch spells out what could act on its reader', () => {
  const made = plan({ files });
  expect(made.groups.flatMap(({ steps }) => steps).length).toBeGreaterThan(2);
  expect(made.errors.length).toBeGreaterThan(0);
  const mode = 'check';
  const texts = {
    json: renderJson(made, { tool, mode, metas }),
    sarif: renderSarif(made, { tool, metas, checks }),
    github: renderGithub(made, { mode, metas }),
    markdown: renderMarkdown(made, { mode, metas, checks, heading: 'harden' }),
    html: renderHtml(made, { mode, metas, checks }),
  };
  for (const [format, text] of Object.entries(texts)) expect([format, ACTING.exec(text)]).toEqual([format, null]);
  // The same words, for programs.
  expect(JSON.parse(texts.json).groups[0].dockerfiles).toEqual([`a${EVIL}/Dockerfile`]);
});

describe('--output does not go through what the repository brought', () => {
  const DOCKERFILE = 'FROM alpine:3.20\nENV A b\n';
  test.each([
    ['a link out', 'out.patch'],
    ['a link to a file of the repository', 'inside.patch'],
    ['a link to nothing', 'nothing.patch'],
    ['a folder that is a link out', 'folder/x.patch'],
    ['a folder that is a link into git', 'hooks/post-checkout'],
  ])('%s', async (_, file) => {
    const outside = temporary({ 'target.txt': 'mine\n' });
    const root = temporary({ Dockerfile: DOCKERFILE, notes: 'notes\n' });
    symlinkSync(join(outside, 'target.txt'), join(root, 'out.patch'));
    symlinkSync('notes', join(root, 'inside.patch'));
    symlinkSync(join(outside, 'new.txt'), join(root, 'nothing.patch'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync('.git/hooks', join(root, 'hooks'));
    commitAll(root);
    mkdirSync(join(root, '.git/hooks'), { recursive: true });
    for (const given of [file, join(root, file)]) {
      const ran = await harden(root, ['fix', '--only', 'env-equals', '--output', given]);
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/ is a symbolic link of the files at hand, and nothing is written through it\n$/);
    }
    expect(treeOf(outside)).toEqual({ 'target.txt': 'mine\n' });
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE, notes: 'notes\n' });
  });

  test("a link outside is the user's own", async () => {
    const root = commitAll(temporary({ Dockerfile: DOCKERFILE }));
    const own = temporary({ 'real/x': '' });
    symlinkSync('real', join(own, 'link'));
    symlinkSync('real/x', join(own, 'file'));
    expect((await harden(root, ['fix', '-o', join(own, 'link/y'), '--only', 'env-equals'])).code).toBe(0);
    expect((await harden(root, ['fix', '-o', join(own, 'file'), '--only', 'env-equals'])).code).toBe(0);
    expect(Object.keys(treeOf(own)).sort()).toEqual(['real/x', 'real/y']);
  });
});

test('names that are not UTF-8 are said to be so, and end nothing', async () => {
  const root = temporary({ 'good/Dockerfile': 'FROM alpine:3.20\nENV A b\n' });
  const at = (name: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
  mkdirSync(at('x\xff'));
  writeFileSync(at('x\xff/Dockerfile'), 'FROM a\n');
  writeFileSync(at('Dockerfile.\xff'), 'FROM a\n');
  writeFileSync(at('y\xff.yaml'), 'services: {}\n');
  writeFileSync(at('z\xff.txt'), '');
  const ran = await harden(root, ['check', '--format', 'json']);
  const { errors, skipped, summary } = JSON.parse(ran.out);
  expect(errors).toEqual([{ path: 'Dockerfile.\ufffd', message: 'has a name that is not UTF-8', hint: 'rename it' }]);
  expect(skipped).toEqual([
    { path: 'x\ufffd/', reason: 'not-recognised', detail: 'has a name that is not UTF-8' },
    { path: 'y\ufffd.yaml', reason: 'not-recognised', detail: 'has a name that is not UTF-8' },
  ]);
  expect([ran.code, summary.steps > 0]).toEqual([2, true]);
});
