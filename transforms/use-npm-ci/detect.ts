// Installs of a Node project that may depart from its lock file.
import { type Context, type Folder, wordList } from '../../src/model/index.js';
import { broughtFolder, hasOption, packageCommands, type PackageCommand } from '../../src/runs/index.js';
import { buildContexts, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';

export interface LooseInstall {
  readonly instruction: Instruction;
  readonly call: PackageCommand;
  readonly tool: 'npm' | 'yarn' | 'pnpm';
  /** Folder of the repository whose package.json it installs; `undefined` where none is seen to be there. */
  readonly folder: Folder | undefined;
  /** True when a file of the folder stands beside package.json when the command runs. */
  isThere(name: string): boolean;
}

/** They say already what is wanted of the lock file, install nothing, or install somewhere else. */
const DECIDED = wordList(`
  -g --global --frozen-lockfile --immutable --pure-lockfile --no-frozen-lockfile --no-immutable --no-lockfile
  --no-package-lock --package-lock-only --lockfile-only --prefix --cwd --dir -C --dry-run --help --flat
  --force-reinstall --update-checksums --fix-lockfile`);

export function looseInstalls(doc: DockerfileDoc, instruction: Instruction, context: Context): LooseInstall[] {
  const found: LooseInstall[] = [];
  for (const call of packageCommands(instruction)) {
    const { manager, verb, verbWord } = call;
    if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') continue;
    const installs = verb === 'install' || verb === 'i' || (manager === 'yarn' && verbWord === undefined);
    if (!installs || call.packages.length > 0 || hasOption(call, ...DECIDED)) continue;
    // `yarn --version`, `yarn -v`
    if (!verbWord && call.options.some(({ raw }) => /^(?:-v|--version|-h)$/.test(raw))) continue;
    const { folder, isThere } = broughtFolder(
      doc,
      instruction,
      call,
      'package.json',
      buildContexts(doc, context),
      context,
    );
    found.push({ instruction, call, tool: manager, folder, isThere });
  }
  return found;
}
