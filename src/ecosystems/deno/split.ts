// Deno: a program that deno compile makes is one file, with the run-time of Deno in it; modules that it caches lie in a
// folder of their own, and run on the same image.
import type { Instruction } from '../../dockerfile/index.js';
import { child, type FilePath, type Stop, stop, walkFiles, words } from '../../model/index.js';
import { instructionEvidence, type Site } from '../../runs/index.js';
import {
  absolutePath,
  type Built,
  isImage,
  isOneFile,
  ownedArtefact,
  packageRecipe,
  pinnedQuestion,
  type Producer,
  type Program,
  type ProgramDoes,
  programRecipe,
  stopFolder,
  stopNoSource,
} from '../../splits/index.js';

const IMAGE = 'docker.io/denoland/deno';

/** Programs of one file. */
export const deno = programRecipe({
  id: 'deno',
  page: {
    name: 'Deno',
    builds: '`deno compile` on the images denoland/deno on Debian, from source that is here',
    copies: 'the program, and of the copied files those that are no source; Debian alone in the release of the image',
  },
  image: IMAGE,
  does: ({ name }, [, verb = '']) => {
    if (name !== 'deno') return undefined;
    return verb === 'compile' ? 'build' : FOR_BUILDS.has(verb) ? 'other' : undefined;
  },
  // An image that runs its source is none of a compiled program.
  compilesAtStart: () => undefined,
  builder: 'deno compile',
  read,
  questions: (image) => (isImage(image, IMAGE) ? pinnedQuestion(image) : undefined),
  assumption: isOneFile('and what deno compile puts into it', 'Deno does not bring'),
});

const FOR_BUILDS = words('cache install check lint fmt test task doc info types upgrade --version');

function read(site: Site, producers: readonly Producer<ProgramDoes>[]): Built | Stop<Instruction> {
  if (site.profile?.family === 'alpine')
    return stop(
      'needs-evidence',
      `${site.image} has a C library of its own for Deno beside that of Alpine, and what is compiled needs it; build on denoland/deno of Debian, or split the file by hand`,
      site.stage.instruction,
    );
  if (site.profile?.release === undefined)
    return stop(
      'needs-evidence',
      `which release of Debian ${site.image} stands on is not known; take denoland/deno of 2.5 or later, or of 1.36 to 2.3, by its version`,
      site.stage.instruction,
    );
  // The image starts everything through tini, which the run-time image has not.
  if (!site.entrypoint)
    return stop(
      'needs-decision',
      `${site.image} starts CMD through tini, which ends it on a signal and collects its children, and the run-time image has none; write ENTRYPOINT with the program if it does without`,
      site.cmd,
    );
  if (site.contexts.length === 0 || site.context.evidence.source(site.contexts, 'node').files === 0)
    return stopNoSource('the source', 'which programs it calls and which files it opens', site);
  const stored = storesWithDeno(site);
  if (stored !== undefined)
    return stop(
      'needs-decision',
      `${stored} keeps data in the folder of Deno's cache, which the run-time image has not; give it a path of its own, then the file can be split`,
      site.stage.instruction,
    );
  const programs: Program[] = [];
  for (const { command, instruction, words: called, does } of producers) {
    if (does !== 'build') continue;
    const path = absolutePath(outputOf(called), site.directoryAt(instruction, command.command));
    if (path === undefined || path.endsWith('/')) return stopFolder({ words: called, instruction }, '--output');
    programs.push({ path, from: instruction });
  }
  return { programs, isStatic: false, isSource, needs: () => ({ packages: rootsOf(site), evidence: [] }) };
}

/** What `--output` says. */
function outputOf(called: readonly string[]): string | undefined {
  const at = called.findIndex((word) => word === '--output' || word === '-o');
  return at === -1 ? called.map((word) => /^(?:--output|-o)=(.+)$/.exec(word)?.[1]).find(Boolean) : called[at + 1];
}

/** Deno brings certificates, and reads those of the system where it is told to. Source: https://docs.deno.com/runtime/reference/env_variables/ */
function rootsOf({ doc }: Site): string[] {
  return doc.text.includes('DENO_TLS_CA_STORE') ? ['ca-certificates'] : [];
}

const MOST_FILES = 500;
const STORES = /\blocalStorage\s*[.[]|\bDeno\.openKv\(\s*\)|\bcaches\.open\(/;

/** The first file of source that stores something where Deno keeps its cache. */
function storesWithDeno({ contexts, context }: Site): string | undefined {
  const { repository } = context.evidence;
  const sources = walkFiles(repository, {
    from: contexts,
    wanted: (name) => /\.[cm]?[jt]sx?$/.test(name),
    enter: (name) => name !== 'node_modules' && name !== 'vendor',
    mostFiles: MOST_FILES,
  });
  return [...sources].find((path) => STORES.test(repository.read(path) ?? ''));
}

function isSource(path: string, name: string): boolean {
  if (path === 'node_modules' || path === 'vendor') return true;
  return (
    /\.[cm]?[jt]sx?$/.test(name) ||
    /^(?:deno\.jsonc?|deno\.lock|import_map\.json|package(?:-lock)?\.json|tsconfig\.json)$/.test(name)
  );
}

/** Modules in the cache, beside tools that only compile. */
export const denoCached = packageRecipe({
  id: 'deno-cached',
  page: {
    name: 'modules of Deno',
    builds: '`deno cache`, `deno install` on the images denoland/deno, with build tools of the distribution',
    copies: 'the folder of cached modules, `DENO_DIR`; the same image, which has no smaller variant',
  },
  on: (site) => (isImage(site.image, IMAGE) ? site : undefined),
  does: ({ name }, [, verb = '', ...rest]) => {
    if (name !== 'deno' || rest.some((word) => word === '-g' || word === '--global')) return undefined;
    return /^(?:cache|install)$/.test(verb) ? 'install' : FOR_BUILDS.has(verb) ? 'other' : undefined;
  },
  installs: ['install'],
  base: ({ stage }) => ({ image: stage.from.image, lacks: [], evidence: [] }),
  see: ({ hasTools, site }) => (hasTools ? site : undefined),
  decide: ({ site, installs: [install] }) => {
    const beside = besideSource(site);
    if (beside !== undefined)
      return stop(
        'needs-evidence',
        `whether Deno keeps packages in node_modules is not seen (${beside} is there), so what to copy is not certain; split the file by hand`,
        install.instruction,
      );
    const folder = absolutePath(site.stateAt(install.instruction).variables.get('DENO_DIR') ?? '/deno-dir', '/');
    if (folder === undefined) return stopFolder(install, 'DENO_DIR');
    return {
      builds: 'the modules',
      artefacts: [ownedArtefact(site, install.instruction, folder)],
      assumptions: [
        {
          id: 'modules-stay-in-their-cache',
          believes:
            'What Deno fetches and compiles lies in its cache, and the program loads no library of what compiled it',
          breaksIf: 'a module links a library that only the build tools brought',
          checkBy: 'start the image with --cached-only, and use it once',
        },
      ],
      evidence: [instructionEvidence(site.doc, install.instruction, `the modules are cached here, in ${folder}`)],
    };
  },
});

/** The file that makes Deno keep packages in node_modules, or may. */
function besideSource({ contexts, context }: Site): FilePath | undefined {
  const { evidence } = context;
  for (const each of contexts) {
    for (const project of evidence.projects(each))
      if (project.ecosystem === 'deno' && project.besideSource !== undefined) return project.besideSource;
    const file = child(each, 'package.json');
    if (evidence.repository.kind(file) === 'file') return file;
  }
  return undefined;
}
