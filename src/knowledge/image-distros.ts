import { alpine, isAtLeast, debian, osOfTag, rpm, ubuntu, type Os, type Tag } from './image-os.js';
import { fileAt, type Facts, type ImageEntry } from './image-facts.js';

/** Distributions run as root, in `/`, with no entry point. */
export const PLAIN = { defaultUser: 'root', workdir: '/', setsEntrypoint: false } as const;

function release(tag: Tag): string | undefined {
  return tag.major === undefined ? undefined : String(tag.major);
}

/** `latest` of an rpm distribution floats; a number is the release. */
function rpmBy(family: 'rhel' | 'fedora', tag: Tag, managers: 'yum-then-dnf' | 'dnf'): Os {
  const minimal = tag.parts.some((part) => part === 'minimal' || part === 'slim');
  if (minimal) return rpm(family, tag.major === 7 ? 'yum' : 'microdnf', release(tag));
  const manager = managers === 'yum-then-dnf' && !isAtLeast(tag, 8) ? 'yum' : 'dnf';
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
    source: fileAt(
      'debuerreotype/docker-debian-artifacts',
      '0ac241a341c334da5e25bda1c123a1b13acb8d2b',
      'bookworm/oci/blobs/image-config.json',
    ),
    variants: {
      slim: fileAt(
        'debuerreotype/docker-debian-artifacts',
        '0ac241a341c334da5e25bda1c123a1b13acb8d2b',
        'bookworm/slim/oci/blobs/image-config.json',
      ),
    },
    os: (tag) => osOfTag(tag) ?? debian(tag.parts[0]),
    facts: () => PLAIN,
  },
  {
    names: ['ubuntu'],
    // The list of its tags, with the commits of git.launchpad.net/cloud-images/+oci/ubuntu-base. The account is read in a
    // Dockerfile that renames it.
    source: fileAt('docker-library/official-images', '37079fb336f572a88700cf32e5e1f6be54a04e8f', 'library/ubuntu'),
    variants: {
      '24.04': fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-noble/Dockerfile'),
      noble: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-noble/Dockerfile'),
      '26.04': fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk25-resolute/Dockerfile'),
      resolute: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk25-resolute/Dockerfile'),
    },
    os: (tag) => osOfTag(tag) ?? ubuntu(tag.parts[0]),
    facts: (tag): Facts => {
      const withAccount = /^(?:24\.04|noble|26\.04|resolute)$/.test(tag.parts[0] ?? '');
      return { ...PLAIN, ...(withAccount ? { accounts: [{ name: 'ubuntu', uid: 1000, gid: 1000 }] } : {}) };
    },
  },
  {
    names: ['alpine'],
    source: fileAt('alpinelinux/docker-alpine', '7d63673353bd39d92ba42f6effcc199aeebd45ee', 'x86_64/Dockerfile'),
    os: (tag) => alpine(tag.parts[0], false),
    facts: () => PLAIN,
  },
  {
    names: ['bash'],
    source: fileAt('tianon/docker-bash', 'cd784eb57336e28e452a0d8887b9c37da561ed00', 'Dockerfile.template'),
    os: (tag) => ({ ...(osOfTag(tag) ?? alpine()), hasBash: true }),
    facts: () => ({ ...PLAIN, setsEntrypoint: true }),
  },
  {
    names: ['busybox'],
    source: fileAt(
      'docker-library/busybox',
      '9c2087811429374737832a4c936fc411c1b4a22b',
      'latest/glibc/amd64/image-config.json',
    ),
    os: () => ({ family: 'busybox', packageManager: 'none', shell: 'busybox-ash', hasBash: false }),
    facts: () => PLAIN,
  },
  {
    names: ['centos', 'quay.io/centos/centos'],
    source: fileAt('CentOS/sig-cloud-instance-images', 'b2d195220e1c5b181427c3172829c23ab9cd27eb', 'docker/Dockerfile'),
    os: centos,
    facts: () => PLAIN,
  },
  {
    names: ['rockylinux', 'docker.io/rockylinux/rockylinux', 'quay.io/rockylinux/rockylinux'],
    source: fileAt('rocky-linux/sig-cloud-instance-images', '3728fffe3fe4b7e33b136d20fd084e137fbd06ab', 'Dockerfile'),
    os: (tag) => rpmBy('rhel', tag, 'dnf'),
    facts: () => PLAIN,
  },
  {
    names: ['almalinux', 'quay.io/almalinuxorg/almalinux'],
    source: fileAt(
      'AlmaLinux/container-images',
      '053340d6a579e7c6242951931f3a1b18717887ef',
      'default/amd64/Dockerfile',
    ),
    os: (tag) => rpmBy('rhel', tag, 'dnf'),
    facts: () => PLAIN,
  },
  {
    names: ['oraclelinux', 'docker.io/oracle/oraclelinux', 'container-registry.oracle.com/os/oraclelinux'],
    source: fileAt('oracle/container-images', '082c16cbd9fefaedebdec1281d910ef3563299f5', '9-slim/Dockerfile'),
    os: (tag) => (tag.major === undefined ? rpm('rhel', undefined) : rpmBy('rhel', tag, 'yum-then-dnf')),
    facts: () => PLAIN,
  },
  {
    names: ['fedora', 'registry.fedoraproject.org/fedora', 'quay.io/fedora/fedora'],
    source: fileAt('fedora-cloud/docker-brew-fedora', '10217c9601febe67a09fe48512010dcac2e1f787', 'x86_64/Dockerfile'),
    os: (tag) => rpm('fedora', 'dnf', release(tag)),
    facts: () => PLAIN,
  },
  {
    names: ['registry.fedoraproject.org/fedora-minimal', 'quay.io/fedora/fedora-minimal'],
    // Fedora publishes no Dockerfile of it: this one is built on it.
    source: fileAt(
      'sclorg/s2i-python-container',
      'e007f85c98201ffc56ef7b90a302e304e66dc4c7',
      '3.13-minimal/Dockerfile.fedora',
    ),
    // microdnf became a link to dnf5 in later releases and keeps its name.
    os: (tag) => rpm('fedora', 'microdnf', release(tag)),
    facts: () => PLAIN,
  },
  {
    names: ['amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
    source: fileAt('amazonlinux/container-images', '011385560e0751e72aa478fd7387e51235de868b', 'Dockerfile'),
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
    source: fileAt(
      'SUSE/BCI-dockerfile-generator',
      '0307752fe75913804f7b55d4e602d21c0fc71847',
      'src/bci_build/package/base.py',
    ),
    os: (tag) => {
      const number = /^\d+(?:\.\d+)?/.exec(tag.text ?? '')?.[0];
      return rpm('suse', 'zypper', number);
    },
    facts: () => PLAIN,
  },
  {
    names: ['archlinux', 'docker.io/archlinux/archlinux'],
    source: fileAt('archlinux/archlinux-docker', '34b87485162b028c8d957bdcd2674359d883cd21', 'Dockerfile.template'),
    os: () => ({ family: 'arch', packageManager: 'pacman', shell: 'bash', hasBash: true }),
    facts: () => PLAIN,
  },
  {
    names: ['photon'],
    source: fileAt('vmware/photon-docker-image', '41a2d9175642cf2da9f33b817c28aa2c01919d70', 'docker/Dockerfile'),
    os: (tag) => rpm('photon', 'tdnf', release(tag)),
    facts: () => PLAIN,
  },
  {
    names: ['docker.io/nvidia/cuda', 'nvcr.io/nvidia/cuda'],
    // Those of today are on gitlab.com/nvidia/container-images/cuda.
    source: fileAt(
      'NVIDIA/nvidia-docker',
      '0935713b86d848789beb5bc499b8a96dda49da20',
      'ubuntu-16.04/cuda/8.0/runtime/Dockerfile',
    ),
    os: osOfTag,
    facts: () => ({ defaultUser: 'root', workdir: '/' }),
  },
];
