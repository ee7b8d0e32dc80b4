// cargo. Sources: https://doc.rust-lang.org/cargo/commands/cargo-fetch.html, https://doc.rust-lang.org/cargo/reference/cargo-targets.html,
// https://doc.rust-lang.org/cargo/reference/workspaces.html
import {
  type FetchAhead,
  type FilePath,
  type Folder,
  type InstallInputs,
  child,
  folderPath,
  isWithin,
  parent,
  pathFrom,
  upwards,
  words,
} from '../../model/index.js';
import {
  arePlainWords,
  existingPaths,
  inputsRead,
  inputsUnclear,
  projectOf,
  readBy,
  splitOptions,
  type Call,
  type Surroundings,
} from '../install-call.js';
import { isTable, TomlManifest } from '../manifest-formats.js';
import { readManifest } from '../manifest-text.js';
import type { RustProject } from './project.js';

export function readRustInstall(call: Call): InstallInputs | undefined {
  if (call.tool !== 'cargo' || !['fetch', 'vendor'].includes(call.args[0] ?? '')) return undefined;
  return inputsUnclear('whole-project', 'Cargo reads a manifest only where the source of its programs is there');
}

const BUILDS = words('build b install rustc');
/** What makes Cargo read other manifests, or fetch nothing. */
const ELSEWHERE = words('--manifest-path --config --offline --frozen -Z -C --git --index --registry --root-dir');
const VALUED = words(
  '-p --package --bin --target --profile -j --jobs -F --features --target-dir --root --path --color',
);
const SETTINGS = ['.cargo/config.toml', '.cargo/config'];
/** More than a person reads in one line. */
const MOST_CRATES = 4;

/**
 * `cargo fetch` between empty files where the source has its programs: nothing is compiled, so nothing is left of them for
 * a build to take for its own.
 */
export function fetchCargoAhead(call: Call, around: Surroundings): FetchAhead | undefined {
  const [verb = '', ...rest] = call.args;
  if (call.tool !== 'cargo' || !BUILDS.has(verb)) return undefined;
  const { options, plain } = splitOptions(rest, VALUED);
  if ([...ELSEWHERE].some((option) => options.has(option)) || plain.length > 0) return undefined;
  const path = options.get('--path')?.[0];
  if (verb === 'install' && path === undefined) return undefined;
  const above = upwards(call.directory).filter((folder) => folder !== call.directory);
  if (existingPaths(around, call.directory, ['Cargo.toml']).length === 0) return undefined;
  if (above.some((folder) => existingPaths(around, folder, ['Cargo.toml', ...SETTINGS]).length > 0)) return undefined;
  const crates = cratesOf(call.directory, around);
  if (!crates?.some(({ dependencies }) => dependencies.size > 0)) return undefined;
  const files: FilePath[] = [];
  for (const { directory } of crates) {
    const own = programsOf(directory, around);
    if (!own) return undefined;
    files.push(...own);
  }
  const config = existingPaths(around, call.directory, SETTINGS);
  if (
    config.some((file) =>
      /replace-with|directory[ \t]{0,9}=|^[ \t]{0,9}paths[ \t]{0,9}=/m.test(around.repository.read(file) ?? ''),
    )
  )
    return undefined;
  const seenFrom = (path: FilePath | Folder): string => pathFrom(call.directory, path) ?? path;
  const inside = files.map(seenFrom);
  const folders = [...new Set(files.map((file) => seenFrom(parent(file))))];
  if (!arePlainWords(inside)) return undefined;
  const lock = existingPaths(around, call.directory, ['Cargo.lock']);
  // A build may bring a lock up to date that lags behind its manifest, unless it is told not to.
  const fetch = `cargo fetch${options.has('--locked') ? ' --locked' : ''}`;
  const made = `mkdir -p ${folders.join(' ')} && touch ${inside.join(' ')}`;
  const manifests = crates.map(({ directory }) => child(directory, 'Cargo.toml'));
  const also = existingPaths(around, call.directory, ['.cargo', 'rust-toolchain.toml', 'rust-toolchain']);
  const needs = [...manifests, ...lock];
  return {
    command: inside.length === 0 ? fetch : `${made} && ${fetch} && rm -r ${folders.join(' ')}`,
    inputs: inputsRead(call, 'rust', { needs, also }, readBy('Cargo', needs)),
    fetchesForAll: true,
  };
}

/** The crate or workspace of a folder, with everything in it that Cargo reads a manifest of. */
function cratesOf(root: Folder, around: Surroundings): RustProject[] | undefined {
  const found = new Map<Folder, RustProject>();
  const waiting: Folder[] = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (found.has(folder)) continue;
    const project = isWithin(folder, root) ? projectOf(around, folder, 'rust') : undefined;
    if (!project || project.unread.length > 0 || found.size >= MOST_CRATES) return undefined;
    if (project.workspaces.some(({ is }) => is.includes('..'))) return undefined;
    if (project.workspaces.length > 0 && project.members.length === 0) return undefined;
    found.set(folder, project);
    waiting.push(...project.members.map((folder) => folderPath(folder)));
    for (const { is } of project.pathDependencies) {
      if (is.path === undefined) return undefined;
      waiting.push(is.path);
    }
  }
  return [...found.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
}

/** Files without which Cargo does not read the manifest of a folder; `undefined` where that is not certain. */
function programsOf(directory: Folder, around: Surroundings): FilePath[] | undefined {
  const manifest = readManifest(around.repository, child(directory, 'Cargo.toml'));
  const toml = manifest && TomlManifest.read(manifest);
  if (!toml || JSON.stringify([toml.table('patch'), toml.table('replace')]).includes('"path"')) return undefined;
  const name = toml.text('package', 'name')?.is;
  if (name === undefined) return [];
  const usual = existingPaths(around, directory, ['src/main.rs', 'src/lib.rs']);
  const main = usual.includes(child(directory, 'src/main.rs'));
  for (const kind of ['bin', 'test', 'bench', 'example']) {
    for (const target of toml.list(kind)) {
      const isMain = kind === 'bin' && isTable(target) && target.name === name && main;
      if (!isTable(target) || (typeof target.path !== 'string' && !isMain)) return undefined;
    }
  }
  const run = toml.text('package', 'default-run')?.is;
  const hasRun = (run === name && main) || toml.list('bin').some((target) => isTable(target) && target.name === run);
  if (run !== undefined && !hasRun) return undefined;
  if (usual.length === 0 && toml.list('bin').length === 0 && toml.text('lib', 'path') === undefined) return undefined;
  return usual;
}
