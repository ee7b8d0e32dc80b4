// Installs of a Node project that may depart from its lock file.
import type { Context, FilePath } from '../../src/model/index.js';
import {
  broughtFile,
  buildContexts,
  directoryAt,
  hasOption,
  isDockerignored,
  packageCommands,
  parseDockerignore,
  shellRuns,
  type DockerfileDoc,
  type Instruction,
  type PackageCommand,
} from '../../src/dockerfile/index.js';

export interface LooseInstall {
  readonly instruction: Instruction;
  readonly call: PackageCommand;
  readonly tool: 'npm' | 'yarn' | 'pnpm';
  /** Folder of the repository whose package.json it installs; `undefined` where none is seen to be there. */
  readonly folder: FilePath | '' | undefined;
  /** True when a file of the folder stands beside package.json when the command runs. */
  isThere(name: string): boolean;
}

/** They say already what is wanted of the lock file, install nothing, or install somewhere else. */
const DECIDED = [
  '-g',
  '--global',
  '--frozen-lockfile',
  '--immutable',
  '--pure-lockfile',
  '--no-frozen-lockfile',
  '--no-immutable',
  '--no-lockfile',
  '--no-package-lock',
  '--package-lock-only',
  '--lockfile-only',
  '--prefix',
  '--cwd',
  '--dir',
  '-C',
  '--dry-run',
  '--help',
  '--flat',
  '--force-reinstall',
  '--update-checksums',
  '--fix-lockfile',
];

export function looseInstalls(doc: DockerfileDoc, context: Context): LooseInstall[] {
  const found: LooseInstall[] = [];
  let contexts: readonly (FilePath | '')[] | undefined;
  for (const instruction of shellRuns(doc)) {
    for (const call of packageCommands(instruction)) {
      const { manager, verb, verbWord } = call;
      if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') continue;
      const installs = verb === 'install' || verb === 'i' || (manager === 'yarn' && verbWord === undefined);
      if (!installs || call.packages.length > 0 || hasOption(call, ...DECIDED)) continue;
      // `yarn --version`, `yarn -v`
      if (!verbWord && call.options.some(({ raw }) => /^(?:-v|--version|-h)$/.test(raw))) continue;
      contexts ??= buildContexts(doc, context);
      found.push(locate(doc, instruction, call, manager, contexts, context));
    }
  }
  return found;
}

function locate(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  tool: LooseInstall['tool'],
  contexts: readonly (FilePath | '')[],
  { evidence: { repository } }: Context,
): LooseInstall {
  const directory = directoryAt(doc, instruction, call.command);
  const bring = (name: string): FilePath | undefined => {
    const files = new Set(
      contexts.map((each) => inContext(each, broughtFile(doc, instruction, name, directory, each, repository))),
    );
    const [file] = files;
    return files.size === 1 ? file : undefined;
  };
  const inContext = (context: FilePath | '', file: FilePath | undefined): FilePath | undefined => {
    if (file === undefined) return undefined;
    const own = `${doc.file}.dockerignore` as FilePath;
    const shared = (context === '' ? '.dockerignore' : `${context}/.dockerignore`) as FilePath;
    const text = [own, shared]
      .map((path) => (repository.kind(path) === 'file' ? repository.read(path) : undefined))
      .find((each) => each !== undefined);
    const path = context === '' ? file : file.slice(context.length + 1);
    return text !== undefined && isDockerignored(parseDockerignore(text), path) ? undefined : file;
  };
  const manifest = bring('package.json');
  const folder =
    manifest === undefined ? undefined : (manifest.slice(0, Math.max(0, manifest.lastIndexOf('/'))) as FilePath | '');
  return {
    instruction,
    call,
    tool,
    folder,
    isThere(name) {
      const file = bring(name);
      return file !== undefined && file === (folder === '' ? name : `${folder}/${name}`);
    },
  };
}
