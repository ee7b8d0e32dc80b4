import { PLAIN } from './image-distros.js';
import type { Facts } from './image-facts.js';
import { atLeast, debian, osOfTag, rpm, ubuntu, WINDOWS, type Os, type Tag } from './image-os.js';

/** Families of names below one registry, told apart by their path. */
export interface ImageFamily {
  readonly prefix: string;
  readonly source: string;
  readonly profile: (rest: string, tag: Tag) => (Partial<Os> & Facts) | undefined;
}

const AFTER_NET8 = { name: 'app', uid: 1654, gid: 1654 };

/** Source: https://github.com/dotnet/dotnet-docker/blob/main/documentation/supported-tags.md */
function dotnet(rest: string, tag: Tag): (Partial<Os> & Facts) | undefined {
  if (rest.startsWith('framework/')) return { ...WINDOWS, language: 'dotnet' };
  if (!/^(?:nightly\/|core\/)?(?:sdk|aspnet|runtime|runtime-deps|monitor)$/.test(rest)) return undefined;
  const distroless = tag.parts.some((part) => part === 'chiseled' || part === 'distroless');
  const user: Facts = atLeast(tag, 8)
    ? { accounts: [AFTER_NET8], env: { APP_UID: '1654', DOTNET_RUNNING_IN_CONTAINER: 'true' } }
    : {};
  const base: Facts = { language: 'dotnet', workdir: '/', env: { DOTNET_RUNNING_IN_CONTAINER: 'true' }, ...user };
  if (distroless) {
    const os: Os = { family: 'distroless', packageManager: 'none', shell: 'none', hasBash: false };
    return { ...base, ...os, ...(atLeast(tag, 8) ? { defaultUser: '1654' } : {}) };
  }
  if (tag.parts.some((part) => part.startsWith('azurelinux') || part === 'cbl')) {
    return { ...base, ...rpm('azurelinux', 'tdnf'), defaultUser: 'root' };
  }
  const os = osOfTag(tag) ?? dotnetDefault(tag);
  if (os?.family === 'windows') return { language: 'dotnet', ...os };
  return { ...base, ...os, defaultUser: 'root', setsEntrypoint: false };
}

/** A tag without a suffix: Debian up to 9, Ubuntu from 10 on. On a Windows engine the same tag is Windows. */
function dotnetDefault(tag: Tag): Os | undefined {
  if (tag.major === undefined) return undefined;
  return tag.major >= 10 ? ubuntu() : debian();
}

/** Source: https://github.com/GoogleContainerTools/distroless#readme */
function distroless(rest: string, tag: Tag): (Partial<Os> & Facts) | undefined {
  const name = /^(static|base-nossl|base|cc|python3|java-base|java\d*|nodejs\d*)(?:-debian(\d+))?$/.exec(rest);
  if (name === null) return undefined;
  const debug = tag.parts[0] === 'debug';
  const nonroot = tag.parts.includes('nonroot');
  const kind = name[1] ?? '';
  const distribution = name[2] === undefined ? undefined : debian(name[2]).release;
  return {
    family: 'distroless',
    ...(distribution === undefined ? {} : { release: distribution }),
    packageManager: 'none',
    shell: debug ? 'busybox-ash' : 'none',
    hasBash: false,
    defaultUser: nonroot ? '65532' : 'root',
    workdir: nonroot ? '/home/nonroot' : '/',
    setsEntrypoint: /^(?:python3|java\d|java$|nodejs)/.test(kind),
    accounts: [{ name: 'nonroot', uid: 65532, gid: 65532 }],
    ...languageOf(kind),
  };
}

function languageOf(kind: string): Facts {
  if (kind.startsWith('python')) return { language: 'python' };
  if (kind.startsWith('nodejs')) return { language: 'node' };
  if (kind.startsWith('java')) return { language: 'java' };
  return {};
}

/** Source: https://edu.chainguard.dev/chainguard/chainguard-images/about/differences-development-production/ */
function chainguard(rest: string, tag: Tag): (Partial<Os> & Facts) | undefined {
  const name = rest.split('/').at(-1);
  if (name === 'wolfi-base' || name === 'chainguard-base') {
    return { family: 'wolfi', packageManager: 'apk', shell: 'busybox-ash', hasBash: false, defaultUser: 'root' };
  }
  const development = tag.parts.includes('dev');
  return development ? { family: 'wolfi', packageManager: 'apk' } : { family: 'wolfi' };
}

/** Source: https://catalog.redhat.com/software/base-images, https://github.com/sclorg */
function ubi(rest: string): (Partial<Os> & Facts) | undefined {
  const number = /^(?:ubi(\d+))(?:\/(.+)|-(minimal|micro|init))?$/.exec(rest);
  if (number === null) return undefined;
  const version = number[1];
  const name = (number[2] ?? number[3] ?? 'ubi').replace(/^ubi-/, '');
  if (name === 'minimal') return { ...PLAIN, ...rpm('rhel', 'microdnf', version) };
  if (name === 'micro') return { ...PLAIN, ...rpm('rhel', 'none', version) };
  if (name === 'ubi' || name === 'init') return { ...PLAIN, ...rpm('rhel', version === '7' ? 'yum' : 'dnf', version) };
  const builder = /^(python|nodejs|ruby|php|go-toolset|openjdk)(?:-[\w.]+)*$/.exec(name);
  if (builder === null) return { ...rpm('rhel', undefined, version) };
  const languages = {
    python: 'python',
    nodejs: 'node',
    ruby: 'ruby',
    php: 'php',
    'go-toolset': 'go',
    openjdk: 'java',
  } as const;
  const kind = builder[1] as keyof typeof languages;
  const user = kind === 'openjdk' ? {} : { defaultUser: '1001', workdir: '/opt/app-root/src' };
  return { ...rpm('rhel', undefined, version), language: languages[kind], ...user };
}

export const FAMILIES: readonly ImageFamily[] = [
  { prefix: 'mcr.microsoft.com/dotnet/', source: 'https://github.com/dotnet/dotnet-docker', profile: dotnet },
  {
    prefix: 'mcr.microsoft.com/windows/',
    source: 'https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-base-images',
    profile: () => ({ ...WINDOWS, shell: 'cmd' }),
  },
  {
    prefix: 'mcr.microsoft.com/windows',
    source: 'https://mcr.microsoft.com/product/windows/about',
    profile: (rest) => (rest === '' ? { ...WINDOWS, shell: 'cmd' } : undefined),
  },
  {
    prefix: 'mcr.microsoft.com/azurelinux/base/',
    source: 'https://github.com/microsoft/azurelinux',
    profile: (rest) => (rest === 'core' ? { ...PLAIN, ...rpm('azurelinux', 'tdnf') } : undefined),
  },
  { prefix: 'gcr.io/distroless/', source: 'https://github.com/GoogleContainerTools/distroless', profile: distroless },
  { prefix: 'cgr.dev/', source: 'https://images.chainguard.dev/', profile: chainguard },
  { prefix: 'docker.io/chainguard/', source: 'https://images.chainguard.dev/', profile: chainguard },
  { prefix: 'registry.access.redhat.com/', source: 'https://catalog.redhat.com/software/base-images', profile: ubi },
  { prefix: 'registry.redhat.io/', source: 'https://catalog.redhat.com/software/base-images', profile: ubi },
  { prefix: 'docker.io/redhat/', source: 'https://hub.docker.com/u/redhat', profile: ubi },
];
