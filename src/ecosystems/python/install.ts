// pip, poetry, pdm, uv and pipenv.
// Sources: https://pip.pypa.io/en/stable/cli/pip_install/, https://python-poetry.org/docs/cli/#install,
// https://pdm-project.org/en/latest/reference/cli/#sync, https://docs.astral.sh/uv/reference/cli/#uv-sync,
// https://pipenv.pypa.io/en/latest/cli.html
import {
  type FilePath,
  type Folder,
  type InstallInputs,
  type Read,
  child,
  parent,
  resolveIn,
  words,
} from '../../model/index.js';
import { PIP_VALUED, pipOption, UV_PIP_VALUED } from './pip-options.js';
import { requirementsWith } from './requirement-files.js';
import {
  existingPaths,
  projectOf,
  splitOptions,
  inputsRead,
  inputsUnclear,
  manifestUnread,
  readBy,
  type Call,
  type Surroundings,
} from '../install-call.js';
import type { PythonProject, RequirementsRead } from './project.js';

export function readPythonInstall(call: Call, around: Surroundings): InstallInputs | undefined {
  const { tool, args } = call;
  if (/^(?:python|pypy)[\d.]*$/.test(tool)) {
    const [option, module, ...rest] = args;
    if (option !== '-m' || module === undefined) return undefined;
    return readPythonInstall({ ...call, tool: module, args: rest }, around);
  }
  if (/^pip[\d.]*$/.test(tool)) return pip({ ...call, tool: 'pip' }, around);
  if (tool === 'uv') return uv(call, around);
  if (tool === 'poetry' || tool === 'pdm' || tool === 'pipenv') return locked(call, around);
  return undefined;
}

/** uv has its own names for them beside those of pip. */
const REQUIREMENTS = ['-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints'];

function pip(call: Call, around: Surroundings): InstallInputs | undefined {
  const { options, plain } =
    call.tool === 'uv' ? splitOptions(call.args, UV_PIP_VALUED) : splitOptions(call.args.map(pipOption), PIP_VALUED);
  const [verb, ...named] = plain;
  // Wheels that are made for another stage come from the same lists.
  const isKept = verb === 'wheel' && ['-w', '--wheel-dir'].some((option) => options.has(option));
  if (verb !== 'install' && verb !== 'sync' && !isKept) return undefined;
  const packed: FilePath[] = [];
  for (const option of ['-e', '--editable', '-f', '--find-links', '--group', '--src']) {
    const value = options.get(option)?.find((each) => !each.includes('://'));
    if (value === undefined) continue;
    const folder = option === '-f' || option === '--find-links' ? packedIn(value, call.directory, around) : undefined;
    if (folder === undefined) return inputsUnclear('local-source', `pip takes ${option} ${value} from the repository`);
    packed.push(folder);
  }
  const written = verb === 'sync' ? named : [];
  for (const option of REQUIREMENTS) written.push(...(options.get(option) ?? []));
  // `-rrequirements.txt` is one word.
  for (const option of options.keys()) {
    if (/^-[rc]./.test(option)) written.push(option.slice(2));
    else if (/^-e./.test(option))
      return inputsUnclear('local-source', `pip installs ${option.slice(2)} from its source`);
  }
  for (const each of verb === 'sync' ? [] : named) {
    const local =
      /^(?:\.{0,2}\/|\.)/.test(each) || /\.(?:whl|zip|tar|gz|bz2|tgz)$/.test(each) || each.startsWith('file:');
    const archive = local ? packedIn(each, call.directory, around) : undefined;
    if (archive !== undefined) packed.push(archive);
    else if (local && !each.includes('://'))
      return inputsUnclear('whole-project', `pip installs ${each}, which lies in the build context`);
    if (/[*?]|\$/.test(each)) return inputsUnclear('unknown-option', `${each} is not known before the build`);
    // `pip install src` installs a folder of that name.
    const folder = resolveIn(call.directory, each);
    if (
      archive === undefined &&
      folder !== undefined &&
      folder !== '' &&
      each.includes('/') &&
      around.repository.kind(folder) !== undefined
    )
      return inputsUnclear('whole-project', `pip installs ${each}, which lies in the build context`);
  }
  return requirementsFiles(call, written, packed, around);
}

/** A wheel or an archive by path, or a folder of nothing else: they are installed without the source beside them. */
function packedIn(written: string, directory: Folder, { repository }: Surroundings): FilePath | undefined {
  const path = resolveIn(directory, written.replace(/^file:/, '').replace(/\[[\w,.-]*\]$/, ''));
  if (path === undefined || path === '') return undefined;
  const isPacked = (name: string): boolean => /\.(?:whl|zip|tar\.gz|tar\.bz2|tgz)$/.test(name);
  const kind = repository.kind(path);
  if (kind === 'file') return isPacked(path) ? path : undefined;
  const names = kind === 'directory' ? repository.list(path) : [];
  return names.length > 0 && names.every(isPacked) ? path : undefined;
}

function requirementsFiles(
  call: Call,
  written: readonly string[],
  packed: readonly FilePath[],
  around: Surroundings,
): InstallInputs {
  const archives = [...packed];
  const known = new Map<FilePath, RequirementsRead>();
  const unread: { file: FilePath; why: string }[] = [];
  for (const each of written) {
    if (each.includes('://')) continue;
    const path = resolveIn(call.directory, each);
    if (path === undefined || path === '' || around.repository.kind(path) !== 'file')
      return inputsUnclear('unread-manifest', `${each} is not seen in the repository`);
    requirementsWith(around.repository, path, known, unread);
  }
  const [missing] = unread;
  if (missing) return manifestUnread(missing);
  const because: Read<string>[] = [];
  for (const { file, local, includes } of known.values()) {
    for (const { is, from } of local) {
      // pip takes a path from where it runs, and --find-links from the file: told only where that is the same.
      const packs = !is.linked && is.path !== undefined && parent(file) === call.directory;
      const archive = packs ? packedIn(is.path, '', around) : undefined;
      if (archive === undefined)
        return inputsUnclear('local-source', `${file} installs ${is.written} from the repository`, from);
      archives.push(archive);
      because.push({ is: `${file} installs ${is.written}`, from });
    }
    const outside = includes.find(({ is }) => is.path === undefined && !is.written.includes('://'));
    if (outside)
      return inputsUnclear(
        'unread-manifest',
        `${file} includes ${outside.is.written}, which is not in the repository`,
        outside.from,
      );
    because.push(...readBy('pip', [file]));
    for (const { is, from } of includes)
      if (is.path !== undefined) because.push({ is: `${file} includes ${is.written}`, from });
  }
  return inputsRead(call, 'python', { needs: [...known.keys(), ...archives] }, because);
}

function uv(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.args[0] === 'pip') return pip({ ...call, tool: 'uv', args: call.args.slice(1) }, around);
  const { options, plain } = splitOptions(
    call.args,
    words('--python -p --group --extra --no-group --only-group --link-mode --cache-dir --index --default-index'),
  );
  if (plain[0] !== 'sync') return undefined;
  if (['--directory', '--project', '--package', '--all-packages', '--script'].some((option) => options.has(option)))
    return inputsUnclear('unknown-option', 'uv sync is told to work on another project');
  const project = projectOf(around, call.directory, 'python');
  const found = fromManifest(call, project, around, 'pyproject.toml', ['uv.lock', 'uv.toml', '.python-version']);
  if (!found.told) return found;
  const alone = ['--no-install-project', '--no-install-workspace', '--no-install-local'].some((option) =>
    options.has(option),
  );
  // Without a build system uv takes the project for one that is not installed.
  if (!alone && project?.buildBackend)
    return inputsUnclear(
      'whole-project',
      'uv sync installs the project itself; --no-install-project leaves that to a later line',
      project.buildBackend.from,
    );
  if (alone && project?.buildBackend && !options.has('--frozen') && !options.has('--locked'))
    return inputsUnclear(
      'whole-project',
      'uv sync looks at the project itself unless --frozen or --locked is given',
      project.buildBackend.from,
    );
  return { ...found, writes: [pathIn(call, '.venv')] };
}

function pathIn({ directory }: Call, name: string): FilePath {
  return child(directory, name);
}

/** An install from one manifest; `settings` are read where they are there. */
function fromManifest(
  call: Call,
  project: PythonProject | undefined,
  around: Surroundings,
  name: 'pyproject.toml' | 'Pipfile',
  settings: readonly string[],
): InstallInputs {
  const [manifest] = existingPaths(around, call.directory, [name]);
  if (!project || manifest === undefined)
    return inputsUnclear('unread-manifest', `${call.tool} finds no ${name} in the repository`);
  const unread = project.unread.find(({ file }) => file === manifest);
  if (unread) return manifestUnread(unread);
  const local = project.local.find(({ from }) => from.file === manifest);
  if (local)
    return inputsUnclear('local-source', `${manifest} takes ${local.is.written} from the repository`, local.from);
  const also = existingPaths(around, call.directory, settings);
  return inputsRead(call, 'python', { needs: [manifest], also }, readBy(call.tool, [manifest, ...also]));
}

function locked(call: Call, around: Surroundings): InstallInputs | undefined {
  const { tool } = call;
  const { options, plain } = splitOptions(
    call.args,
    words(`
      --with --without --only -E --extras -G --group --python -p --project -C -P --directory -L --lockfile
      --categories -r --requirements`),
  );
  const [verb, ...named] = plain;
  if (verb !== 'install' && verb !== 'sync') return undefined;
  if (
    ['--project', '-C', '-P', '--directory', '-L', '--lockfile', '-r', '--requirements', '-e', '--editable'].some(
      (option) => options.has(option),
    )
  )
    return inputsUnclear('unknown-option', `${tool} is told to read other files than its own`);
  if (named.length > 0)
    return inputsUnclear('writes-manifest', `${tool} ${verb} ${named[0]} adds a package to the manifest`);
  const project = projectOf(around, call.directory, 'python');
  if (tool === 'pipenv') return fromManifest(call, project, around, 'Pipfile', ['Pipfile.lock']);
  const settings =
    tool === 'poetry' ? ['poetry.lock', 'poetry.toml'] : ['pdm.lock', 'pdm.toml', '.pdm.toml', '.python-version'];
  const found = fromManifest(call, project, around, 'pyproject.toml', settings);
  if (!found.told) return found;
  const alone = tool === 'poetry' ? ['--no-root', '--only-root'] : ['--no-self'];
  const leavesOut = options.has(alone[0]!);
  if (!leavesOut && project!.isPackage)
    return inputsUnclear(
      'whole-project',
      `${tool} ${verb} installs the project itself as well; ${alone[0]} leaves that to a later line`,
      { kind: 'source', file: found.needs[0]! },
    );
  return tool === 'pdm' ? { ...found, writes: [pathIn(call, '.venv')] } : found;
}
