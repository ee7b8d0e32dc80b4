import { valuesOf } from '../credential-values.js';
import type { Ecosystem } from '../ecosystem.js';
import { readCargoBuild } from './built.js';
import { fetchCargoAhead, readRustInstall } from './install.js';
import { readRust } from './manifest.js';
import { readRustSource } from './source.js';
import { TOOLS } from './tools.js';

function readTokens(text: string): readonly string[] {
  return valuesOf(text, /^[ \t]{0,20}token[ \t]{0,20}=[ \t]{0,20}(["'][^"'\n]{1,2000}["'])/gm);
}

export const rust = {
  id: 'rust',
  homeFiles: 'cargo rustup',
  // Source: https://doc.rust-lang.org/cargo/reference/config.html#credentials
  credentialFiles: [
    { file: '.cargo/credentials.toml', also: /cargo\/credentials(?:\.toml)?$/, values: readTokens },
    { file: '.cargo/credentials', values: readTokens },
  ],
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
