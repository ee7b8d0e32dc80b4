// The folders a Dockerfile may be built with.
import { type Context, type EvidenceReader, isWithin, parent, type Folder, upwards } from '../model/index.js';
import { contextPath, copiesFromContext, copyArguments, patternFolder } from './copies.js';
import type { DockerfileDoc } from './document.js';

/** What is read for it. */
interface Around extends Pick<Context, 'group'> {
  readonly evidence: Pick<EvidenceReader, 'repository' | 'contexts'>;
}

/**
 * The build contexts that Compose names, else the nearest folder, from the Dockerfile's own up to the root, that has
 * every file the Dockerfile copies by its plain name. Empty where no folder has.
 */
export function buildContexts(doc: DockerfileDoc, { group, evidence }: Around): Folder[] {
  if (group.links.some((link) => link.dockerfile === doc.file)) return [...evidence.contexts(doc.file)];
  const sources = plainSources(doc);
  for (const here of upwards(parent(doc.file))) {
    const all = sources.every((source) => {
      const path = contextPath(here, source);
      return path === '' || (path !== undefined && evidence.repository.kind(path) !== undefined);
    });
    if (all) return [here];
  }
  return [];
}

/** As `buildContexts`; else the folder of the Dockerfile, where all that is not to be seen in it is what a build leaves there. */
export function probableContexts(doc: DockerfileDoc, surroundings: Around): Folder[] {
  const known = buildContexts(doc, surroundings);
  if (known.length > 0) return known;
  const folder = parent(doc.file);
  const { repository } = surroundings.evidence;
  const isBuilt = plainSources(doc).every((source) => {
    const path = contextPath(folder, source);
    // What git keeps is in no tree of the repository.
    if (path !== undefined && isWithin(path, GIT)) return true;
    return path === '' || (path !== undefined && repository.kind(path) !== undefined) || BUILT.test(source);
  });
  return isBuilt ? [folder] : [];
}

const GIT = '.git';
const BUILT = /(?:^|\/)(?:target|build|dist|out|bin|publish)\/|\.[jw]ar$/;

function plainSources(doc: DockerfileDoc): string[] {
  const found: string[] = [];
  for (const instruction of copiesFromContext(doc)) {
    for (const source of copyArguments(instruction)?.sources ?? []) {
      if (/[$<]|^[a-z+]+:\/\/|^git@/i.test(source)) continue;
      const plain = patternFolder(source) ?? source;
      if (plain !== '') found.push(plain);
    }
  }
  return found;
}
