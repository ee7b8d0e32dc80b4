import {
  type Assumption,
  type Context,
  type Folder,
  wordList,
  isStop,
  type Stop,
  stop,
} from '../../src/model/index.js';
import { broughtFolder, hasOption, packageCommands, type PackageCommand } from '../../src/runs/index.js';
import {
  buildContexts,
  childStages,
  insertAfterWord,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { imageBeforePin } from '../../src/images/index.js';
import { nodeOf, type NodeProject } from '../../src/ecosystems/index.js';
import { isForProduction, startOf } from './start.js';
import { usedInSource } from './uses.js';
import {
  rewriteDockerfile,
  shippedRuns,
  type DockerfileContext,
  type DockerfileVerdict,
} from '../../src/rewrites/index.js';

const UNUSED: Assumption = {
  id: 'dev-dependencies-unused',
  believes: 'The program needs nothing of devDependencies when it runs',
  breaksIf: 'it loads one of them by a name that is put together while it runs, or a plug-in does',
  checkBy: 'start the image and use each part of the program once',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'omit-dev-dependencies',
    title: 'Leave development dependencies out of the image',
    why: 'Tools for tests and builds are pulled, stored and scanned with the image, and no program in it runs them.',
    summary:
      'Adds `--omit=dev` (yarn `--production`, pnpm `--prod`) to installs in shipped stages whose program needs no development dependency.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['exec-form'],
    ceiling: 'review',
    rules: [],
    hints: ['npm', 'yarn', 'pnpm'],
    since: '0.1.0',
    references: ['https://docs.npmjs.com/cli/commands/npm-ci#omit', 'https://pnpm.io/cli/install#--prod--p'],
  },
  on: shippedRuns,
  judge: (run, context) => packageCommands(run).map((call) => judge(run, call, context)),
});

function judge(instruction: Instruction, call: PackageCommand, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  if (!installsAll(call) || !isForProduction(doc, instruction, call)) return undefined;
  if (childStages(doc, doc.stages[instruction.stage]!).length > 0) return undefined;
  const { folder } = broughtFolder(doc, instruction, call, 'package.json', buildContexts(doc, context), context);
  const project = folder === undefined ? undefined : projectIn(folder, context);
  const [tool] = project?.devDependencies.values() ?? [];
  if (!project || !tool || project.members.length > 0) return undefined;
  const start = startOf(doc, instruction, project, context);
  if (isStop(start)) return start;
  const obstacle = hookOf(call, project) ?? usedInSource(project, context.evidence.repository);
  if (obstacle) return obstacle;
  const option = optionFor(doc, instruction, call, context);
  return {
    edits: [insertAfterWord(doc, instruction, call.verbWord ?? call.tool, option)],
    seen: 'installs development dependencies as well, and nothing is built behind it',
    evidence: [
      { says: 'no source file names one of them', from: tool.from },
      ...('from' in start ? [{ says: 'the image starts node itself', from: start.from }] : []),
    ],
    assumptions: [UNUSED],
  };
}

const DECIDED = wordList('--omit --production --prod -P --only --include --also -D --dev -g --global');

function installsAll(call: PackageCommand): boolean {
  const { manager, verb, verbWord, packages } = call;
  if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') return false;
  const installs = /^(?:install|i|ci)$/.test(verb) || (manager === 'yarn' && verbWord === undefined);
  // yarn 2 and later has no such option; its lock file is frozen by --immutable.
  return (
    installs && packages.length === 0 && !hasOption(call, ...DECIDED, '--immutable') && call.command.place === 'chain'
  );
}

function projectIn(folder: Folder, { evidence }: Context): NodeProject | undefined {
  const project = evidence.projects(folder).find((each): each is NodeProject => each.ecosystem === 'node');
  return project && !project.locks.some(({ kind }) => kind === 'yarn-berry') ? project : undefined;
}

/** Hooks of the project run all the same, and their tools are mostly development dependencies. */
function hookOf(call: PackageCommand, project: NodeProject): Stop | undefined {
  const [hook] = project.hooks;
  if (!hook || hasOption(call, '--ignore-scripts')) return undefined;
  return stop(
    'used-later',
    `${hook[0]} runs ${hook[1].is.slice(0, 80)} at every install, and may need a development dependency`,
  );
}

function optionFor(
  doc: DockerfileDoc,
  { stage }: Instruction,
  { manager }: PackageCommand,
  { answers }: Context,
): string {
  if (manager === 'yarn') return ' --production';
  if (manager === 'pnpm') return ' --prod';
  const root = doc.stages[stage]?.rootImage;
  const node = root === undefined ? undefined : nodeOf(imageBeforePin(root, answers));
  // --omit is new in npm 7, which Node 15 brought.
  return node !== undefined && Number(node) < 15 ? ' --only=production' : ' --omit=dev';
}
