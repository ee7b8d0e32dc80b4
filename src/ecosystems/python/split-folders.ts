// Where pip and its like put what they install: in a folder of its own, in a virtual environment, or where Python looks.
import { words, type Stop, stop, isStop, type NonEmpty, nonEmpty } from '../../model/index.js';
import { usesOf, type RunCommand, type Site } from '../../runs/index.js';
import { expandArgs, normalisePath, type Instruction } from '../../dockerfile/index.js';
import { type Artefact, commandsOfAll, ownedArtefact, type Producer, quotedStart } from '../../splits/index.js';

/** True for commands that install Python packages, or make ready for it. */
export function installsPackages({ name, call }: RunCommand, words: readonly string[]): boolean {
  if (call?.manager === 'pip')
    return (
      ['install', 'uninstall', 'wheel', 'config', 'download', 'list', 'freeze', 'check', 'cache'].includes(call.verb) ||
      /^(?:--version|-V)$/.test(words[1] ?? '')
    );
  if (name === 'poetry')
    return (
      ['install', 'config', 'export', 'lock', 'self', 'check', 'run'].includes(words[1] ?? '') && words[1] !== 'run'
    );
  if (name === 'pipenv') return ['install', 'sync', 'lock', 'requirements'].includes(words[1] ?? '');
  if (name === 'pdm') return ['install', 'sync', 'lock', 'config', 'export'].includes(words[1] ?? '');
  if (name === 'uv')
    return words[1] === 'sync' || words[1] === 'venv' || (words[1] === 'pip' && words[2] === 'install');
  if (name === 'virtualenv') return true;
  if (name === 'easy_install') return true;
  if (name !== undefined && /^python[\d.]*$/.test(name)) {
    if (words[1] === '-m') return words[2] === 'venv' || words[2] === 'virtualenv';
    return /(?:^|\/)setup\.py$/.test(words[1] ?? '') && words.slice(2).some((word) => word === 'install');
  }
  return false;
}

/** Tools that pip installs for the build alone. */
const PIP_TOOLS = words('pip setuptools wheel virtualenv poetry pipenv pdm uv cython build');

/**
 * The folders that installs fill: those of their own, and the usual ones where an install names none.
 * @param replaced the command that starts, where it will no longer call the tool that installs.
 */
export function artefactsOf(
  site: Site,
  producers: readonly Producer[],
  usualFolders: () => NonEmpty<Artefact> | Stop<Instruction>,
  replaced?: Instruction,
): NonEmpty<Artefact> | Stop<Instruction> {
  const found: Artefact[] = [];
  const tools = new Set<string>();
  let usual = false;
  for (const { command: each, instruction, words } of producers) {
    const { call, command, name } = each;
    const at = site.directoryAt(instruction, command);
    const folder = ownFolder(site, instruction, words, name, at);
    if (folder === 'unknown')
      return stop(
        'needs-evidence',
        `where ${quotedStart(words)} puts its files is not seen; give it an absolute path`,
        instruction,
      );
    if (folder !== undefined) {
      if (!found.some(({ path }) => path === folder)) found.push(ownedArtefact(site, instruction, folder));
      continue;
    }
    if (call?.manager === 'pip') {
      const linked = linkedSource(words, at);
      if (linked === 'unknown')
        return stop(
          'needs-decision',
          'an editable install stays linked to a folder that is not seen; install the package itself, without -e',
          instruction,
        );
      if (linked !== undefined && !found.some(({ path }) => path === linked))
        found.push(ownedArtefact(site, instruction, linked));
    }
    const venv = inVenv(site, instruction, words, at, found);
    const isTool = onlyTools(call, words);
    if (!venv && !isTool) usual = true;
    if (!venv && isTool) for (const each of call?.packages ?? []) tools.add(packageName(each.value));
  }
  const own = nonEmpty(found);
  if (own && !usual && !isCalled(site, producers, tools, replaced)) return own;
  const folders = usualFolders();
  return isStop(folders) ? folders : [...folders, ...found];
}

/** The folder an install has for itself (`--target`, `--user`, a virtual environment); `undefined` for the image's own. */
export function ownFolder(
  site: Site,
  instruction: Instruction,
  words: readonly string[],
  name: string | undefined,
  workdir: string | undefined,
): string | undefined {
  const { user, variables } = site.stateAt(instruction);
  const absolute = (path: string | undefined): string => {
    const plain = path === undefined ? undefined : expandArgs(path.replace(/^["']|["']$/g, ''), variables);
    if (plain === undefined || plain.startsWith('~')) return 'unknown';
    if (plain.startsWith('/')) return normalisePath(plain);
    return workdir === undefined ? 'unknown' : normalisePath(`${workdir}/${plain}`);
  };
  for (const [at, word] of words.entries()) {
    const given = /^(?:--target|--prefix|--root|--install-dir)=(.*)$/.exec(word)?.[1];
    if (given !== undefined) return absolute(given);
    if (word === '-t' || word === '--target' || word === '--prefix' || word === '--root' || word === '--install-dir')
      return absolute(words[at + 1]);
  }
  if (words.includes('--user'))
    return user === undefined || /^(?:root|0)(?::|$)/.test(user) ? '/root/.local' : 'unknown';
  const isVenv =
    name === 'virtualenv' || words[2] === 'venv' || words[2] === 'virtualenv' || (name === 'uv' && words[1] === 'venv');
  if (isVenv) {
    const last = words
      .slice(name === 'virtualenv' ? 1 : name === 'uv' ? 2 : 3)
      .filter((word) => !word.startsWith('-'))
      .at(-1);
    return last === undefined ? (name === 'uv' ? absolute('.venv') : 'unknown') : absolute(last);
  }
  if (name === 'uv' && words[1] === 'sync') return absolute(variables.get('UV_PROJECT_ENVIRONMENT') ?? '.venv');
  if (name === 'poetry' && words[1] === 'install') {
    const created =
      variables.get('POETRY_VIRTUALENVS_CREATE') ??
      (site.runs.some(({ instruction: each }) => /virtualenvs\.create false/.test(each.args)) ? 'false' : undefined);
    if (created?.toLowerCase() === 'false' || created === '0') return undefined;
    const inside =
      variables.get('POETRY_VIRTUALENVS_IN_PROJECT') ??
      (site.runs.some(({ instruction: each }) => /virtualenvs\.in-project true/.test(each.args)) ? 'true' : undefined);
    return inside?.toLowerCase() === 'true' || inside === '1' ? absolute('.venv') : 'unknown';
  }
  // https://pdm-project.org/en/latest/usage/venv/: .venv in the project, unless it is told of another
  if (name === 'pdm' && (words[1] === 'install' || words[1] === 'sync')) {
    const venv = absolute('.venv');
    const told = site.runs.some(({ instruction: each }) =>
      /\bpdm use\b|use_venv +false|in_project +false/i.test(each.args),
    );
    const active = variables.get('VIRTUAL_ENV') ?? venv;
    return told || active !== venv || words.some((word) => /^-(?:g|p|-global|-project)$/.test(word)) ? 'unknown' : venv;
  }
  if (name === 'pipenv' && (words[1] === 'install' || words[1] === 'sync') && !words.includes('--system')) {
    return variables.get('PIPENV_VENV_IN_PROJECT') === '1' ? absolute('.venv') : 'unknown';
  }
  return undefined;
}

/** The folder that an editable install stays linked to. */
function linkedSource(words: readonly string[], workdir: string | undefined): string | undefined {
  for (const [at, word] of words.entries()) {
    const given = word === '-e' || word === '--editable' ? words[at + 1] : /^(?:-e|--editable=)(.+)$/.exec(word)?.[1];
    if (given === undefined) continue;
    const path = given.replace(/\[.*/s, '');
    if (/:\/\/|^git\+|\$/.test(path)) return 'unknown';
    if (path.startsWith('/')) return normalisePath(path);
    return workdir === undefined || workdir === '/' ? 'unknown' : normalisePath(`${workdir}/${path}`);
  }
  return undefined;
}

/** True when the call is of a virtual environment that was made before: by its path, or because PATH leads there. */
function inVenv(
  site: Site,
  instruction: Instruction,
  words: readonly string[],
  at: string | undefined,
  folders: readonly Artefact[],
): boolean {
  const program = words[0]!.includes('/') && at !== undefined ? resolvePath(words[0]!, at) : words[0]!;
  const { variables } = site.stateAt(instruction);
  const path =
    variables.get('PATH') ??
    site.body.findLast(
      ({ keyword, index, args }) => keyword === 'ENV' && index < instruction.index && /\bPATH\b/.test(args),
    )?.args ??
    '';
  return folders.some(
    ({ path: folder }) =>
      program.startsWith(`${folder}/bin/`) || path.includes(`${folder}/bin`) || variables.get('VIRTUAL_ENV') === folder,
  );
}

function resolvePath(path: string, folder: string): string {
  return normalisePath(path.startsWith('/') ? path : `${folder}/${path}`);
}

function onlyTools(call: RunCommand['call'], words: readonly string[]): boolean {
  if (call?.manager !== 'pip') return words[0] === 'poetry' && words[1] !== 'install';
  if (call.verb !== 'install') return true;
  if (words.some((word) => /^(?:-r|--requirement|-e|--editable)/.test(word))) return false;
  return call.packages.length > 0 && call.packages.every(({ value }) => PIP_TOOLS.has(packageName(value)));
}

function packageName(value: string | undefined): string {
  return (/^[\w.-]+/.exec(value ?? '')?.[0] ?? '').toLowerCase();
}

/** `CMD ["poetry", "run", ...]`, or a RUN below the installs: the tool has to come along. */
function isCalled(
  site: Site,
  producers: readonly Producer[],
  tools: ReadonlySet<string>,
  replaced: Instruction | undefined,
): boolean {
  if (tools.size === 0) return false;
  const later = site.runs.some(({ commands }) =>
    commands.some((command) => !commandsOfAll(producers).has(command) && tools.has(command.name ?? '')),
  );
  if (later) return true;
  const starting = site.body.filter(
    (each) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(each.keyword) && each !== replaced,
  );
  return usesOf(site.doc, site.context, starting, tools).uses.length > 0;
}
