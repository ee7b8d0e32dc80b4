// Which image runs what another one builds.
import { wordList, words } from '../model/index.js';
import { fileAt } from './image-facts.js';
import { parseTag } from './image-os.js';
import { officialName, parseImageReference } from '../model/index.js';

/** The image of a run-time stage. */
export interface RunImage {
  /** As it stands in FROM. */
  readonly image: string;
  /** Commands of the building image that it has not. */
  readonly lacks: readonly string[];
  /** Where it is read that the one runs what the other builds. */
  readonly source: string;
}

/** Releases of Debian whose archive still takes `apt-get update`. Source: https://wiki.debian.org/DebianReleases */
const SERVED = new Set(['bullseye', 'bookworm', 'trixie']);

// Source: https://github.com/docker-library/buildpack-deps/blob/8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2/debian/trixie/Dockerfile,
// and those of `scm` and `curl` below it.
const SCM = wordList(`
    curl wget gpg gpgv dirmngr git hg svn ssh scp sftp ssh-keygen ssh-keyscan ps pgrep pkill top free uptime`);
const COMPILERS = wordList('gcc cc g++ c++ cpp make ld as ar strip objdump nm readelf pkg-config dpkg-architecture');

const FULL = [
  ...SCM,
  ...COMPILERS,
  ...words('autoconf automake libtoolize file patch unzip xz bzip2 m4 convert identify mogrify'),
];
const RUST = ['cargo', 'rustc', 'rustup'];

/** Images whose programs run on their distribution alone, with what else they bring. */
const COMPILES: Readonly<Record<string, { readonly lacks: readonly string[]; readonly source: string }>> = {
  golang: {
    lacks: [...SCM, ...COMPILERS, 'go', 'gofmt'],
    source: fileAt('docker-library/golang', '7c8c182bfc19ee3169d0596ae63917d2c7166f94', 'Dockerfile-linux.template'),
  },
  rust: {
    lacks: [...FULL, ...RUST],
    source: fileAt('rust-lang/docker-rust', '7668ee290612ac3ac42dbfcbdfae75120263d2c9', 'stable/trixie/Dockerfile'),
  },
  gcc: {
    lacks: [...FULL, 'gfortran', 'gccgo'],
    source: fileAt('docker-library/gcc', '339fcb5f09293ecdb47d6ae0b36b12509f0080e3', '15/Dockerfile'),
  },
  'buildpack-deps': {
    lacks: FULL,
    source: fileAt(
      'docker-library/buildpack-deps',
      '8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2',
      'debian/trixie/Dockerfile',
    ),
  },
};

/**
 * The first versions that may stand on a later release than `NEWEST` of Debian, and of Alpine. A program that loads the C
 * library alone runs on a later release than it was built on. Sources:
 * https://github.com/docker-library/official-images/blob/005af6d974598d5e9fbd6cc016aacf8165aa3027/library/golang,
 * https://github.com/docker-library/official-images/blob/0458d057bb6646261460b56d6132889c427671bd/library/rust, and that
 * of gcc above. A version that is still built moves to each new Alpine.
 */
const LATER: Readonly<
  Record<string, { readonly debian: readonly [number, number]; readonly alpine?: readonly [number, number] }>
> = {
  golang: { debian: [1, 26], alpine: [1, 24] },
  rust: { debian: [1, 83], alpine: [1, 83] },
  gcc: { debian: [16, 0] },
};
const NEWEST = { debian: 'trixie', alpine: '3.22' } as const;

/**
 * A release that every program of an image that compiles runs on, where it loads the C library alone; `undefined` where
 * the tag does not say a version that is old enough.
 */
export function laterRelease(image: string, family: 'debian' | 'alpine'): string | undefined {
  const reference = parseImageReference(image);
  const limit = reference && LATER[officialName(reference) ?? '']?.[family];
  const { major, minor } = parseTag(reference?.tag);
  if (!limit || major === undefined) return undefined;
  const isOlder = major < limit[0] || (major === limit[0] && minor !== undefined && minor < limit[1]);
  return isOlder ? NEWEST[family] : undefined;
}

/** The release that a program which loads no library is given. */
export function newestRelease(family: 'debian' | 'alpine'): string {
  return NEWEST[family];
}

/** Alpine alone, in a release, for the programs of an official image that compiles; `undefined` for any other image. */
export function alpineFor(image: string, release: string): RunImage | undefined {
  const reference = parseImageReference(image);
  const name = reference && officialName(reference);
  if (!reference || (name !== 'golang' && name !== 'rust')) return undefined;
  const prefix = image.slice(0, reference.spans.repository.end - name.length);
  const { source } = COMPILES[name]!;
  const lacks = name === 'golang' ? ['go', 'gofmt'] : [...RUST, ...COMPILERS];
  return { image: `${prefix}alpine:${release}`, lacks, source };
}

/** Debian alone, in a release, for the programs of an official image that compiles; `undefined` for any other image. */
export function debianFor(image: string, release: string): RunImage | undefined {
  const reference = parseImageReference(image);
  const name = reference && officialName(reference);
  const known = name === undefined ? undefined : COMPILES[name];
  if (!reference || !known || !SERVED.has(release)) return undefined;
  const prefix = image.slice(0, reference.spans.repository.end - name!.length);
  return { image: `${prefix}debian:${release}-slim`, ...known };
}

/** The release of Debian at the end of a tag: `1.24-bookworm`, `1.24.4-slim-trixie`. */
export function debianRelease(tag: string | undefined): string | undefined {
  return tag?.split('-').find((part) => SERVED.has(part));
}

const JDK = wordList('javac jar javadoc jshell jcmd jmap jstack jps jstat jinfo jdb jlink jdeps jconsole jhsdb');
const TEMURIN = fileAt(
  'adoptium/containers',
  'd8d18d67a32e2cbc765de68c30ea0998009df325',
  '21/jre/ubuntu/noble/Dockerfile',
);
const OPENJDK = fileAt(
  'docker-library/openjdk',
  '8dfb0c5645098b8c330c4811c8228cae52f18388',
  '11/jre/slim-bullseye/Dockerfile',
);

/**
 * The run-time image for what an image with a JDK builds; without `image` where its makers have none. `undefined` for an
 * image that is not known to have a JDK.
 */
export function javaRunImage(text: string): (Omit<RunImage, 'image'> & { readonly image?: string }) | undefined {
  const reference = parseImageReference(text);
  const name = reference && officialName(reference);
  if (!reference || name === undefined) return undefined;
  const { tag = '' } = reference;
  const prefix = text.slice(0, reference.spans.repository.end - name.length);
  if (name === 'eclipse-temurin') {
    if (/\bjre\b/.test(tag) || !/^\d/.test(tag)) return undefined;
    const jre = /\bjdk\b/.test(tag) ? tag.replace(/\bjdk\b/, 'jre') : tag.replace(/^[\d.]+(?:_\d+)?/, '$&-jre');
    return { image: `${prefix}eclipse-temurin:${jre}`, lacks: JDK, source: TEMURIN };
  }
  // Run-time images up to 11.
  if (name === 'openjdk') {
    if (/\bjre\b/.test(tag)) return undefined;
    const hasJre = /^(?:8|11)(?:\.[\d.]+|u\d+)?-jdk(?:-slim)?(?:-(?:buster|bullseye))?$/.test(tag);
    return {
      ...(hasJre ? { image: `${prefix}openjdk:${tag.replace('-jdk', '-jre')}` } : {}),
      lacks: JDK,
      source: OPENJDK,
    };
  }
  if (name === 'maven' || name === 'gradle') {
    const version = (name === 'maven' ? /-eclipse-temurin-(\d+)(-alpine)?$/ : /(?:^|-)jdk-?(\d+)(-alpine)?$/).exec(tag);
    const image = version ? { image: `${prefix}eclipse-temurin:${version[1]}-jre${version[2] ?? ''}` } : {};
    return { ...image, lacks: [...JDK, 'mvn', 'gradle', 'git'], source: TEMURIN };
  }
  return undefined;
}
