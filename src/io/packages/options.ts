// What the caller may say. Everything has a default.
import { homedir } from 'node:os';
import { LIMITS as REGISTRY_LIMITS, type Limits } from '../registry/options.js';

export interface PackageOptions {
  /** Ask nobody: what the cache does not hold is `offline`. */
  readonly offline?: boolean;
  /** Indexes to ask instead of those that the tools are set to: addresses, with credentials where they need some. */
  readonly indexes?: { readonly python?: string; readonly npm?: string; readonly gem?: string; readonly go?: string };
  /** The hosts that may be asked; consulted before any connection. All, when absent: an index is the user's own setting. */
  readonly allowed?: (host: string) => boolean;
  /** Where answers are kept between runs; `false` for nowhere. By default the user's cache folder. */
  readonly cache?: string | false;
  readonly lifetimes?: Partial<PackageLifetimes>;
  readonly limits?: Partial<Limits>;
  /** The environment that is read: PIP_*, npm_config_*, GEMRC, GOPROXY, NETRC, XDG_*, HOME, certificates, proxies. */
  readonly env?: Environment;
  /** Folder that stands for `/etc`; for tests. */
  readonly etc?: string;
  /** Runs a tool without a shell and gives what it prints; `undefined` where it is missing or fails. For tests. */
  readonly runTool?: RunTool;
  /** Ends the lookups: what has no answer by then gets none. */
  readonly signal?: AbortSignal;
  /** The clock; for tests. */
  readonly now?: () => number;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type RunTool = (name: string, args: readonly string[], env: Environment) => Promise<string | undefined>;

export interface PackageLifetimes {
  readonly answerMs: number;
  /** Of "there is no such package", and of "none fits". */
  readonly missingMs: number;
}

export const LIFETIMES: PackageLifetimes = { answerMs: 6 * 3_600_000, missingMs: 600_000 };

/** The lists of packages with nightly builds are long. */
export const LIMITS: Limits = { ...REGISTRY_LIMITS, bodyBytes: 64 * 1024 * 1024 };

export function homeOf(env: Environment): string {
  return env.HOME ?? env.USERPROFILE ?? homedir();
}
