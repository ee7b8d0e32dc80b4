import type { Ecosystem } from '../ecosystem.js';
import { readBun } from './manifest.js';

// Its manifests and source are those of Node, and read as such.
export const bun = {
  id: 'bun',
  homeFiles: 'bun',
  // Sources: https://bun.com/docs/runtime/bunfig, https://docs.npmjs.com/cli/configuring-npm/npmrc: bun reads both.
  credentialFiles: [{ file: 'bunfig.toml' }, { file: '.npmrc' }],
  projects: [readBun],
  variables: 'BUN',
} satisfies Ecosystem;
