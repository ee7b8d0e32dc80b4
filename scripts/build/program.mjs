import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFiles } from '../data/plugin.mjs';
import { ALIAS } from './alias.mjs';
import { pageFiles } from './pages-plugin.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** How a program of this project is bundled to be run where it is. */
export const nodeProgram = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  external: ['ts-morph', 'esbuild', 'playwright-core'],
  alias: ALIAS,
  plugins: [dataFiles, pageFiles],
  define: { 'process.env.HARDEN_ROOT': JSON.stringify(root) },
};
