// Ruby on the official images: gems lie below GEM_HOME, in the same place in the slim image of the same version. They are
// copied there, and the program's folder with them where the build writes into it.
import { baseName, child, type Evidence, isStop, type NonEmpty, type Stop, stop } from '../../model/index.js';
import { instructionEvidence, type Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import {
  fullImageNotNeeded,
  isImage,
  packageRecipe,
  type Producer,
  quotedStart,
  stopInOneRun,
  stopNotHere,
  twinQuestion,
  withRelease,
} from '../../splits/index.js';
import { nativeGem } from './native.js';
import type { RubyProject } from './project.js';
import { lockedGems, packagesOf, rubyProject, type Gem } from './split-gems.js';
import { type Does, artefactsOf } from './split-folders.js';

export const ruby = packageRecipe({
  id: 'ruby',
  page: {
    name: 'Ruby',
    builds:
      '`bundle install` on the official images on Debian, with the tasks that build assets, from a `Gemfile.lock` that is here',
    copies:
      'the folder of the gems, and the folder of the program where the build writes into it; the slim image of the same version, with what gems named in the lock file load or use',
  },
  on: (written) => {
    const site = withRelease(written);
    return isImage(site.image, 'ruby') && site.profile?.family === 'debian' ? site : undefined;
  },
  questions: (image, isSplit) => (isImage(image, 'ruby') ? twinQuestion(image, isSplit) : undefined),
  does: ({ name }, words) => kindOf(name, words),
  installs: ['install'],
  see: ({ site, isFull, hasTools }) => (isFull || hasTools ? { project: rubyProject(site) } : undefined),
  decide: ({ site, producers, installs, isFull }, { project }) => {
    if (!project || project.lock === undefined)
      return stopNotHere(
        `no ${project ? 'Gemfile.lock' : 'Gemfile'} is here`,
        'which gems are installed, and what they need of the image,',
        installs[0].instruction,
        project ? 'check the lock file in' : undefined,
      );
    const git = gemspecCallsGit(site, project);
    if (git) return git;
    const system = producers.find(({ does, words }) => does === 'gem' && words.includes('--system'));
    if (system)
      return stop(
        'needs-decision',
        'gem update --system replaces RubyGems in the image itself, and not among the gems that are copied; leave it out, or choose an image with that version',
        system.instruction,
      );
    const repeated = configuredRuns(site, producers);
    if (isStop(repeated)) return repeated;
    const artefacts = artefactsOf(site, producers, project);
    if (isStop(artefacts)) return artefacts;
    const gems = lockedGems(site, project.lock);
    const packages = isFull ? packagesOf(site, gems) : [];
    if (isStop(packages)) return packages;
    return {
      builds: 'the gems',
      repeated,
      artefacts,
      packages,
      assumptions: isFull ? [FULL_IMAGE] : [],
      evidence: evidenceOf(site, producers, gems),
    };
  },
});

/** Tasks that write files of the program and nothing else. */
const TASK =
  /^(?:assets|webpacker|webpack|css|javascript|yarn|npm|vite|shakapacker|i18n|tailwindcss|dartsass|bootsnap)(?::[\w:]+)?$/;

const SETS =
  /^(?:install|check|clean|show|lock|list|version|--version|binstubs|package|cache|pristine|update|info|platform|env)$/;

function kindOf(name: string | undefined, words: readonly string[]): Does | undefined {
  const verb = words[1] ?? '';
  if (name === 'bundle' || name === 'bundler') {
    if (verb === 'config') return 'config';
    if (verb === 'exec') return kindOf(baseName(words[2] ?? ''), words.slice(2)) === 'build' ? 'build' : undefined;
    return verb === '' || verb.startsWith('-') || SETS.test(verb) ? 'install' : undefined;
  }
  if (name === 'gem') return 'gem';
  const rest = words.slice(1).filter((word) => !word.startsWith('-') && !/^[A-Z_]+=/.test(word));
  if (/^(?:rake|rails)$/.test(baseName(words[0] ?? '') ?? ''))
    return rest.length > 0 && rest.every((word) => TASK.test(word)) ? 'build' : undefined;
  if (baseName(words[0] ?? '') === 'bootsnap') return verb === 'precompile' ? 'build' : undefined;
  if (/^(?:webpack|vite)$/.test(baseName(words[0] ?? '') ?? '')) return 'build';
  if (name === 'jekyll' || name === 'middleman') return verb === 'build' ? 'build' : undefined;
  if (name === 'yarn' || name === 'npm' || name === 'pnpm')
    return words.includes('-g') || words.includes('--global') || verb === 'global' ? undefined : 'build';
  return undefined;
}

/** The RUNs whose settings the program reads when it starts, and that lie in a home folder: they are repeated. */
function configuredRuns(
  site: Site,
  producers: readonly Producer<Does>[],
): ReadonlySet<Instruction> | Stop<Instruction> {
  const found = new Set<Instruction>();
  for (const { does, words, instruction } of producers) {
    if (does !== 'config') continue;
    const rest = words.slice(2).filter((word) => !word.startsWith('--'));
    const key = rest[0] === 'set' ? rest[1] : rest[0];
    // `set` stays with the project, which is GEM_HOME in these images; the older form and --global go to the home folder.
    const atHome = words.includes('--global') || (rest[0] !== 'set' && !words.includes('--local'));
    if (
      !atHome ||
      !/^(?:without|with|path|deployment|frozen|gemfile|disable_shared_gems|specific_platform)$/.test(key ?? '')
    )
      continue;
    const alone = site.runs
      .find((run) => run.instruction === instruction)!
      .commands.every(
        (command) =>
          command.role === 'neutral' || producers.some((each) => each.command === command && each.does === 'config'),
      );
    if (!alone)
      return stopInOneRun(
        `${quotedStart(words)} writes into the home folder, where the program reads it when it starts, and stands`,
        instruction,
        'or write bundle config set --local',
      );
    found.add(instruction);
  }
  return found;
}

/** A gemspec of the project is evaluated whenever the program starts. */
function gemspecCallsGit(site: Site, project: RubyProject): Stop | undefined {
  const { repository } = site.context.evidence;
  const folders = [
    ...(project.reads.some(({ is }) => is === '*.gemspec') ? [project.directory] : []),
    ...project.pathGems.flatMap(({ is }) => (is.path === undefined ? [] : [is.path])),
  ];
  for (const folder of folders) {
    for (const name of repository.list(folder)) {
      if (!name.endsWith('.gemspec')) continue;
      const path = child(folder, name);
      if (/`git\b|%x.git\b|["']git["' ]/.test(repository.read(path) ?? ''))
        return stop(
          'used-later',
          `${path} calls git each time the program starts, and would find none; list the files without it, as Dir[] does`,
        );
    }
  }
  return undefined;
}

const FULL_IMAGE = fullImageNotNeeded(
  'The gems load no further library of the full image, and call no program of it: they are Ruby, bring what they load, or load what is named',
  'start the image and load the program; ldd on the .so files below /usr/local/bundle shows what is not found',
);

function evidenceOf(site: Site, producers: readonly Producer<Does>[], gems: readonly Gem[]): NonEmpty<Evidence> {
  const install = producers.find(({ does }) => does === 'install')!;
  const build = producers.find(({ does }) => does === 'build');
  const found: [Evidence, ...Evidence[]] = [
    instructionEvidence(site.doc, install.instruction, 'the gems are installed here'),
  ];
  if (build) found.push(instructionEvidence(site.doc, build.instruction, 'files of the program are built here'));
  for (const { name, source } of gems.filter((gem) => nativeGem(gem.name)).slice(0, 3))
    found.push({ says: `${name} needs something of the system`, from: source });
  return found;
}
