// Maven and Gradle. A Gradle build is a program: only lines that say one thing in the usual way are read.
// Sources: https://maven.apache.org/pom.html, https://docs.spring.io/spring-boot/maven-plugin/packaging.html,
// https://docs.gradle.org/current/userguide/building_java_projects.html
import {
  type FilePath,
  type Folder,
  type LocalReference,
  type Read,
  type Repository,
  child,
  resolveIn,
  fillIn,
} from '../../model/index.js';
import { readXml, xmlChild, xmlChildren, xmlText, type XmlElement } from '../manifest-formats.js';
import { linesOf, localReference, readManifest, type ManifestText } from '../manifest-text.js';
import type { JavaProject } from './project.js';

export function readMaven(repository: Repository, directory: Folder): JavaProject | undefined {
  const file = child(directory, 'pom.xml');
  if (repository.kind(file) !== 'file') return undefined;
  const manifest = readManifest(repository, file);
  const root = manifest && readXml(manifest.text);
  const pom = root?.name === 'project' ? root : undefined;
  const text = (...path: string[]): Read<string> | undefined => manifest && xmlText(manifest, pom, ...path);
  const properties = new Map(
    (xmlChild(pom, 'properties')?.children ?? []).map(({ name, text: value }) => [name, value]),
  );
  const plugins = manifest ? mavenPlugins(manifest, pom) : [];
  const artifactId = text('artifactId');
  const version = text('version') ?? text('parent', 'version');
  const packaging = text('packaging');
  return {
    ecosystem: 'java',
    tool: 'maven',
    directory,
    manifests: existing(repository, directory, ['pom.xml', 'mvnw', '.mvn', 'settings.xml']),
    unread: pom ? [] : [{ file, why: manifest ? 'it is no well-formed POM' : 'it is too large, or not UTF-8' }],
    groupId: text('groupId') ?? text('parent', 'groupId'),
    artifactId,
    version,
    packaging,
    artifact: mavenArtifact(text('build', 'finalName'), artifactId, version, packaging, properties, pom),
    modules: manifest ? mavenModules(manifest, pom, directory) : [],
    parent: manifest ? mavenParent(repository, manifest, pom, directory) : undefined,
    springBoot: manifest ? springMaven(manifest, pom) : undefined,
    plugins,
    wrapper: wrapperOf(repository, directory, 'mvnw'),
    javaVersion:
      text('properties', 'java.version') ??
      text('properties', 'maven.compiler.release') ??
      text('properties', 'maven.compiler.source'),
  };
}

function existing(repository: Repository, directory: Folder, names: readonly string[]): FilePath[] {
  return names.map((name) => child(directory, name)).filter((path) => repository.kind(path) !== undefined);
}

function wrapperOf(repository: Repository, directory: Folder, name: string): FilePath | undefined {
  const file = child(directory, name);
  return repository.kind(file) === 'file' ? file : undefined;
}

/** Plug-ins of the build itself; a profile's may not run. */
function pluginElements(pom: XmlElement | undefined): XmlElement[] {
  return xmlChildren(xmlChild(pom, 'build', 'plugins'), 'plugin');
}

function mavenPlugins(manifest: ManifestText, pom: XmlElement | undefined): Read<string>[] {
  return pluginElements(pom).map((plugin) => {
    const group = xmlChild(plugin, 'groupId')?.text ?? 'org.apache.maven.plugins';
    return manifest.read(`${group}:${xmlChild(plugin, 'artifactId')?.text ?? ''}`, plugin.start, plugin.end);
  });
}

function springMaven(manifest: ManifestText, pom: XmlElement | undefined): JavaProject['springBoot'] {
  const plugin = pluginElements(pom).find((each) => xmlChild(each, 'artifactId')?.text === 'spring-boot-maven-plugin');
  if (!plugin) return undefined;
  const isParent = xmlChild(pom, 'parent', 'artifactId')?.text === 'spring-boot-starter-parent';
  const version =
    xmlChild(plugin, 'version')?.text ?? (isParent ? xmlChild(pom, 'parent', 'version')?.text : undefined);
  const layers = xmlChild(plugin, 'configuration', 'layers', 'enabled')?.text !== 'false';
  return manifest.read({ version, layers }, plugin.start, plugin.end);
}

/**
 * `target/<finalName>.<packaging>`. Not where a plug-in or profile may name it otherwise: a classifier, another build
 * directory, a variable that this POM does not set.
 */
function mavenArtifact(
  finalName: Read<string> | undefined,
  artifactId: Read<string> | undefined,
  version: Read<string> | undefined,
  packaging: Read<string> | undefined,
  properties: ReadonlyMap<string, string>,
  pom: XmlElement | undefined,
): Read<string> | undefined {
  const kind = packaging?.is ?? 'jar';
  if (!artifactId || (kind !== 'jar' && kind !== 'war') || xmlChild(pom, 'build', 'directory')) return undefined;
  if (pluginElements(pom).some((plugin) => renames(plugin))) return undefined;
  if (!finalName && !version) return undefined;
  const written = finalName?.is ?? `${artifactId.is}-${version!.is}`;
  const name = fillIn(written, /\$\{([\w.-]{1,100})\}/g, (whole = '', key = '') => {
    if (key === 'project.artifactId' || key === 'artifactId') return artifactId.is;
    if (key === 'project.version' || key === 'version' || key === 'pom.version') return version?.is ?? whole;
    return properties.get(key) ?? whole;
  });
  if (name === undefined || !/^[\w.+-]+$/.test(name)) return undefined;
  return { is: `target/${name}.${kind}`, from: (finalName ?? artifactId).from };
}

function renames(plugin: XmlElement): boolean {
  const name = xmlChild(plugin, 'artifactId')?.text ?? '';
  if (!/^(?:spring-boot-maven-plugin|maven-(?:jar|war|assembly|shade)-plugin)$/.test(name)) return false;
  const configurations = [
    xmlChild(plugin, 'configuration'),
    ...xmlChildren(xmlChild(plugin, 'executions'), 'execution').map((each) => xmlChild(each, 'configuration')),
  ];
  return configurations.some((each) =>
    ['classifier', 'finalName', 'outputDirectory', 'jarName', 'warName', 'outputFile'].some((key) =>
      xmlChild(each, key),
    ),
  );
}

function mavenModules(manifest: ManifestText, pom: XmlElement | undefined, directory: Folder): Read<LocalReference>[] {
  const lists = [pom, ...xmlChildren(xmlChild(pom, 'profiles'), 'profile')].map((each) => xmlChild(each, 'modules'));
  return lists.flatMap((list) =>
    xmlChildren(list, 'module').map(({ text, start, end }) =>
      manifest.read(localReference(directory, text, text, true), start, end),
    ),
  );
}

/** An empty relativePath means a repository; without one Maven looks at ../pom.xml. */
function mavenParent(
  repository: Repository,
  manifest: ManifestText,
  pom: XmlElement | undefined,
  directory: Folder,
): Read<LocalReference> | undefined {
  const parent = xmlChild(pom, 'parent');
  if (!parent) return undefined;
  const element = xmlChild(parent, 'relativePath');
  if (element && element.text === '') return undefined;
  const written = element?.text ?? '../pom.xml';
  const path = resolveIn(directory, written);
  const file = path === undefined || path === '' ? undefined : path;
  if (file === undefined) return undefined;
  const pomFile = repository.kind(file) === 'directory' ? child(file, 'pom.xml') : file;
  if (repository.kind(pomFile) !== 'file') return undefined;
  const text = repository.read(pomFile);
  const other = text === undefined ? undefined : readXml(text);
  const same = xmlChild(other, 'artifactId')?.text === xmlChild(parent, 'artifactId')?.text;
  if (!same) return undefined;
  return manifest.read({ written, path: pomFile, linked: true }, parent.start, parent.end);
}

const BUILD_FILES = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];

export function readGradle(repository: Repository, directory: Folder): JavaProject | undefined {
  const build =
    readManifest(repository, child(directory, 'build.gradle')) ??
    readManifest(repository, child(directory, 'build.gradle.kts'));
  const settings =
    readManifest(repository, child(directory, 'settings.gradle')) ??
    readManifest(repository, child(directory, 'settings.gradle.kts'));
  if (!build && !settings) return undefined;
  const facts = build ? gradleFacts(build) : undefined;
  const { name, modules } = gradleSettings(settings, directory);
  const artifactId = facts?.baseName ?? name;
  const springBoot = facts?.plugins.find(({ is }) => is === 'org.springframework.boot');
  return {
    ecosystem: 'java',
    tool: 'gradle',
    directory,
    manifests: existing(repository, directory, [
      ...BUILD_FILES,
      'gradle.properties',
      'gradle.lockfile',
      'gradlew',
      'gradle',
      'buildSrc',
    ]),
    unread: [],
    groupId: facts?.group,
    artifactId,
    version: facts?.version,
    packaging: undefined,
    artifact: gradleArtifact(artifactId, facts, springBoot !== undefined),
    modules,
    parent: undefined,
    springBoot: springBoot && { is: { version: facts?.springVersion, layers: true }, from: springBoot.from },
    plugins: facts?.plugins ?? [],
    wrapper: wrapperOf(repository, directory, 'gradlew'),
    javaVersion: facts?.javaVersion,
  };
}

interface GradleFacts {
  readonly plugins: readonly Read<string>[];
  readonly group: Read<string> | undefined;
  readonly version: Read<string> | undefined;
  readonly baseName: Read<string> | undefined;
  readonly archive: Read<string> | undefined;
  readonly springVersion: string | undefined;
  readonly javaVersion: Read<string> | undefined;
  /** Something that names archives in a way not read here. */
  readonly unclear: boolean;
}

function gradleFacts(build: ManifestText): GradleFacts {
  const plugins: Read<string>[] = [];
  const found: Record<'group' | 'version' | 'baseName' | 'archive' | 'javaVersion', Read<string> | undefined> = {
    group: undefined,
    version: undefined,
    baseName: undefined,
    archive: undefined,
    javaVersion: undefined,
  };
  let springVersion: string | undefined;
  let unclear = false;
  for (const { line, start } of linesOf(build.text)) {
    const read = (is: string): Read<string> => build.read(is, start, start + line.length);
    const solid = line.trim();
    const plugin =
      /^id\s*(?:\(\s*)?(["'])([\w.-]+)\1(?:\s*\))?(?:\s*version\s*(?:\(\s*)?(["'])([\w.-]+)\3)?/.exec(solid) ??
      /^apply\s*(?:\(\s*)?plugin\s*[:=]\s*(["'])([\w.-]+)\1/.exec(solid) ??
      /^(`?)(java|war|application|java-library)\1$/.exec(solid);
    if (plugin) {
      plugins.push(read(plugin[2]!));
      if (plugin[2] === 'org.springframework.boot') springVersion = plugin[4];
      continue;
    }
    const setting =
      /^(?:project\.)?(group|version|archivesBaseName|sourceCompatibility|mainClassName)\s*(?:=\s*)?(["'])([\w.+-]+)\2$/.exec(
        solid,
      );
    if (setting?.[1] === 'group') found.group ??= read(setting[3]!);
    else if (setting?.[1] === 'version') found.version ??= read(setting[3]!);
    else if (setting?.[1] === 'archivesBaseName') found.baseName ??= read(setting[3]!);
    else if (setting?.[1] === 'sourceCompatibility') found.javaVersion ??= read(setting[3]!);
    else if (/^version\s*=/.test(solid)) unclear = true;
    const java =
      /JavaLanguageVersion\.of\(\s*["']?(\d+)/.exec(solid)?.[1] ?? /JavaVersion\.VERSION_([\d_]+)/.exec(solid)?.[1];
    if (java !== undefined) found.javaVersion ??= read(java);
    const archive =
      /\b(archiveFileName|archiveName|archiveBaseName|baseName|archiveVersion|archiveClassifier|classifier)\b/.exec(
        solid,
      );
    if (!archive) continue;
    const literal = /(?:=|\.set\(|(?<!\s)\s)\s*(["'])([\w.+-]*)\1(?:\s*\))?(?:\s*\})?$/.exec(solid)?.[2];
    if (/^archive(?:FileName|Name)$/.test(archive[1]!) && literal) found.archive ??= read(literal);
    else unclear = true;
  }
  return { plugins, ...found, springVersion, unclear };
}

/** `build/libs/<name>-<version>.jar`, as the Java plug-in and Spring Boot's bootJar write it. */
function gradleArtifact(
  name: Read<string> | undefined,
  facts: GradleFacts | undefined,
  isBoot: boolean,
): Read<string> | undefined {
  if (!facts) return undefined;
  if (facts.archive) return { is: `build/libs/${facts.archive.is}`, from: facts.archive.from };
  if (facts.unclear || !name) return undefined;
  const makesJar = isBoot || facts.plugins.some(({ is }) => is === 'java' || is === 'application');
  if (!makesJar) return undefined;
  const ending = facts.plugins.some(({ is }) => is === 'war') ? 'war' : 'jar';
  return { is: `build/libs/${name.is}${facts.version ? `-${facts.version.is}` : ''}.${ending}`, from: name.from };
}

function gradleSettings(
  settings: ManifestText | undefined,
  directory: Folder,
): { name: Read<string> | undefined; modules: Read<LocalReference>[] } {
  let name: Read<string> | undefined;
  const modules: Read<LocalReference>[] = [];
  let including = false;
  for (const { line, start } of linesOf(settings?.text ?? '')) {
    const read = <T>(is: T): Read<T> => settings!.read(is, start, start + line.length);
    const root = /^\s*rootProject\.name\s*=\s*(["'])([\w.-]+)\1/.exec(line)?.[2];
    if (root !== undefined) name = read(root);
    if (/^\s*include(?:Flat)?\b/.test(line)) including = true;
    if (!including) continue;
    for (const match of line.matchAll(/(["'])(:?[\w:./-]+)\1/g)) {
      const path = match[2]!.replace(/^:/, '').replaceAll(':', '/');
      modules.push(read(localReference(directory, match[2]!, path, true)));
    }
    including = /[,(]\s*$/.test(line.replace(/\/\/.*/s, ''));
  }
  return { name, modules };
}
