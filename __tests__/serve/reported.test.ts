// A report of another job counts for the files it was made of.
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

/** What a report says of a commit with these files. */
async function asked(data: unknown): Promise<unknown> {
  const root = commitAll(temporary(FILES));
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  writeFileSync(join(root, 'report.json'), text);
  const remote = { address: `file://${root}` };
  const prove = proverFrom({ cwd: root }, 'report.json', { dir: join(root, '.git'), remote });
  const told = await prove(git(root, 'rev-parse', 'HEAD').trim(), []);
  return 'report' in told ? told.report === text : told.why;
}

test('of this commit', async () => {
  expect(await asked(report())).toBe(true);
});

test.each([
  [
    'another text of a file',
    report({ groups: [{ files: [{ ...FILE, sha256: WEB.sha256 }], steps: [{ id: 'a' }] }] }),
    'the report is of another commit',
  ],
  [
    'a file that is not there',
    report({ groups: [{ files: [{ ...FILE, path: 'x' }], steps: [{ id: 'a' }] }] }),
    'the report is of another commit',
  ],
  [
    'a file outside',
    report({ groups: [{ files: [{ ...FILE, path: '../Dockerfile' }], steps: [{ id: 'a' }] }] }),
    'the report cannot be read',
  ],
  ['no report', '[1]', 'the report cannot be read'],
  ['no JSON', '{', 'the report cannot be read'],
] as const)('%s', async (_, data, why) => {
  expect(await asked(data)).toBe(why);
});

test('a file that is not there is a mistake of whoever names it', () => {
  expect(() => proverFrom({ cwd: temporary() }, 'x.json', { dir: '', remote: { address: '' } })).toThrow(
    new ConfigError('--report x.json: does not exist'),
  );
});
