// Java: the build needs the JDK, the program the run-time image of the same version and distribution.
import { baseName, isStop, parseImageReference, type Stop, stop, walkFiles, words } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { instructionEvidence, type RunBase, type Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import { javaRunImage } from '../../knowledge/index.js';
import {
  commandsOfAll,
  keptFiles,
  type Producer,
  producersOf,
  type Publication,
  publishedRecipe,
  runImageBase,
  startCalls,
  stopNoSource,
  stopOtherStart,
} from '../../splits/index.js';
import { artefactsOf } from './split-jars.js';

export const java = publishedRecipe({
  id: 'java',
  page: {
    name: 'Java',
    builds: '`javac` and `jar`, Maven, Gradle on eclipse-temurin, maven, gradle and openjdk up to 11',
    copies:
      'the jar where a plug-in packs its dependencies in, else the folder it lies in; the run-time image of the same version',
  },
  on: (site) => javaRunImage(site.image.split('@', 1)[0]!),
  publish,
  assumption: {
    id: 'jar-holds-the-program',
    believes: 'What java starts holds the classes and resources of the program, and it needs the JDK for nothing',
    breaksIf:
      'it opens a file below src while it runs, compiles pages or code, or is watched with jcmd, jmap or a profiler of the JDK',
    checkBy: 'start the image and use it once; a missing class or file is named in its log',
  },
  // Where the image is pinned: the digest of what would run the program.
  questions: (image) => {
    const runs = image.includes('@') ? javaRunImage(image.split('@', 1)[0]!)?.image : undefined;
    return runs === undefined ? undefined : [{ kind: 'image', image: runs }];
  },
});

type JavaRun = NonNullable<ReturnType<typeof javaRunImage>>;

function publish(site: Site, runs: JavaRun): Publication | Stop<Instruction> | undefined {
  const producers = makersOf(site);
  if (producers.length === 0) return undefined;
  const calls = startCalls(site);
  const compiles = calls.find(({ words }) => programIs(baseName(words[0] ?? ''), 'javaProject'));
  if (compiles)
    return stop(
      'needs-decision',
      `${compiles.words.slice(0, 2).join(' ')} builds the program when the container starts; start the jar that the build makes`,
      compiles.from,
    );
  const started = calls.find(({ words }) => baseName(words[0] ?? '') === 'java');
  if (!started)
    return stopOtherStart(
      'call of java',
      'which files it needs of the build',
      'write java -jar and the path',
      site.cmd ?? site.entrypoint,
    );
  if (site.contexts.length === 0 || site.context.evidence.source(site.contexts, 'java').files === 0)
    return stopNoSource('the Java source', 'which tools of the JDK it calls', site);
  const tools = jdkUse(site);
  if (tools) return tools;
  const artefacts = artefactsOf(site, producers, started);
  if (isStop(artefacts)) return artefacts;
  const base = baseOf(site, runs);
  if (isStop(base)) return base;
  const paths = artefacts.map(({ path }) => path).join(', ');
  return {
    producers: commandsOfAll(producers),
    buildOnly: wrapperRuns(site),
    artefacts,
    kept: keptFiles(site, producers.at(-1)!.instruction, isSource),
    base,
    evidence: [instructionEvidence(site.doc, started.from, `java starts ${paths}`)],
  };
}

/** Builds, and copies of what they make in the same RUN. */
function makersOf(site: Site): Producer<'build' | 'beside'>[] {
  const building = new Set(
    site.runs.flatMap(({ instruction, commands }) =>
      commands.some(({ name }) => programIs(name, 'buildsJava')) ? [instruction] : [],
    ),
  );
  if (building.size === 0) return [];
  return producersOf(site, ({ name = '', command }, _, instruction) => {
    if (programIs(name, 'buildsJava')) return 'build';
    const isCopied = /^(?:cp|mv)$/.test(name) && command.words.some(({ raw }) => /\.(?:jar|war)$/.test(raw));
    return isCopied || (/^(?:find|mkdir|chmod)$/.test(name) && building.has(instruction)) ? 'beside' : undefined;
  });
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

function baseOf(site: Site, { image: found, lacks, source }: JavaRun): RunBase | Stop<Instruction> {
  const { image, stage } = site;
  if (found === undefined)
    return stop(
      'needs-decision',
      `${image} has no run-time image of the same maker and version${/(?:^|\/)openjdk\b/.test(image) ? ' (openjdk had them up to 11)' : ''}; one of another maker may differ in what it brings, so choose one, such as eclipse-temurin:${versionOf(image) ?? '17'}-jre, and split the file by hand`,
      stage.instruction,
    );
  const says = `${found} is the run-time image of the same version`;
  return runImageBase(site, { image: found, lacks, source, says });
}

const BUILD_FILES = words(`
  pom.xml build.xml build.gradle settings.gradle gradle.properties mvnw mvnw.cmd mvnw.bat gradlew gradlew.cmd
  gradlew.bat lombok.config`);

function isSource(path: string, name: string): boolean {
  if (/^(?:src|gradle|\.mvn|\.gradle|target|build|out|bin|buildSrc)$/.test(path)) return true;
  return /\.(?:java|kt|kts|scala|groovy|class)$/.test(name) || BUILD_FILES.has(name);
}
