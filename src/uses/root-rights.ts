// Which of root's rights a program keeps that starts as root, where nobody read which it takes.
import { baseName, type Assumption } from '../model/index.js';
import type { Instruction } from '../dockerfile/index.js';
import { imageRights, webServerPrograms, type Capability, type ServiceProfile } from '../knowledge/index.js';
import { programIs } from '../programs/index.js';
import { packageCommands } from '../runs/index.js';
import { capabilitiesToKeep } from './privileges.js';

/** To give files away, to open those of others, and to become another user. */
const KEPT = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] as const satisfies readonly Capability[];

/** Packages whose program has NET_RAW by its file: it does not even start where the container may not have that. */
const SEND_RAW: ReadonlySet<string> = new Set(['fping', 'iputils-ping', 'mtr', 'mtr-tiny']);

/** What is started over a base image. */
export interface RootProgram {
  /** Of the Dockerfile that makes the image; none for one that is pulled. */
  readonly instructions: readonly Instruction[];
  /** Replaces the entry point of the base image. */
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
}

/** True where a web server of the base image is what runs, started in its own way or by its name. */
export function isKnownServer(profile: ServiceProfile | undefined, { entrypoint, command }: RootProgram): boolean {
  if (!profile || !capabilitiesToKeep(profile)) return false;
  const names = webServerPrograms(profile.image);
  if (!names) return false;
  const [first] = [...(entrypoint ?? []), ...command];
  if (first === undefined || first === '') return entrypoint === undefined;
  return names.includes(baseName(first)) || (entrypoint === undefined && first.startsWith('-'));
}

/**
 * True where what is started, or installed, starts other programs as users of their own, whom it ends by a signal:
 * https://man7.org/linux/man-pages/man2/kill.2.html
 */
export function isManager(program: RootProgram): boolean {
  const words = [...(program.entrypoint ?? []), ...program.command];
  // The init of s6.
  if (words.includes('/init')) return true;
  const started = words.flatMap((text) => text.split(/[\s"'`;&|()]+/)).map(baseName);
  // The package of supervisord is called supervisor.
  const installed = packagesOf(program).flatMap((name) => [name, `${name}d`]);
  return [...started, ...installed].some(
    (name) => programIs(name, 'givesRootUp') && !programIs(name, 'mainProgram') && !programIs(name, 'asUser'),
  );
}

function packagesOf({ instructions }: RootProgram): string[] {
  return instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((each) => packageCommands(each))
    .flatMap(({ action, packages }) => (action === 'install' ? packages.map(({ value = '' }) => value) : []));
}

/** Rights that a program which starts as root is left with: what its kind usually takes, and what is known of the image. */
export function rightsOfRoot(profile: ServiceProfile | undefined, started: RootProgram): Capability[] {
  const back = new Set<Capability>([...KEPT, ...(capabilitiesToKeep(profile) ?? []), ...rightsOfPackages(started)]);
  if (isManager(started)) back.add('KILL');
  return [...back].sort();
}

/** What programs that the Dockerfile installs take by their file, and what it takes to install some at the start. */
export function rightsOfPackages(program: RootProgram): Capability[] {
  const raw: Capability[] = packagesOf(program).some((name) => SEND_RAW.has(name)) ? ['NET_RAW'] : [];
  const text = [...(program.entrypoint ?? []), ...program.command].join(' ');
  return INSTALLS.test(text) ? [...raw, 'SYS_CHROOT'] : raw;
}

/**
 * The scripts of its packages apk runs below a root that it sets, even where that is `/`:
 * https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/v2.14.4/src/package.c
 */
const INSTALLS = /(?:^|[\s;&|("'])apk\s(?:[^;&|\n]{0,80}\s)?(?:add|upgrade)\b/;

/**
 * What an image that nobody described takes beside those: what was read of it, and NET_BIND_SERVICE, the one that programs are
 * given most often by their file. Where the container may not have it, such a program does not even start:
 * https://man7.org/linux/man-pages/man7/capabilities.7.html, "Safety checking for capability-dumb binaries"
 */
export function rightsOfStranger(image: string): readonly Capability[] {
  return ['NET_BIND_SERVICE', ...(imageRights(image)?.takes ?? [])];
}

const BREAKS =
  'it takes another: raw packets (`ping`), a login, a device file, a signal to another user’s process. It fails with `Operation not permitted`';
const CHECK =
  'start it on an empty volume and again on its data, use it once, stop it, and search its log for `Operation not permitted`';

/** For a program on a base image that is known. */
export const ROOT_NEEDS_NO_MORE: Assumption = {
  id: 'root-needs-no-more',
  believes:
    'What the program does as root it does with the rights that it keeps: it gives files away, opens those of others, and becomes another user',
  breaksIf: BREAKS,
  checkBy: CHECK,
};

/** For an image of which nobody read what it starts. */
export const STRANGER_NEEDS_NO_MORE: Assumption = {
  id: 'unread-image-needs-no-more',
  believes:
    'The image, which nobody read, needs of root’s rights no more than most: to give files away, to open those of others, and to become another user',
  breaksIf: BREAKS,
  checkBy: CHECK,
  needsRun: true,
};
