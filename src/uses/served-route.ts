// The route of a framework behind a web server that hands everything to it.
import { baseName, type Context, type FilePath, type Folder, type Route } from '../model/index.js';
import { baseChain, imageParent, type DockerfileDoc, type Stage } from '../dockerfile/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { imageProfile } from '../knowledge/index.js';
import { pathsInImage } from '../runs/index.js';
import { copiedPaths } from './given-paths.js';
import { sourceIn } from './source.js';

/** What frameworks call the folder that a server may show, with the program that takes what is no file there. */
const SHOWN = 'public';
/** Requests for what is no file go to the program. */
const REWRITES = /a2enmod[ \t][^\n&;|]{0,80}\brewrite\b|\bFallbackResource\b|\btry_files\b[^;\n]{0,80}\/index\.php/;

/**
 * The health route of the framework whose program lies in the image, where the lines and settings that are seen have the
 * server show its folder and hand the rest to it.
 */
export function servedRoute(doc: DockerfileDoc, stage: Stage, folder: Folder, context: Context): Route | undefined {
  const language = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage)?.language;
  const known = ECOSYSTEMS.flatMap(({ source }) => source ?? []).find((each) => each.language === language);
  if (!known) return undefined;
  const route = sourceIn(doc, stage, folder, known.language, context).routes.known.find(({ health }) => health);
  if (!route) return undefined;
  const { repository } = context.evidence;
  // The settings that name it lie in a folder of the project.
  const roots = pathsInImage(doc, stage, route.from.file, folder, repository).map((path) =>
    imageParent(imageParent(path)),
  );
  const lines = baseChain(stage).flatMap(({ instructions }) =>
    instructions.flatMap(({ keyword, args }) => (keyword === 'RUN' || keyword === 'ENV' ? [args] : [])),
  );
  const texts = [...lines, ...settingsOf(doc, stage, folder, context)];
  const isShown = roots.some((root) => texts.some((text) => text.includes(`${root}/${SHOWN}`)));
  return isShown && texts.some((text) => REWRITES.test(text)) ? route : undefined;
}

function settingsOf(doc: DockerfileDoc, stage: Stage, folder: Folder, context: Context): string[] {
  const { repository } = context.evidence;
  return copiedPaths(doc, stage, folder, context).flatMap(({ path }) => {
    if (path === undefined || path === '' || repository.kind(path) !== 'file' || !/\.conf$/.test(baseName(path)))
      return [];
    return repository.read(path as FilePath) ?? [];
  });
}
