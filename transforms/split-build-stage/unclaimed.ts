// Build tools that stay in the image where no recipe knows what they build.
import { installCalls } from '../../src/builds/index.js';
import { refuse, type Refused, type Site } from './recipe.js';

/** Why the stage keeps its build tools; `undefined` where it installs none. */
export function leftBehind(site: Site): Refused | undefined {
  for (const { instruction } of site.runs) {
    for (const { packages } of installCalls(instruction)) {
      const tools = packages.filter(({ role }) => role === 'build').map(({ name }) => name);
      if (tools.length === 0) continue;
      return refuse(
        'needs-evidence',
        `${tools.slice(0, 5).join(', ')} ${tools.length > 1 ? 'stay' : 'stays'} in the image, and which files the program needs of what is built with ${tools.length > 1 ? 'them' : 'it'} is not seen; decide that and copy them from a build stage, or install the library in place of a -dev package where nothing is built`,
        instruction,
      );
    }
  }
  return undefined;
}
