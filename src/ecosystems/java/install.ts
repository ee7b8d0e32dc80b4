// mvn and gradle: the goals that fetch and build nothing.
// Sources: https://maven.apache.org/plugins/maven-dependency-plugin/, https://maven.apache.org/pom.html#Aggregation,
// https://docs.gradle.org/current/userguide/viewing_debugging_dependencies.html,
// https://docs.gradle.org/current/userguide/multi_project_builds.html
import {
  type FetchAhead,
  type FilePath,
  type InstallInputs,
  type Read,
  baseName,
  child,
  parent,
  anyOf,
  words,
} from '../../model/index.js';
import {
  arePlainWords,
  existingPaths,
  splitOptions,
  inputsRead,
  inputsUnclear,
  readBy,
  type Call,
  type Surroundings,
} from '../install-call.js';
import type { JavaProject } from './project.js';

export function readJava(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool === 'mvn' || call.tool === './mvnw') return maven(call, around);
  if (call.tool === 'gradle' || call.tool === './gradlew') return gradle(call, around);
  return undefined;
}

/** A build script of Gradle that reads more than stands in it. */
const READS_MORE = anyOf(
  /\bapply\s*(?:\(\s*)?from\b|\bincludeBuild\b|\bflatDir\b/,
  /\b(?:fileTree|files)\s*\(|\bfile\(|\bnew File\(/,
  /\beachDir|\blistFiles|\bwalk(?:TopDown)?\(/,
  /buildFileName|projectDir\s*=/,
);
const MAVEN_GOALS = anyOf(
  /^(?:org\.apache\.maven\.plugins:maven-)?dependency(?:-plugin)?(?::[\d.]+)?:(?:go-offline|resolve|resolve-plugins)$/,
  /^de\.qaware\.maven:go-offline-maven-plugin(?::[\d.]+)?:resolve-dependencies$/,
);
const READS_FILES = words('-f --file -s --settings -gs --global-settings -pl --projects -rf');
const MOST_MODULES = 60;

function maven(call: Call, around: Surroundings): InstallInputs | undefined {
  const { options, plain } = splitOptions(call.args, VALUED);
  if (plain.length === 0 || !plain.every((goal) => MAVEN_GOALS.test(goal) || goal === 'clean')) return undefined;
  for (const option of READS_FILES) {
    if (options.has(option)) return inputsUnclear('unknown-option', `${option} makes Maven read other files`);
  }
  const pom = child(call.directory, 'pom.xml');
  if (around.repository.kind(pom) !== 'file')
    return inputsUnclear('unread-manifest', 'Maven finds no pom.xml in the repository');
  const settings = child(call.directory, '.mvn/maven.config');
  const named = elsewhere(around.repository.read(settings) ?? '');
  if (named !== undefined)
    return inputsUnclear('unknown-option', `${named} in ${settings} makes Maven read other files`, {
      kind: 'source',
      file: settings,
    });
  const found = poms(pom, around);
  if ('told' in found) return found;
  const also = existingPaths(around, call.directory, call.tool === './mvnw' ? ['mvnw', '.mvn'] : ['.mvn']);
  const needs = call.tool === './mvnw' ? [...found.files, ...also] : found.files;
  return inputsRead(call, 'java', { needs, also }, [...readBy('Maven', [pom, ...also]), ...found.because]);
}

/** The option of .mvn/maven.config, one a line or several, whose file lies outside of .mvn. */
function elsewhere(text: string): string | undefined {
  const given = text.split(/[\s=]+/);
  return given.find((word, at) => READS_FILES.has(word) && !/^(?:\.\/)?\.mvn\/(?!.*\.\.)/.test(given[at + 1] ?? ''));
}

/** The phases of a build that fetch what they need. */
const PHASES = /^(?:validate|compile|test|package|verify|install|deploy)$/;
const VALUED = words(
  '-f --file -s --settings -gs --global-settings -P --activate-profiles -pl --projects -T --threads -rf',
);

/**
 * `dependency:go-offline` in front of a build of one module, as the guide of Docker for Java has it. Of several modules it
 * stops where one depends on another, which nobody has built yet.
 * Sources: https://docs.docker.com/guides/java/containerize/, https://github.com/apache/maven-dependency-plugin/issues/1186
 */
export function fetchMavenAhead(call: Call, around: Surroundings): FetchAhead | undefined {
  if (call.tool !== 'mvn' && call.tool !== './mvnw') return undefined;
  const { options, plain } = splitOptions(call.args, VALUED);
  if (!plain.some((goal) => PHASES.test(goal)) || options.has('-o') || options.has('--offline')) return undefined;
  const kept = call.args.filter((word) => /^(?:-q|--quiet|-ntp|--no-transfer-progress|-U|-P\S+)$/.test(word));
  for (const option of ['-P', '--activate-profiles'])
    for (const value of options.get(option) ?? []) kept.push(`-P${value}`);
  if (!arePlainWords(kept)) return undefined;
  // A setting may choose a profile or a version, unless it is one of the tests.
  const settings = [...options.keys()].filter((option) => option.startsWith('-D'));
  if (
    !settings.every((setting) =>
      /^-D(?:maven\.)?(?:skipTests|test\.skip|skipITs|checkstyle\.skip|spotless\.\S+)\b/.test(setting),
    )
  )
    return undefined;
  const pathOptions = call.args.flatMap((word, at) => (READS_FILES.has(word) ? [word, call.args[at + 1] ?? ''] : []));
  const inputs = maven({ ...call, args: [...pathOptions, 'dependency:go-offline'] }, around);
  const project = projectAt(child(call.directory, 'pom.xml'), around);
  if (!inputs?.told || !project || project.modules.length > 0) return undefined;
  return { command: [call.tool, '-B', ...new Set(kept), 'dependency:go-offline'].join(' '), inputs };
}

/** The POM, its modules and theirs, and the parents of each that lie in the repository. */
function poms(
  first: FilePath,
  around: Surroundings,
): { readonly files: readonly FilePath[]; readonly because: readonly Read<string>[] } | InstallInputs {
  const files: FilePath[] = [];
  const because: Read<string>[] = [];
  const waiting: FilePath[] = [first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.includes(file)) continue;
    if (files.length >= MOST_MODULES)
      return inputsUnclear('unread-manifest', 'there are more modules than are read here');
    files.push(file);
    const project = projectAt(file, around);
    const [unread] = project?.unread ?? [];
    if (!project || unread)
      return inputsUnclear('unread-manifest', `${file} cannot be read${unread ? `: ${unread.why}` : ''}`);
    if (
      /<systemPath>|<url>\s*file:|\$\{(?:project\.)?basedir\}[^<]{0,200}\/(?:lib|repo)/.test(
        around.repository.read(file) ?? '',
      )
    )
      return inputsUnclear('local-source', `${file} takes jars from the repository`, { kind: 'source', file });
    for (const { is, from } of project.modules) {
      const { path } = is;
      const kind = path ? around.repository.kind(path) : undefined;
      const pom = path && kind === 'directory' ? child(path, 'pom.xml') : path;
      if (!pom || kind === undefined || around.repository.kind(pom) !== 'file')
        return inputsUnclear('unread-manifest', `the module ${is.written} has no POM in the repository`, from);
      waiting.push(pom);
      because.push({ is: `the POM has the module ${is.written}`, from });
    }
    const parent = project.parent?.is.path;
    if (project.parent && parent) {
      waiting.push(parent);
      because.push({ is: `the parent of ${file} is ${parent}`, from: project.parent.from });
    }
  }
  return { files, because };
}

function projectAt(file: FilePath, around: Surroundings): JavaProject | undefined {
  if (baseName(file) !== 'pom.xml') return undefined;
  return around
    .projectsIn(parent(file))
    .find((each): each is JavaProject => each.ecosystem === 'java' && each.tool === 'maven');
}

function gradle(call: Call, around: Surroundings): InstallInputs | undefined {
  const { options, plain } = splitOptions(
    call.args,
    new Set(['-p', '--project-dir', '-c', '-b', '-I', '--configuration', '-x', '-g']),
  );
  if (plain.length === 0 || !plain.every((task) => /^(?!.*::)[\w:-]*(?:dependencies|buildEnvironment)$/.test(task)))
    return undefined;
  for (const option of ['-p', '--project-dir', '-c', '-b', '-I']) {
    if (options.has(option)) return inputsUnclear('unknown-option', `${option} makes Gradle read other files`);
  }
  const project = around
    .projectsIn(call.directory)
    .find((each): each is JavaProject => each.ecosystem === 'java' && each.tool === 'gradle');
  const builds = existingPaths(around, call.directory, BUILD_FILES);
  if (!project || (builds.length === 0 && project.modules.length === 0))
    return inputsUnclear('unread-manifest', 'Gradle finds no build file in the repository');
  const needs = [...builds];
  const because: Read<string>[] = [];
  const also = existingPaths(around, call.directory, [
    'settings.gradle',
    'settings.gradle.kts',
    'gradle.properties',
    'gradle.lockfile',
    'gradle',
    ...(call.tool === './gradlew' ? ['gradlew'] : []),
  ]);
  for (const { is, from } of project.modules) {
    const own = is.path === undefined || is.path === '' ? [] : existingPaths(around, is.path, BUILD_FILES);
    // A folder without a build file cannot be made by a COPY of manifests, and Gradle 9 stops where it is missing.
    if (own.length === 0)
      return inputsUnclear(
        'local-source',
        `the project ${is.written} has no build file in the folder of its name`,
        from,
      );
    needs.push(...own);
    also.push(...existingPaths(around, is.path!, ['gradle.properties', 'gradle.lockfile']));
    because.push({ is: `the build has the project ${is.written}`, from });
  }
  const [source] = existingPaths(around, call.directory, ['buildSrc']);
  if (source)
    return inputsUnclear('whole-project', 'buildSrc is compiled before anything else', {
      kind: 'source',
      file: source,
    });
  for (const file of [...needs, ...also]) {
    const text = around.repository.kind(file) === 'file' ? (around.repository.read(file) ?? '') : '';
    if (READS_MORE.test(text))
      return inputsUnclear('local-source', `${file} reads other files of the repository`, { kind: 'source', file });
  }
  return inputsRead(call, 'java', { needs, also }, [...readBy('Gradle', [...builds, ...also]), ...because]);
}

const BUILD_FILES = ['build.gradle', 'build.gradle.kts'];
