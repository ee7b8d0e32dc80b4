import type { Ecosystem } from '../ecosystem.js';
import { askByRuby } from './ask.js';
import { readRubyInstall } from './install.js';
import { readGemfileLock } from './lock.js';
import { readRuby } from './manifest.js';
import { readRubySettings } from './settings.js';
import { readRubySource } from './source.js';
import { TOOLS } from './tools.js';

export const ruby = {
  id: 'ruby',
  homeFiles: 'gem bundle',
  projects: [readRuby],
  locks: [{ index: 'gem', names: /^(?:Gemfile|gems)\.(?:lock|locked)$/, read: readGemfileLock }],
  install: readRubyInstall,
  source: {
    language: 'ruby',
    files: /\.(?:rb|ru)$/,
    read: readRubySource,
    runBy: 'rubySource',
    script: /^\S+\.rb$/,
    rootCalls:
      /\b(Process::(?:Sys\.set\w+|UID\.change_privilege|GID\.change_privilege)|Process\.e?[ug]id\s*=|FileUtils\.chown(?:_R)?|File\.chown)\b/,
  },
  settings: {
    packages: [
      // Source: https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/Dockerfile.tt
      { manifest: 'Gemfile', name: /^[ \t]*gem\s+['"]rails['"]/m, folders: ['db', 'log', 'storage', 'tmp'] },
    ],
    read: readRubySettings,
  },
  tools: TOOLS,
  redirects: 'BUNDLE_GEMFILE',
  index: { id: 'gem', runtime: 'Ruby' },
  variables: 'RUBY GEM BUNDLE',
  buildFiles: /^(?:Gemfile|Rakefile|.*\.gemspec)$/,
  asks: askByRuby,
} satisfies Ecosystem;
