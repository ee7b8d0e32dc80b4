import { isStop } from '../../model/index.js';
import { instructionEvidence, type Site } from '../../runs/index.js';
import { isImage, packageRecipe, type PackageStage, type Producer } from '../../splits/index.js';
import { FOR_NODE_GYP, withoutDevelopment } from '../node/split.js';
import { foldersOf, stopKeptAtHome } from '../node/split-folders.js';
import { developmentPackages } from '../node/split-development.js';
import { membersOf, projectOf } from '../node/split-project.js';

type Does = 'install' | 'build' | 'other';

function isBun(image: string): boolean {
  return isImage(image, 'docker.io/oven/bun');
}

export const bun = packageRecipe({
  id: 'bun',
  page: {
    name: 'Bun',
    builds: '`bun install` from `bun.lock` on the images oven/bun, with `bun run` and `bun build`',
    copies:
      'the folder of the program, where packages for development that nothing is seen to use are left out; the same image',
  },
  on: (site) => (isBun(site.image) && site.profile?.family !== undefined ? site : undefined),
  // The same image runs it.
  questions: (image) => (isBun(image) ? [] : undefined),
  does: ({ name }, [, verb = '', ...rest]) => kindOf(name, verb, rest),
  installs: ['install'],
  base: ({ stage }) => ({ image: stage.from.image, lacks: [], evidence: [] }),
  see,
  decide: ({ site, producers, installs: [install] }, { projects, left, build }) => {
    const artefacts = foldersOf(
      site,
      producers.filter(({ does }) => does !== 'other'),
    );
    if (isStop(artefacts)) return artefacts;
    const outside = stopKeptAtHome(site, projects, install.instruction);
    if (outside) return outside;
    return {
      builds: 'the program',
      buildPackages: FOR_NODE_GYP,
      artefacts,
      // The lock file says the same versions again; what was built stays.
      ...(left ? { finish: ['RUN rm -rf node_modules && bun install --production --frozen-lockfile'] } : {}),
      assumptions: left ? [withoutDevelopment(left)] : [],
      evidence: [
        instructionEvidence(site.doc, install.instruction, 'the packages are installed here'),
        ...(build ? [instructionEvidence(site.doc, build.instruction, 'the program is built here')] : []),
      ],
    };
  },
});

/** What the program can do without; `undefined` where nothing is gained. */
function see({ site, producers, installs, hasTools }: PackageStage<Does>) {
  const project = projectOf(site);
  const projects = project ? [project, ...membersOf(site, project)] : [];
  const build = producers.find(({ does }) => does === 'build');
  const commands = installs.map(({ command }) => command);
  const left =
    project && build && installsAgain(site, project.directory, installs)
      ? developmentPackages(site, projects, commands)
      : undefined;
  // A hook would run again, without what it may need.
  const alone = projects.every(({ hooks, workspaces, local }) => hooks.size + workspaces.length + local.size === 0);
  const leaves = alone ? left : undefined;
  return hasTools || leaves ? { projects, left: leaves, build } : undefined;
}

/** True where a second install in the same folder gets what the lock file says. */
function installsAgain(site: Site, directory: string, installs: readonly Producer[]): boolean {
  const last = site.body.findLast(({ keyword }) => keyword === 'WORKDIR');
  const [first] = installs;
  if (!first || installs.length > 1 || (last && last.index > first.instruction.index)) return false;
  const isPlain = !/\bcd\s|--cwd|--filter|--no-save/.test(first.instruction.args);
  return (
    isPlain &&
    site.contexts.some((each) =>
      site.context.evidence
        .projects(each)
        .some(
          (project) => project.ecosystem === 'bun' && project.directory === directory && project.lock !== undefined,
        ),
    )
  );
}

/** Source: https://bun.com/docs/pm/cli/install */
function kindOf(name: string | undefined, verb: string, rest: readonly string[]): Does | undefined {
  if (name === 'bunx') return 'build';
  if (name !== 'bun' || rest.some((word) => word === '-g' || word === '--global')) return undefined;
  const packages = rest.some((word) => !word.startsWith('-'));
  if (/^(?:install|i|ci)$/.test(verb)) return packages ? undefined : 'install';
  if (/^(?:pm|upgrade|test|--version|-v)$/.test(verb)) return 'other';
  return /^(?:run|build|x)$/.test(verb) ? 'build' : undefined;
}
