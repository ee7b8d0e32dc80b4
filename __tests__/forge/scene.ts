// What the tests of each forge begin with: a repository on its fake, made anew for each test, and what all forges promise.
import { join } from 'node:path';
import type { Forge } from '../../src/forge/index.js';
import { removeTemporary } from '../support/temporary.js';
import { done, keepsTheContract, type Setup } from './contract.js';
import { FORK } from './fake/model.js';
import { TOKEN, type FakeForge } from './fake/server.js';
import { listsLate, survivesFaults } from './faults.js';
import { commitOn, fixture, type Fixture } from './fixture.js';

export const REPO = { owner: 'acme', name: 'shop' };
export const NEW = { title: 'Harden', body: 'text', branch: 'harden/main', base: 'main', isDraft: false };

interface ConnectOptions {
  readonly token: string;
  readonly origin: string;
  readonly userAgent: string;
  readonly retries: number;
  readonly pauseMs: number;
}

interface Scene {
  readonly fake: FakeForge;
  /** Holds `acme/shop.git`. */
  readonly folder: string;
  /** @param retries how often it asks again. */
  forge(retries?: number): Forge;
}

/** A scene for the tests of a file. */
export function sceneOf(
  serve: (folder: string) => Promise<FakeForge>,
  connect: (options: ConnectOptions) => Forge,
): Scene {
  let files: Fixture;
  let folder: string;
  let fake: FakeForge;

  beforeAll(() => {
    files = fixture();
  });

  beforeEach(async () => {
    folder = files.folder();
    fake = await serve(folder);
  });

  afterEach(async () => {
    await fake.close();
    expect(fake.mistakes).toEqual([]);
  });

  afterAll(removeTemporary);

  return {
    get fake() {
      return fake;
    },
    get folder() {
      return folder;
    },
    forge: (retries = 0) => connect({ token: TOKEN, origin: fake.address, userAgent: 'harden', retries, pauseMs: 1 }),
  };
}

/** What every forge promises, and what it does when its server fails. */
export function isForge(
  scene: Scene,
  {
    stranger = 'eve',
    cannot = new Set(),
    refusesTwice = true,
    merges = 'seen',
  }: {
    readonly stranger?: string;
    readonly cannot?: Setup['cannot'];
    /** A second pull request from a branch is refused. */
    readonly refusesTwice?: boolean;
    /** By itself: where checks are demanded, where some were seen as well, or never. */
    readonly merges?: 'demanded' | 'seen' | 'never';
  } = {},
): void {
  const forks = {
    push: async (branch: string) => commitOn(join(scene.folder, `${FORK}.git`), branch),
    take: () => {
      scene.fake.settings.isTaken = true;
    },
  };
  const merging = {
    demand: () => {
      scene.fake.settings.isDemanding = true;
    },
    check: () => void scene.fake.statuses.push({ state: 'pending', context: 'ci' }),
    of: (number: number) => scene.fake.pulls.find((pull) => pull.number === number)?.automerge,
  };

  describe('the contract', () => {
    keepsTheContract(() => ({
      forge: scene.forge(),
      repo: REPO,
      base: 'main',
      login: 'harden-bot',
      writer: 'ann',
      stranger,
      push: async (branch) => commitOn(join(scene.folder, 'acme/shop.git'), branch),
      reviewers: (number) => scene.fake.pulls.find((pull) => pull.number === number)?.reviewers ?? [],
      ...(merges === 'never' ? {} : { forks }),
      ...(merges === 'never' ? {} : { merging: { ...merging, mustRun: merges === 'seen' } }),
      cannot,
    }));
  });

  test('repositories are listed page by page, with what is archived and forked', async () => {
    const { fake } = scene;
    for (let number = 1; number <= 240; number++)
      fake.listed.push({ name: `r${number}`, archived: number === 240, fork: number === 239 });
    const found = [];
    for (let page = 1; ; page++) {
      const { repositories, hasMore } = await done(scene.forge().repositories({ owner: 'acme' }, page));
      found.push(...repositories);
      if (!hasMore) break;
    }
    expect(found.map(({ repo }) => `${repo.owner}/${repo.name}`)).toEqual(
      fake.listed.map(({ name }) => `acme/${name}`),
    );
    expect(found.filter(({ isFork }) => isFork).map(({ repo }) => repo.name)).toEqual(['r239']);
    const archived = cannot.has('archived') ? [] : ['r240'];
    expect(found.filter(({ isArchived }) => isArchived).map(({ repo }) => repo.name)).toEqual(archived);
    expect(await scene.forge().repositories({ topic: 'shop' }, 1)).toMatchObject({ repositories: [{ repo: REPO }] });
  });

  describe('faults', () => {
    const setup = () => ({ fake: scene.fake, forge: scene.forge, branch: NEW.branch, cannot });
    survivesFaults(setup);
    if (refusesTwice) listsLate(setup);
  });
}

/** For forges that know drafts by their title. */
export function titlesDrafts(scene: Scene, written: string, byPeople: string): void {
  test('a draft is one by its title, and what a person wrote to make it one goes as well', async () => {
    const { number } = await done(scene.forge().createPull(REPO, { ...NEW, isDraft: true }));
    expect(scene.fake.pulls[0]?.title).toBe(`${written}Harden`);
    scene.fake.changePull(number, { title: `${byPeople}Harden` });
    expect(await scene.forge().updatePull(REPO, number, { isReady: true })).toMatchObject({ isDraft: false });
    expect(scene.fake.pulls[0]?.title).toBe('Harden');
  });
}
