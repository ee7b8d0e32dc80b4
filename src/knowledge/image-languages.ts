import { alpine, isAtLeast, debian, osOfTag, ubuntu, type Os, type Tag } from './image-os.js';
import { fileAt, orDebian, plainAlpine, ROOT, type Account, type Facts, type ImageEntry } from './image-facts.js';

const NODE: Account = { name: 'node', uid: 1000, gid: 1000 };

/** Release names used as tags: they lead with no number. Source: https://github.com/nodejs/Release/blob/main/CODENAMES.md */
const NODE_NAMES = new Map([
  ['argon', 4],
  ['boron', 6],
  ['carbon', 8],
  ['dubnium', 10],
]);

function nodeTag(tag: Tag): Tag {
  const major = NODE_NAMES.get(tag.parts[0] ?? '');
  return major === undefined ? tag : { ...tag, major };
}
// Source: https://github.com/docker-library/buildpack-deps/blob/8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2/debian/bookworm/Dockerfile,
// and those of `scm` and `curl` below it.
const CURL = ['ca-certificates', 'curl', 'gnupg', 'netbase', 'wget'];
const SCM = [...CURL, 'git', 'openssh-client', 'procps'];
const FULL = [...SCM, 'bzip2', 'file', 'g++', 'gcc', 'libc6-dev', 'make', 'patch', 'unzip', 'xz-utils'];

/** Packages of an image with a full, a slim and an alpine variant. */
function variant(
  tag: Tag,
  os: Os | undefined,
  full: readonly string[],
  slim: readonly string[],
): Pick<Facts, 'packages'> {
  if (os?.family !== 'debian') return {};
  return { packages: tag.parts.includes('slim') ? slim : full };
}

/** Debian's names and Ubuntu's numbers; a code name that is not listed is of either. */
function buildpackOs(tag: Tag): Os | undefined {
  const named = osOfTag(tag);
  if (named !== undefined) return named;
  const first = tag.parts[0] ?? '';
  if (/^\d\d\.\d\d$/.test(first)) return ubuntu(first);
  return ['', 'latest', 'curl', 'scm', 'stable', 'oldstable', 'testing', 'unstable'].includes(first)
    ? debian()
    : undefined;
}

/** Languages of which no more is known than that their images run as root on Debian where the tag says nothing else. */
const OTHERS: readonly (readonly [name: string, source: string])[] = [
  ['gcc', fileAt('docker-library/gcc', '339fcb5f09293ecdb47d6ae0b36b12509f0080e3', '15/Dockerfile')],
  // The list of its tags: the repository itself could not be read.
  ['perl', fileAt('docker-library/official-images', '37079fb336f572a88700cf32e5e1f6be54a04e8f', 'library/perl')],
  ['pypy', fileAt('docker-library/pypy', '84c50d19b0b942ef6e6287d868531acc20ffe61e', '3.11/trixie/Dockerfile')],
  ['erlang', fileAt('erlang/docker-erlang-otp', '023b069bdcc139d8b85bead3e93a73b01192a12d', '29/Dockerfile')],
  ['haskell', fileAt('haskell/docker-haskell', '9a7cd37b5d7a787e38f61e5d1071fad1ed30e608', '9.14/bookworm/Dockerfile')],
  ['mono', fileAt('mono/docker', '9293c0cddf31a3dc829fccc6f8e1eb507a91cd34', '6.12.0.182/slim/Dockerfile')],
  ['r-base', fileAt('rocker-org/rocker', '0317dc922dc7b9181d86446436acdd7f77ee0f17', 'r-base/latest/Dockerfile')],
  ['julia', fileAt('docker-library/julia', 'aa7507fed1366a7e6216880a7c20b219c45caba0', 'stable/trixie/Dockerfile')],
];

/** Languages: Docker official images. Those of Java are in image-java.ts. */
export const LANGUAGE_IMAGES: readonly ImageEntry[] = [
  {
    names: ['python'],
    source: fileAt('docker-library/python', '4f07059567fa61c80397126e8063dbbde011b794', 'Dockerfile-linux.template'),
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      language: 'python',
      workdir: '/',
      setsEntrypoint: false,
      env: { PYTHON_VERSION: null },
      ...variant(tag, os, FULL, ['ca-certificates', 'netbase']),
    }),
  },
  {
    names: ['node'],
    source: fileAt('nodejs/docker-node', 'f27d936f7d7ccdeec25cd2de33584c1a841f561d', '22/bookworm/Dockerfile'),
    variants: {
      slim: fileAt('nodejs/docker-node', 'f27d936f7d7ccdeec25cd2de33584c1a841f561d', '22/bookworm-slim/Dockerfile'),
      alpine: fileAt('nodejs/docker-node', 'f27d936f7d7ccdeec25cd2de33584c1a841f561d', '22/alpine3.23/Dockerfile'),
    },
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      language: 'node',
      workdir: '/',
      // The entry point came with 12 and was given to the lines then alive.
      ...(isAtLeast(nodeTag(tag), 12) ? { setsEntrypoint: true } : {}),
      env: { NODE_VERSION: null },
      ...(isAtLeast(nodeTag(tag), 8) ? { accounts: [NODE] } : {}),
      ...variant(tag, os, FULL, []),
    }),
  },
  {
    names: ['docker.io/mhart/alpine-node'],
    source: fileAt('mhart/alpine-node', '00601280bd431a94a2a65ae58df596d5c38d2198', 'Dockerfile'),
    os: () => alpine(undefined, false),
    facts: () => ({ ...ROOT, language: 'node', workdir: '/', setsEntrypoint: false }),
  },
  {
    names: ['golang'],
    source: fileAt('docker-library/golang', '7c8c182bfc19ee3169d0596ae63917d2c7166f94', 'Dockerfile-linux.template'),
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      language: 'go',
      workdir: '/go',
      setsEntrypoint: false,
      env: { GOLANG_VERSION: null, GOPATH: '/go' },
      ...variant(tag, os, [...SCM, 'g++', 'gcc', 'libc6-dev', 'make', 'pkg-config'], []),
    }),
  },
  {
    names: ['ruby'],
    source: fileAt('docker-library/ruby', 'd55e25ae709885250a4e9718c27a09f1e963ca79', 'Dockerfile.template'),
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      language: 'ruby',
      workdir: '/',
      setsEntrypoint: false,
      env: { RUBY_VERSION: null, GEM_HOME: '/usr/local/bundle' },
      ...variant(tag, os, FULL, ['ca-certificates']),
    }),
  },
  {
    names: ['php'],
    source: fileAt('docker-library/php', '445bf414f1d5866f7aef715f1203eae043710070', '8.4/bookworm/cli/Dockerfile'),
    variants: {
      alpine: fileAt('docker-library/php', '445bf414f1d5866f7aef715f1203eae043710070', '8.4/alpine3.23/fpm/Dockerfile'),
      fpm: fileAt('docker-library/php', '445bf414f1d5866f7aef715f1203eae043710070', '8.4/bookworm/fpm/Dockerfile'),
      apache: fileAt(
        'docker-library/php',
        '445bf414f1d5866f7aef715f1203eae043710070',
        '8.4/bookworm/apache/Dockerfile',
      ),
    },
    os: orDebian,
    facts: (tag, os) => ({
      ...ROOT,
      language: 'php',
      workdir: tag.parts.includes('apache') || tag.parts.includes('fpm') ? '/var/www/html' : '/',
      setsEntrypoint: true,
      env: { PHP_VERSION: null, PHP_INI_DIR: '/usr/local/etc/php' },
      ...(os?.family === 'debian'
        ? {
            packages: ['ca-certificates', 'curl', 'xz-utils', 'autoconf', 'file', 'g++', 'gcc', 'make', 'pkg-config'],
            accounts: [{ name: 'www-data', uid: 33, gid: 33 }],
          }
        : {}),
      ...(os?.family === 'alpine'
        ? {
            packages: ['ca-certificates', 'curl', 'openssl', 'tar', 'xz'],
            accounts: [{ name: 'www-data', uid: 82, gid: 82 }],
          }
        : {}),
    }),
  },
  {
    names: ['rust'],
    source: fileAt('rust-lang/docker-rust', '7668ee290612ac3ac42dbfcbdfae75120263d2c9', 'stable/trixie/Dockerfile'),
    variants: {
      slim: fileAt(
        'rust-lang/docker-rust',
        '7668ee290612ac3ac42dbfcbdfae75120263d2c9',
        'stable/trixie/slim/Dockerfile',
      ),
      alpine: fileAt('rust-lang/docker-rust', '7668ee290612ac3ac42dbfcbdfae75120263d2c9', 'Dockerfile-alpine.template'),
    },
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      language: 'rust',
      workdir: '/',
      setsEntrypoint: false,
      env: { RUST_VERSION: null, CARGO_HOME: '/usr/local/cargo', RUSTUP_HOME: '/usr/local/rustup' },
      ...variant(tag, os, FULL, ['ca-certificates', 'gcc', 'libc6-dev']),
    }),
  },
  {
    names: ['composer'],
    source: fileAt('composer/docker', 'e1056b5bda92a20e51498cfa878d88c1c3721a62', 'latest/Dockerfile'),
    os: () => alpine(undefined, true),
    facts: () => ({ ...ROOT, language: 'php', workdir: '/app', setsEntrypoint: true, env: { COMPOSER_VERSION: null } }),
  },
  {
    names: ['buildpack-deps'],
    source: fileAt(
      'docker-library/buildpack-deps',
      '8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2',
      'debian/bookworm/Dockerfile',
    ),
    variants: {
      curl: fileAt(
        'docker-library/buildpack-deps',
        '8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2',
        'debian/bookworm/curl/Dockerfile',
      ),
      scm: fileAt(
        'docker-library/buildpack-deps',
        '8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2',
        'debian/bookworm/scm/Dockerfile',
      ),
    },
    os: buildpackOs,
    facts: (tag) => {
      const packages = tag.parts.includes('curl') ? CURL : tag.parts.includes('scm') ? SCM : FULL;
      return { ...ROOT, workdir: '/', setsEntrypoint: false, packages };
    },
  },
  {
    names: ['swift'],
    source: fileAt(
      'swiftlang/swift-docker',
      'c144c0fe9e5fb87f4f40bbaf65de212a871db029',
      '5.9/ubuntu/22.04/slim/Dockerfile',
    ),
    os: (tag) => osOfTag(tag) ?? ubuntu(),
    facts: (_tag, os) => (os?.family === 'ubuntu' ? { ...ROOT, workdir: '/', setsEntrypoint: false } : {}),
  },
  ...OTHERS.map(
    ([name, source]): ImageEntry => ({
      names: [name],
      source,
      os: (tag) => osOfTag(tag) ?? debian(),
      facts: () => ({ ...ROOT }),
    }),
  ),
];
