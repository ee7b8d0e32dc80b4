import { alpine, isAtLeast, debian, osOfTag, rpm, ubuntu, type Os, type Tag } from './image-os.js';
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

const openjdk = (commit: string, path: string): string => fileAt('docker-library/openjdk', commit, path);

/** Languages of which no more is known than that their images run as root on Debian where the tag says nothing else. */
const OTHERS: readonly (readonly [name: string, source: string])[] = [
  ['gcc', fileAt('docker-library/gcc', '339fcb5f09293ecdb47d6ae0b36b12509f0080e3', '15/Dockerfile')],
  // The list of its tags: the repository itself could not be read.
  ['perl', fileAt('docker-library/official-images', '37079fb336f572a88700cf32e5e1f6be54a04e8f', 'library/perl')],
  ['pypy', fileAt('docker-library/pypy', '84c50d19b0b942ef6e6287d868531acc20ffe61e', '3.11/trixie/Dockerfile')],
  ['erlang', fileAt('erlang/docker-erlang-otp', '023b069bdcc139d8b85bead3e93a73b01192a12d', '29/Dockerfile')],
  ['haskell', fileAt('haskell/docker-haskell', '9a7cd37b5d7a787e38f61e5d1071fad1ed30e608', '9.14/bookworm/Dockerfile')],
  ['julia', fileAt('docker-library/julia', 'aa7507fed1366a7e6216880a7c20b219c45caba0', 'stable/trixie/Dockerfile')],
];

/** Languages: Docker official images. */
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
    names: ['eclipse-temurin'],
    source: fileAt('adoptium/containers', 'd8d18d67a32e2cbc765de68c30ea0998009df325', '21/jdk/ubuntu/noble/Dockerfile'),
    variants: {
      ubi: fileAt(
        'adoptium/containers',
        'd8d18d67a32e2cbc765de68c30ea0998009df325',
        '21/jdk/ubi/ubi9-minimal/Dockerfile',
      ),
      alpine: fileAt(
        'adoptium/containers',
        'd8d18d67a32e2cbc765de68c30ea0998009df325',
        'docker_templates/alpine-linux.Dockerfile.j2',
      ),
      jre: fileAt('adoptium/containers', 'd8d18d67a32e2cbc765de68c30ea0998009df325', '21/jre/ubuntu/noble/Dockerfile'),
    },
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
    source: openjdk('da2d75fdafc1da23b6c86e3bea2c2f63aacc9170', 'Dockerfile-linux.template'),
    variants: {
      ':12': openjdk('ab157251df23dd65820061df29cf063449a77fbb', '12/jdk/oracle/Dockerfile'),
      ':13': openjdk('626e2f82bb753cb530feea7955698c29d346e738', '13/jdk/oracle/Dockerfile'),
      ':15': openjdk('3fec00485b8448f6a9a4c150ad8a770306ca6814', '15/jdk/oraclelinux8/Dockerfile'),
      ':16': openjdk('d443a298b6b85cfb8652837b945d9df55b98c20d', '16/jdk/oraclelinux8/Dockerfile'),
      ':17': openjdk('f8d1fd911fdcad985d7a534e3470a9c54c87d45f', '17/jdk/oraclelinux8/Dockerfile'),
    },
    // Oracle Linux from 12 on, Debian before; `slim` is Debian throughout. A tag without a version is of both worlds.
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('slim')) return debian();
      if (tag.major === undefined) return undefined;
      if (tag.major < 12) return debian();
      // 12 and 13 stand on Oracle Linux 7 slim, which has yum alone; 14 and 15 moved from 7 to 8 under the same tags.
      return rpm('rhel', tag.major < 14 ? 'yum' : tag.major < 16 ? undefined : 'microdnf');
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
    source: fileAt('corretto/corretto-docker', '7075fecda59b24401d281af56b8960f424aefed4', '21/jdk/al2023/Dockerfile'),
    variants: {
      alpine: fileAt(
        'corretto/corretto-docker',
        '7075fecda59b24401d281af56b8960f424aefed4',
        '21/slim/alpine/Dockerfile',
      ),
    },
    // Amazon Linux 2 became 2023 under the same names.
    os: (tag) => osOfTag(tag) ?? rpm('amazon', undefined),
    facts: () => ({ ...ROOT, language: 'java', workdir: '/', setsEntrypoint: false, env: { JAVA_HOME: null } }),
  },
  {
    names: ['maven'],
    source: fileAt(
      'carlossg/docker-maven',
      '0170c5bc5c25ffede66d5c2b4be718450ea2a05a',
      'eclipse-temurin-21-noble/Dockerfile',
    ),
    variants: {
      alpine: fileAt(
        'carlossg/docker-maven',
        '0170c5bc5c25ffede66d5c2b4be718450ea2a05a',
        'eclipse-temurin-21-alpine/Dockerfile',
      ),
      adoptopenjdk: fileAt(
        'carlossg/docker-maven',
        'bdffb5117c33476d554325d8efe5866306004b99',
        'adoptopenjdk-8/Dockerfile',
      ),
      jdk: fileAt('carlossg/docker-maven', '10a9711e2e62ecb1345c16d22f07694f6d958b15', 'openjdk-8/Dockerfile'),
    },
    os: (tag) => {
      const named = osOfTag(tag);
      if (named?.family === 'alpine') return { ...named, hasBash: true };
      if (named !== undefined) return named;
      if (tag.parts.includes('temurin') || tag.parts.includes('adoptopenjdk')) return ubuntu();
      if (tag.parts.includes('amazoncorretto')) return rpm('amazon', undefined);
      // On openjdk of the same version: Debian up to 11, and always where it is slim.
      const jdk = /(?:^|-)(?:open)?jdk-(\d{1,2})(?:-|$)/.exec(tag.text ?? '')?.[1];
      if (jdk !== undefined) return Number(jdk) < 12 || tag.parts.includes('slim') ? debian() : rpm('rhel', undefined);
      const bare =
        tag.parts.length === 1 && (tag.major !== undefined || tag.text === 'latest' || tag.text === undefined);
      return bare && isAtLeast(tag, 3, 9) ? ubuntu() : undefined;
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
    source: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-noble/Dockerfile'),
    variants: {
      alpine: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-alpine/Dockerfile'),
      corretto: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-corretto/Dockerfile'),
    },
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('corretto')) return rpm('amazon', undefined);
      return isAtLeast(tag, 7) ? ubuntu() : undefined;
    },
    facts: (tag) => ({
      ...(isAtLeast(tag, 7) ? ROOT : {}),
      language: 'java',
      workdir: '/home/gradle',
      env: { GRADLE_HOME: '/opt/gradle', GRADLE_VERSION: null },
      accounts: [{ name: 'gradle', uid: 1000, gid: 1000 }],
    }),
  },
  {
    names: ['composer'],
    source: fileAt('composer/docker', 'e1056b5bda92a20e51498cfa878d88c1c3721a62', 'latest/Dockerfile'),
    os: () => alpine(undefined, true),
    facts: () => ({ ...ROOT, language: 'php', workdir: '/app', setsEntrypoint: true, env: { COMPOSER_VERSION: null } }),
  },
  {
    names: ['tomcat'],
    source: fileAt(
      'docker-library/tomcat',
      '40f27d562f94c0dbfb861587ee8837047b1cd555',
      '10.1/jdk17/temurin-noble/Dockerfile',
    ),
    os: (tag) => osOfTag(tag) ?? (tag.parts.includes('temurin') ? ubuntu() : undefined),
    facts: () => ({ language: 'java', workdir: '/usr/local/tomcat', env: { CATALINA_HOME: '/usr/local/tomcat' } }),
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
  ...OTHERS.map(
    ([name, source]): ImageEntry => ({
      names: [name],
      source,
      os: (tag) => osOfTag(tag) ?? debian(),
      facts: () => ({ ...ROOT }),
    }),
  ),
];
