// Variants of official images that hold the same program with less around it.
import { wordList } from '../model/index.js';
import { fileAt } from './image-facts.js';
import { isAtLeast, parseTag } from './image-os.js';
import { officialName, parseImageReference } from '../model/index.js';

/** An image with the same program, from the same release of the same distribution. */
export interface BaseVariant {
  /** As it stands in FROM: `python:3.12-slim`. */
  readonly image: string;
  /** Commands of the image it is a variant of that it has not. */
  readonly lacks: readonly string[];
  /** Development packages that image brings, whose libraries a program may load. Names of Debian bookworm. */
  readonly without: readonly string[];
  /** The official Dockerfile. */
  readonly source: string;
}

// Source: https://github.com/docker-library/buildpack-deps/blob/8330ca1d2319b779c8b7a8aa64bb40dbe568e1e2/debian/bookworm/Dockerfile,
// and those of `scm` and `curl` below it.
const FROM_CURL = ['curl', 'wget', 'gpg', 'gpgv', 'dirmngr'];
const FROM_SCM = wordList('git hg svn ssh scp sftp ssh-keygen ssh-keyscan ps pgrep pkill top free uptime vmstat watch');
const FROM_FULL = wordList(`
  gcc cc g++ c++ cpp make ld as ar strip objdump nm readelf strings autoconf autoreconf automake aclocal libtoolize
  file patch bzip2 unzip xz convert identify mogrify composite montage pkg-config pg_config mysql_config
  mariadb_config xml2-config xslt-config curl-config dpkg-buildpackage dpkg-architecture m4`);
/** What every full image of python, node and ruby brings. */
const FULL = [...FROM_CURL, ...FROM_SCM, ...FROM_FULL];
const FULL_DEV = wordList(`
  default-libmysqlclient-dev libbz2-dev libc6-dev libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev
  libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev
  libncurses-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev libtool libwebp-dev libxml2-dev
  libxslt-dev libyaml-dev zlib1g-dev`);

export interface Slim {
  readonly source: string;
  /** Where `slim` stands in a tag: `3.12-slim-bookworm`, `20-bookworm-slim`. */
  readonly slim: 'before-release' | 'last';
  readonly lacks: readonly string[];
  readonly without: readonly string[];
}

const RELEASES = /^(?:stretch|buster|bullseye|bookworm|trixie|forky|jessie|wheezy)$/;

export const SLIM: Readonly<Record<string, Slim>> = {
  python: {
    source: fileAt('docker-library/python', '4f07059567fa61c80397126e8063dbbde011b794', 'Dockerfile-linux.template'),
    slim: 'before-release',
    lacks: [...FULL, 'wish', 'tclsh'],
    without: [...FULL_DEV, 'tk-dev', 'uuid-dev', 'libbluetooth-dev'],
  },
  ruby: {
    source: fileAt('docker-library/ruby', 'd55e25ae709885250a4e9718c27a09f1e963ca79', 'Dockerfile.template'),
    slim: 'before-release',
    // bzip2 and procps were in it once; that of 3.4 installs certificates alone.
    lacks: FULL,
    without: FULL_DEV,
  },
  node: {
    source: fileAt('nodejs/docker-node', 'f27d936f7d7ccdeec25cd2de33584c1a841f561d', '22/bookworm-slim/Dockerfile'),
    slim: 'last',
    // Python comes with mercurial, openssl with ca-certificates.
    lacks: [...FULL, 'python3', 'openssl'],
    without: FULL_DEV,
  },
  debian: {
    source: fileAt(
      'debuerreotype/debuerreotype',
      '20439a169d640f6ea91365b82ba207da02f11b5b',
      'scripts/.slimify-excludes',
    ),
    slim: 'last',
    lacks: [],
    without: [],
  },
};

/**
 * The slim variant of an official image, with the registry and the release as written; `undefined` where there is none,
 * where the image is one already, and where a digest names one build.
 */
export function slimVariant(text: string): BaseVariant | undefined {
  const reference = parseImageReference(text);
  if (!reference || reference.digest !== undefined) return undefined;
  const name = officialName(reference);
  const entry = name === undefined ? undefined : SLIM[name];
  if (!name || !entry) return undefined;
  const tag = slimTag(name, reference.tag, entry.slim);
  if (tag === undefined) return undefined;
  const image = `${text.slice(0, reference.spans.repository.end)}:${tag}`;
  return { image, lacks: entry.lacks, without: entry.without, source: entry.source };
}

function slimTag(name: string, tag: string | undefined, where: Slim['slim']): string | undefined {
  if (tag === undefined || tag === 'latest') return name === 'debian' ? undefined : 'slim';
  const parts = tag.split('-');
  if (name === 'debian')
    return /^(?:\d{1,2}(?:\.\d+)?|[a-z]+)(?:-\d{8})?$/.test(tag) && tag !== 'slim' ? `${tag}-slim` : undefined;
  if (
    !parts.every((part) => /^v?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?$/.test(part) || RELEASES.test(part) || NAMES.test(part))
  )
    return undefined;
  const release = parts.findIndex((part) => RELEASES.test(part));
  if (where === 'last' || release === -1) return `${tag}-slim`;
  return [...parts.slice(0, release), 'slim', ...parts.slice(release)].join('-');
}

/** Words that stand for versions: node's release names, and the lines that move. */
const NAMES =
  /^(?:lts|current|rc|preview\d*|argon|boron|carbon|dubnium|erbium|fermium|gallium|hydrogen|iron|jod|krypton)$/;

/**
 * The first version of an official image that was made after Debian bullseye came out (2021-08-14), so that its tags
 * without a release stand on bullseye or later. Source: the files of these names at
 * https://github.com/docker-library/official-images/tree/6d6729a66a6bc340159d331f0c2a7e0329a65aff/library, and rust's at
 * 337dba85f6d17d30b3afa556f42c71ce0c6e359b.
 */
const ON_BULLSEYE: Readonly<Record<string, readonly [number, number]>> = {
  python: [3, 10],
  node: [18, 0],
  ruby: [3, 1],
  php: [8, 1],
  golang: [1, 18],
  rust: [1, 57],
  debian: [12, 0],
};

/** True where an official image stands on Debian bullseye or later, whatever its tag leaves open. */
export function isOnRecentDebian(text: string): boolean {
  const reference = parseImageReference(text);
  const first = reference && ON_BULLSEYE[officialName(reference) ?? ''];
  if (!reference || !first) return false;
  const tag = parseTag(reference.tag);
  return tag.major === undefined
    ? reference.tag === undefined || FLOATING.test(reference.tag)
    : isAtLeast(tag, ...first);
}

const FLOATING = /^(?:latest|slim|lts|current|lts-slim|current-slim|stable|stable-slim)$/;

/**
 * True for a Debian package whose installation makes links below /usr/share/man, and fails where that folder is missing,
 * as in slim images. Source: https://bugs.debian.org/863199
 */
export function needsManualFolder(name: string): boolean {
  return /^(?:openjdk-\d+|default-j(?:re|dk)|ca-certificates-java|postgresql(?:$|-)|ant$|maven$|gradle$|tomcat\d|libreoffice)/.test(
    name,
  );
}
