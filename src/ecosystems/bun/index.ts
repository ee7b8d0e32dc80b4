import type { Ecosystem } from '../ecosystem.js';
import { readBun } from './manifest.js';

// Its manifests and source are those of Node, and read as such.
export const bun = {
  id: 'bun',
  homeFiles: 'bun',
  projects: [readBun],
  variables: 'BUN',
} satisfies Ecosystem;
