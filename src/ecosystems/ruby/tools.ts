import type { Tool } from '../ecosystem.js';
import { startsWith } from '../tools.js';

export const TOOLS: readonly Tool[] = [
  { name: 'gem', programs: /^gem$/, readsNothing: startsWith('install', 'update', 'sources') },
  { name: 'bundler', programs: /^bundle$/, readsNothing: startsWith('config') },
];
