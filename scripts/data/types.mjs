// The types that code has of data, held against the data.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { valueOf } from './compile.mjs';

/** What the compiler says of the tables, written out, by the types that their declarations give them. */
export function faultsOfTypes(root) {
  const folder = join(root, 'node_modules', '.cache', 'harden', 'data-types');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const declared = readdirSync(join(root, 'src'), { recursive: true }).filter((name) =>
    /\.d\.(?:yaml|tsv)\.ts$/.test(name),
  );
  for (const name of declared) {
    const path = join(root, 'src', name.replace(/\.d(\.\w+)\.ts$/, '$1'));
    const value = valueOf(path);
    const text = `import type table from ${JSON.stringify(relative(folder, path))};
export const value: ReturnType<typeof table> = ${JSON.stringify(value, undefined, 1)};\n`;
    writeFileSync(join(folder, `${basename(path).replace('.', '-')}.ts`), text);
  }
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: root });
  return status === 0 ? [] : stdout.trim().split('\n');
}
