import { alpine, atLeast, debian, osOfTag, rpm, ubuntu, type Os, type Tag } from './image-os.js';
import { orDebian, plainAlpine, ROOT, type Account, type Facts, type ImageEntry } from './image-facts.js';

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
// Source: https://github.com/docker-library/buildpack-deps/tree/master/debian
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

/** Languages: Docker official images. */
export const LANGUAGE_IMAGES: readonly ImageEntry[] = [
  {
    names: ['python'],
    source: 'https://github.com/docker-library/python',
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
    source: 'https://github.com/nodejs/docker-node',
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      language: 'node',
      workdir: '/',
      // The entry point came with 12 and was given to the lines then alive.
      ...(atLeast(nodeTag(tag), 12) ? { setsEntrypoint: true } : {}),
      env: { NODE_VERSION: null },
      ...(atLeast(nodeTag(tag), 8) ? { accounts: [NODE] } : {}),
      ...variant(tag, os, FULL, []),
    }),
  },
  {
    names: ['golang'],
    source: 'https://github.com/docker-library/golang',
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
    source: 'https://github.com/docker-library/ruby',
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
    source: 'https://github.com/docker-library/php',
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
    source: 'https://github.com/rust-lang/docker-rust',
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
    names: ['eclipse-temurin'],
    source: 'https://github.com/adoptium/containers',
    os: (tag) => osOfTag(tag) ?? ubuntu(),
    // Older builds had no entry point of their own, so that is left open.
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      env: { JAVA_HOME: '/opt/java/openjdk', JAVA_VERSION: null },
    }),
  },
  {
    // `java` is its name of before 2016.
    names: ['openjdk', 'java'],
    source: 'https://github.com/docker-library/openjdk',
    // Oracle Linux from 12 on, Debian before; `slim` is Debian throughout. A tag without a version is of both worlds.
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('slim')) return debian();
      if (tag.major === undefined) return undefined;
      return tag.major >= 12 ? rpm('rhel', 'microdnf') : debian();
    },
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      setsEntrypoint: false,
      env: { JAVA_HOME: null, JAVA_VERSION: null },
    }),
  },
  {
    names: ['amazoncorretto'],
    source: 'https://github.com/corretto/corretto-docker',
    // Amazon Linux 2 became 2023 under the same names.
    os: (tag) => osOfTag(tag) ?? rpm('amazon', undefined),
    facts: () => ({ ...ROOT, language: 'java', workdir: '/', setsEntrypoint: false, env: { JAVA_HOME: null } }),
  },
  {
    names: ['maven'],
    source: 'https://github.com/carlossg/docker-maven',
    os: (tag) => {
      const named = osOfTag(tag);
      if (named?.family === 'alpine') return { ...named, hasBash: true };
      if (named !== undefined) return named;
      if (tag.parts.includes('temurin')) return ubuntu();
      if (tag.parts.includes('amazoncorretto')) return rpm('amazon', undefined);
      const bare =
        tag.parts.length === 1 && (tag.major !== undefined || tag.text === 'latest' || tag.text === undefined);
      return bare && atLeast(tag, 3, 9) ? ubuntu() : undefined;
    },
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      setsEntrypoint: true,
      env: { MAVEN_HOME: '/usr/share/maven' },
    }),
  },
  {
    names: ['gradle'],
    source: 'https://github.com/gradle/docker-gradle',
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('corretto')) return rpm('amazon', undefined);
      return atLeast(tag, 7) ? ubuntu() : undefined;
    },
    facts: (tag) => ({
      ...(atLeast(tag, 7) ? ROOT : {}),
      language: 'java',
      workdir: '/home/gradle',
      env: { GRADLE_HOME: '/opt/gradle', GRADLE_VERSION: null },
      accounts: [{ name: 'gradle', uid: 1000, gid: 1000 }],
    }),
  },
  {
    names: ['composer'],
    source: 'https://github.com/composer/docker',
    os: () => alpine(undefined, true),
    facts: () => ({ ...ROOT, language: 'php', workdir: '/app', setsEntrypoint: true, env: { COMPOSER_VERSION: null } }),
  },
  {
    names: ['tomcat'],
    source: 'https://github.com/docker-library/tomcat',
    os: (tag) => osOfTag(tag) ?? (tag.parts.includes('temurin') ? ubuntu() : undefined),
    facts: () => ({ language: 'java', workdir: '/usr/local/tomcat', env: { CATALINA_HOME: '/usr/local/tomcat' } }),
  },
  {
    names: ['buildpack-deps'],
    source: 'https://github.com/docker-library/buildpack-deps',
    os: buildpackOs,
    facts: (tag) => {
      const packages = tag.parts.includes('curl') ? CURL : tag.parts.includes('scm') ? SCM : FULL;
      return { ...ROOT, workdir: '/', setsEntrypoint: false, packages };
    },
  },
  {
    names: ['gcc', 'perl', 'pypy', 'erlang', 'haskell', 'julia'],
    source: 'https://github.com/docker-library/official-images/tree/master/library',
    os: (tag) => osOfTag(tag) ?? debian(),
    facts: () => ({ ...ROOT }),
  },
];
