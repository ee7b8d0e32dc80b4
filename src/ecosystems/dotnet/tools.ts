import type { Tool } from '../ecosystem.js';

export const TOOLS: readonly Tool[] = [
  {
    name: 'dotnet',
    programs: /^dotnet$/,
    makes: { id: 'dotnet', tool: /\bdotnet\b/, task: /\b(?:publish|build)\b/ },
  },
];
