// Images that the repository itself makes, as far as its pipelines and scripts show.
import { child, factOf, groupFact, type FilePath, type GroupContext, type Repository } from '../model/index.js';
import { pipelineFiles } from '../pipelines/index.js';
import { BAKE_FILES, makefiles, readAll, shellScripts, type BuildFile } from './build-files.js';
import { argumentSetIn, isBuiltHere, withoutTag } from './built-here.js';

interface Maker extends BuildFile {
  readonly pushes: boolean;
}

/** Pipelines and scripts that build or push images. */
function makersOf({ evidence }: GroupContext): readonly Maker[] {
  const { repository } = evidence;
  return factOf(repository.over?.base ?? repository, readMakers);
}

function readMakers(repository: Repository): readonly Maker[] {
  const bakes = BAKE_FILES.map((name) => child('', name));
  return [
    ...pipelineFiles(repository),
    ...readAll(repository, bakes),
    ...makefiles(repository),
    ...readAll(repository, shellScripts(repository)),
  ].flatMap(({ path, text }) =>
    /push|build|contexts/i.test(text) ? [{ path, text, pushes: /push/i.test(text) }] : [],
  );
}

/**
 * The pipeline or script that makes an image of this name, as far as one can see: it names it and pushes something, or
 * tags a build with it. Official images, `postgres`, are nobody's own. What follows such an image would stand still with
 * a pin, and a name that is only ever built here may be a stranger's in the registry.
 */
function madeBy(image: string, around: GroupContext): FilePath | undefined {
  const name = withoutTag(image);
  if (!name.includes('/')) return undefined;
  for (const { path, text, pushes } of makersOf(around)) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (/[\w./-]/.test(text[at - 1] ?? '') || /[\w/-]/.test(text[at + name.length] ?? '')) continue;
      if (pushes || /(?:^|\s)(?:-t|--tag)[ =]["']?$/.test(text.slice(Math.max(at - 12, 0), at))) return path;
    }
  }
  return undefined;
}

/** Why an image must be able to move; `undefined` where nothing here makes it, and where it is pinned. */
export function whyNotPinned(image: string, around: GroupContext): string | undefined {
  const path = image.includes('@') ? undefined : madeBy(image, around);
  return (
    path &&
    `${withoutTag(image)} seems to be made by ${path}; let the release write its digest, or it would stand still here`
  );
}

/**
 * The named build contexts that bake files, workflows and scripts give: FROM and COPY --from take them before images,
 * and by their whole reference. Source: https://docs.docker.com/build/concepts/context/#named-contexts
 */
function namedContexts(around: GroupContext): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of makersOf(around)) {
    for (const [, name] of text.matchAll(/--build-context[ =]["']?([\w./:@-]+)=/g)) names.add(name!);
    for (const [, block] of text.matchAll(/\bcontexts"?[ \t]*[=:][ \t]*\{([^{}]*)\}/g))
      for (const entry of block!.split(/[\n,]/)) {
        const [, quoted, bare] = /^\s*(?:"([^"]+)"\s*[=:]|([\w./-]+)\s*=)/.exec(entry) ?? [];
        const name = quoted ?? bare;
        if (name !== undefined) names.add(name);
      }
    for (const [, block] of text.matchAll(
      /\bbuild-contexts:(?:[ \t]*(?:\|[-+]?[ \t]*)?\r?\n)?((?:[ \t]+[\w./:@-]+=.*(?:\r?\n|$))+)/g,
    ))
      for (const [, name] of block!.matchAll(/^[ \t]+([\w./:@-]+)=/gm)) names.add(name!);
  }
  return names;
}

/** What the other files of the repository say about the build of a Dockerfile. */
export function readBuildSettings(
  dockerfile: FilePath,
  around: GroupContext,
): {
  isOwn(image: string): boolean;
  setBy(argument: string): FilePath | undefined;
  mustMove(image: string): string | undefined;
} {
  const isBuilt = isBuiltHere(around);
  return {
    isOwn: (image) => isBuilt(image) || groupFact(around, namedContexts).has(image.replace(/:latest$/, '')),
    setBy: argumentSetIn(dockerfile, around),
    mustMove: (image) => whyNotPinned(image, around),
  };
}
