// Whether what is built and run is trusted: the person says so, or the machine that runs it says that nobody watches.
import { ConfigError } from '../model/index.js';
import type { Io } from './output.js';

export interface TrustFlags {
  readonly untrusted?: boolean;
  readonly trusted?: boolean;
  readonly allowNetwork?: readonly string[];
}

/** What the flags, or the variable CI, come to. */
export function trustIn(
  flags: TrustFlags,
  env: Io['env'],
): { readonly untrusted: boolean; readonly allowNetwork: readonly string[] } {
  if (flags.untrusted && flags.trusted) throw new ConfigError('--trusted and --untrusted contradict each other');
  const untrusted = flags.untrusted ?? (!flags.trusted && isSet(env.CI));
  if (flags.allowNetwork && !untrusted)
    throw new ConfigError('--allow-network is for --untrusted: trusted code reaches the network anyway');
  return { untrusted, allowNetwork: flags.allowNetwork ?? [] };
}

function isSet(value: string | undefined): boolean {
  return !['', '0', 'false'].includes((value ?? '').toLowerCase());
}

/** What a person is told before anything of it is built. */
export function trustSentence(title: string, untrusted: boolean): string {
  return untrusted
    ? `with ${title} this builds and runs what the files name, and hands nothing of this machine to it (--untrusted); containers are no sandbox all the same: do it on a machine that holds nothing else`
    : `with ${title} this builds and runs what the files name, apart from whatever else runs here; that is no sandbox for code you do not trust (--untrusted hands nothing over)`;
}
