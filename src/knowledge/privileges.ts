import { words, parseImageReference } from '../model/index.js';

interface Entry {
  /** Full name without tag. */
  readonly image: RegExp;
  readonly says: string;
  /** The Dockerfile or script in which it was read. */
  readonly source: string;
}

// What gains privileges while it runs: a setuid program or a file capability, called by a normal user.
const IMAGES: readonly Entry[] = [
  {
    image: /^docker\.io\/codercom\/code-server$/,
    says: 'the image starts through the setuid program fixuid',
    source: 'https://github.com/coder/code-server/blob/main/ci/release-image/Dockerfile',
  },
  {
    image: /^docker\.io\/selenium\//,
    says: 'the image runs as a normal user that calls sudo',
    source: 'https://github.com/SeleniumHQ/docker-selenium/blob/trunk/Base/Dockerfile',
  },
  {
    image: /^docker\.io\/zabbix\/zabbix-(?:server|proxy)-/,
    says: 'the image runs nmap through sudo as a normal user',
    source: 'https://github.com/zabbix/zabbix-docker/blob/trunk/Dockerfiles/server-mysql/alpine/Dockerfile',
  },
  {
    image: /^docker\.io\/pihole\/pihole$/,
    says: 'the image gives its DNS server file capabilities and starts it as a normal user',
    source: 'https://github.com/pi-hole/docker-pi-hole/blob/master/src/start.sh',
  },
  {
    image: /^docker\.io\/(?:library\/|hashicorp\/)vault$/,
    says: 'the image locks memory through a file capability',
    source: 'https://github.com/hashicorp/docker-vault/blob/master/0.X/docker-entrypoint.sh',
  },
];

/** Why an image needs privileges that its first process does not have; `undefined` where nobody described it. */
export function imageGainsPrivileges(image: string): { readonly says: string; readonly source: string } | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  const full = `${reference.host}/${reference.path}`;
  return IMAGES.find((entry) => entry.image.test(full));
}

/** What a package brings that gains privileges. Source: `dpkg -c` and the maintainer scripts of Debian's packages. */
const PACKAGES: Readonly<Record<string, string>> = {
  sudo: 'which is setuid',
  doas: 'which is setuid',
  opendoas: 'which is setuid',
  'iputils-ping': 'whose `ping` has a file capability',
  fping: 'which has a file capability',
  mtr: 'whose `mtr-packet` has a file capability',
  'mtr-tiny': 'whose `mtr-packet` has a file capability',
  fuse: 'whose `fusermount` is setuid',
  fuse3: 'whose `fusermount3` is setuid',
  uidmap: 'whose `newuidmap` and `newgidmap` gain privileges',
  'openssh-server': 'which lets people log in',
  dropbear: 'which lets people log in',
};

/** What in a package of a Linux distribution gains privileges: `which is setuid`; `undefined` for one not in the table. */
export function packageGainsPrivileges(name: string): string | undefined {
  return Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
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
