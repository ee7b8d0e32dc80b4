import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const project = join(__dirname, '..', '..');

/** Bundles a program into a file, as the scripts of the project are. Its imports are taken from the root of the project. */
export function bundle(program: string, outfile: string): void {
  execFileSync(process.execPath, [join(project, 'scripts', 'bundle.mjs'), outfile], { input: program, cwd: project });
}
