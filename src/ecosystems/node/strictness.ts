// May an install of Node be strict? The lock file is in the image, the tool reads it, and it agrees with package.json.
// Sources: https://docs.npmjs.com/cli/commands/npm-ci, https://classic.yarnpkg.com/en/docs/cli/install,
// https://yarnpkg.com/cli/install, https://pnpm.io/cli/install
import { type Assumption, baseName, type Evidence, isStop, type Stop, stop, wordList } from '../../model/index.js';
import {
  changedBefore,
  type InstallWords,
  type LooseInstall,
  type StrictInstall,
  type Strictness,
} from '../strictness.js';
import type { NodeLock, NodeProject } from './project.js';
import { nodeOf } from './runtime.js';

type Manager = 'npm' | 'yarn' | 'pnpm';

const KINDS: Readonly<Record<Manager, readonly NodeLock['kind'][]>> = {
  npm: ['npm'],
  yarn: ['yarn', 'yarn-berry'],
  pnpm: ['pnpm'],
};

/** They say already what is wanted of the lock file, install nothing, or install somewhere else. */
const DECIDED = wordList(`
  -g --global --frozen-lockfile --immutable --pure-lockfile --no-frozen-lockfile --no-immutable --no-lockfile
  --no-package-lock --package-lock-only --lockfile-only --prefix --cwd --dir -C --dry-run --help --flat
  --force-reinstall --update-checksums --fix-lockfile`);

/** How a manager of Node is held to its lock file. */
export function strictnessOf(tool: Manager): Strictness {
  return {
    manifest: 'package.json',
    isLoose: (call) => isLoose(tool, call),
    judge: (install) => judge(tool, install),
  };
}

function isLoose(tool: Manager, { verb, others, options, has }: InstallWords): boolean {
  const installs = verb === 'install' || verb === 'i' || (tool === 'yarn' && verb === '');
  if (!installs || others.length > 0 || has(DECIDED)) return false;
  // `yarn --version`, `yarn -v`
  return verb !== '' || !options.some((option) => /^(?:-v|--version|-h)$/.test(option));
}

function judge(tool: Manager, install: LooseInstall): StrictInstall | Stop {
  const { folder, projects, repository } = install;
  if (folder === undefined)
    return stop('needs-evidence', `the package.json that ${tool} installs from is not seen in the repository`);
  const project = projects.find((each): each is NodeProject => each.ecosystem === 'node');
  const lock = project?.locks.find(({ kind }) => KINDS[tool].includes(kind));
  if (!project || !lock)
    return stop(
      'needs-evidence',
      `there is no lock file of ${tool} beside package.json; make one with ${tool} install and commit it`,
    );
  if (repository.ignored(lock.file))
    return stop('conflicts', `git’s ignore rules leave ${lock.file} out, so a fresh clone has none`);
  const name = baseName(lock.file);
  if (!install.isThere(name))
    return stop('needs-evidence', `${name} is not copied into the image before this line; copy it beside package.json`);
  const touched = changedBefore(install, [name, 'package.json'], { commands: CHANGES, what: 'package.json' });
  if (touched)
    return stop(
      'used-later',
      `an earlier line changes ${touched} in the image, so the copy in the repository is not what is installed`,
    );
  const settings = project.settings.find((file) => file.endsWith('.npmrc'));
  if (settings && /^[ \t]*package-lock\s*=\s*false/m.test(repository.read(settings) ?? ''))
    return stop('conflicts', `${settings} turns lock files off`);
  const { agreement } = lock;
  if (!agreement.agrees) {
    const code = agreement.agrees === false ? 'conflicts' : 'needs-evidence';
    const advice = agreement.agrees === false ? `; run ${tool} install and commit the lock file` : '';
    return stop(code, agreement.why + advice);
  }
  const reader = readerOf(tool, install, lock, project);
  if (isStop(reader)) return reader;
  const evidence: Evidence[] = [
    { says: `${name} has what package.json asks for`, from: { kind: 'source', file: lock.file } },
  ];
  if (lock.version) evidence.push({ says: `its format is version ${lock.version.is}`, from: lock.version.from });
  return {
    ...(tool === 'npm'
      ? { verb: 'ci' }
      : { option: lock.kind === 'yarn-berry' ? ' --immutable' : ' --frozen-lockfile' }),
    assumptions: [...reader, ...(lock.kind === 'npm' && lock.version?.is === '1' ? [DEEPER] : [])],
    evidence,
  };
}

const CHANGES =
  /\b(?:npm (?:install|i|add|uninstall|init|pkg|version)|yarn (?:add|remove|init)|pnpm (?:add|remove)) (?!-g\b|--global\b)[@a-z]/;

const DEEPER: Assumption = {
  id: 'lock-file-is-whole',
  believes: 'The lock file has every package that the dependencies need in turn',
  breaksIf: 'it was merged or edited by hand: the build then stops at npm ci',
  checkBy: 'run npm ci in a fresh clone',
};

/** Whether the tool in the image reads the lock file: known from the image, else believed. */
function readerOf(
  tool: Manager,
  { runs, image }: LooseInstall,
  lock: NodeLock,
  project: NodeProject,
): readonly Assumption[] | Stop {
  const version = Number.parseFloat(lock.version?.is ?? '');
  const installed = runs.some(({ text }) => new RegExp(`\\b(?:${tool}@|corepack\\b|nvm\\b|\\bn \\d)`).test(text));
  const node = image === undefined || installed ? undefined : nodeOf(image);
  if (tool === 'npm') {
    if (node === undefined) return [believed('npm', lock)];
    // npm ci is new in npm 5.7; Node 8 and 9 came with older ones at first. Format 3 is new in npm 7, which Node 15 brought.
    if (Number(node) < 10) return stop('conflicts', `npm ci is not in every npm of Node ${node}; a newer Node has it`);
    if (version >= 3 && Number(node) < 15)
      return stop('conflicts', `the lock file has format ${lock.version?.is}, which npm of Node ${node} does not read`);
    return [];
  }
  // The image of Node brings yarn 1, which takes a lock file of its own format only.
  if (tool === 'yarn' && lock.kind === 'yarn' && node !== undefined && !project.packageManager) return [];
  if (tool === 'yarn' && lock.kind === 'yarn-berry' && project.settings.some((file) => file.endsWith('.yarn/releases')))
    return [];
  return [believed(tool, lock)];
}

function believed(tool: string, { file }: NodeLock): Assumption {
  return {
    id: 'tool-reads-the-lock',
    believes: `${tool} in this image is recent enough for the format of ${file}`,
    breaksIf: 'it is older or newer than the one that wrote the file: the build then stops at this line',
    checkBy: `run ${tool} --version in the base image`,
  };
}
