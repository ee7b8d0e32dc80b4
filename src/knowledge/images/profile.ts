// What a service image needs when it runs, as the files of ../data/images say it. A fact without a source is refused by
// their check: what nobody read in the image's own files is left out, never guessed.

/** A file of a public repository at a commit. */
export interface FactSource {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly file: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/** Files by the names that facts cite them with, for each repository at a commit: `owner/name@commit`. */
type Sources = Readonly<Record<`${string}/${string}@${string}`, Readonly<Record<string, string>>>>;

/** A source of the profile by its name, and the lines that say so: `entrypoint:57`, `dockerfile:12-15`. */
type Cited = `${string}:${number}` | `${string}:${number}-${number}`;
type From = Cited | readonly [Cited, ...Cited[]];

/** Something read: the value, and where. */
export interface Fact<T> {
  readonly is: T;
  readonly from: From;
  /** How the lines lead to the value, where that does not show at once. */
  readonly because?: string;
}

/** Linux capabilities as Compose and Kubernetes write them, without `CAP_`. */
export type Capability =
  | 'AUDIT_WRITE'
  | 'CHOWN'
  | 'DAC_OVERRIDE'
  | 'DAC_READ_SEARCH'
  | 'FOWNER'
  | 'FSETID'
  | 'IPC_LOCK'
  | 'KILL'
  | 'MKNOD'
  | 'NET_ADMIN'
  | 'NET_BIND_SERVICE'
  | 'NET_RAW'
  | 'SETFCAP'
  | 'SETGID'
  | 'SETPCAP'
  | 'SETUID'
  | 'SYS_ADMIN'
  | 'SYS_CHROOT'
  | 'SYS_NICE'
  | 'SYS_PTRACE'
  | 'SYS_RESOURCE';

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What the service is for: decides which ports belong on loopback, and who waits for whom. */
type Role =
  | 'database'
  | 'cache'
  | 'queue'
  | 'search'
  | 'storage'
  | 'proxy'
  | 'web'
  | 'admin'
  | 'monitoring'
  | 'registry'
  | 'coordination'
  | 'identity'
  | 'tool';

/** A path the program writes to, as it is after links: `/run/postgresql`, not `/var/run/postgresql`. */
interface Writable {
  readonly path: string;
  /** volume: data that must outlive the container. tmpfs: sockets, pid files, caches. */
  readonly kind: 'volume' | 'tmpfs';
  /** For a volume: a VOLUME of the image names it, so that Docker makes one where the service mounts nothing. */
  readonly declared?: true;
  /** Where versions before this one have it. This one does not start with a mount there. */
  readonly earlier?: string;
  /** The link through which the image's own files name it. */
  readonly link?: string;
  /** For a tmpfs: octal, `1777`. Absent: the 1777 that Docker gives it. */
  readonly mode?: string;
  /** For a tmpfs that only this account may write. */
  readonly owner?: 'account' | 'root';
}

interface Probe {
  /** As `healthcheck.test`: first word CMD or CMD-SHELL. `$` is written as the shell has it; Compose doubles it. */
  readonly test: readonly ['CMD', string, ...string[]] | readonly ['CMD-SHELL', string];
  /** The program it runs, which the image holds. */
  readonly program: string;
  /** Variables the probe reads that the service must have set itself. */
  readonly needs?: readonly string[];
}

/**
 * What somebody adds to the service that changes what its own files say: something mounted or copied at a path, below it
 * or over it, a variable set, or a word of the command that begins so.
 */
export type Condition = { readonly mount: string } | { readonly variable: string } | { readonly argument: string };

export interface Timing {
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
}

interface Port {
  readonly port: number;
  readonly protocol?: 'udp';
  /** client: the service itself. devices: the same, for clients that stand elsewhere, as those of MQTT and DNS do. admin: a console or an API that changes it. cluster: nodes among themselves. */
  readonly purpose: 'client' | 'devices' | 'admin' | 'cluster' | 'metrics' | 'web';
}

export interface ServiceFacts {
  readonly role?: Fact<Role>;
  /** Whom the container starts as: the USER of the image. */
  readonly startsAs?: Fact<Account>;
  /** Whom the server runs as once the entry point has given root up. */
  readonly account?: Fact<Account>;
  /** The program with which the entry point gives root up. Absent: it does not. */
  readonly dropsRootWith?: Fact<string>;
  /** True: it also starts when the container is run as `account` from the beginning, on volumes that belong to it. */
  readonly runsAsAccount?: Fact<boolean>;
  /**
   * What must be given back after ALL is dropped, with an empty volume that Docker made. Empty: nothing. A directory of
   * the host that belongs to somebody else may also want DAC_OVERRIDE, as long as root reads or writes there.
   */
  readonly firstBoot?: Fact<readonly Capability[]>;
  /** The same with a volume that holds data. */
  readonly laterBoots?: Fact<readonly Capability[]>;
  /** True: a program in it lives by setuid or by file capabilities, which no-new-privileges takes away. */
  readonly gainsPrivileges?: Fact<boolean>;
  /** False: the program or its entry point writes in places that cannot be named. */
  readonly readOnlyRoot?: Fact<boolean>;
  /** Where `readOnlyRoot` is absent: `writable` is all it writes, as long as none of these holds. */
  readonly readOnlyUnless?: Fact<readonly [Condition, ...Condition[]]>;
  /** Every path that is written; needed before the root can be read-only. */
  readonly writable?: readonly Fact<Writable>[];
  readonly probe?: Fact<Probe>;
  /** True: the image has a HEALTHCHECK of its own. */
  readonly bringsHealthcheck?: Fact<boolean>;
  /** A probe for the configuration that the image brings: not where one of the conditions holds. */
  readonly probeUnless?: Fact<Probe & { readonly unless: readonly [Condition, ...Condition[]] }>;
  /** From how the entry point starts: an initialising database needs longer. */
  readonly timing?: Fact<Timing>;
  readonly ports?: readonly Fact<Port>[];
  /** True: PID 1 starts other programs and does not reap them, so that an init process is wanted. False: it reaps, or starts none. */
  readonly wantsInit?: Fact<boolean>;
  /** Variables that can be given as a file by `<name>_FILE`. */
  readonly secretFiles?: Fact<readonly string[]>;
  /** Variables that hold a secret, and the one that names its file where that is not `<name>_FILE`. */
  readonly secretFilesNamed?: Fact<Readonly<Record<string, string>>>;
  /** Variables that hold a secret. */
  readonly secrets?: Fact<readonly string[]>;
  /** MiB below which it does not start or not work, as its makers say. */
  readonly memoryFloor?: Fact<number>;
}

/** Facts of some tags. Every condition given must hold. */
export interface Variant {
  /** First version that has it: `8`, `8.4`. A tag without a version is the newest. */
  readonly since?: string;
  /** First version that no longer has it. */
  readonly before?: string;
  /** A word between the dashes of the tag: `alpine` also fits `alpine3.20`. */
  readonly part?: string;
  /** No such word, or none of these. */
  readonly notPart?: string | readonly string[];
  readonly facts: ServiceFacts;
}

export interface ProfileEntry {
  /** Docker official names, or `host/path` for other registries and vendors: `docker.io/grafana/grafana`. */
  readonly names: readonly [string, ...string[]];
  readonly sources: Sources;
  /** Hold for every tag. */
  readonly facts: ServiceFacts;
  /** Laid over `facts` in this order. */
  readonly variants?: readonly Variant[];
}

/** What a run with the patch of the profile showed; see `__tests__/e2e/profiles.e2e.ts`. */
export interface Verified {
  /** The day. */
  readonly tried: string;
  /** What ran in the place of the image: `nginx 1.26.3-3 of Debian 13.2`. */
  readonly ran: string;
  /** Healthy starts in a row on the same volumes, with everything that the patch writes and nothing else. */
  readonly boots: 2;
  /** The patch writes a health check, and it passed. */
  readonly healthcheck: boolean;
  /** The root was read-only. */
  readonly readOnlyRoot: boolean;
  /** It was started as the account itself with no capability, and also as whom the image begins. */
  readonly runsAsAccount: boolean;
  /** As the patch writes them. */
  readonly tmpfs: readonly string[];
  /** Paths at which a volume was. */
  readonly volumes: readonly string[];
  /** Those that it had, and at which boot each one was missed when it alone was left out; `not here`: this run did not miss it. */
  readonly capabilities: Readonly<Record<string, 'first boot' | 'second boot' | 'not here'>>;
  /** Those that it had at a second boot after a first one with all, where the profile gives fewer on data. */
  readonly withData?: readonly string[];
}
