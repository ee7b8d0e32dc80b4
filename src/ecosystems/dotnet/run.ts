// `dotnet run` of a program that builds others: what it restores, and what it makes dotnet restore.
// Source: https://learn.microsoft.com/dotnet/core/tools/dotnet-run
import {
  type Assumption,
  type FetchAhead,
  type FilePath,
  type Folder,
  type Read,
  type ToldInputs,
  type UntoldInputs,
  baseName,
  child,
  parent,
  pathFrom,
  resolveFile,
  resolveIn,
  walkFiles,
  words,
} from '../../model/index.js';
import {
  arePlainWords,
  inputsRead,
  inputsUnclear,
  splitOptions,
  type Call,
  type Surroundings,
} from '../install-call.js';
import { readManifest } from '../manifest-text.js';
import { readDotnetInstall, SETS_RESTORE } from './install.js';
import { literalsOf } from './literals.js';

const VALUED = words(
  '-c --configuration -f --framework -r --runtime -a --arch --os -v --verbosity -e --environment -lp --launch-profile -p --project --file',
);
const PROJECT = /\.(?:cs|fs|vb)proj$/;
const BUILT = /\.(?:slnx?|(?:cs|fs|vb)proj)$/;
/** What a person reads in one line. */
const MOST_RESTORES = 3;

/** A restore of its own, as the line has to name it. */
interface Restore {
  readonly args: readonly string[];
  readonly file: FilePath;
  readonly inputs: ToldInputs;
}

/** What the program of `dotnet run` needs, and what its own source names to build. */
export function fetchBeforeDotnetRun(call: Call, around: Surroundings): FetchAhead | UntoldInputs | undefined {
  const [verb = '', ...rest] = call.args;
  if (call.tool !== 'dotnet' || verb !== 'run' || rest.some((word) => SETS_RESTORE.test(word))) return undefined;
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  const { options, plain } = splitOptions(own, VALUED);
  if (['--no-restore', '--no-build', '--file'].some((option) => options.has(option))) return undefined;
  const named = ['--project', '-p']
    .flatMap((option) => options.get(option) ?? [])
    .filter((each) => !each.includes('='));
  // A file of source is run without a project.
  if (named.length === 0 && plain[0]?.endsWith('.cs')) return undefined;
  if (named.length > 1 || !arePlainWords(named)) return undefined;
  const program = programOf(named[0], call.directory, around);
  if (typeof program !== 'string') return program;
  const written = named[0] !== undefined && PROJECT.test(named[0]) ? named[0] : pathFrom(call.directory, program);
  const given = ['-r', '--runtime', '-a', '--arch', '--os'].flatMap((option) =>
    (options.get(option) ?? []).flatMap((value) => [option, value]),
  );
  const builds = namedIn(parent(program), call.directory, around);
  if ('told' in builds) return builds;
  const restores: Restore[] = [];
  for (const args of [[written ?? program, ...given], ...[...builds.keys()].map((path) => [path])]) {
    if (!arePlainWords(args)) return undefined;
    const file = resolveFile(call.directory, args[0]!)!;
    if (restores.some((each) => each.file === file)) continue;
    const inputs = readDotnetInstall({ ...call, args: ['restore', ...args] }, around);
    if (!inputs?.told) return inputs;
    restores.push({ args, file, inputs });
  }
  return joined(call, restores, builds);
}

/** The only project of what is named, or of the folder it runs in. */
function programOf(named: string | undefined, directory: Folder, around: Surroundings): FilePath | UntoldInputs {
  const { repository } = around;
  const path = named === undefined ? directory : resolveIn(directory, named);
  if (path !== undefined && path !== '' && repository.kind(path) === 'file') return path;
  const projects = path === undefined ? [] : repository.list(path).filter((name) => PROJECT.test(name));
  if (path !== undefined && projects.length === 1) return child(path, projects[0]!);
  return projects.length === 0
    ? inputsUnclear('unread-manifest', `${named ?? 'the project'}, which dotnet run starts, is not in the repository`)
    : inputsUnclear(
        'unknown-option',
        `dotnet run finds ${projects.length} projects: ${projects.slice(0, 4).join(', ')}`,
      );
}

/** Solutions and projects that the source of a program names, as seen from where it runs. */
function namedIn(
  program: Folder,
  directory: Folder,
  { repository }: Surroundings,
): ReadonlyMap<string, Read<string>> | UntoldInputs {
  const found = new Map<string, Read<string>>();
  const isFile = (path: FilePath | undefined): path is FilePath =>
    path !== undefined && repository.kind(path) === 'file';
  const sources = walkFiles(repository, {
    from: [program],
    deepest: 3,
    mostEntries: 500,
    tracked: true,
    enter: (name) => name !== 'bin' && name !== 'obj',
    wanted: (name) => name.endsWith('.cs'),
  });
  for (const source of sources) {
    const manifest = readManifest(repository, source);
    if (!manifest || !/\.(?:sln|\w{1,2}proj)/.test(manifest.text)) continue;
    for (const { text, start, end } of literalsOf(manifest.text)) {
      for (const word of text.replaceAll('\\', '/').split(/[\s"']+/)) {
        if (!BUILT.test(word)) continue;
        const here = resolveFile(directory, word);
        const beside = resolveFile(program, word);
        const path = isFile(here) ? here : beside;
        if (!isFile(path)) continue;
        if (isFile(beside) && beside !== path)
          return inputsUnclear(
            'unknown-option',
            `${source} builds ${word}, and there are two: ${path} and ${beside}`,
            manifest.source(start, end),
          );
        const seen = path === here ? word.replace(/^\.\//, '') : pathFrom(directory, path);
        if (seen !== undefined) found.set(seen, manifest.read(`${baseName(source)} builds ${word}`, start, end));
      }
    }
  }
  return found;
}

/** One command for each that no other restores as well. */
function joined(
  call: Call,
  restores: readonly Restore[],
  builds: ReadonlyMap<string, Read<string>>,
): FetchAhead | UntoldInputs {
  const needed = restores.filter(
    ({ args, file }) =>
      args.length > 1 || !restores.some((other) => other.file !== file && other.inputs.needs.includes(file)),
  );
  if (needed.length > MOST_RESTORES)
    return inputsUnclear(
      'unknown-option',
      `the program that dotnet run starts builds ${needed.length} solutions and projects`,
    );
  const all = restores.map(({ inputs }) => inputs);
  const files = {
    needs: all.flatMap(({ needs }) => needs),
    also: all.flatMap((each) => each.files),
    writes: [...new Set(all.flatMap(({ writes }) => writes))],
  };
  const because = new Map([...builds.values(), ...all.flatMap((each) => each.because)].map((each) => [each.is, each]));
  return {
    command: needed.map(({ args }) => ['dotnet', 'restore', ...args].join(' ')).join(' && '),
    inputs: inputsRead(call, 'dotnet', files, [...because.values()]),
    ...(builds.size === 0 ? {} : { believes: buildsThem([...builds.keys()]) }),
  };
}

function buildsThem(paths: readonly string[]): Assumption {
  const listed = paths.join(', ');
  return {
    id: 'program-builds-what-it-names',
    believes: `The program that dotnet run starts builds what its source names: ${listed}`,
    breaksIf:
      'it builds something else in the image: then packages are fetched that nobody needs, or a project is restored that this system cannot restore',
    checkBy: 'build with --no-cache, and look whether the line of dotnet run still fetches packages',
  };
}
