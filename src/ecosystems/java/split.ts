// Java: the build needs the JDK, the program the run-time image of the same version and distribution.
import {
  type Assumption,
  type Evidence,
  baseName,
  type Lookup,
  parseImageReference,
  type Stop,
  stop,
  isStop,
  words,
  type NonEmpty,
  nonEmpty,
  descendant,
  walkFiles,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { asPinned, type RunBase, type RunCommand, instructionEvidence, type Run, type Site } from '../../runs/index.js';
import { type Instruction, imageParent } from '../../dockerfile/index.js';
import { javaRunImage } from '../../knowledge/index.js';
import {
  type Artefact,
  type Findings,
  type Recipe,
  keptFiles,
  absolutePath,
  pathAtEnd,
  startCalls,
  type StartCall,
} from '../../splits/index.js';
import type { JavaProject } from '../index.js';

export const java: Recipe = { id: 'java', read, questions };

/** Where the image is pinned: the digest of what would run the program. */
function questions(image: string): Lookup[] | undefined {
  const runs = image.includes('@') ? javaRunImage(image.split('@', 1)[0]!)?.image : undefined;
  return runs === undefined ? undefined : [{ kind: 'image', image: runs }];
}

function read(site: Site): Findings | Stop<Instruction> | undefined {
  const runs = javaRunImage(site.image.split('@', 1)[0]!);
  if (!runs) return undefined;
  const producers = producersOf(site);
  if (producers.size === 0) return undefined;
  const compiles = startCalls(site).find(({ words }) => programIs(baseName(words[0] ?? ''), 'javaProject'));
  if (compiles)
    return stop(
      'needs-decision',
      `${compiles.words.slice(0, 2).join(' ')} builds the program when the container starts; start the jar that the build makes`,
      compiles.from,
    );
  const started = startCalls(site).find(({ words }) => baseName(words[0] ?? '') === 'java');
  if (!started)
    return stop(
      'needs-evidence',
      'what starts is no call of java that is seen here, so which files it needs of the build is not known; write java -jar and the path',
      site.cmd ?? site.entrypoint,
    );
  if (site.contexts.length === 0 || site.context.evidence.source(site.contexts, 'java').files === 0)
    return stop(
      'needs-evidence',
      'the Java source is not here, so which tools of the JDK it calls is not seen; split the file where the source is, or by hand',
      site.stage.instruction,
    );
  const tools = jdkUse(site);
  if (tools) return tools;
  const artefacts = artefactsOf(site, producers, started);
  if (isStop(artefacts)) return artefacts;
  const base = baseOf(site, runs);
  if (isStop(base)) return base;
  const last = site.runs.findLast(({ commands }) => commands.some((each) => producers.has(each)))!.instruction;
  const kept = keptFiles(site, last, isSource);
  return {
    builds: 'the program',
    producers: new Set(producers.keys()),
    buildOnly: new Set([...kept.buildOnly, ...wrapperRuns(site)]),
    artefacts: [...artefacts, ...kept.artefacts],
    base,
    assumptions: [inTheJar()],
    evidence: [
      instructionEvidence(site.doc, started.from, `java starts ${artefacts.map(({ path }) => path).join(', ')}`),
      ...kept.evidence,
    ],
  };
}

/** Builds, and copies of what they make in the same RUN. */
function producersOf(site: Site): ReadonlyMap<RunCommand, Run> {
  const found = new Map<RunCommand, Run>();
  for (const run of site.runs) {
    for (const command of run.commands) if (programIs(command.name, 'buildsJava')) found.set(command, run);
    for (const command of run.commands) {
      const words = command.command.words.map(({ raw }) => raw);
      if (/^(?:cp|mv)$/.test(command.name ?? '') && words.some((word) => /\.(?:jar|war)$/.test(word)))
        found.set(command, run);
      if (
        /^(?:find|mkdir|chmod)$/.test(command.name ?? '') &&
        run.commands.some((each) => programIs(each.name, 'buildsJava'))
      )
        found.set(command, run);
    }
  }
  return [...found.keys()].some(({ name }) => programIs(name, 'buildsJava')) ? found : new Map();
}

/** `RUN chmod +x mvnw`: of use to the build alone. */
function wrapperRuns(site: Site): Instruction[] {
  return site.runs
    .filter(({ commands }) =>
      commands.every(
        ({ name, command }) =>
          /^(?:chmod|sed|dos2unix)$/.test(name ?? '') &&
          /(?:^|\/)(?:mvnw|gradlew)$/.test(command.words.at(-1)?.raw ?? ''),
      ),
    )
    .map(({ instruction }) => instruction);
}

function artefactsOf(
  site: Site,
  producers: ReadonlyMap<RunCommand, Run>,
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
    return stop(
      'needs-evidence',
      `that the build makes ${path} is not seen: it lies neither in target nor in build/libs, and no jar, cp or mv line writes it`,
      from,
    );
  // A jar may name others beside it in its manifest: alone it is only sure to run where the build packs them in.
  const isWhole = !/\/(?:target|build\/libs)$/.test(folder)
    ? writtenByHand(producers) || packsAll(site)
    : packsAll(site, folder.replace(/\/(?:target|build\/libs)$/, ''));
  if (/[*?[]/.test(path) || (!isWhole && /\/(?:target|build\/libs)$/.test(folder))) return [{ path: folder }];
  if (!isWhole)
    return stop(
      'needs-evidence',
      `whether ${path} holds its dependencies is not seen: no plug-in that packs them in is named in the build; copy it and them by hand`,
      from,
    );
  return [{ path }];
}

/** True when jar, cp or mv names the path as what it writes. */
function writtenBy(site: Site, producers: ReadonlyMap<RunCommand, Run>, path: string): boolean {
  for (const [{ name, command }, { instruction }] of producers) {
    if (!/^(?:jar|cp|mv)$/.test(name ?? '')) continue;
    const { workdir } = site.stateAt(instruction);
    const words = command.words.slice(1).map(({ value, raw }) => value ?? raw);
    const outputs = name === 'jar' ? words : words.slice(-1);
    if (outputs.some((word) => absolutePath(word.replace(/^--file=/, ''), workdir) === path)) return true;
  }
  return false;
}

/** Made by the jar command alone, which packs what it is told to. */
function writtenByHand(producers: ReadonlyMap<RunCommand, Run>): boolean {
  return [...producers.keys()].every(({ name }) => !programIs(name, 'javaProject'));
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

const MOST_SOURCES = 1500;

/** Source that asks for the compiler or the tools of the JDK. */
function jdkUse(site: Site): Stop<Instruction> | undefined {
  const { repository } = site.context.evidence;
  const sources = walkFiles(repository, {
    from: site.contexts,
    wanted: (name) => /\.(?:java|kt|scala|groovy)$/.test(name),
    enter: (name) => !/^(?:target|build|test)$/.test(name),
    mostFiles: MOST_SOURCES,
  });
  for (const path of sources) {
    const use = /\b(?:javax\.tools\.|com\.sun\.tools\.|com\.sun\.jdi\.)\w+/.exec(repository.read(path) ?? '')?.[0];
    if (use !== undefined)
      return stop(
        'used-later',
        `${path} uses ${use}, which only the JDK has; keep the JDK at run time`,
        site.stage.instruction,
      );
  }
  return undefined;
}

/** The version of Java that a tag names: `openjdk:17`, `maven:3.9-amazoncorretto-21`, `gradle:8-jdk17`. */
function versionOf(image: string): string | undefined {
  const tag = parseImageReference(image)?.tag ?? '';
  return (
    /(?:jdk|corretto|semeru|sapmachine|ibmjava|graalvm\w{0,20})-?(\d+)/.exec(tag)?.[1] ??
    (/(?:^|\/)openjdk:/.test(image) ? /^\d+/.exec(tag)?.[0] : undefined)
  );
}

function baseOf(site: Site, runs: NonNullable<ReturnType<typeof javaRunImage>>): RunBase | Stop<Instruction> {
  const { image, stage } = site;
  if (runs.image === undefined)
    return stop(
      'needs-decision',
      `${image} has no run-time image of the same maker and version${/(?:^|\/)openjdk\b/.test(image) ? ' (openjdk had them up to 11)' : ''}; one of another maker may differ in what it brings, so choose one, such as eclipse-temurin:${versionOf(image) ?? '17'}-jre, and split the file by hand`,
      stage.instruction,
    );
  if (stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument stands in the tag, so which run-time image belongs to it depends on its value; write the tag',
      stage.instruction,
    );
  const pinned = asPinned(site, runs.image);
  if (isStop(pinned)) return pinned;
  const says: Evidence = {
    says: `${runs.image} is the run-time image of the same version`,
    from: { kind: 'knowledge', entry: runs.image, source: runs.source },
  };
  return { image: pinned.image, lacks: runs.lacks, evidence: [says] };
}

const BUILD_FILES = words(`
  pom.xml build.xml build.gradle settings.gradle gradle.properties mvnw mvnw.cmd mvnw.bat gradlew gradlew.cmd
  gradlew.bat lombok.config`);

function isSource(path: string, name: string): boolean {
  if (/^(?:src|gradle|\.mvn|\.gradle|target|build|out|bin|buildSrc)$/.test(path)) return true;
  return /\.(?:java|kt|kts|scala|groovy|class)$/.test(name) || BUILD_FILES.has(name);
}

function inTheJar(): Assumption {
  return {
    id: 'jar-holds-the-program',
    believes: 'What java starts holds the classes and resources of the program, and it needs the JDK for nothing',
    breaksIf:
      'it opens a file below src while it runs, compiles pages or code, or is watched with jcmd, jmap or a profiler of the JDK',
    checkBy: 'start the image and use it once; a missing class or file is named in its log',
  };
}
