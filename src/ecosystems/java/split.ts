// Java: the build needs the JDK, the program the run-time image of the same version and distribution.
import { baseName, isStop, type Stop, stop, words } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { instructionEvidence, type Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import { type JavaRunImage, javaRunImage } from '../../knowledge/index.js';
import {
  commandsOfAll,
  execForm,
  keptFiles,
  pathAtEnd,
  type Producer,
  producersOf,
  type Publication,
  publishedRecipe,
  type StartCall,
  startCalls,
  stopNoSource,
  stopOtherStart,
} from '../../splits/index.js';
import { jdkUse, pinnedRun, runBase } from './split-run-image.js';
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
  questions: pinnedRun,
});

function publish(site: Site, runs: JavaRunImage): Publication | Stop<Instruction> | undefined {
  const producers = makersOf(site);
  if (producers.length === 0) return undefined;
  const calls = startCalls(site);
  const compiles = calls.find(({ words }) => programIs(baseName(words[0] ?? ''), 'javaProject'));
  const jar = compiles && jarOf(site, compiles, producers);
  if (compiles && jar === undefined)
    return stop(
      'needs-decision',
      `${compiles.words.slice(0, 2).join(' ')} builds the program when the container starts; start the jar that the build makes`,
      compiles.from,
    );
  const started = compiles
    ? { words: ['java', '-jar', jar!], from: compiles.from }
    : calls.find(({ words }) => baseName(words[0] ?? '') === 'java');
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
  const base = runBase(site, runs);
  if (isStop(base)) return base;
  const paths = artefacts.map(({ path }) => path).join(', ');
  return {
    producers: commandsOfAll(producers),
    buildOnly: wrapperRuns(site),
    artefacts,
    kept: keptFiles(site, producers.at(-1)!.instruction, isSource),
    base,
    ...(compiles ? { start: { instruction: compiles.from, args: execForm(started.words) } } : {}),
    evidence: [instructionEvidence(site.doc, started.from, `java starts ${paths}`)],
  };
}

/** The jar that a start by a plug-in of Spring Boot runs, where the build packs one and its manifest names it. */
function jarOf(site: Site, { words }: StartCall, producers: readonly Producer[]): string | undefined {
  const [tool = '', ...rest] = words;
  const isPlain = rest.every((word) => /^(?:spring-boot:run|bootRun|:bootRun|-q|-B|-o|--no-daemon)$/.test(word));
  const packs = producers.some(({ words: [name = '', ...goals] }) => {
    const isSame = /gradle/.test(name) === /gradle/.test(tool);
    return isSame && goals.some((goal) => /^:?(?:package|verify|install|build|assemble|bootJar)$/.test(goal));
  });
  const isAlone = startCalls(site).length === 1 && !(site.entrypoint && site.cmd);
  if (!isPlain || !packs || !isAlone) return undefined;
  for (const folder of site.contexts) {
    for (const project of site.context.evidence.projects(folder)) {
      if (project.ecosystem !== 'java' || !project.springBoot || !project.artifact) continue;
      return pathAtEnd(site, project.artifact.is);
    }
  }
  return undefined;
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

const BUILD_FILES = words(`
  pom.xml build.xml build.gradle settings.gradle gradle.properties mvnw mvnw.cmd mvnw.bat gradlew gradlew.cmd
  gradlew.bat lombok.config`);

function isSource(path: string, name: string): boolean {
  if (/^(?:src|gradle|\.mvn|\.gradle|target|build|out|bin|buildSrc)$/.test(path)) return true;
  return /\.(?:java|kt|kts|scala|groovy|class)$/.test(name) || BUILD_FILES.has(name);
}
