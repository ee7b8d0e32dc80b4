// Which image runs what another one builds.
import { officialName, parseImageReference } from './reference.js';

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

// Source: https://github.com/docker-library/buildpack-deps/tree/master/debian
const SCM =
  'curl wget gpg gpgv dirmngr git hg svn ssh scp sftp ssh-keygen ssh-keyscan ps pgrep pkill top free uptime'.split(' ');
const COMPILERS = 'gcc cc g++ c++ cpp make ld as ar strip objdump nm readelf pkg-config dpkg-architecture'.split(' ');

/** Images whose programs run on Debian alone, with what else they bring. */
const COMPILES: Readonly<Record<string, { readonly lacks: readonly string[]; readonly source: string }>> = {
  golang: {
    lacks: [...SCM, ...COMPILERS, 'go', 'gofmt'],
    source: 'https://github.com/docker-library/golang/blob/master/Dockerfile-linux.template',
  },
  rust: {
    lacks: [
      ...SCM,
      ...COMPILERS,
      'cargo',
      'rustc',
      'rustup',
      'autoconf',
      'automake',
      'file',
      'patch',
      'unzip',
      'xz',
      'convert',
      'identify',
      'mogrify',
    ],
    source: 'https://github.com/rust-lang/docker-rust/blob/master/stable/trixie/Dockerfile',
  },
};

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

const JDK = 'javac jar javadoc jshell jcmd jmap jstack jps jstat jinfo jdb jlink jdeps jconsole jhsdb'.split(' ');
const TEMURIN = 'https://github.com/adoptium/containers';

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
  // Source: https://github.com/docker-library/openjdk: run-time images up to 11.
  if (name === 'openjdk') {
    if (/\bjre\b/.test(tag)) return undefined;
    const hasJre = /^(?:8|11)(?:\.[\d.]+|u\d+)?-jdk(?:-slim)?(?:-(?:buster|bullseye))?$/.test(tag);
    const source = 'https://github.com/docker-library/openjdk';
    return { ...(hasJre ? { image: `${prefix}openjdk:${tag.replace('-jdk', '-jre')}` } : {}), lacks: JDK, source };
  }
  if (name === 'maven' || name === 'gradle') {
    const version = (name === 'maven' ? /-eclipse-temurin-(\d+)(-alpine)?$/ : /-jdk-?(\d+)(-alpine)?$/).exec(tag);
    const image = version ? { image: `${prefix}eclipse-temurin:${version[1]}-jre${version[2] ?? ''}` } : {};
    return { ...image, lacks: [...JDK, 'mvn', 'gradle', 'git'], source: TEMURIN };
  }
  return undefined;
}
