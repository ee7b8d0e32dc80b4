import type { Ecosystem } from '../ecosystem.js';
import { readRustInstall } from './install.js';
import { readRust } from './manifest.js';
import { readRustSource } from './source.js';
import { TOOLS } from './tools.js';

export const rust = {
  id: 'rust',
  projects: [readRust],
  install: readRustInstall,
  source: {
    language: 'rust',
    files: /\.rs$/,
    read: readRustSource,
    rootCalls: /\b((?:libc|nix|unistd)(?:::\w{1,60}){0,6}::(?:setuid|setgid|setgroups|chroot|chown|mount))\s*\(/,
  },
  tools: TOOLS,
  leftovers: [{ name: 'target', theme: 'made', beside: /^Cargo\.toml$/, by: ['cargo'], certain: true }],
} satisfies Ecosystem;
