import { words } from '../../model/index.js';
import type { Tool } from '../ecosystem.js';

export const TOOLS: readonly Tool[] = [
  {
    name: 'dotnet',
    programs: /^dotnet$/,
    startBuild: { verbs: words('run watch build publish restore ef'), inPlace: true },
    makes: { id: 'dotnet', tool: /\bdotnet\b/, task: /\b(?:publish|build)\b/ },
  },
];
