// npm packages that need something of the system: to be compiled, or while they run.

export interface NativeNode {
  /** An install compiles it where it finds no prebuilt file. */
  readonly compiled: boolean;
  /** Debian development packages whose libraries it loads. */
  readonly loads: readonly string[];
  /** Commands it calls while it runs. */
  readonly calls?: readonly string[];
}

/** Source: the installation page of each package on https://www.npmjs.com/ */
const NATIVE: Readonly<Record<string, NativeNode>> = {
  'pg-native': { compiled: true, loads: ['libpq-dev'] },
  libpq: { compiled: true, loads: ['libpq-dev'] },
  'node-libcurl': { compiled: true, loads: ['libcurl4-openssl-dev'] },
  krb5: { compiled: true, loads: ['libkrb5-dev'] },
  kerberos: { compiled: true, loads: ['libkrb5-dev'] },
  'node-expat': { compiled: true, loads: [] },
  microtime: { compiled: true, loads: [] },
  'unix-dgram': { compiled: true, loads: [] },
  'node-pty': { compiled: true, loads: [] },
  bcrypt: { compiled: true, loads: [] },
  sqlite3: { compiled: true, loads: [] },
  'better-sqlite3': { compiled: true, loads: [] },
  argon2: { compiled: true, loads: [] },
  bufferutil: { compiled: true, loads: [] },
  'utf-8-validate': { compiled: true, loads: [] },
  gm: { compiled: false, loads: [], calls: ['convert', 'gm'] },
  imagemagick: { compiled: false, loads: [], calls: ['convert', 'identify'] },
  'simple-git': { compiled: false, loads: [], calls: ['git'] },
  nodegit: { compiled: true, loads: ['libkrb5-dev', 'libcurl4-openssl-dev'] },
};

/** What an npm package needs of the system; `undefined` for one that nobody described. */
export function nativeNode(name: string): NativeNode | undefined {
  return Object.hasOwn(NATIVE, name) ? NATIVE[name] : undefined;
}

export interface HomeFolder {
  /** Below the home folder of whoever installs. */
  readonly folder: string;
  /** Variables that put it elsewhere, or need none. */
  readonly variables: readonly string[];
}

/** Sources: https://pptr.dev/api/puppeteer.configuration, microsoft/playwright docs/src/browsers.md (00f9c63) */
const HOMES: Readonly<Record<string, HomeFolder>> = {
  puppeteer: {
    folder: '.cache/puppeteer',
    variables: ['PUPPETEER_CACHE_DIR', 'PUPPETEER_SKIP_DOWNLOAD', 'PUPPETEER_EXECUTABLE_PATH'],
  },
  playwright: { folder: '.cache/ms-playwright', variables: ['PLAYWRIGHT_BROWSERS_PATH'] },
};

/** What an npm package keeps outside of node_modules; `undefined` for one that is not known to. */
export function homeFolder(name: string): HomeFolder | undefined {
  return Object.hasOwn(HOMES, name) ? HOMES[name] : undefined;
}
