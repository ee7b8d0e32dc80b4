// go, mvn, gradle, cargo and dotnet.
// Sources: https://go.dev/ref/mod#go-mod-download, https://maven.apache.org/plugins/maven-dependency-plugin/,
// https://docs.gradle.org/current/userguide/viewing_debugging_dependencies.html,
// https://doc.rust-lang.org/cargo/commands/cargo-fetch.html, https://learn.microsoft.com/dotnet/core/tools/dotnet-restore
import type { FilePath, Folder, InstallInputs, JavaProject, Read } from '../model/index.js';
import { existing, projectOf, splitOptions, told, untold, type Call, type Surroundings } from './installs.js';
import { folderOf, nameOf, resolveIn, upwards, within } from './projects-text.js';

export function readCompiled(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool === 'go') return go(call, around);
  if (call.tool === 'mvn' || call.tool === './mvnw') return maven(call, around);
  if (call.tool === 'gradle' || call.tool === './gradlew') return gradle(call, around);
  if (call.tool === 'cargo') return cargo(call);
  if (call.tool === 'dotnet') return dotnet(call, around);
  return undefined;
}

function reads(tool: string, files: readonly FilePath[]): Read<string>[] {
  return files.map((file) => ({ is: `${tool} reads ${file}`, from: { kind: 'source', file } }));
}

function go(call: Call, around: Surroundings): InstallInputs | undefined {
  const [verb, sub, ...rest] = call.args;
  if (verb !== 'mod' || (sub !== 'download' && sub !== 'verify')) return undefined;
  if (rest.some((word) => !/^-[xv]$/.test(word)))
    return untold('unknown-option', 'go mod download is told which modules');
  const work = upwards(call.directory).find((folder) => around.repository.kind(within(folder, 'go.work')) === 'file');
  if (work !== undefined)
    return untold('local-source', 'a go.work joins several modules of the repository', {
      kind: 'source',
      file: within(work, 'go.work'),
    });
  const project = projectOf(around, call.directory, 'go');
  const [mod] = existing(around, call.directory, ['go.mod']);
  if (!project || mod === undefined) return untold('unread-manifest', 'go finds no go.mod in the repository');
  const [replace] = project.replaces;
  if (replace)
    return untold(
      'local-source',
      `go.mod takes ${replace.is.module} from ${replace.is.written}, in the repository`,
      replace.from,
    );
  if (project.vendored)
    return untold('vendored', 'vendor/ holds the modules already', { kind: 'source', file: project.vendored });
  const also = existing(around, call.directory, ['go.sum']);
  return told(call, 'go', { needs: [mod], also }, reads('go', [mod, ...also]));
}

const MAVEN_GOALS =
  /^(?:(?:org\.apache\.maven\.plugins:maven-)?dependency(?:-plugin)?(?::[\d.]+)?:(?:go-offline|resolve|resolve-plugins)|(?:de\.qaware\.maven:go-offline-maven-plugin(?::[\d.]+)?:resolve-dependencies))$/;

function maven(call: Call, around: Surroundings): InstallInputs | undefined {
  const { options, plain } = splitOptions(
    call.args,
    new Set(['-f', '--file', '-s', '--settings', '-gs', '-P', '-pl', '--projects', '-T', '-rf']),
  );
  if (plain.length === 0 || !plain.every((goal) => MAVEN_GOALS.test(goal) || goal === 'clean')) return undefined;
  for (const option of ['-f', '--file', '-s', '--settings', '-gs', '-pl', '--projects', '-rf']) {
    if (options.has(option)) return untold('unknown-option', `${option} makes Maven read other files`);
  }
  const project = around
    .projectsIn(call.directory)
    .find((each): each is JavaProject => each.ecosystem === 'java' && each.tool === 'maven');
  const pom = within(call.directory, 'pom.xml');
  if (!project) return untold('unread-manifest', 'Maven finds no pom.xml in the repository');
  const [unread] = project.unread;
  if (unread) return untold('unread-manifest', `${unread.file} cannot be read: ${unread.why}`);
  const [module] = project.modules;
  if (module)
    return untold(
      'local-source',
      `the POM has modules (${module.is.written}), whose POMs and jars are looked for`,
      module.from,
    );
  if (project.parent)
    return untold('local-source', `the parent is ${project.parent.is.written}, in the repository`, project.parent.from);
  const text = around.repository.read(pom) ?? '';
  if (/<systemPath>|<url>\s*file:|\$\{(?:project\.)?basedir\}[^<]{0,200}\/(?:lib|repo)/.test(text))
    return untold('local-source', 'the POM takes jars from the repository', { kind: 'source', file: pom });
  const also = existing(around, call.directory, call.tool === './mvnw' ? ['mvnw', '.mvn'] : ['.mvn']);
  const needs = call.tool === './mvnw' ? [pom, ...also] : [pom];
  return told(call, 'java', { needs, also }, reads('Maven', [pom, ...also]));
}

function gradle(call: Call, around: Surroundings): InstallInputs | undefined {
  const { options, plain } = splitOptions(
    call.args,
    new Set(['-p', '--project-dir', '-c', '-b', '-I', '--configuration', '-x', '-g']),
  );
  if (plain.length === 0 || !plain.every((task) => /^:?(?:dependencies|buildEnvironment)$/.test(task)))
    return undefined;
  for (const option of ['-p', '--project-dir', '-c', '-b', '-I']) {
    if (options.has(option)) return untold('unknown-option', `${option} makes Gradle read other files`);
  }
  const project = around
    .projectsIn(call.directory)
    .find((each): each is JavaProject => each.ecosystem === 'java' && each.tool === 'gradle');
  const needs = existing(around, call.directory, ['build.gradle', 'build.gradle.kts']);
  if (!project || needs.length === 0) return untold('unread-manifest', 'Gradle finds no build file in the repository');
  const [module] = project.modules;
  if (module) return untold('local-source', `the build has several projects (${module.is.written})`, module.from);
  const also = existing(around, call.directory, [
    'settings.gradle',
    'settings.gradle.kts',
    'gradle.properties',
    'gradle.lockfile',
    'gradle',
    ...(call.tool === './gradlew' ? ['gradlew'] : []),
  ]);
  const [source] = existing(around, call.directory, ['buildSrc']);
  if (source)
    return untold('whole-project', 'buildSrc is compiled before anything else', { kind: 'source', file: source });
  for (const file of [...needs, ...also]) {
    const text = around.repository.kind(file) === 'file' ? (around.repository.read(file) ?? '') : '';
    if (
      /\bapply\s*\(?\s*from\b|\bincludeBuild\b|\b(?:fileTree|files)\s*\(|\bflatDir\b|\bfile\(|\bnew File\(/.test(text)
    )
      return untold('local-source', `${file} reads other files of the repository`, { kind: 'source', file });
  }
  return told(call, 'java', { needs, also }, reads('Gradle', [...needs, ...also]));
}

function cargo(call: Call): InstallInputs | undefined {
  if (!['fetch', 'vendor'].includes(call.args[0] ?? '')) return undefined;
  return untold('whole-project', 'Cargo reads a manifest only where the source of its programs is there');
}

function dotnet(call: Call, around: Surroundings): InstallInputs | undefined {
  const { options, plain } = splitOptions(
    call.args,
    new Set([
      '-r',
      '--runtime',
      '-s',
      '--source',
      '--configfile',
      '--packages',
      '-v',
      '--verbosity',
      '-a',
      '--arch',
      '--os',
    ]),
  );
  const [verb, target, ...more] = plain;
  if (verb !== 'restore') return undefined;
  if (more.length > 0 || options.has('--configfile') || options.has('--packages'))
    return untold('unknown-option', 'dotnet restore is given files that are not read here');
  const start = target === undefined ? call.directory : resolveIn(call.directory, target);
  if (start === undefined) return untold('unread-manifest', `${target} is not in the repository`);
  const found = startFiles(start, around);
  if (found.length !== 1) {
    const message =
      found.length === 0 ? 'dotnet finds no project in the repository' : 'dotnet finds several projects or solutions';
    return untold(found.length === 0 ? 'unread-manifest' : 'unknown-option', message);
  }
  return restored(call, found[0]!, around);
}

/** What dotnet takes in a folder: its only solution, else its only project. */
function startFiles(start: Folder, around: Surroundings): FilePath[] {
  if (start !== '' && around.repository.kind(start) === 'file') return [start];
  const project = projectOf(around, start, 'dotnet');
  if (!project) return [];
  return project.solutions.length > 0 ? [...project.solutions] : [...project.manifests];
}

const MOST_PROJECTS = 60;

function restored(call: Call, first: FilePath, around: Surroundings): InstallInputs {
  const seen = new Set<FilePath>();
  const shared = new Set<FilePath>();
  const because: Read<string>[] = [];
  const waiting: { file: FilePath; why: Read<string> }[] = [
    { file: first, why: { is: `dotnet reads ${first}`, from: { kind: 'source', file: first } } },
  ];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { file, why } = at;
    if (seen.has(file)) continue;
    if (seen.size >= MOST_PROJECTS) return untold('unread-manifest', 'there are more projects than are read here');
    seen.add(file);
    because.push(why);
    const project = projectOf(around, folderOf(file), 'dotnet');
    const unread = project?.unread.find((each) => each.file === file);
    if (!project || unread)
      return untold('unread-manifest', `${file} cannot be read${unread ? `: ${unread.why}` : ''}`);
    for (const each of project.shared) shared.add(each);
    const isSolution = project.solutions.includes(file);
    const references = isSolution
      ? project.solutionProjects.filter(({ from }) => from.file === file)
      : (project.assemblies.find((each) => each.file === file)?.references ?? []);
    const strange = isSolution ? undefined : importOf(file, around);
    if (strange) return strange;
    for (const { is, from } of references) {
      if (is.path === undefined || is.path === '' || around.repository.kind(is.path) !== 'file')
        return untold('unread-manifest', `${file} names ${is.written}, which is not in the repository`, from);
      waiting.push({ file: is.path, why: { is: `${nameOf(file)} refers to ${is.written}`, from } });
    }
  }
  for (const file of shared) {
    const strange = importOf(file, around);
    if (strange) return strange;
  }
  const writes = [...seen].filter((file) => file.endsWith('proj')).map((file) => within(folderOf(file), 'obj'));
  return told(call, 'dotnet', { needs: [...seen], also: [...shared], writes }, because);
}

function importOf(file: FilePath, around: Surroundings): InstallInputs | undefined {
  const text = around.repository.read(file) ?? '';
  const found =
    /<Import\s[^>]{0,300}Project="(?!Sdk\.)([^"]{0,200})"|<(?:packageSource|add)\s[^>]{0,200}value="(\.{0,2}[\\/][^"]*|[\w.-]+)"/i.exec(
      text,
    );
  if (!found) return undefined;
  if (found[1] === undefined && !/nuget\.config$/i.test(file)) return undefined;
  const what = found[1] ?? found[2] ?? '';
  return untold('local-source', `${file} takes in ${what.slice(0, 80)}`, { kind: 'source', file });
}
