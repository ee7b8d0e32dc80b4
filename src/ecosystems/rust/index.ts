import type { Ecosystem } from '../ecosystem.js';
import { readCargoBuild } from './built.js';
import { fetchCargoAhead, readRustInstall } from './install.js';
import { readRust } from './manifest.js';
import { readRustSource } from './source.js';
import { TOOLS } from './tools.js';

export const rust = {
  id: 'rust',
  homeFiles: 'cargo rustup',
  projects: [readRust],
  install: readRustInstall,
  fetchAhead: fetchCargoAhead,
  source: {
    language: 'rust',
    files: /\.rs$/,
    read: readRustSource,
    compiled: true,
    writesAsRead: true,
    rootCalls: /\b((?:libc|nix|unistd)(?:::\w{1,60}){0,6}::(?:setuid|setgid|setgroups|chroot|chown|mount))\s*\(/,
  },
  tools: TOOLS,
  intoHome: [{ pattern: /\brustup\b|sh\.rustup\.rs/, what: 'rustup', variables: ['RUSTUP_HOME'] }],
  builtPrograms: readCargoBuild,
  buildsStatic: /-unknown-linux-musl\b/,
  variables: 'RUST CARGO',
  leftovers: [{ name: 'target', theme: 'made', beside: /^Cargo\.toml$/, by: ['cargo'], certain: true }],
  buildFiles: /^(?:Cargo\.toml|build\.rs)$/,
  readsGit: /\bvergen\b|shadow-rs/,
} satisfies Ecosystem;
