// What goes to and comes from a remote, on git's own server.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fetchCommit,
  fetchFiles,
  listRemote,
  makeCommits,
  openCommit,
  pushBranch,
  type Remote,
} from '../../src/git/index.js';
import { planCommit } from '../../src/branches/index.js';
import { registry } from '../../transforms/index.js';
import { planText } from '../support/plan-text.js';
import { readSource } from '../../src/io/index.js';
import { filePath } from '../../src/model/index.js';
import { commitAll, git } from '../support/command.js';
import { type GitServer, serveGit } from '../support/git-server.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const servers: GitServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  removeTemporary();
});

const TOKEN = 'secret-token-0123456789';
const BASIC = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
const LARGE = `${'a'.repeat(100_000)}\n`;

interface Shop {
  readonly server: GitServer;
  readonly remote: Remote;
  /** The bare repository behind the server. */
  readonly bare: string;
  readonly base: string;
  readonly mirror: string;
}

const FILES = { Dockerfile: 'FROM a\n', 'large.json': LARGE };

async function shop(
  options: Parameters<typeof serveGit>[1] = {},
  files: Record<string, string> = FILES,
): Promise<Shop> {
  const root = commitAll(temporary(files));
  const folder = temporary();
  const bare = join(folder, 'shop.git');
  git(root, 'clone', '-q', '--bare', '.', bare);
  const server = await serveGit(folder, options);
  servers.push(server);
  return {
    server,
    remote: { address: `${server.address}/shop.git` },
    bare,
    base: git(root, 'rev-parse', 'HEAD').trim(),
    mirror: join(temporary(), 'mirror.git'),
  };
}

const AUTHOR = { author: { name: 'A', email: 'a@example.org' }, date: '1700000000 +0100' };

async function commitOn({ mirror, base }: Shop, text: string): Promise<string> {
  const files = [{ path: filePath('Dockerfile'), text, executable: false }];
  const [id] = await makeCommits(mirror, { base, commits: [{ message: 'x\n', files }], ...AUTHOR });
  return id!;
}

test('branches of a remote, the one that is checked out, and an empty repository', async () => {
  const { remote, server, bare, base } = await shop();
  git(bare, 'branch', 'a/b');
  expect(await listRemote(remote)).toEqual({
    head: 'main',
    branches: new Map([
      ['a/b', base],
      ['main', base],
    ]),
  });
  git(bare, 'init', '-q', '--bare', join(bare, '..', 'empty.git'));
  expect((await listRemote({ address: `${server.address}/empty.git` })).branches.size).toBe(0);
});

test('a commit comes without history and without large files, which can be fetched', async () => {
  const { remote, bare, base, mirror } = await shop();
  await fetchCommit(mirror, remote, base);
  const commit = await openCommit(mirror, base);
  const large = filePath('large.json');
  expect(readSource(commit.tree, filePath('Dockerfile')).source?.text).toBe('FROM a\n');
  expect(readSource(commit.tree, large).error?.message).toBe('cannot be read: this clone was made without it');
  await fetchFiles(mirror, remote, [git(bare, 'rev-parse', 'main:large.json').trim()]);
  expect(readSource(commit.tree, large).source?.text).toBe(LARGE);
  commit.close();
  expect(readFileSync(join(mirror, 'shallow'), 'utf8').trim()).toBe(base);
});

test('a plan of a partial clone is that of the whole repository', async () => {
  const large = `{"dependencies": {"a": "1"}, "description": "${'a'.repeat(100_000)}"}`;
  const files = {
    Dockerfile: 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD node server.js\n',
    'package.json': large,
    'server.js': `require("http").createServer().listen(8080); // ${'a'.repeat(100_000)}\n`,
  };
  const { remote, bare, base, mirror } = await shop({}, files);
  await fetchCommit(mirror, remote, base);
  const asked: number[] = [];
  const fetch = async (ids: readonly string[]): Promise<void> => {
    asked.push(ids.length);
    await fetchFiles(mirror, remote, ids);
  };
  const partial = await planCommit(mirror, base, { registry, fetch });
  const whole = await planCommit(bare, base, { registry });
  expect(planText(partial.plan)).toBe(planText(whole.plan));
  expect(asked).toEqual([1, 1]);
  partial.commit.close();
  whole.commit.close();
});

test('a newer commit comes into the same repository, also after a run was killed', async () => {
  const { remote, bare, base, mirror } = await shop();
  await fetchCommit(mirror, remote, base);
  const tree = git(bare, 'rev-parse', 'main^{tree}').trim();
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  const next = git(bare, ...who, 'commit-tree', '-p', base, '-m', 'second', tree).trim();
  git(bare, 'update-ref', 'refs/heads/main', next);
  writeFileSync(join(mirror, 'shallow.lock'), '');
  await fetchCommit(mirror, remote, next);
  const commit = await openCommit(mirror, next);
  expect(commit.id).toBe(next);
  commit.close();
});

test('a folder with something else in it is left alone', async () => {
  const { remote, base } = await shop();
  const folder = temporary({ config: 'mine', 'shallow.lock': '' });
  await expect(fetchCommit(folder, remote, base)).rejects.toThrow(/is no clone that harden has made$/);
  expect(readdirSync(folder).sort()).toEqual(['config', 'shallow.lock']);
});

test('a branch is made, stays, moves and goes, and only from where it was seen', async () => {
  const all = await shop();
  const { remote, base, mirror, bare } = all;
  await fetchCommit(mirror, remote, base);
  const [one, two] = [await commitOn(all, 'FROM b\n'), await commitOn(all, 'FROM c\n')];
  const push = (to: string | undefined, seen: string | undefined): ReturnType<typeof pushBranch> =>
    pushBranch(mirror, remote, { branch: 'harden/main', to, seen });
  expect(await push(one, undefined)).toEqual({ state: 'pushed' });
  expect(await push(one, one)).toEqual({ state: 'same' });
  expect(await push(two, undefined)).toEqual({ state: 'moved' });
  expect(await push(two, base)).toEqual({ state: 'moved' });
  expect(await push(two, one)).toEqual({ state: 'pushed' });
  expect(git(bare, 'show', 'harden/main:Dockerfile')).toBe('FROM c\n');
  expect(git(bare, 'show', 'harden/main:large.json')).toBe(LARGE);
  expect(await push(undefined, one)).toEqual({ state: 'moved' });
  expect(await push(undefined, two)).toEqual({ state: 'pushed' });
  expect((await listRemote(remote)).branches).toEqual(new Map([['main', base]]));
});

test('a branch that the other side protects is refused with its words', async () => {
  const all = await shop();
  const { remote, base, mirror, bare } = all;
  const hook =
    '#!/bin/sh\necho "refusing to allow an app to update workflow without workflows permission" >&2\nexit 1\n';
  writeFileSync(join(bare, 'hooks', 'pre-receive'), hook, { mode: 0o755 });
  await fetchCommit(mirror, remote, base);
  const pushed = await pushBranch(mirror, remote, {
    branch: 'harden/main',
    to: await commitOn(all, 'FROM b\n'),
    seen: undefined,
  });
  expect(pushed).toEqual({ state: 'refused', message: expect.stringContaining('without workflows permission') });
});

describe('credentials', () => {
  const credential = { kind: 'basic', user: 'x-access-token', password: TOKEN } as const;

  test('reach the server, and stand in no file, no argument and no error', async () => {
    const all = await shop({ authorization: BASIC });
    const { base, mirror, bare } = all;
    const remote = { ...all.remote, credential };
    const program = join(temporary(), 'git');
    const log = join(temporary(), 'log');
    const real = process.env.PATH!.split(':').find((each) => existsSync(join(each, 'git')));
    writeFileSync(program, `#!/bin/sh\necho "$@" >>${log}\nexec ${real}/git "$@"\n`, { mode: 0o755 });
    const path = process.env.PATH;
    process.env.PATH = `${join(program, '..')}:${path}`;
    try {
      await listRemote(remote);
      await fetchCommit(mirror, remote, base);
      await pushBranch(mirror, remote, { branch: 'harden/main', to: await commitOn(all, 'FROM b\n'), seen: undefined });
    } finally {
      process.env.PATH = path;
    }
    expect(git(bare, 'show', 'harden/main:Dockerfile')).toBe('FROM b\n');
    const texts = [readFileSync(log, 'utf8')];
    for (const entry of readdirSync(mirror, { withFileTypes: true, recursive: true }))
      if (entry.isFile()) texts.push(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(texts[0]).toContain('push --porcelain');
    for (const text of texts) for (const secret of [TOKEN, BASIC.slice(6)]) expect(text).not.toContain(secret);
  });

  test.each([
    ['none', undefined],
    ['a wrong one', { ...credential, password: 'another-token-98765' }],
    ['one that no server has', { kind: 'bearer', token: 'another-token-98765' } as const],
  ])('%s is denied at once, and nobody is asked', async (_, wrong) => {
    const { remote } = await shop({ authorization: BASIC });
    const asked = listRemote({ ...remote, ...(wrong ? { credential: wrong } : {}) });
    await expect(asked).rejects.toMatchObject({ fault: 'denied', message: expect.not.stringContaining('98765') });
  });

  test('a server that repeats them does not bring them into an error', async () => {
    const { remote } = await shop({
      intercept(request, response) {
        const text = `${request.headers.authorization} is ${TOKEN}`;
        response.writeHead(403, { 'Content-Type': 'text/plain' }).end(text);
        return true;
      },
    });
    const error = await listRemote({ ...remote, credential }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ fault: 'denied', message: expect.stringContaining('Basic *** is ***') });
  });

  test.each([
    ['with', { credential }],
    ['without', {}],
  ])('no redirect is followed, %s a credential', async (_, given) => {
    const other = await serveGit(temporary(), {
      intercept(request, response) {
        seen.push(request.headers.authorization);
        response.writeHead(404).end();
        return true;
      },
    });
    servers.push(other);
    const seen: (string | undefined)[] = [];
    const { remote } = await shop({
      intercept(request, response) {
        response.writeHead(302, { location: `${other.address}${request.url}` }).end();
        return true;
      },
    });
    await expect(listRemote({ ...remote, ...given })).rejects.toMatchObject({ fault: 'unreachable' });
    expect(seen).toEqual([]);
  });

  test.each([
    ['https://user:secret-token@example.org/x', /holds a user or a password/],
    ['https://secret-token@example.org/x', /holds a user or a password/],
    ['ext::sh -c secret-token', /is not supported|is none/],
    ['ssh://example.org/x', /ssh:\/\/ is not supported/],
    ['--upload-pack=secret-token', /is none/],
  ])('the address %s is refused, and not repeated', async (address, message) => {
    const error = await listRemote({ address }).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toContain('secret-token');
  });
});

describe('limits', () => {
  test('a repository that is not there', async () => {
    const { server, mirror, base } = await shop();
    const remote = { address: `${server.address}/none.git` };
    await expect(listRemote(remote)).rejects.toMatchObject({ fault: 'no-repository' });
    await expect(fetchCommit(mirror, remote, base)).rejects.toMatchObject({ fault: 'no-repository' });
  });

  test('a commit that is not there', async () => {
    const { remote, mirror } = await shop();
    await expect(fetchCommit(mirror, remote, 'a'.repeat(40))).rejects.toMatchObject({ fault: 'no-commit' });
  });

  test('a server that fails', async () => {
    const { remote } = await shop({
      intercept(_request, response) {
        response.writeHead(502).end();
        return true;
      },
    });
    await expect(listRemote(remote)).rejects.toMatchObject({ fault: 'unreachable' });
  });

  test('a server that never answers is left, and nothing of git stays behind', async () => {
    const { remote } = await shop({ intercept: () => true });
    await expect(listRemote(remote, { patience: 300 })).rejects.toMatchObject({ fault: 'timed-out' });
    const stop = new AbortController();
    const asked = listRemote(remote, { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(asked).rejects.toMatchObject({ fault: 'stopped' });
  });

  test('a pack that does not end is cut off', async () => {
    const root = commitAll(temporary({ 'a.bin': 'x' }));
    const folder = temporary();
    git(root, 'clone', '-q', '--bare', '.', join(folder, 'x.git'));
    const noise = Buffer.alloc(65_500, 0);
    const server = await serveGit(folder, {
      intercept(request, response) {
        if (!request.url?.endsWith('/git-upload-pack')) return false;
        let body = '';
        request.on('data', (chunk) => {
          body += chunk;
        });
        request.on('end', () => {
          if (body.includes('command=ls-refs')) {
            const id = git(root, 'rev-parse', 'HEAD').trim();
            response.end(`${packet(`${id} HEAD\n`)}0000`);
            return;
          }
          // A pack of one object of a gigabyte, stored as it is.
          const head = Buffer.concat([
            Buffer.from('PACK'),
            Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 0xb0, 0x80, 0x80, 0x80, 0x20, 0x78, 0x01]),
          ]);
          response.write(
            packet('shallow-info\n') +
              packet(`shallow ${git(root, 'rev-parse', 'HEAD').trim()}\n`) +
              '0001' +
              packet('packfile\n'),
          );
          response.write(band(head));
          const block = Buffer.concat([
            Buffer.from([0]),
            Buffer.from([0xd7, 0xff, 0x28, 0x00]),
            noise.subarray(0, 0xffd7),
          ]);
          const more = (): void => {
            while (!response.destroyed && response.write(band(block))) {}
            if (!response.destroyed) response.once('drain', more);
          };
          more();
        });
        return true;
      },
    });
    servers.push(server);
    const mirror = join(temporary(), 'mirror.git');
    const fetched = fetchCommit(mirror, { address: `${server.address}/x.git` }, git(root, 'rev-parse', 'HEAD').trim(), {
      most: 4 * 1024 * 1024,
    });
    await expect(fetched).rejects.toMatchObject({ fault: 'too-large' });
    expect(existsSync(mirror)).toBe(true);
  });
});

function packet(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

function band(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from((bytes.length + 5).toString(16).padStart(4, '0')), Buffer.from([1]), bytes]);
}
