import type { Ecosystem } from '../ecosystem.js';
import { readStatic } from './manifest.js';

export const staticSites = {
  id: 'static',
  projects: [readStatic],
} satisfies Ecosystem;
