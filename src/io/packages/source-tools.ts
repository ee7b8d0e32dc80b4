// Where to ask for gems and Go modules: what the user's own gem and go are set to.
import { join } from 'node:path';
import { LookupFailure } from '../registry/failure.js';
import { isPrivate } from './go.js';
import { readPairs, readSmall } from './ini.js';
import { homeOf, type PackageOptions } from './options.js';
import { basicCredential, type Index, parseAddress, readBundle } from './source.js';
import { askGem, askGo, askTool, type IndexOptions } from './tools.js';

/**
 * The gem source: the option, the first of ~/.gemrc, else what gem itself says it uses. That of a Gemfile is not read: it
 * comes from strangers.
 * @throws LookupFailure where there is none, or its address is none.
 */
export async function gemIndex(options: IndexOptions): Promise<Index> {
  const env = options.env ?? process.env;
  const file = env.GEMRC ?? join(homeOf(env), '.gemrc');
  const text = options.indexes?.gem || gemrcSource(readSmall(file) ?? '') || (await askTool(options, askGem));
  if (!text)
    throw new LookupFailure('failed', 'no gem source is known; install gem, or name one in ~/.gemrc (:sources:)', {
      host: true,
    });
  const { url, login } = parseAddress(text, 'the gem source');
  return { url, authorization: login && basicCredential(login), ca: readBundle(env.SSL_CERT_FILE) };
}

/** The first address below `:sources:`. */
function gemrcSource(text: string): string | undefined {
  let below = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^:?["']?sources["']?:(.*)$/.exec(line);
    if (heading) below = true;
    else if (below && /^[^\s-]/.test(line)) break;
    if (!below) continue;
    const address = /https?:\/\/[^\s"',\]]+/.exec(heading ? heading[1]! : line)?.[0];
    if (address !== undefined) return address;
  }
  return undefined;
}

/**
 * The module proxy: the option, GOPROXY, go's own configuration file, else what go itself says it uses.
 * @throws LookupFailure where there is none, or it is off.
 */
export async function goIndex(options: IndexOptions): Promise<Index> {
  const text = options.indexes?.go || goSetting(options, 'GOPROXY') || (await askTool(options, askGo));
  if (!text)
    throw new LookupFailure('failed', 'no Go module proxy is known; install go, or set GOPROXY', { host: true });
  const first =
    text
      .split(/[,|]/)
      .find((each) => each.trim() !== '')
      ?.trim() ?? '';
  if (first === 'off' || first === 'direct')
    throw new LookupFailure('not-allowed', `GOPROXY is ${first}, so no proxy may be asked; write the version`, {
      host: true,
    });
  const { url, login } = parseAddress(first, 'GOPROXY');
  return {
    url,
    authorization: login && basicCredential(login),
    ca: readBundle((options.env ?? process.env).SSL_CERT_FILE),
  };
}

/** @throws LookupFailure for a path that the user keeps from proxies: its name alone may say too much. */
export function refusePrivate(options: PackageOptions, path: string): void {
  const hidden = goSetting(options, 'GONOPROXY') ?? goSetting(options, 'GOPRIVATE') ?? '';
  if (isPrivate(path, hidden))
    throw new LookupFailure('not-allowed', 'GOPRIVATE or GONOPROXY keeps it from proxies; write the version');
}

/** A variable of go: the environment, else the file that `go env -w` writes. */
function goSetting(options: PackageOptions, name: string): string | undefined {
  const env = options.env ?? process.env;
  const file = env.GOENV ?? join(env.XDG_CONFIG_HOME ?? join(homeOf(env), '.config'), 'go', 'env');
  return env[name] || readPairs(file).get(name.toLowerCase());
}
