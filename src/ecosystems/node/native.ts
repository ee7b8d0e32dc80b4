// npm packages that need something of the system: to be compiled, or while they run.
import { rowOf } from '../../model/index.js';

export interface NativeNode {
  /** An install compiles it where it finds no prebuilt file. */
  readonly compiled: boolean;
  /** Debian development packages whose libraries it loads. */
  readonly loads: readonly string[];
  /** Commands it calls while it runs. */
  readonly calls?: readonly string[];
}

/** Source: behind each entry, the file it was read from: repository, path, commit. */
const NATIVE: Readonly<Record<string, NativeNode>> = {
  'pg-native': { compiled: true, loads: ['libpq-dev'] }, // brianc/node-pg-native package.json 04312d3d5056140d7e4a858513b13399a875ed29
  libpq: { compiled: true, loads: ['libpq-dev'] }, // brianc/node-libpq binding.gyp 0febe8ff84676c4d2336b1ec0cb93a9e9414bb4e
  'node-libcurl': { compiled: true, loads: ['libcurl4-openssl-dev'] }, // JCMais/node-libcurl binding.gyp 03e419747dae53301c54a22d8d42196b519c6e9a
  krb5: { compiled: true, loads: ['libkrb5-dev'] }, // adaltas/node-krb5 binding.gyp 06b8f1ecd2e39f9b7d04b2ced7660c34a477524f
  kerberos: { compiled: true, loads: ['libkrb5-dev'] }, // mongodb-js/kerberos binding.gyp 00376834232b8861990c3aed0093a0bb95cb389b
  'node-expat': { compiled: true, loads: [] }, // xmppo/node-expat binding.gyp 0aca9c6a0438bf1cb83bacf2961376dbcfdbe76d
  microtime: { compiled: true, loads: [] }, // wadey/node-microtime binding.gyp 10906729b1701f10e37609d0175b55aa665ce5b0
  'unix-dgram': { compiled: true, loads: [] }, // bnoordhuis/node-unix-dgram binding.gyp 402b58c17ebeb99367696753d1946db5c081d314
  'node-pty': { compiled: true, loads: [] }, // microsoft/node-pty binding.gyp 05d40deaed08db1497d77b41d34c651801e18aec
  bcrypt: { compiled: true, loads: [] }, // kelektiv/node.bcrypt.js binding.gyp 10c389d147a63984305dbd82fbcb6673c09e31f8
  sqlite3: { compiled: true, loads: [] }, // TryGhost/node-sqlite3 binding.gyp 028f4e5fb6db8f23158ac8a90336c05d21600dec
  'better-sqlite3': { compiled: true, loads: [] }, // WiseLibs/better-sqlite3 binding.gyp 07297b9ac9c863b5dc63125150daa142c23f28b9
  argon2: { compiled: true, loads: [] }, // ranisalt/node-argon2 binding.gyp 064ee58db1b0814a53c5f2b8bbfae71e8642d8a8
  bufferutil: { compiled: true, loads: [] }, // websockets/bufferutil binding.gyp 0c4212059785a903c3d8a7dd3b3161fe08e7dd95
  'utf-8-validate': { compiled: true, loads: [] }, // websockets/utf-8-validate binding.gyp 2c3ebe2bd99b2c2f15986d81b7b5f59e0b043c04
  gm: { compiled: false, loads: [], calls: ['convert', 'gm'] }, // aheckmann/gm README.md 004d930fbed7928198c88001d34b6a31edf8ce3f
  imagemagick: { compiled: false, loads: [], calls: ['convert', 'identify'] }, // rsms/node-imagemagick imagemagick.js 01c94a90a05ba1ad1b3d039949159cb39cedb2c8
  'simple-git': { compiled: false, loads: [], calls: ['git'] }, // steveukx/git-js readme.md 0006c2b1d00ffea5d37b69ad353626f6ab4df151
  // Older versions link libcurl, newer ones Kerberos.
  nodegit: { compiled: true, loads: ['libkrb5-dev', 'libcurl4-openssl-dev'] }, // nodegit/nodegit generate/templates/templates/binding.gyp aebaf875ea0d5b46f0958831aae4fe70bd67f29b 06b5483b44ffd5849c874cded00a9cac2664bdc9
};

/** What an npm package needs of the system; `undefined` for one that nobody described. */
export function nativeNode(name: string): NativeNode | undefined {
  return rowOf(NATIVE, name);
}

export interface HomeFolder {
  /** Below the home folder of whoever installs. */
  readonly folder: string;
  /** Variables that put it elsewhere, or need none. */
  readonly variables: readonly string[];
}

// Sources: puppeteer/puppeteer docs/api/puppeteer.configuration.md 2416154013859151371517d661cc4a3ebd5531d1,
// microsoft/playwright docs/src/browsers.md 00f9c63de01de8cc308cdd45defa1518c66eb9fa
const HOMES: Readonly<Record<string, HomeFolder>> = {
  puppeteer: {
    folder: '.cache/puppeteer',
    variables: ['PUPPETEER_CACHE_DIR', 'PUPPETEER_SKIP_DOWNLOAD', 'PUPPETEER_EXECUTABLE_PATH'],
  },
  playwright: { folder: '.cache/ms-playwright', variables: ['PLAYWRIGHT_BROWSERS_PATH'] },
};

/** What an npm package keeps outside of node_modules; `undefined` for one that is not known to. */
export function homeFolder(name: string): HomeFolder | undefined {
  return rowOf(HOMES, name);
}
