// The source code behind the program of an image, and what it does.
import {
  type Context,
  type SourceFacts,
  type SourceLanguage,
  type Started,
  type Folder,
  type Facts,
  folderPath,
} from '../model/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { programIs } from '../programs/index.js';
import {
  baseChain,
  contextPath,
  copyArguments,
  type DockerfileDoc,
  type Stage,
  copiesFromContext,
} from '../dockerfile/index.js';
import { placementsIn, sourcesOf } from '../runs/index.js';
import { imageProfile } from '../knowledge/index.js';
import type { ImageUse } from './start.js';
import { findOwnPrograms } from './own-programs.js';

const SOURCES = ECOSYSTEMS.flatMap(({ source }) => source ?? []);
/** They serve files, and are no more than that. */
const SERVES_FILES = /^(?:serve|http-server)$/;

export interface ImageSource {
  readonly languages: readonly SourceLanguage[];
  /** Of all languages together. `files: 0` where no source was found. */
  readonly facts: SourceFacts;
  /** Programs that nobody described, whose source was not found either. */
  readonly strangers: readonly Started[];
}

/** Variables that say where a server in one of these languages listens, the first that is set. */
export function addressVariables(languages: readonly SourceLanguage[]): readonly string[] {
  return SOURCES.flatMap(({ language, addresses }) => (languages.includes(language) ? (addresses ?? []) : []));
}

/** What the code does that the programs of an image run. */
export function imageSource(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  uses: readonly ImageUse[],
  { evidence }: Context,
): ImageSource {
  const languages = new Set<SourceLanguage>();
  const strangers: Started[] = [];
  const compiled = compiledLanguage(doc, stage, folder, evidence.repository);
  const made = findOwnPrograms(doc, stage, folder, evidence);
  for (const { program } of uses) {
    for (const started of program.started) {
      const language = languageOf(started.name) ?? made.get(started.name) ?? builtLanguage(started);
      if (language) languages.add(language);
      else if (SERVES_FILES.test(started.name) || programIs(started.name, 'asksOthers')) continue;
      else if (compiled && isOwnBinary(started)) languages.add(compiled);
      else strangers.push(started);
    }
  }
  const roots = projectRoots([...sourcesOf(doc, stage, folder, evidence.repository), ...builtSources(stage, folder)]);
  const all = [...languages].map((language) => evidence.source(roots, language));
  return { languages: [...languages], facts: merged(all), strangers };
}

/** What the code of a language does that is in an image, whatever is started. */
export function sourceIn(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  language: SourceLanguage,
  { evidence }: Context,
): SourceFacts {
  return evidence.source(projectRoots(sourcesOf(doc, stage, folder, evidence.repository)), language);
}

function languageOf(name: string): SourceLanguage | undefined {
  return SOURCES.find(
    ({ runBy, loadedBy, script }) =>
      (runBy && programIs(name, runBy)) || (loadedBy && programIs(name, loadedBy)) || script?.test(name),
  )?.language;
}

/** `./server`, `/app/main`: no name that a package would bring. */
function isOwnBinary({ words, name }: Started): boolean {
  return words[0]!.includes('/') ? !programIs(name, 'shell') : /^(?:main|app|server|api)$/.test(name);
}

/** A program that a build made, by where it lies. */
function builtLanguage({ words }: Started): SourceLanguage | undefined {
  return SOURCES.find(({ built }) => built?.test(words[0]!))?.language;
}

/** What compiles, where the stage, or one that it copies from, has the compiler. */
function compiledLanguage(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  repository: Context['evidence']['repository'],
): SourceLanguage | undefined {
  const from = placementsIn(doc, stage, folder, repository).flatMap((each) => (each.stage ? [each.stage] : []));
  for (const each of [...baseChain(stage), ...from]) {
    const language = each.rootImage === undefined ? undefined : imageProfile(each.rootImage)?.language;
    const own = SOURCES.find((source) => source.compiled && source.language === language);
    if (own) return own.language;
  }
  return undefined;
}

/** What is copied out of the folder of a build, which need not be in the repository: `COPY target/app.jar`. */
function builtSources(stage: Stage, folder: Folder): Folder[] {
  return baseChain(stage).flatMap((each) =>
    copiesFromContext(each).flatMap((copy) =>
      (copyArguments(copy)?.sources ?? []).flatMap((source) => {
        const path = BUILD_FOLDER.test(source) && !source.includes('$') ? contextPath(folder, source) : undefined;
        return path === undefined ? [] : [path];
      }),
    ),
  );
}

const BUILD_FOLDER = /^(?:(.*)\/)?(?:target|build|dist|out|bin|publish|release)(?:\/.*)?$/s;

/** What a build leaves in `target` or `dist` was made of what lies beside it. */
function projectRoots(sources: readonly Folder[]): Folder[] {
  const roots = sources.map((source) => {
    const match = BUILD_FOLDER.exec(source);
    return match ? folderPath(match[1] ?? '') : source;
  });
  return [...new Set(roots)].sort();
}

function merged(all: readonly SourceFacts[]): SourceFacts {
  const join = <T>(facts: readonly Facts<T>[]): Facts<T> => ({
    known: facts.flatMap(({ known }) => known),
    unread: facts.flatMap(({ unread }) => unread),
  });
  const { missing } = all.find((each) => each.missing !== undefined) ?? {};
  return {
    files: all.reduce((sum, { files }) => sum + files, 0),
    listens: join(all.map(({ listens }) => listens)),
    routes: join(all.map(({ routes }) => routes)),
    writes: join(all.map(({ writes }) => writes)),
    spawns: join(all.map(({ spawns }) => spawns)),
    root: all.flatMap(({ root }) => root),
    signals: all.flatMap(({ signals }) => signals),
    ...(missing === undefined ? {} : { missing }),
  };
}
