// Programs that gain privileges while a container runs, as far as the files show them.
import { type Evidence, type Repository, baseName, resolveFile, type Folder } from '../model/index.js';
import { asSeq, asText } from '../yaml/index.js';
import type { Service } from '../compose/index.js';
import { packageCommands } from '../runs/index.js';
import { type Instruction, isCopy } from '../dockerfile/index.js';
import {
  commandGainsPrivileges,
  fileGainsPrivileges,
  imageGainsPrivileges,
  isDefaultCapability,
  packageGainsPrivileges,
  type Capability,
  type ServiceProfile,
} from '../knowledge/index.js';
import { profileEvidence, startsOwnServer, type ServiceView } from '../services/index.js';
import { startUser } from './start-user.js';

export interface Signs {
  /** Why the running container seems to need privileges it does not start with. */
  readonly stands: string | undefined;
  /** What the image holds that gains privileges, though nothing read calls it while the container runs. */
  readonly held: readonly string[];
}

/** What the files show of programs that gain privileges. */
export function privilegeSigns(view: ServiceView): Signs {
  const { service } = view;
  for (const key of ['entrypoint', 'command'] as const) {
    const sign = commandGainsPrivileges(wordsOf(service, key));
    if (sign) return { stands: `\`${key}\` ${sign}`, held: [] };
  }
  const known = service.image === undefined || service.build ? undefined : imageGainsPrivileges(service.image);
  if (known) return { stands: known.says, held: [] };
  const user = asText(service.get('user'));
  if (user !== undefined && !/^(?:root|0)(?:$|:)/.test(user) && asSeq(service.get('cap_add'))?.items.length) {
    return { stands: 'a normal user gets what `cap_add` grants only through file capabilities', held: [] };
  }
  if (mayUseFileCapabilities(view)) {
    const stands =
      'whoever dropped ALL gave something back, and whether the program gets it as root or by file capabilities is not known';
    return { stands, held: [] };
  }
  return dockerfileSigns(view);
}

/**
 * Somebody who dropped everything gave back only what is used. Root that becomes another user gets SETUID as well; a
 * server that is a normal user from the beginning has the rest from its file (`setcap cap_net_bind_service=+ep`).
 */
function mayUseFileCapabilities(view: ServiceView): boolean {
  const { service, runs } = view;
  const added = capabilitiesIn(service, 'cap_add');
  if (added.length === 0 || added.includes('SETUID') || !capabilitiesIn(service, 'cap_drop').includes('ALL'))
    return false;
  return runs.profile?.firstBoot === undefined && startUser(view).is !== 'root';
}

function capabilitiesIn(service: Service, key: 'cap_add' | 'cap_drop'): string[] {
  return (asSeq(service.get(key))?.items ?? []).map((item) => (asText(item) ?? '').toUpperCase().replace(/^CAP_/, ''));
}

function wordsOf(service: Service, key: string): string {
  const node = service.get(key);
  return asText(node) ?? (asSeq(node)?.items ?? []).map((item) => asText(item) ?? '').join(' ');
}

function dockerfileSigns({ service, around, runs }: ServiceView): Signs {
  const held: string[] = [];
  const { repository } = around.context.evidence;
  const { built } = runs;
  if (!built) return { stands: undefined, held };
  const started = `${wordsOf(service, 'entrypoint')} ${wordsOf(service, 'command')}`;
  const { chain, file, context } = built;
  const starters = chain.flatMap(({ instructions }) => instructions.filter(({ keyword }) => STARTS.has(keyword)));
  const words = `${started} ${starters.map(({ args }) => args).join(' ')}`;
  for (const stage of chain) {
    for (const instruction of stage.instructions) {
      const place = `\`${file}:${instruction.lineMark}\``;
      const sign = instructionSign(instruction);
      if (sign) return { stands: `${place} ${sign}`, held: [] };
      const script = scriptSign(instruction, context, repository, words);
      if (script?.starts) return { stands: `${place} starts \`${script.path}\`, which ${script.sign}`, held: [] };
      if (script) held.push(`${place} copies \`${script.path}\`, which ${script.sign}`);
      held.push(...heldBy(instruction).map((each) => `${place} ${each}`));
    }
  }
  return { stands: undefined, held };
}

/** What a RUN leaves in the image: the packages it installs, and whom it lets become root. */
function heldBy(instruction: Instruction): string[] {
  if (instruction.keyword !== 'RUN') return [];
  const held: string[] = [];
  for (const { action, packages } of packageCommands(instruction)) {
    if (action !== 'install') continue;
    for (const { value = '' } of packages) {
      const says = packageGainsPrivileges(value);
      if (says) held.push(`installs \`${value}\`, ${says}`);
    }
  }
  if (/\bsudoers\b|\bNOPASSWD\b/.test(instruction.args)) held.push('lets a user call `sudo`');
  else if (/(?:^|[\s;&|])sudo\s/m.test(instruction.args) && held.length === 0) held.push('calls `sudo` in the build');
  return held;
}

const STARTS = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** What runs in the container, and programs that a RUN gives privileges to on purpose. */
function instructionSign(instruction: Instruction): string | undefined {
  if (STARTS.has(instruction.keyword)) return commandGainsPrivileges(instruction.args);
  if (instruction.keyword !== 'RUN') return undefined;
  const heredocs = instruction.heredocs.length > 0 ? instruction.shellSource.text : '';
  return fileGainsPrivileges(`${instruction.args}\n${heredocs}`);
}

interface Script {
  readonly path: string;
  readonly sign: string;
  /** Named by what the container starts, or put where the entry point of a base image looks. */
  readonly starts: boolean;
}

/** A shell script of the context that is copied in or started, and gains privileges. */
function scriptSign(
  instruction: Instruction,
  context: Folder,
  repository: Repository,
  started: string,
): Script | undefined {
  if (!['COPY', 'ADD', 'CMD', 'ENTRYPOINT'].includes(instruction.keyword) || instruction.flag('from')) return undefined;
  const copies = isCopy(instruction);
  for (const word of instruction.execForm ?? instruction.words().map((each) => each.text)) {
    if (!/^[\w./-]+\.sh$/.test(word)) continue;
    const name = baseName(word);
    const path = resolveFile(context, (copies ? word : name).replace(/^\/+/, ''));
    const sign = path && commandGainsPrivileges(withoutComments(repository.read(path) ?? ''));
    const starts = started.trim() === '' || started.includes(name) || instruction.args.includes('entrypoint');
    if (sign) return { path, sign, starts };
  }
  return undefined;
}

function withoutComments(script: string): string {
  return script.replace(/^[ \t]*#.*$/gm, '');
}

/**
 * What only helps a process that is root: a normal user has no use for it, and what else a profile lists the image's
 * programs get by file capabilities. Source: https://man7.org/linux/man-pages/man7/capabilities.7.html
 */
const OF_ROOT = new Set<Capability>([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Of the capabilities a profile lists, those that a process wants which does not start as root. */
export function capabilitiesWithoutRoot(capabilities: readonly Capability[]): Capability[] {
  return capabilities.filter((each) => !OF_ROOT.has(each));
}

/**
 * What is given back of the capabilities that a profile lists, once ALL is dropped; `undefined` where it lists none.
 * Never more than a container had before: what is not among the defaults it did without. DAC_READ_SEARCH is not, and
 * would open files of the host by their handle (`open_by_handle_at`, which seccomp allows with it):
 * DAC_OVERRIDE, through which the program has been reading so far, stands in for it.
 */
export function capabilitiesToKeep(profile: ServiceProfile | undefined): Capability[] | undefined {
  const { firstBoot, laterBoots } = profile ?? {};
  if (!firstBoot || !laterBoots) return undefined;
  const listed = [...firstBoot.is, ...laterBoots.is].map((each) =>
    each === 'DAC_READ_SEARCH' ? 'DAC_OVERRIDE' : each,
  );
  return [...new Set(listed)].filter((each) => isDefaultCapability(each)).sort();
}

/**
 * What proves that nothing in the container gains a privilege it did not start with: everything the image's programs
 * need is known, and they have it from the beginning. `undefined` where nothing does.
 */
export function provePrivilegesComplete(view: ServiceView): Evidence | undefined {
  const { service, runs } = view;
  const { profile } = runs;
  if (!profile?.firstBoot || !profile.laterBoots || service.build || !startsOwnServer(view)) return undefined;
  // These refuse to work where privileges cannot be gained, also for root.
  if (profile.dropsRootWith && /^(?:sudo|doas)$/.test(profile.dropsRootWith.is)) return undefined;
  const listed = [...profile.firstBoot.is, ...profile.laterBoots.is];
  if (startUser(view).is !== 'root' && capabilitiesWithoutRoot(listed).length > 0) return undefined;
  return profileEvidence(
    profile,
    profile.firstBoot,
    `what ${profile.image} starts needs no privilege it does not begin with`,
  );
}
