// Which files of a build Java starts: a jar that holds all, or the folder it lies in.
import { descendant, isWithin, needsAt, type NonEmpty, nonEmpty, type Stop, stop } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import type { Site } from '../../runs/index.js';
import { anchorOf, type Instruction, imageParent } from '../../dockerfile/index.js';
import {
  absolutePath,
  type Artefact,
  pathAtEnd,
  type Producer,
  type StartCall,
  stopNotMade,
} from '../../splits/index.js';
import type { JavaProject } from './project.js';

/** The jar or classes that java starts. */
export function artefactsOf(
  site: Site,
  producers: readonly Producer[],
  { words, from }: StartCall,
): NonEmpty<Artefact> | Stop<Instruction> {
  const at = words.findIndex(
    (word) => word === '-jar' || word === '-cp' || word === '-classpath' || word === '--class-path',
  );
  const written = words[at + 1];
  if (at === -1 || written === undefined)
    return stop('needs-evidence', 'which jar or classes java starts is not seen; name them with -jar or -cp', from);
  if (words[at] !== '-jar') {
    const named = written.split(':').map((each) => pathAtEnd(site, each.replace(/\/\*$/, '')));
    const found = nonEmpty(named.flatMap((path) => (path === undefined || path === '/' ? [] : [{ path }])));
    if (found?.length !== named.length)
      return stop('needs-evidence', `where the class path ${written} lies is not seen; write absolute paths`, from);
    return found;
  }
  const path = pathAtEnd(site, written);
  if (path === undefined)
    return stop('needs-evidence', `where ${written} lies is not seen; write the path without variables`, from);
  const folder = imageParent(path);
  const isMade = /\/(?:target|build\/libs)$/.test(folder) || writtenBy(site, producers, path);
  if (!isMade)
    return stopNotMade(path, 'it lies neither in target nor in build/libs, and no jar, cp or mv line writes it', from);
  // A jar may name others beside it in its manifest: alone it is only sure to run where the build packs them in.
  const isWhole =
    !missesClasses(site) &&
    (!/\/(?:target|build\/libs)$/.test(folder)
      ? writtenByHand(producers) || packsAll(site)
      : packsAll(site, folder.replace(/\/(?:target|build\/libs)$/, '')));
  if (/[*?[]/.test(path) || (!isWhole && /\/(?:target|build\/libs)$/.test(folder))) return [{ path: folder }];
  // What its manifest names lies beside it, where a folder of its own was made for both.
  if (!isWhole && missesClasses(site) && isOfBuild(site, folder, from)) return [{ path: folder }];
  if (!isWhole)
    return stop(
      'needs-evidence',
      `whether ${path} holds its dependencies is not seen: no plug-in that packs them in is named in the build; copy it and them by hand`,
      from,
    );
  return [{ path }];
}

/** A run of the split did not find a class: the jar does not hold all of them. */
function missesClasses({ doc, stage, context }: Site): boolean {
  return needsAt(context, anchorOf(doc, stage.instruction), 'module').length > 0;
}

/** Below the folder in which it was built: that itself holds the source. */
function isOfBuild(site: Site, folder: string, from: Instruction): boolean {
  const { workdir } = site.stateAt(from);
  return workdir !== undefined && workdir !== '/' && folder !== workdir && isWithin(folder, workdir);
}

/** True when jar, cp or mv names the path as what it writes. */
function writtenBy(site: Site, producers: readonly Producer[], path: string): boolean {
  for (const { command, instruction, words } of producers) {
    if (!/^(?:jar|cp|mv)$/.test(command.name ?? '')) continue;
    const { workdir } = site.stateAt(instruction);
    const outputs = command.name === 'jar' ? words.slice(1) : words.slice(1).slice(-1);
    if (outputs.some((word) => absolutePath(word.replace(/^--file=/, ''), workdir) === path)) return true;
  }
  return false;
}

/** Made by the jar command alone, which packs what it is told to. */
function writtenByHand(producers: readonly Producer[]): boolean {
  return producers.every(({ command }) => !programIs(command.name, 'javaProject'));
}

const PACKS = /spring-boot|quarkus|shade|shadow|assembly|onejar|capsule|ktor/;

/** `module`: the folder in the image whose build makes the jar, for a project of several modules. */
function packsAll(site: Site, module = ''): boolean {
  return [...projectsOf(site), ...moduleOf(site, module)].some(
    ({ springBoot, plugins }) =>
      springBoot !== undefined || plugins.some(({ is }) => PACKS.test(is) && !is.includes('quarkus')),
  );
}

function projectsOf(site: Site): JavaProject[] {
  return site.contexts.flatMap((each) =>
    site.context.evidence.projects(each).flatMap((project) => (project.ecosystem === 'java' ? [project] : [])),
  );
}

/** The project in the repository that a folder of the image was copied from: the one its path ends with. */
function moduleOf(site: Site, folder: string): JavaProject[] {
  const names = folder.split('/').slice(1);
  for (let from = 0; from < Math.min(names.length, 8); from++) {
    const below = names.slice(from).join('/');
    for (const context of site.contexts) {
      for (const project of site.context.evidence.projects(descendant(context, below)))
        if (project.ecosystem === 'java') return [project];
    }
  }
  return [];
}
