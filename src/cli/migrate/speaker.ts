// How a process speaks to the repositories of a campaign: as which account, and within what its forge takes from that account.
import type { Config } from '../../config/index.js';
import type { Asking, Connection } from '../../fleet-publish/index.js';
import { isFault, type ForgeKind, type Outcome, type Ration, type RepoRef } from '../../forge/index.js';
import { ConfigError, type Preset } from '../../model/index.js';
import type { LookUp } from '../../run/index.js';
import { hasCredential, type Connected } from '../bot/connect.js';
import { mirrorOf } from '../bot/mirrors.js';
import { requestOf, type BotFlags } from '../bot/request.js';
import type { Io } from '../output.js';
import { targetsIn } from './targets.js';

export interface SpeakerOptions {
  /** The folder of bare clones. */
  readonly mirrors: string;
  /** What runs on the servers whose names do not say so. */
  readonly forge?: string;
  readonly rationOf: (asking: Asking) => Ration;
}

/** A repository, and who speaks to it. */
interface Reached {
  readonly kind: ForgeKind;
  readonly origin: string;
  readonly repo: RepoRef;
  readonly login: string;
}

/** How a campaign wants its pull requests. */
interface Manner {
  readonly flags: BotFlags;
  readonly preset?: Preset;
  readonly lookUp: (config: Config) => LookUp;
}

export interface Speaker {
  /** @throws ConfigError where there is no token for its server. */
  reach(url: string): Promise<Outcome<Reached>>;
  connect(url: string, manner: Manner): Promise<Outcome<Connection>>;
}

export function makeSpeaker(io: Io, { mirrors, forge, rationOf }: SpeakerOptions): Speaker {
  const targetOf = targetsIn(io.env, forge);
  const rations = new Map<string, Ration>();
  const accounts = new Map<string, Asking>();

  async function speak(url: string): Promise<Outcome<Reached & { readonly connected: Connected }>> {
    if (url.startsWith('file:')) return { fault: 'cannot', why: 'it is on no forge' };
    const target = await targetOf(url);
    const { origin, kind, repo } = target;
    const asking = accounts.get(origin) ?? { origin, account: '' };
    accounts.set(origin, asking);
    if (!rations.has(origin)) rations.set(origin, rationOf(asking));
    const connected = await target.connect(rations);
    if (isFault(connected)) return connected;
    if (asking.account === '') {
      const me = await connected.forge.whoAmI();
      if (isFault(me)) return me;
      asking.account = me.login;
    }
    return { kind, origin, repo, login: asking.account, connected };
  }

  async function told<T>(url: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work();
    } catch (error) {
      // An address that is none stops this one, and no other; a token that is missing stops all of its server.
      if (error instanceof ConfigError && hasCredential(io.env, url)) return { fault: 'cannot', why: error.message };
      throw error;
    }
  }

  return {
    reach: (url) => told(url, () => speak(url)),
    connect: (url, { flags, preset, lookUp }) =>
      told(url, async () => {
        const spoken = await speak(url);
        if (isFault(spoken)) return spoken;
        const { kind, origin, repo, connected } = spoken;
        const request = requestOf(io, connected, mirrorOf(mirrors, { origin, repo }), flags);
        return {
          kind,
          origin,
          request: {
            ...request,
            // What was planned is what is opened.
            settings: { ...request.settings, wantsLevel: true },
            selection: { ...request.selection, ...(preset ? { preset } : {}) },
            lookUp,
          },
        };
      }),
  };
}
