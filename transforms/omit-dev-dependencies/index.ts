import {
  type Assumption,
  type Context,
  type NodeProject,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  type Folder,
  wordList,
  isStop,
  type Stop,
  stop,
  refusalAt,
} from '../../src/model/index.js';
import {
  broughtFolder,
  hasOption,
  packageCommands,
  seenIn,
  shellRuns,
  stepAt,
  targetsOf,
  type PackageCommand,
} from '../../src/runs/index.js';
import {
  buildContexts,
  childStages,
  insertAfterWord,
  runPlace,
  shippedStages,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { imageAsAsked } from '../../src/images/index.js';
import { nodeOf } from '../../src/knowledge/index.js';
import { isForProduction, startOf } from './start.js';
import { usedInSource } from './uses.js';

const ID = 'omit-dev-dependencies';
const TITLE = 'Leave development dependencies out of the image';

const UNUSED: Assumption = {
  id: 'dev-dependencies-unused',
  believes: 'The program needs nothing of devDependencies when it runs',
  breaksIf: 'it loads one of them by a name that is put together while it runs, or a plug-in does',
  checkBy: 'start the image and use each part of the program once',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: TITLE,
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
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    let contexts: readonly Folder[] | undefined;
    for (const instruction of shellRuns(doc)) {
      for (const call of packageCommands(instruction)) {
        if (!installsAll(call) || !isForProduction(doc, instruction, call)) continue;
        if (!shippedStages(doc, targetsOf(doc, context)).has(doc.stages[instruction.stage]!)) continue;
        if (childStages(doc, doc.stages[instruction.stage]!).length > 0) continue;
        contexts ??= buildContexts(doc, context);
        const { folder } = broughtFolder(doc, instruction, call, 'package.json', contexts, context);
        const project = folder === undefined ? undefined : projectIn(folder, context);
        if (!project || project.devDependencies.size === 0 || project.members.length > 0) continue;
        const step = stepAt(doc, instruction, ID);
        const start = startOf(doc, instruction, project, context);
        const obstacle = isStop(start)
          ? start
          : (hookOf(call, project) ?? usedInSource(project, context.evidence.repository));
        if (obstacle) {
          refusals.push(refusalAt(step, obstacle));
          continue;
        }
        const first = [...project.devDependencies.values()][0]!;
        proposals.push({
          ...step,
          title: TITLE,
          why: 'Tools for tests and builds are pulled, stored and scanned with the image, and no program in it runs them.',
          touches: [runPlace(doc, instruction)],
          safety: 'review',
          assumptions: [UNUSED],
          evidence: [
            seenIn(doc, instruction, 'installs development dependencies as well, and nothing is built behind it'),
            { says: 'no source file names one of them', from: first.from },
            ...('from' in start ? [{ says: 'the image starts node itself', from: start.from }] : []),
          ],
          changes: [
            insertAfterWord(doc, instruction, call.verbWord ?? call.tool, optionFor(doc, instruction, call, context)),
          ],
        });
      }
    }
    return { proposals, refusals };
  },
};

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
  const node = root === undefined ? undefined : nodeOf(imageAsAsked(root, answers));
  // --omit is new in npm 7, which Node 15 brought.
  return node !== undefined && Number(node) < 15 ? ' --only=production' : ' --omit=dev';
}
