// devDependencies: whether an image can do without them. `node` is started on a file of the source, and no source names one.
// Sources: https://docs.npmjs.com/cli/commands/npm-ci#omit, https://pnpm.io/cli/install#--prod--p,
// https://classic.yarnpkg.com/en/docs/cli/install
import { type Assumption, isStop, type Stop, stop, words } from '../../model/index.js';
import { splitOptions } from '../install-call.js';
import type { Omission, Omitted, ShippedInstall } from '../omission.js';
import { isForProduction, startOf } from './omission-start.js';
import { usedInSource } from './omission-source.js';
import { productionOption } from './production.js';
import type { NodeProject } from './project.js';

const UNUSED: Assumption = {
  id: 'dev-dependencies-unused',
  believes: 'The program needs nothing of devDependencies when it runs',
  breaksIf: 'it loads one of them by a name that is put together while it runs, or a plug-in does',
  checkBy: 'start the image and use each part of the program once',
};

/** What installs behind the name of a manager. @param valued its options that take the next word. */
export function omissionOf(manager: 'npm' | 'yarn' | 'pnpm', valued: ReadonlySet<string> = new Set()): Omission {
  return {
    manifest: 'package.json',
    ownStage: true,
    installsAll: (given) => installsAll(manager, given, valued),
    judge: (install) => judge(manager, install),
  };
}

// yarn 2 and later has no such option; its lock file is frozen by --immutable.
const DECIDED = words('--omit --production --prod --only --include --also --dev --global --immutable');

function installsAll(
  manager: 'npm' | 'yarn' | 'pnpm',
  [, ...args]: readonly string[],
  valued: ReadonlySet<string>,
): number | undefined {
  const { options, plain } = splitOptions(args, valued);
  const [verb, ...packages] = plain;
  const installs = verb === undefined ? manager === 'yarn' : /^(?:install|i|ci)$/.test(verb);
  if (!installs || packages.length > 0) return undefined;
  if ([...options.keys()].some((each) => DECIDED.has(each) || (/^-[A-Za-z]+$/.test(each) && /[PDg]/.test(each))))
    return undefined;
  return verb === undefined ? 0 : args.indexOf(verb) + 1;
}

function judge(manager: 'npm' | 'yarn' | 'pnpm', install: ShippedInstall): Omitted | Stop | undefined {
  if (!isForProduction(install)) return undefined;
  const { projects, repository, image } = install;
  const project = projects.find((each): each is NodeProject => each.ecosystem === 'node');
  const [tool] = project?.devDependencies.values() ?? [];
  if (!project || !tool || project.berry || project.members.length > 0) return undefined;
  const start = startOf(install, project);
  if (isStop(start)) return start;
  const obstacle = hookOf(install, project) ?? usedInSource(project, repository);
  if (obstacle) return obstacle;
  return {
    option: ` ${productionOption(manager, image)}`,
    seen: 'installs development dependencies as well, and nothing is built behind it',
    evidence: [
      { says: 'no source file names one of them', from: tool.from },
      { says: 'the image starts node itself', from: start.from },
    ],
    believes: UNUSED,
  };
}

/** Hooks of the project run all the same, and their tools are mostly development dependencies. */
function hookOf({ words: given }: ShippedInstall, { hooks }: NodeProject): Stop | undefined {
  const [hook] = hooks;
  if (!hook || given.some((word) => /^--ignore-scripts(?:=|$)/.test(word))) return undefined;
  return stop(
    'used-later',
    `${hook[0]} runs ${hook[1].is.slice(0, 80)} at every install, and may need a development dependency`,
  );
}
