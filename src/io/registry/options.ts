// What the caller may say. Everything has a default that is safe for image names out of untrusted files.

export interface RegistryOptions {
  /** Ask nobody: what the cache does not hold is `offline`. */
  readonly offline?: boolean;
  /** The images that may be looked up, by host and path; asked before any connection. All, when absent. */
  readonly allowed?: (host: string, path: string) => boolean;
  /** Hosts the user named (`allowed-registries`, settings): they may have private addresses. `host:port`, a path is ignored. */
  readonly listed?: readonly string[];
  /** Hosts the user declared insecure: plain HTTP and unknown certificates are taken. */
  readonly insecure?: readonly string[];
  /** Mirrors by host, tried in this order before the host itself: `mirror.example`, `host:5000/prefix`, `http://localhost:5000`. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  /** Files with certificate authorities to trust besides the usual ones, by host. */
  readonly authorities?: Readonly<Record<string, string>>;
  /** Where answers are kept between runs; `false` for nowhere. By default the user's cache folder. */
  readonly cache?: string | false;
  readonly lifetimes?: Partial<Lifetimes>;
  readonly limits?: Partial<Limits>;
  /** The environment that is read: DOCKER_CONFIG, XDG_CACHE_HOME, HOME, proxies, NODE_EXTRA_CA_CERTS. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder that stands for `/etc`; for tests. */
  readonly etc?: string;
  /** The clock; for tests. */
  readonly now?: () => number;
}

export interface Lifetimes {
  readonly digestMs: number;
  readonly tagsMs: number;
  /** Of "there is no such tag". */
  readonly missingMs: number;
}

export interface Limits {
  readonly perHost: number;
  readonly total: number;
  readonly tries: number;
  readonly backOffMs: number;
  /** The longest wait between two tries; a server that asks for more is left alone. */
  readonly longestWaitMs: number;
  readonly connectMs: number;
  /** The longest silence within an answer. */
  readonly idleMs: number;
  readonly requestMs: number;
  /** The longest that one party may keep a run waiting in all, beyond what its answers are worth: see `createPatience`. */
  readonly patienceMs: number;
  readonly bodyBytes: number;
  readonly redirects: number;
  readonly tagPages: number;
  /** HEAD requests spent on finding a more specific tag, where the image does not say its version itself. */
  readonly probes: number;
}

export const LIFETIMES: Lifetimes = { digestMs: 3_600_000, tagsMs: 6 * 3_600_000, missingMs: 600_000 };

export const LIMITS: Limits = {
  perHost: 4,
  total: 8,
  tries: 3,
  backOffMs: 500,
  longestWaitMs: 30_000,
  connectMs: 10_000,
  idleMs: 20_000,
  requestMs: 60_000,
  patienceMs: 15_000,
  bodyBytes: 4 * 1024 * 1024,
  redirects: 3,
  tagPages: 50,
  probes: 6,
};
