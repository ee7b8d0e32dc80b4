// The command in a git work tree, in this process: what it asks of git, and what it leaves there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, git, harden, person, treeOf } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const DOCKERFILE = 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A b\n';
const FIXED = 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="me <a@b.c>"\nENV A=b\n';
const ONLY = ['--only', 'env-equals,maintainer-label'];

/** A repository with one Dockerfile, all committed. */
function repository(files: Record<string, string> = { Dockerfile: DOCKERFILE }): string {
  return commitAll(temporary(files));
}

describe('git', () => {
  const states: readonly [string, (root: string) => void, string][] = [
    ['modified', (root) => writeFileSync(join(root, 'web/Dockerfile'), `${DOCKERFILE}# x\n`), 'modified'],
    [
      'staged',
      (root) => {
        writeFileSync(join(root, 'web/Dockerfile'), `${DOCKERFILE}# x\n`);
        git(root, 'add', '.');
      },
      'staged',
    ],
    [
      'untracked',
      (root) => {
        git(root, 'rm', '-q', '--cached', 'web/Dockerfile');
        git(root, 'commit', '-q', '-m', 'x');
      },
      'untracked',
    ],
  ];
  test.each(states)('a %s file is refused, and --allow-dirty takes it', async (_, spoil, state) => {
    const root = repository({ 'web/Dockerfile': DOCKERFILE });
    spoil(root);
    const before = treeOf(root);
    for (const cwd of [root, join(root, 'web')]) {
      const ran = await harden(cwd, ['fix', ...ONLY]);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toBe(
        `harden: nothing was written, since git could not bring back what these files hold:\n  web/Dockerfile (${state})\nCommit or stash them, or give --allow-dirty.\n`,
      );
      expect(treeOf(root)).toEqual(before);
    }
    const ran = await harden(root, ['fix', '--allow-dirty', ...ONLY]);
    expect([ran.code, treeOf(root)['web/Dockerfile']]).toEqual([
      0,
      before['web/Dockerfile']!.replace(DOCKERFILE, FIXED),
    ]);
  });

  test('changes elsewhere in the work tree do not matter', async () => {
    const root = repository({ Dockerfile: DOCKERFILE, other: '1' });
    writeFileSync(join(root, 'other'), '2');
    expect((await harden(root, ['fix', ...ONLY])).code).toBe(0);
  });

  test('a submodule is asked about its own files', async () => {
    const library = repository();
    const root = repository({ readme: '' });
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub');
    git(root, 'commit', '-q', '-m', 'sub');
    writeFileSync(join(root, 'sub/Dockerfile'), `${DOCKERFILE}# x\n`);
    const dirty = await harden(root, ['fix', 'sub/Dockerfile', ...ONLY]);
    expect([dirty.code, dirty.out]).toEqual([2, '']);
    expect(dirty.err).toContain('sub/Dockerfile (modified)');
    git(join(root, 'sub'), 'checkout', '-q', 'Dockerfile');
    expect((await harden(root, ['fix', 'sub/Dockerfile', ...ONLY])).code).toBe(0);
    expect(readFileSync(join(root, 'sub/Dockerfile'), 'utf8')).toBe(FIXED);
  });

  test('a folder of repositories is no place without git', async () => {
    const root = temporary({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE });
    commitAll(join(root, 'a'));
    const ran = await harden(root, ['fix', ...ONLY]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('b/Dockerfile is not in a git work tree, so there is no way back');
    commitAll(join(root, 'b'));
    expect((await harden(root, ['fix', ...ONLY])).code).toBe(0);
    expect(treeOf(root)).toEqual({ 'a/Dockerfile': FIXED, 'b/Dockerfile': FIXED });
  });

  test('outside git: refused, asked, --yes', async () => {
    const root = temporary({ Dockerfile: DOCKERFILE });
    const refused = await harden(root, ['fix', ...ONLY]);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toBe(
      `harden: ${root} is not in a git work tree, so there is no way back; give --yes to write all the same, or --dry-run to look first\n`,
    );
    const no = await harden(root, ['fix', ...ONLY], person([false]));
    expect([no.code, no.err]).toEqual([2, 'harden: nothing was written\n']);
    const stopped = Object.assign(new Error('SIGINT'), { name: 'ExitPromptError' });
    expect(await harden(root, ['fix', ...ONLY], person([stopped]))).toEqual({
      code: 2,
      out: '',
      err: 'harden: stopped; nothing was written\n',
    });
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE });
    expect((await harden(root, ['fix', ...ONLY], person([true]))).code).toBe(0);
    expect(treeOf(root)).toEqual({ Dockerfile: FIXED });
    writeFileSync(join(root, 'Dockerfile'), DOCKERFILE);
    expect((await harden(root, ['fix', '--yes', ...ONLY])).code).toBe(0);
    expect(treeOf(root)).toEqual({ Dockerfile: FIXED });
    expect((await harden(root, ['fix', '--yes', ...ONLY])).code).toBe(0);
  });

  test('--commits makes one commit of each step', async () => {
    const root = repository({ 'web/Dockerfile': DOCKERFILE, other: '1' });
    writeFileSync(join(root, 'other'), '2');
    const ran = await harden(join(root, 'web'), ['fix', '--commits', ...ONLY]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(treeOf(root)['web/Dockerfile']).toBe(FIXED);
    expect(git(root, 'status', '--porcelain')).toBe(' M other\n');
    const subjects = git(root, 'log', '--format=%s').trim().split('\n');
    expect(subjects).toHaveLength(3);
    const bodies = git(root, 'log', '-2', '--format=%b');
    expect(bodies).toContain('Harden-Step: env-equals@stage:0\nHarden-Safety: safe\n');
    expect(bodies).toContain('Harden-Step: maintainer-label@stage:0\n');
  });

  test('--commits in a submodule commits there', async () => {
    const library = repository();
    const root = repository({ readme: '' });
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub');
    git(root, 'commit', '-q', '-m', 'sub');
    git(join(root, 'sub'), 'config', 'user.name', 'A');
    git(join(root, 'sub'), 'config', 'user.email', 'a@example.org');
    const ran = await harden(root, ['fix', '--commits', 'sub/Dockerfile', ...ONLY]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(git(join(root, 'sub'), 'log', '--format=%s').trim().split('\n')).toHaveLength(3);
  });

  test('a hook that fails: the step is taken back, what was committed stays', async () => {
    const root = repository();
    mkdirSync(join(root, 'hooks'));
    // Lets the first commit through.
    writeFileSync(
      join(root, 'hooks/pre-commit'),
      '#!/bin/sh\n[ -e .git/once ] && { echo "no \u001b[31msuch\u001b[0m luck" >&2; exit 1; }\ntouch .git/once\n',
      { mode: 0o755 },
    );
    git(root, 'config', 'core.hooksPath', join(root, 'hooks'));
    const ran = await harden(root, ['fix', '--commits', ...ONLY]);
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/git could not commit \S+@stage:0: no ␛\[31msuch␛\[0m luck/);
    expect(ran.out).toContain('the step was taken back');
    expect(ran.out).toContain('Applied 1 step in 1 file');
    expect(git(root, 'log', '--format=%s').trim().split('\n')).toHaveLength(2);
    expect(git(root, 'status', '--porcelain', '--', 'Dockerfile')).toBe('');
  });

  test('without an identity nothing is left behind', async () => {
    const root = repository();
    git(root, 'config', '--unset', 'user.name');
    git(root, 'config', '--unset', 'user.email');
    git(root, 'config', 'user.useConfigOnly', 'true');
    const before = { ...process.env };
    Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' });
    const ran = await harden(root, ['fix', '--commits', ...ONLY]);
    process.env = before;
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/git could not commit .*user\.(name|email)|git could not commit .*identity/s);
    expect(ran.out).toMatch(/Nothing was applied\b.*\b1 error\b/);
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE });
  });

  test('--commits outside git', async () => {
    const ran = await harden(temporary({ Dockerfile: DOCKERFILE }), ['fix', '--commits', ...ONLY]);
    expect(ran).toEqual({
      code: 2,
      out: '',
      err: 'harden: --commits needs git, and Dockerfile is in no git work tree\n',
    });
  });
});
