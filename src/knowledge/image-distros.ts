import { alpine, atLeast, debian, osOfTag, rpm, ubuntu, type Os, type Tag } from './image-os.js';
import type { Facts, ImageEntry } from './image-facts.js';

/** Distributions run as root, in `/`, with no entry point. */
export const PLAIN = { defaultUser: 'root', workdir: '/', setsEntrypoint: false } as const;

function release(tag: Tag): string | undefined {
  return tag.major === undefined ? undefined : String(tag.major);
}

/** `latest` of an rpm distribution floats; a number is the release. */
function rpmBy(family: 'rhel' | 'fedora', tag: Tag, managers: 'yum-then-dnf' | 'dnf'): Os {
  const minimal = tag.parts.some((part) => part === 'minimal' || part === 'slim');
  if (minimal) return rpm(family, tag.major === 7 ? 'yum' : 'microdnf', release(tag));
  const manager = managers === 'yum-then-dnf' && !atLeast(tag, 8) ? 'yum' : 'dnf';
  return rpm(family, manager, release(tag));
}

/** `stream9` leads with a word. */
function centos(tag: Tag): Os {
  const stream = /^stream(\d+)/.exec(tag.text ?? '');
  if (stream !== null) return rpm('rhel', 'dnf', stream[1]);
  return rpmBy('rhel', tag, 'yum-then-dnf');
}

/** Operating systems, with the registries their makers publish to. */
export const DISTROS: readonly ImageEntry[] = [
  {
    names: ['debian'],
    source: 'https://github.com/debuerreotype/docker-debian-artifacts',
    os: (tag) => osOfTag(tag) ?? debian(tag.parts[0]),
    facts: () => PLAIN,
  },
  {
    names: ['ubuntu'],
    source: 'https://git.launchpad.net/cloud-images/+oci/ubuntu-base',
    os: (tag) => osOfTag(tag) ?? ubuntu(tag.parts[0]),
    facts: (tag): Facts => {
      const withAccount = tag.parts[0] === '24.04' || tag.parts[0] === 'noble';
      return { ...PLAIN, ...(withAccount ? { accounts: [{ name: 'ubuntu', uid: 1000, gid: 1000 }] } : {}) };
    },
  },
  {
    names: ['alpine'],
    source: 'https://github.com/alpinelinux/docker-alpine',
    os: (tag) => alpine(tag.parts[0], false),
    facts: () => PLAIN,
  },
  {
    names: ['bash'],
    source: 'https://github.com/tianon/docker-bash',
    os: (tag) => ({ ...(osOfTag(tag) ?? alpine()), hasBash: true }),
    facts: () => ({ ...PLAIN, setsEntrypoint: true }),
  },
  {
    names: ['busybox'],
    source: 'https://github.com/docker-library/busybox',
    os: () => ({ family: 'busybox', packageManager: 'none', shell: 'busybox-ash', hasBash: false }),
    facts: () => PLAIN,
  },
  {
    names: ['centos', 'quay.io/centos/centos'],
    source: 'https://github.com/CentOS/sig-cloud-instance-images',
    os: centos,
    facts: () => PLAIN,
  },
  {
    names: ['rockylinux', 'docker.io/rockylinux/rockylinux', 'quay.io/rockylinux/rockylinux'],
    source: 'https://github.com/rocky-linux/sig-cloud-instance-images',
    os: (tag) => rpmBy('rhel', tag, 'dnf'),
    facts: () => PLAIN,
  },
  {
    names: ['almalinux', 'quay.io/almalinuxorg/almalinux'],
    source: 'https://github.com/AlmaLinux/container-images',
    os: (tag) => rpmBy('rhel', tag, 'dnf'),
    facts: () => PLAIN,
  },
  {
    names: ['oraclelinux', 'docker.io/oracle/oraclelinux', 'container-registry.oracle.com/os/oraclelinux'],
    source: 'https://github.com/oracle/container-images',
    os: (tag) => (tag.major === undefined ? rpm('rhel', undefined) : rpmBy('rhel', tag, 'yum-then-dnf')),
    facts: () => PLAIN,
  },
  {
    names: ['fedora', 'registry.fedoraproject.org/fedora', 'quay.io/fedora/fedora'],
    source: 'https://github.com/fedora-cloud/docker-brew-fedora',
    os: (tag) => rpm('fedora', 'dnf', release(tag)),
    facts: () => PLAIN,
  },
  {
    names: ['registry.fedoraproject.org/fedora-minimal', 'quay.io/fedora/fedora-minimal'],
    source: 'https://docs.fedoraproject.org/en-US/containers/',
    // microdnf became a link to dnf5 in later releases and keeps its name.
    os: (tag) => rpm('fedora', 'microdnf', release(tag)),
    facts: () => PLAIN,
  },
  {
    names: ['amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
    source: 'https://github.com/amazonlinux/container-images',
    os: (tag) => {
      if (tag.parts.includes('minimal')) return rpm('amazon', undefined, release(tag));
      // `latest` moved from 2 to 2023: which manager an untagged line means depends on when it was written.
      if (tag.major === undefined) return rpm('amazon', undefined);
      return rpm('amazon', tag.major >= 2023 ? 'dnf' : 'yum', release(tag));
    },
    facts: () => PLAIN,
  },
  {
    names: [
      'docker.io/opensuse/leap',
      'docker.io/opensuse/tumbleweed',
      'registry.opensuse.org/opensuse/leap',
      'registry.opensuse.org/opensuse/tumbleweed',
      'registry.suse.com/bci/bci-base',
      'registry.suse.com/suse/sle15',
    ],
    source: 'https://opensource.suse.com/bci-docs/',
    os: (tag) => {
      const number = /^\d+(?:\.\d+)?/.exec(tag.text ?? '')?.[0];
      return rpm('suse', 'zypper', number);
    },
    facts: () => PLAIN,
  },
  {
    names: ['archlinux', 'docker.io/archlinux/archlinux'],
    source: 'https://gitlab.archlinux.org/archlinux/archlinux-docker',
    os: () => ({ family: 'arch', packageManager: 'pacman', shell: 'bash', hasBash: true }),
    facts: () => PLAIN,
  },
  {
    names: ['photon'],
    source: 'https://github.com/vmware/photon-docker-image',
    os: (tag) => rpm('photon', 'tdnf', release(tag)),
    facts: () => PLAIN,
  },
  {
    names: ['docker.io/nvidia/cuda', 'nvcr.io/nvidia/cuda'],
    source: 'https://gitlab.com/nvidia/container-images/cuda',
    os: osOfTag,
    facts: () => ({ defaultUser: 'root', workdir: '/' }),
  },
];
