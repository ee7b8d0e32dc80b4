// What package managers of Node are told in order to leave out packages for development.
import { hasOldNpm } from './runtime.js';

/**
 * The option of an install that leaves out packages for development: `--omit=dev`.
 * @param image whose npm it is; yarn is its version 1.
 * @see https://docs.npmjs.com/cli/v11/commands/npm-ci, https://classic.yarnpkg.com/en/docs/cli/install, https://pnpm.io/cli/install
 */
export function productionOption(manager: 'npm' | 'yarn' | 'pnpm', image: string | undefined): string {
  if (manager === 'yarn') return '--production';
  if (manager === 'pnpm') return '--prod';
  return image !== undefined && hasOldNpm(image) ? '--only=production' : '--omit=dev';
}
