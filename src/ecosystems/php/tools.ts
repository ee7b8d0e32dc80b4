import type { Tool } from '../ecosystem.js';
import { startsWith } from '../tools.js';

export const TOOLS: readonly Tool[] = [
  {
    name: 'composer',
    programs: /^composer$/,
    readsNothing: startsWith('config', 'clear-cache', 'clearcache', 'self-update', 'global', 'diagnose'),
    makes: { id: 'composer', tool: /\bcomposer\b/, task: /\b(?:install|update)\b/ },
  },
];
