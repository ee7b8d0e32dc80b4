// A report of another job counts for the files it was made of and the steps it tried, and for nothing else.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proverFrom } from '../../src/cli/bot/reported.js';
import { sha256Of } from '../../src/io/index.js';
import { ConfigError } from '../../src/model/index.js';
import { commitAll, git } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const FILES = { Dockerfile: 'FROM debian:12\n', 'web/Dockerfile': 'FROM debian:11\n' };
const FILE = { path: 'Dockerfile', sha256: sha256Of(FILES.Dockerfile) };
const WEB = { path: 'web/Dockerfile', sha256: sha256Of(FILES['web/Dockerfile']) };

function report(changed: object = {}): object {
  return {
    tool: { name: 'harden', version: '1.2.3' },
    groups: [
      { files: [FILE], steps: [{ id: 'a', verified: true }] },
      { files: [WEB], steps: [] },
    ],
    verification: { engine: 'Docker', groups: [{ broken: [{ id: 'b' }] }] },
    ...changed,
  };
}

/** What a report says of a commit with these files, and of steps. */
async function asked(data: unknown, steps: readonly string[] = ['a', 'b']): Promise<unknown> {
  const root = commitAll(temporary(FILES));
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  writeFileSync(join(root, 'report.json'), text);
  const remote = { address: `file://${root}` };
  const prove = proverFrom({ cwd: root }, 'report.json', { dir: join(root, '.git'), remote });
  const told = await prove(git(root, 'rev-parse', 'HEAD').trim(), steps);
  return 'report' in told ? told.report === text : told.why;
}

test('of this commit and these steps', async () => {
  expect(await asked(report())).toBe(true);
});

test.each([
  ['fewer steps', report(), ['a'], 'the report is of other steps'],
  ['more steps', report(), ['a', 'b', 'c'], 'the report is of other steps'],
  ['another step', report(), ['a', 'c'], 'the report is of other steps'],
  [
    'another text of a file',
    report({ groups: [{ files: [{ ...FILE, sha256: WEB.sha256 }], steps: [{ id: 'a' }] }] }),
    ['a', 'b'],
    'the report is of another commit',
  ],
  [
    'a file that is not there',
    report({ groups: [{ files: [{ ...FILE, path: 'x' }], steps: [{ id: 'a' }] }] }),
    ['a', 'b'],
    'the report is of another commit',
  ],
  [
    'a file outside',
    report({ groups: [{ files: [{ ...FILE, path: '../Dockerfile' }], steps: [{ id: 'a' }] }] }),
    ['a', 'b'],
    'the report cannot be read',
  ],
  ['nothing that was run', report({ verification: undefined }), ['a', 'b'], 'the report cannot be read'],
  ['no report', '[1]', ['a'], 'the report cannot be read'],
  ['no JSON', '{', ['a'], 'the report cannot be read'],
] as const)('%s', async (_, data, steps, why) => {
  expect(await asked(data, steps)).toBe(why);
});

test('a file that is not there is a mistake of whoever names it', () => {
  expect(() => proverFrom({ cwd: temporary() }, 'x.json', { dir: '', remote: { address: '' } })).toThrow(
    new ConfigError('--report x.json: does not exist'),
  );
});
