// Package-manager calls in a RUN, taken apart far enough to edit them.
import { factOf, baseName, type LibraryManager, words } from '../model/index.js';
import { behindWrappers } from '../programs/index.js';
import { managerAtPath, managerBehind, managerCalled, managerWords } from '../ecosystems/index.js';
import { commandName, type ShellCommand, type ShellScript, type ShellWord } from '../shell/index.js';
import type { Instruction } from '../dockerfile/index.js';

export type PackageManager =
  | 'apt-get'
  | 'apt'
  | 'aptitude'
  | 'apk'
  | 'yum'
  | 'dnf'
  | 'microdnf'
  | 'tdnf'
  | 'zypper'
  | LibraryManager;

export interface PackageCommand {
  readonly manager: PackageManager;
  /** The sub-command as written and its class: `in` and `add` are installs. */
  readonly action: 'install' | 'update' | 'upgrade' | 'remove' | 'clean' | 'other';
  readonly verb: string;
  readonly command: ShellCommand;
  /** The word that names the program (`apt-get`, `pip3`; for `python -m pip` the word `pip`). */
  readonly tool: ShellWord;
  /** The sub-command's word; `undefined` for a bare `yarn`. */
  readonly verbWord: ShellWord | undefined;
  /** Words that begin with `-`, before and after the verb, with the values that belong to them left out. */
  readonly options: readonly ShellWord[];
  /** What is installed: names, paths and URLs, in order; words with expansions included. */
  readonly packages: readonly ShellWord[];
  /** True behind `sudo`. */
  readonly sudo: boolean;
}

const MANAGERS: Readonly<Record<string, PackageManager>> = {
  'apt-get': 'apt-get',
  apt: 'apt',
  aptitude: 'aptitude',
  apk: 'apk',
  yum: 'yum',
  dnf: 'dnf',
  dnf5: 'dnf',
  microdnf: 'microdnf',
  tdnf: 'tdnf',
  zypper: 'zypper',
};

const INSTALL = words('install add in i ci localinstall groupinstall reinstall build-dep install-dep');
const UPDATE = new Set(['update', 'makecache', 'refresh', 'ref']);
const UPGRADE = new Set(['upgrade', 'dist-upgrade', 'full-upgrade', 'safe-upgrade', 'distro-sync', 'dup', 'up']);
const REMOVE = new Set(['remove', 'purge', 'autoremove', 'auto-remove', 'del', 'erase', 'uninstall', 'rm']);
const CLEAN = new Set(['clean', 'autoclean', 'cache', 'cc']);

// Options whose value is the next word. What is not listed takes none; a missed one makes a package out of its value,
// so only its name matters to a reader, never to an edit at the verb.
const VALUED: Readonly<Partial<Record<PackageManager, ReadonlySet<string>>>> = {
  'apt-get': words('-o --option -t --target-release --default-release -c --config-file -a --host-architecture'),
  apk: words(`
    -t --virtual -X --repository -p --root --arch --keys-dir --cache-dir --wait --repositories-file --cache-max-age`),
  yum: words('-c --enablerepo --disablerepo --installroot --setopt -x --exclude --releasever -d -e -R'),
  zypper: words('-r --repo --from -R --root -D --reposd-dir -t --type -C --capability -x'),
};

/** The package-manager calls of a RUN, in order; none where its shell does not parse. */
export function packageCommands(instruction: Instruction): readonly PackageCommand[] {
  // By script, not by instruction: an unchanged RUN has the same script after every step.
  return factOf(instruction.shell, readCalls);
}

function readCalls({ commands }: ShellScript): readonly PackageCommand[] {
  return commands.flatMap((command) => packageCommand(command) ?? []);
}

/** A command as a package-manager call; `undefined` when it is none. */
export function packageCommand(command: ShellCommand): PackageCommand | undefined {
  return factOf(command, readCall);
}

function readCall(command: ShellCommand): PackageCommand | undefined {
  const { words } = command;
  const texts = words.map(({ value, raw }) => value ?? raw);
  let at = behindWrappers(texts, 'prefix', 'sudo');
  const sudo = texts.slice(0, at).some((text) => baseName(text) === 'sudo');
  let tool = words[at];
  let name = tool && programName(tool);
  if (!tool || name === undefined) return undefined;
  const behind = managerBehind(name, words[at + 1]?.value, words[at + 2]?.value);
  if (behind) {
    at += 2;
    tool = words[at]!;
    name = behind.id;
  } else if (managerAtPath(name, words[at + 1]?.value)) {
    at += 1;
    tool = words[at]!;
    name = programName(tool)!;
  }
  const manager = (Object.hasOwn(MANAGERS, name) ? MANAGERS[name] : undefined) ?? managerCalled(name)?.id;
  if (!manager) return undefined;
  return { ...split(manager, words.slice(at + 1)), manager, command, tool, sudo };
}

function split(
  manager: PackageManager,
  rest: readonly ShellWord[],
): Pick<PackageCommand, 'action' | 'verb' | 'verbWord' | 'options' | 'packages'> {
  const own = managerWords(manager);
  const valued = own?.valued ?? VALUED[managerFamily(manager)];
  const options: ShellWord[] = [];
  const packages: ShellWord[] = [];
  let verbWord: ShellWord | undefined;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word.raw.startsWith('-')) {
      options.push(word);
      if (valued?.has(optionOf(manager, word.raw))) at++;
    } else if (!verbWord && (own?.before === undefined || word.value !== own.before)) verbWord = word;
    else if (verbWord) packages.push(word);
  }
  const verb = verbWord?.value ?? '';
  return { verb, action: actionOf(manager, verb), verbWord, options, packages };
}

/** Some take the beginning of a name for the whole of it. */
function optionOf(manager: PackageManager, word: string): string {
  return managerWords(manager)?.option?.(word) ?? word;
}

function actionOf(manager: PackageManager, verb: string): PackageCommand['action'] {
  const own = managerWords(manager);
  if (own?.installsBare && verb === '') return 'install';
  if ((managerFamily(manager) === 'yum' || own?.updateUpgrades) && verb === 'update') return 'upgrade';
  if (manager === 'zypper' && (verb === 'update' || verb === 'up')) return 'upgrade';
  if (INSTALL.has(verb)) return 'install';
  if (UPDATE.has(verb)) return 'update';
  if (UPGRADE.has(verb)) return 'upgrade';
  if (REMOVE.has(verb)) return 'remove';
  return CLEAN.has(verb) ? 'clean' : 'other';
}

/** Managers that share their options: apt with apt-get, dnf with yum. */
export function managerFamily(manager: PackageManager): PackageManager {
  if (manager === 'apt' || manager === 'aptitude') return 'apt-get';
  if (manager === 'dnf' || manager === 'microdnf' || manager === 'tdnf') return 'yum';
  return manager;
}

/** True for those that install packages of a distribution; all others install libraries of a language. */
export function isOfDistribution(manager: PackageManager): boolean {
  const kind = managerFamily(manager);
  return kind === 'apt-get' || kind === 'yum' || manager === 'apk' || manager === 'zypper';
}

/** True when one of the words is given, long (`--yes`) or short, alone or in a cluster (`-y`, `-qqy`). */
export function hasOption(call: PackageCommand, ...names: readonly string[]): boolean {
  for (const { value, raw } of call.options) {
    const text = optionOf(call.manager, value ?? raw);
    for (const name of names) {
      if (text === name || text.startsWith(`${name}=`)) return true;
      if (name.length === 2 && /^-[A-Za-z]+$/.test(text) && text.slice(1).includes(name[1]!)) return true;
    }
  }
  return false;
}

/** By its path, the folder a variable or not: `$VENV/bin/pip` is pip, whichever. */
function programName({ value, raw }: ShellWord): string | undefined {
  if (value !== undefined) return baseName(value);
  return /^["']?\$(?:\w{1,80}|\{\w{1,80}\})"?\/(?:[\w.+-]{1,80}\/){0,20}([\w.+-]{1,80})["']?$/.exec(raw)?.[1];
}

export { commandName };
