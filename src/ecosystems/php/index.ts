import type { Ecosystem } from '../ecosystem.js';
import { readAuth } from './auth.js';
import { fetchPhpAhead, readPhpInstall } from './install.js';
import { readPhp } from './manifest.js';
import { readPhpSource } from './source.js';
import { readLaravel } from './settings.js';
import { TOOLS } from './tools.js';

function callsNoComposer(called: readonly string[]): boolean {
  return !called.some((word) => /(?:^|\/)composer(?:\.phar)?$/.test(word));
}

export const php = {
  id: 'php',
  homeFiles: 'composer',
  // Source: https://getcomposer.org/doc/articles/authentication-for-private-packages.md
  credentialFiles: [{ file: 'auth.json', values: readAuth, isIdle: callsNoComposer }],
  projects: [readPhp],
  install: readPhpInstall,
  fetchAhead: fetchPhpAhead,
  source: {
    language: 'php',
    files: /\.php$/,
    read: readPhpSource,
    runBy: 'phpSource',
    rootCalls: /\b(posix_sete?[ug]id|chown|chgrp|chroot)\s*\(/,
  },
  settings: {
    read: readLaravel,
    packages: [
      // Source: https://laravel.com/docs/deployment#directory-permissions
      { manifest: 'composer.json', name: /"laravel\/framework"\s*:/, folders: ['storage', 'bootstrap/cache'] },
      // Source: https://symfony.com/doc/current/setup/file_permissions.html
      { manifest: 'composer.json', name: /"symfony\/framework-bundle"\s*:/, folders: ['var'] },
    ],
  },
  tools: TOOLS,
  redirects: 'COMPOSER COMPOSER_VENDOR_DIR',
  variables: 'PHP COMPOSER',
  leftovers: [{ name: 'vendor', theme: 'made', beside: /^composer\.json$/, by: ['composer'], certain: true }],
  buildFiles: /^composer\.json$/,
  loadsEnv: /laravel\/framework|symfony\/(?:framework-bundle|runtime)/,
} satisfies Ecosystem;
