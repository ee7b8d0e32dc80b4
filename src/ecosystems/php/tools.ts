import type { Tool } from '../ecosystem.js';
import { startsWith } from '../tools.js';
import { omission } from './omission.js';

export const TOOLS: readonly Tool[] = [
  {
    name: 'composer',
    programs: /^composer(?:\.phar)?$/,
    readsNothing: startsWith('config', 'clear-cache', 'clearcache', 'self-update', 'global', 'diagnose'),
    omission,
    makes: { id: 'composer', tool: /\bcomposer\b/, task: /\b(?:install|update)\b/ },
  },
  { name: 'php', programs: /^php[\d.]*$/, omission },
];
