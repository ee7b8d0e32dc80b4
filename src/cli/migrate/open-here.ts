// Opens pull requests as jobs ask for it, as the accounts that this process has tokens of.
import type { Config } from '../../config/index.js';
import { givenAnswers } from '../../fleet/index.js';
import { approach } from '../../fleet-publish/index.js';
import { isFault } from '../../forge/index.js';
import { ConfigError } from '../../model/index.js';
import { plural } from '../../render/index.js';
import { writeMessage, type Io } from '../output.js';
import { buildId } from './build-id.js';
import type { Working, WorkOptions } from './plan-here.js';
import { makeSpeaker } from './speaker.js';

/**
 * Takes jobs of the account of each server.
 * @throws ConfigError where a server does not say who that is.
 */
export async function openHere(
  io: Io,
  forge: string | undefined,
  { link, mirrors, servers, refuse }: WorkOptions,
): Promise<Working> {
  if (servers.length === 0) throw new ConfigError('--open: name the servers with --server, such as https://github.com');
  const { queueRation, workOnOpenings } = await import('../../fleet-queue/index.js');
  const speaker = makeSpeaker(io, {
    mirrors,
    ...(forge === undefined ? {} : { forge }),
    rationOf: (asking) => queueRation(link, asking),
  });
  const accounts: { readonly origin: string; readonly login: string }[] = [];
  for (const server of servers) {
    // An app has a token for a repository alone, and this is about none.
    const reached = await speaker.reach(`${server}/any/repository`);
    if (isFault(reached)) throw new ConfigError(`${server} does not say whose token it is: ${reached.why}`);
    const { origin, login } = reached;
    writeMessage(io, `opens pull requests as ${login} of ${origin}`);
    accounts.push({ origin, login });
  }
  let opened = 0;
  const works = accounts.map((account) =>
    workOnOpenings({
      link,
      account,
      build: buildId(),
      refuse,
      async work({ url, keys, ifOpen, wishes, preset, asked }) {
        const manner = {
          flags: wishes,
          ...(preset ? { preset } : {}),
          lookUp: (config: Config) => givenAnswers(asked, config),
        };
        const target = { url, keys: new Set(keys), ...(ifOpen ? { ifOpen } : {}) };
        const approached = await approach((address) => speaker.connect(address, manner), target);
        opened += approached.opened;
        return approached;
      },
    }),
  );
  return {
    async close() {
      await Promise.all(works.map((each) => each.close()));
    },
    done: () => `opened ${plural(opened, 'pull request')}`,
  };
}
