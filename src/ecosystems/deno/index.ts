import type { Ecosystem } from '../ecosystem.js';
import { readDeno } from './manifest.js';

// Its source is that of Node, and read as such.
export const deno = {
  id: 'deno',
  homeFiles: 'deno',
  projects: [readDeno],
  variables: 'DENO',
} satisfies Ecosystem;
