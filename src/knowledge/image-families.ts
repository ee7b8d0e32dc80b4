import { baseName } from '../model/index.js';
import { PLAIN } from './image-distros.js';
import { fileAt, type Facts, type ImageEntry } from './image-facts.js';
import { isAtLeast, debian, osOfTag, rpm, ubuntu, WINDOWS, type Os, type Tag } from './image-os.js';

/** Families of names below one registry, told apart by their path. */
export interface ImageFamily extends Pick<ImageEntry, 'source' | 'variants'> {
  readonly prefix: string;
  readonly profile: (rest: string, tag: Tag) => (Partial<Os> & Facts) | undefined;
}

const AFTER_NET8 = { name: 'app', uid: 1654, gid: 1654 };

function dotnet(rest: string, tag: Tag): (Partial<Os> & Facts) | undefined {
  if (rest.startsWith('framework/')) return { ...WINDOWS, language: 'dotnet' };
  if (!/^(?:nightly\/|core\/)?(?:sdk|aspnet|runtime|runtime-deps|monitor)$/.test(rest)) return undefined;
  const distroless = tag.parts.some((part) => part === 'chiseled' || part === 'distroless');
  const user: Facts = isAtLeast(tag, 8)
    ? { accounts: [AFTER_NET8], env: { APP_UID: '1654', DOTNET_RUNNING_IN_CONTAINER: 'true' } }
    : {};
  const base: Facts = { language: 'dotnet', workdir: '/', env: { DOTNET_RUNNING_IN_CONTAINER: 'true' }, ...user };
  if (distroless) {
    const os: Os = { family: 'distroless', packageManager: 'none', shell: 'none', hasBash: false };
    return { ...base, ...os, ...(isAtLeast(tag, 8) ? { defaultUser: '1654' } : {}) };
  }
  if (tag.parts.some((part) => part.startsWith('azurelinux') || part === 'cbl')) {
    return { ...base, ...rpm('azurelinux', 'tdnf'), defaultUser: 'root' };
  }
  const os = osOfTag(tag) ?? dotnetDefault(tag);
  if (os?.family === 'windows') return { language: 'dotnet', ...os };
  const env = { ...base.env, ...addressOf(rest, tag) };
  return { ...base, ...os, env, defaultUser: 'root', setsEntrypoint: false };
}

/** Where servers listen in the image that runs them. */
function addressOf(rest: string, tag: Tag): NonNullable<Facts['env']> {
  if (!rest.endsWith('aspnet') || tag.major === undefined) return {};
  return isAtLeast(tag, 8) ? { ASPNETCORE_HTTP_PORTS: '8080' } : { ASPNETCORE_URLS: 'http://+:80' };
}

/** A tag without a suffix: Debian up to 9, Ubuntu from 10 on. On a Windows engine the same tag is Windows. */
function dotnetDefault(tag: Tag): Os | undefined {
  if (tag.major === undefined) return undefined;
  return tag.major >= 10 ? ubuntu() : debian();
}

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
    // The debug images have /busybox/sh, which they start, and no /bin/sh for RUN.
    shell: 'none',
    hasBash: false,
    defaultUser: nonroot ? '65532' : 'root',
    workdir: nonroot ? '/home/nonroot' : '/',
    setsEntrypoint: debug || /^(?:python3|java\d|java$|nodejs)/.test(kind),
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

function chainguard(rest: string, tag: Tag): (Partial<Os> & Facts) | undefined {
  const name = baseName(rest);
  if (name === 'wolfi-base' || name === 'chainguard-base') {
    return { family: 'wolfi', packageManager: 'apk', shell: 'busybox-ash', hasBash: false, defaultUser: 'root' };
  }
  const development = tag.parts.includes('dev');
  return development ? { family: 'wolfi', packageManager: 'apk' } : { family: 'wolfi' };
}

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

/** Servers of theirs whose Dockerfiles were read; what they make for building programs starts as root. */
const BITNAMI_SERVERS = /^(?:redis|postgresql|mongodb|rabbitmq|kafka|zookeeper|mariadb)$/;

function bitnami(rest: string): Facts | undefined {
  return BITNAMI_SERVERS.test(rest) ? { defaultUser: '1001', setsEntrypoint: true } : undefined;
}

const BITNAMI = {
  source: fileAt(
    'bitnami/containers',
    '02a6e6c6f970409d653ae613eae034a1ea66e879',
    'bitnami/redis/7.4/debian-12/Dockerfile',
  ),
  variants: {
    'redis:6.0': fileAt(
      'bitnami/containers',
      '889f83944650c8a75c6215849f54016276f0223d',
      'bitnami/redis/6.0/debian-10/Dockerfile',
    ),
    postgresql: fileAt(
      'bitnami/containers',
      '0191828691ccfad53afb58d918ce2dd3105e1f6b',
      'bitnami/postgresql/16/debian-12/Dockerfile',
    ),
    mongodb: fileAt(
      'bitnami/containers',
      '03a746e2c0af9fb70ab9af2a00b88892528bfbeb',
      'bitnami/mongodb/7.0/debian-12/Dockerfile',
    ),
    rabbitmq: fileAt(
      'bitnami/containers',
      '02d41214a698d36e8d6fc22fe9cb7517ecf61103',
      'bitnami/rabbitmq/3.13/debian-12/Dockerfile',
    ),
    kafka: fileAt(
      'bitnami/containers',
      '13a816d27653cdc1357c4e0a938ed92990c5b62d',
      'bitnami/kafka/3.7/debian-12/Dockerfile',
    ),
    zookeeper: fileAt(
      'bitnami/containers',
      '031d7a5f0eb62fa2ff0c6779dd93d891a01e1a00',
      'bitnami/zookeeper/3.9/debian-12/Dockerfile',
    ),
    mariadb: fileAt(
      'bitnami/containers',
      '00f789982a209a3ba43defb51878d8ec31fc1bab',
      'bitnami/mariadb/11.4/debian-12/Dockerfile',
    ),
  },
  profile: bitnami,
};

/** Windows has no Dockerfile: these RUN in it, through cmd. */
const NANOSERVER = fileAt(
  'dotnet/dotnet-docker',
  '3ed00b611cc88eaa5995525a0549a5703965cd02',
  'src/runtime/8.0/nanoserver-ltsc2022/amd64/Dockerfile',
);
const WOLFI = fileAt(
  'chainguard-images/images',
  'cd7edd236bf1738260cf528cd8886f5353c3a3b8',
  'images/apko/examples/wolfi-base.yaml',
);
/** Red Hat publishes no Dockerfile of the bases: these are built on them. */
const UBI = {
  source: fileAt('sclorg/s2i-base-container', '0412400924f89fb39c92c4d6fe0e9f5042446cf7', 'core/Dockerfile.rhel9'),
  variants: {
    '-minimal': fileAt(
      'adoptium/containers',
      'd8d18d67a32e2cbc765de68c30ea0998009df325',
      '21/jdk/ubi/ubi9-minimal/Dockerfile',
    ),
    python: fileAt('sclorg/s2i-python-container', 'e007f85c98201ffc56ef7b90a302e304e66dc4c7', '3.12/Dockerfile.rhel9'),
  },
  profile: ubi,
};

export const FAMILIES: readonly ImageFamily[] = [
  {
    prefix: 'mcr.microsoft.com/dotnet/',
    source: fileAt(
      'dotnet/dotnet-docker',
      '3ed00b611cc88eaa5995525a0549a5703965cd02',
      'src/runtime-deps/8.0/bookworm-slim/amd64/Dockerfile',
    ),
    variants: {
      chiseled: fileAt(
        'dotnet/dotnet-docker',
        '3ed00b611cc88eaa5995525a0549a5703965cd02',
        'src/runtime-deps/8.0/jammy-chiseled/amd64/Dockerfile',
      ),
      azurelinux: fileAt(
        'dotnet/dotnet-docker',
        '3ed00b611cc88eaa5995525a0549a5703965cd02',
        'src/runtime-deps/9.0/azurelinux3.0/amd64/Dockerfile',
      ),
      nanoserver: NANOSERVER,
      ':10': fileAt(
        'dotnet/dotnet-docker',
        '3ed00b611cc88eaa5995525a0549a5703965cd02',
        'src/runtime-deps/10.0/noble/amd64/Dockerfile',
      ),
      noble: fileAt(
        'dotnet/dotnet-docker',
        '3ed00b611cc88eaa5995525a0549a5703965cd02',
        'src/runtime-deps/10.0/noble/amd64/Dockerfile',
      ),
      sdk: fileAt(
        'dotnet/dotnet-docker',
        '3ed00b611cc88eaa5995525a0549a5703965cd02',
        'src/sdk/8.0/bookworm-slim/amd64/Dockerfile',
      ),
    },
    profile: dotnet,
  },
  {
    prefix: 'mcr.microsoft.com/windows/',
    source: NANOSERVER,
    profile: () => ({ ...WINDOWS, shell: 'cmd' }),
  },
  {
    prefix: 'mcr.microsoft.com/windows',
    source: NANOSERVER,
    profile: (rest) => (rest === '' ? { ...WINDOWS, shell: 'cmd' } : undefined),
  },
  {
    prefix: 'mcr.microsoft.com/azurelinux/base/',
    source: fileAt(
      'dotnet/dotnet-docker',
      '3ed00b611cc88eaa5995525a0549a5703965cd02',
      'src/runtime-deps/9.0/azurelinux3.0/amd64/Dockerfile',
    ),
    profile: (rest) => (rest === 'core' ? { ...PLAIN, ...rpm('azurelinux', 'tdnf') } : undefined),
  },
  {
    prefix: 'gcr.io/distroless/',
    source: fileAt('GoogleContainerTools/distroless', 'cd080764af3103b2f49fb5eb23297c72c945e77a', 'static/static.bzl'),
    variants: {
      debug: fileAt(
        'GoogleContainerTools/distroless',
        'cd080764af3103b2f49fb5eb23297c72c945e77a',
        'java/testdata/java_base_debug.yaml',
      ),
    },
    profile: distroless,
  },
  { prefix: 'cgr.dev/', source: WOLFI, profile: chainguard },
  { prefix: 'docker.io/chainguard/', source: WOLFI, profile: chainguard },
  { prefix: 'registry.access.redhat.com/', ...UBI },
  { prefix: 'registry.redhat.io/', ...UBI },
  { prefix: 'docker.io/redhat/', ...UBI },
  { prefix: 'docker.io/bitnami/', ...BITNAMI },
  { prefix: 'docker.io/bitnamilegacy/', ...BITNAMI },
  { prefix: 'public.ecr.aws/bitnami/', ...BITNAMI },
  { prefix: 'mcr.microsoft.com/oss/bitnami/', ...BITNAMI },
];
