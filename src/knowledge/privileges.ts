import { words, parseImageReference, rowOf } from '../model/index.js';
import table from './data/privileges.yaml';
import type { Capability } from './images/index.js';

/** What was read of an image, and the Dockerfile or script in which it was. */
export interface GainingImage {
  readonly says: string;
  readonly source: string;
}

/** Why an image needs privileges that its first process does not have; `undefined` where nobody described it. */
export function imageGainsPrivileges(image: string): GainingImage | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  const full = `${reference.host}/${reference.path}`;
  const entries = Object.entries(table().images);
  return entries.find(([name]) => (name.endsWith('*') ? full.startsWith(name.slice(0, -1)) : full === name))?.[1];
}

/** Rights of root that an image takes beside those that most take. */
export interface ImageRights extends GainingImage {
  readonly takes: readonly Capability[];
}

/** Of an image that has no profile; `undefined` where nobody read that it takes any. */
export function imageRights(image: string): ImageRights | undefined {
  const reference = parseImageReference(image);
  return reference && rowOf(table().rights, `${reference.host}/${reference.path}`);
}

/** What in a package of a Linux distribution gains privileges: `which is setuid`; `undefined` for one not in the table. */
export function packageGainsPrivileges(name: string): string | undefined {
  return rowOf(table().packages.bring, name);
}

// A word of a command line, whatever quotes or brackets stand around it.
const GAINS = /(?:^|[\s"'`,;&|([])(?:\/usr\/bin\/|\/bin\/)?(sudo|doas|su)(?=$|[\s"'`,;&|)\]])/m;
const LOGINS = /(?:^|[\s"'`,;&|([/])(openssh-server|sshd|dropbear)(?=$|[\s"'`,;&|)\]])/m;
const SETUID = /\bchmod\s+(?:-\w+\s+)?(?:[ugoa]*\+[rwx]*s|0?[46][0-7]{3})\s/;
const SETCAP = /(?:^|[\s"'`,;&|([])setcap(?=[\s"'`,])/m;

/** What in a command line or script gains privileges, or lets people log in who do: `uses sudo`. */
export function commandGainsPrivileges(text: string): string | undefined {
  const word = GAINS.exec(text)?.[1] ?? LOGINS.exec(text)?.[1];
  if (word) return `uses \`${word}\``;
  return fileGainsPrivileges(text);
}

/** What in a command line or script makes a file that gains privileges. */
export function fileGainsPrivileges(text: string): string | undefined {
  if (SETUID.test(text)) return 'makes a setuid program';
  return SETCAP.test(text) ? 'gives a program file capabilities' : undefined;
}

const DEFAULT_CAPABILITIES = words(`
  AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID
  SYS_CHROOT`);

/**
 * True for a capability that Docker and containerd give a container unless told otherwise; without `CAP_`. Source:
 * https://github.com/moby/moby/blob/master/oci/caps/defaults.go
 */
export function isDefaultCapability(name: string): boolean {
  return DEFAULT_CAPABILITIES.has(name);
}
