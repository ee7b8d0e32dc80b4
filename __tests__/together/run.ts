// Runs the files of a portion as one suite; scripts/portions.cjs deals them.
import { join } from 'node:path';

declare const PORTIONS: readonly (readonly string[])[];

const root = join(__dirname, '..', '..');

/** Each file is a block of its own, so that what it sets up before and after its tests is for its own. */
export function runPortion(at: number): void {
  for (const file of PORTIONS[at]!) describe(file, () => loadTests(file));
}

/** A file that does not load is one test that fails, and the others run. */
function loadTests(file: string): void {
  try {
    require(join(root, file));
  } catch (error) {
    test('is loaded', () => {
      throw error;
    });
  }
}
