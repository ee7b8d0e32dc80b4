// May the install be strict? The lock file is in the image, the tool reads it, and it agrees with package.json.
import {
  type Assumption,
  type Context,
  type Edit,
  type Evidence,
  baseName,
  type Stop,
  stop,
  isStop,
} from '../../src/model/index.js';
import { insertAfterWord, replaceWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { imageBeforePin } from '../../src/images/index.js';
import { nodeOf, type NodeLock, type NodeProject } from '../../src/ecosystems/index.js';
import type { LooseInstall } from './detect.js';

export type StrictInstall =
  | { readonly edit: Edit; readonly assumptions: readonly Assumption[]; readonly evidence: readonly Evidence[] }
  | Stop;

const KINDS: Readonly<Record<LooseInstall['tool'], readonly NodeLock['kind'][]>> = {
  npm: ['npm'],
  yarn: ['yarn', 'yarn-berry'],
  pnpm: ['pnpm'],
};

export function verdictOf(doc: DockerfileDoc, install: LooseInstall, context: Context): StrictInstall {
  const { instruction, tool, folder } = install;
  if (folder === undefined)
    return stop('needs-evidence', `the package.json that ${tool} installs from is not seen in the repository`);
  const project = context.evidence.projects(folder).find((each): each is NodeProject => each.ecosystem === 'node');
  const lock = project?.locks.find(({ kind }) => KINDS[tool].includes(kind));
  if (!project || !lock)
    return stop(
      'needs-evidence',
      `there is no lock file of ${tool} beside package.json; make one with ${tool} install and commit it`,
    );
  if (context.evidence.repository.ignored(lock.file))
    return stop('conflicts', `git’s ignore rules leave ${lock.file} out, so a fresh clone has none`);
  const name = baseName(lock.file);
  if (!install.isThere(name))
    return stop('needs-evidence', `${name} is not copied into the image before this line; copy it beside package.json`);
  const touched = changedBefore(doc, instruction, name);
  if (touched)
    return stop(
      'used-later',
      `an earlier line changes ${touched} in the image, so the copy in the repository is not what is installed`,
    );
  const settings = project.settings.find((file) => file.endsWith('.npmrc'));
  if (settings && /^[ \t]*package-lock\s*=\s*false/m.test(context.evidence.repository.read(settings) ?? ''))
    return stop('conflicts', `${settings} turns lock files off`);
  const { agreement } = lock;
  if (!agreement.agrees) {
    const code = agreement.agrees === false ? 'conflicts' : 'needs-evidence';
    const advice = agreement.agrees === false ? `; run ${tool} install and commit the lock file` : '';
    return stop(code, agreement.why + advice);
  }
  const reader = readerOf(doc, install, lock, project, context);
  if (isStop(reader)) return reader;
  const edit = editFor(doc, install, lock);
  if (!edit) return stop('not-contiguous', `the words of ${tool} install are split by a line break or quotes`);
  const evidence: Evidence[] = [
    { says: `${name} has what package.json asks for`, from: { kind: 'source', file: lock.file } },
  ];
  if (lock.version) evidence.push({ says: `its format is version ${lock.version.is}`, from: lock.version.from });
  return {
    edit,
    assumptions: [...reader.assumptions, ...(lock.kind === 'npm' && lock.version?.is === '1' ? [DEEPER] : [])],
    evidence,
  };
}

const DEEPER: Assumption = {
  id: 'lock-file-is-whole',
  believes: 'The lock file has every package that the dependencies need in turn',
  breaksIf: 'it was merged or edited by hand: the build then stops at npm ci',
  checkBy: 'run npm ci in a fresh clone',
};

function changedBefore(doc: DockerfileDoc, instruction: Instruction, lock: string): string | undefined {
  const words = [lock, 'package.json'];
  for (const other of doc.instructions) {
    if (other.keyword !== 'RUN' || other.index > instruction.index || other.stage !== instruction.stage) continue;
    const found = words.find((word) => other.args.includes(word));
    if (found !== undefined && !/^\s*(?:cat|ls|test)\b/.test(other.args)) return found;
    if (
      other.index < instruction.index &&
      /\b(?:npm (?:install|i|add|uninstall|init|pkg|version)|yarn (?:add|remove|init)|pnpm (?:add|remove)) (?!-g\b|--global\b)[@a-z]/.test(
        other.args,
      )
    )
      return 'package.json';
  }
  return undefined;
}

/** Whether the tool in the image reads the lock file: known from the image, else believed. */
function readerOf(
  doc: DockerfileDoc,
  { instruction, tool }: LooseInstall,
  lock: NodeLock,
  project: NodeProject,
  { answers }: Context,
): { readonly assumptions: readonly Assumption[] } | Stop {
  const version = Number.parseFloat(lock.version?.is ?? '');
  const installed = doc.instructions.some(
    ({ keyword, args, index }) =>
      keyword === 'RUN' &&
      index <= instruction.index &&
      new RegExp(`\\b(?:${tool}@|corepack\\b|nvm\\b|\\bn \\d)`).test(args),
  );
  const root = doc.stages[instruction.stage]?.rootImage;
  const image = root === undefined ? undefined : imageBeforePin(root, answers);
  const node = image === undefined || installed ? undefined : nodeOf(image);
  if (tool === 'npm') {
    if (node === undefined) return { assumptions: [believed('npm', lock)] };
    // npm ci is new in npm 5.7; Node 8 and 9 came with older ones at first. Format 3 is new in npm 7, which Node 15 brought.
    if (Number(node) < 10) return stop('conflicts', `npm ci is not in every npm of Node ${node}; a newer Node has it`);
    if (version >= 3 && Number(node) < 15)
      return stop('conflicts', `the lock file has format ${lock.version?.is}, which npm of Node ${node} does not read`);
    return { assumptions: [] };
  }
  // The image of Node brings yarn 1, which takes a lock file of its own format only.
  if (tool === 'yarn' && lock.kind === 'yarn' && node !== undefined && !project.packageManager)
    return { assumptions: [] };
  if (tool === 'yarn' && lock.kind === 'yarn-berry' && project.settings.some((file) => file.endsWith('.yarn/releases')))
    return { assumptions: [] };
  return { assumptions: [believed(tool, lock)] };
}

function believed(tool: string, { file }: NodeLock): Assumption {
  return {
    id: 'tool-reads-the-lock',
    believes: `${tool} in this image is recent enough for the format of ${file}`,
    breaksIf: 'it is older or newer than the one that wrote the file: the build then stops at this line',
    checkBy: `run ${tool} --version in the base image`,
  };
}

function editFor(doc: DockerfileDoc, { instruction, call, tool }: LooseInstall, lock: NodeLock): Edit | undefined {
  if (tool === 'npm') return replaceWord(doc, instruction, call.verbWord!, 'ci');
  const option = lock.kind === 'yarn-berry' ? ' --immutable' : ' --frozen-lockfile';
  return insertAfterWord(doc, instruction, call.verbWord ?? call.tool, option);
}
