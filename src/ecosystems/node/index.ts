import type { Ecosystem } from '../ecosystem.js';
import { askByNode } from './ask.js';
import { CREDENTIAL_FILES } from './credentials.js';
import { readNodeInstall } from './install.js';
import { readPackageLock, readPackageManager, readPnpmLock, readYarnLock } from './lock.js';
import { readNode } from './manifest.js';
import { MEMORY } from './memory.js';
import { SIGNAL_HANDLERS } from './signals.js';
import { readJavaScript } from './source.js';
import { TOOLS } from './tools.js';

const PROJECT = /^package\.json$/;

export const node = {
  id: 'node',
  brought: /^\/usr\/local\/lib\/node_modules/,
  homeFiles: 'npm npmrc nvm',
  homeCaches: 'npm',
  credentialFiles: CREDENTIAL_FILES,
  // Sources: the pages of each on its cache and its output, as https://vite.dev/config/shared-options.html#cachedir.
  startBuilds: new Map([
    ['astro', ['node_modules/.vite', '.astro', 'dist']],
    ['craco', ['node_modules/.cache']],
    ['gatsby', ['node_modules/.cache', '.cache', 'public']],
    ['next', ['.next']],
    ['ng', ['node_modules/.cache', '.angular']],
    ['nuxt', ['node_modules/.cache', '.nuxt', '.output']],
    ['react-app-rewired', ['node_modules/.cache']],
    ['react-scripts', ['node_modules/.cache']],
    ['svelte-kit', ['node_modules/.vite', '.svelte-kit']],
    ['vite', ['node_modules/.vite']],
    ['vue-cli-service', ['node_modules/.cache']],
    ['webpack-dev-server', ['node_modules/.cache']],
  ]),
  projects: [readNode],
  locks: [
    { index: 'npm', names: /^(?:package-lock|npm-shrinkwrap)\.json$/, read: readPackageLock },
    { index: 'npm', names: /^yarn\.lock$/, read: readYarnLock },
    { index: 'npm', names: /^pnpm-lock\.yaml$/, read: readPnpmLock },
    { index: 'npm', names: /^package\.json$/, read: readPackageManager },
  ],
  install: readNodeInstall,
  source: {
    language: 'node',
    // `bin/www` is what the generator of Express makes: https://expressjs.com/en/starter/generator.html
    files: /\.(?:[cm]?js|[cm]?ts|tsx|jsx)$|(?:^|\/)www$/,
    read: readJavaScript,
    runBy: 'nodeSource',
    writesAsRead: true,
    script: /^\S+\.[cm]?js$/,
    parser: { name: 'ts-morph', reads: 'JavaScript' },
    rootCalls:
      /\b(process\.(?:setuid|setgid|seteuid|setegid|initgroups|setgroups)|fs(?:\.promises)?\.l?chown(?:Sync)?)\s*\(/,
    signalHandlers: SIGNAL_HANDLERS,
  },
  settings: {
    packages: [
      // Source: https://nextjs.org/docs/app/guides/self-hosting#image-optimization
      { manifest: 'package.json', name: /"next"\s*:/, folders: ['.next/cache'] },
      // Source: https://docs.strapi.io/dev-docs/installation/docker
      { manifest: 'package.json', name: /"@?strapi(?:\/strapi)?"\s*:/, folders: ['.tmp', '.cache', 'public/uploads'] },
    ],
    files: [
      // Source: https://www.prisma.io/docs/orm/overview/databases/sqlite
      { path: 'prisma/schema.prisma', rules: [{ pattern: /^[ \t]*url\s*=\s*"file:([^"?]+)"/gm, here: true }] },
    ],
  },
  tools: TOOLS,
  intoHome: [
    {
      pattern: /\bplaywright\s+install\b/,
      what: 'playwright install',
      variables: ['PLAYWRIGHT_BROWSERS_PATH'],
    },
    { pattern: /\bnvm\s+(?:install|use)|\bnvm-sh\/nvm\b/, what: 'nvm' },
    { pattern: /bun\.sh\/install|deno\.land\/(?:x\/)?install/, what: 'an installer that uses the home directory' },
    { pattern: /\bcorepack\s+(?:prepare|install|use)\b/, what: 'corepack', variables: ['COREPACK_HOME'] },
  ],
  redirects: 'NPM_CONFIG_PREFIX npm_config_prefix NPM_CONFIG_USERCONFIG',
  index: { id: 'npm', runtime: 'Node' },
  variables: 'NODE NPM YARN',
  leftovers: [
    { name: 'node_modules', theme: 'made', beside: PROJECT, by: ['npm-install'], stars: 'deeper', certain: true },
    { name: 'dist', theme: 'made', beside: PROJECT, by: ['npm-build'] },
    { name: 'build', theme: 'made', beside: PROJECT, by: ['npm-build'] },
    { name: '.next', theme: 'made', beside: /^next\.config\./, by: ['npm-build'], certain: true },
    { name: '.nuxt', theme: 'made', beside: /^nuxt\.config\./, by: ['npm-build'], certain: true },
    { name: 'coverage', theme: 'caches', beside: PROJECT },
    { name: '.nyc_output', theme: 'caches', beside: /^\.nycrc/ },
    { name: '.parcel-cache', theme: 'caches', beside: /^\.parcelrc$/ },
    { name: '.turbo', theme: 'caches', beside: /^turbo\.json$/ },
  ],
  buildFiles: /^(?:package\.json|[Gg]ulpfile\.js|Gruntfile\.js|.*\.config\.[cm]?[jt]s|webpack.*\.js)$/,
  readsGit: /git-rev-sync|git-revision|gitinfo|husky|lefthook/,
  loadsEnv: /react-scripts|@vue\/cli-service|"(?:vite|next|nuxt|gatsby|astro|@sveltejs\/kit)"/,
  // `22.11.0-bookworm-slim`, `24-slim`.
  runTime: {
    program: 'node',
    version: (tag) => /^(\d{1,2})(?=[-._]|$)/.exec(tag)?.[1],
    bindsLibraries: true,
  },
  asks: askByNode,
  memory: MEMORY,
} satisfies Ecosystem;
