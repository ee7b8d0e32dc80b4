import { fileAt } from './image-facts.js';
import { imageProfile } from './images.js';
import type { Family } from './image-os.js';
import { officialName, parseImageReference } from '../model/index.js';

/** A release nobody mends any more. */
export interface EndOfLife {
  /** `Debian 10 (buster)`, `Node.js 16`. */
  readonly what: string;
  /** The last day of support that costs nothing, `2024-06-30`. */
  readonly on: string;
  readonly source: string;
}

interface Releases {
  readonly name: string;
  readonly source: string;
  /** Release as the tag says it, to its last day. */
  readonly ended: Readonly<Record<string, string>>;
}

// Only what had ended by the end of 2026-11 and was announced as a date: an entry never becomes wrong, only the list
// incomplete. Debian: end of LTS. Ubuntu: end of standard support. Re-check against the sources once a release.
const SYSTEMS: Readonly<Partial<Record<Family, Releases>>> = {
  debian: {
    name: 'Debian',
    source: 'https://wiki.debian.org/LTS',
    ended: {
      wheezy: '2018-05-31',
      jessie: '2020-06-30',
      stretch: '2022-06-30',
      buster: '2024-06-30',
      bullseye: '2026-08-31',
    },
  },
  ubuntu: {
    name: 'Ubuntu',
    source: 'https://wiki.ubuntu.com/Releases',
    ended: {
      trusty: '2019-04-25',
      xenial: '2021-04-30',
      bionic: '2023-05-31',
      cosmic: '2019-07-18',
      disco: '2020-01-23',
      eoan: '2020-07-17',
      focal: '2025-05-31',
      groovy: '2021-07-22',
      hirsute: '2022-01-20',
      impish: '2022-07-14',
      kinetic: '2023-07-20',
      lunar: '2024-01-25',
      mantic: '2024-07-11',
      oracular: '2025-07-10',
    },
  },
  alpine: {
    name: 'Alpine',
    source: 'https://alpinelinux.org/releases/',
    ended: {
      '3.1': '2016-11-01',
      '3.2': '2017-05-01',
      '3.3': '2017-11-01',
      '3.4': '2018-05-01',
      '3.5': '2018-11-01',
      '3.6': '2019-05-01',
      '3.7': '2019-11-01',
      '3.8': '2020-05-01',
      '3.9': '2020-11-01',
      '3.10': '2021-05-01',
      '3.11': '2021-11-01',
      '3.12': '2022-05-01',
      '3.13': '2022-11-01',
      '3.14': '2023-05-01',
      '3.15': '2023-11-01',
      '3.16': '2024-05-23',
      '3.17': '2024-11-22',
      '3.18': '2025-05-09',
      '3.19': '2025-11-01',
      '3.20': '2026-04-01',
    },
  },
};

/** By official image name; the release is the tag's leading version, as long as the table writes it. */
const IMAGES: Readonly<Record<string, Releases>> = {
  centos: {
    name: 'CentOS',
    source: 'https://www.centos.org/centos-linux-eol/',
    ended: { '5': '2017-03-31', '6': '2020-11-30', '7': '2024-06-30', '8': '2021-12-31', stream8: '2024-05-31' },
  },
  node: {
    name: 'Node.js',
    source: 'https://github.com/nodejs/Release',
    ended: {
      '0': '2016-12-31',
      '4': '2018-04-30',
      '5': '2016-06-30',
      '6': '2019-04-30',
      '7': '2017-06-30',
      '8': '2019-12-31',
      '9': '2018-06-30',
      '10': '2021-04-30',
      '11': '2019-06-01',
      '12': '2022-04-30',
      '13': '2020-06-01',
      '14': '2023-04-30',
      '15': '2021-06-01',
      '16': '2023-09-11',
      '17': '2022-06-01',
      '18': '2025-04-30',
      '19': '2023-06-01',
      '20': '2026-04-30',
      '21': '2024-06-01',
      '23': '2025-06-01',
    },
  },
  python: {
    name: 'Python',
    source: 'https://devguide.python.org/versions/',
    ended: {
      '2': '2020-01-01',
      '2.6': '2013-10-29',
      '2.7': '2020-01-01',
      '3.3': '2017-09-29',
      '3.4': '2019-03-18',
      '3.5': '2020-09-30',
      '3.6': '2021-12-23',
      '3.7': '2023-06-27',
      '3.8': '2024-10-07',
      '3.9': '2025-10-31',
    },
  },
  php: {
    name: 'PHP',
    source: 'https://www.php.net/eol.php',
    ended: {
      '5': '2018-12-31',
      '5.3': '2014-08-14',
      '5.4': '2015-09-03',
      '5.5': '2016-07-21',
      '5.6': '2018-12-31',
      '7': '2022-11-28',
      '7.0': '2019-01-10',
      '7.1': '2019-12-01',
      '7.2': '2020-11-30',
      '7.3': '2021-12-06',
      '7.4': '2022-11-28',
      '8.0': '2023-11-26',
      '8.1': '2025-12-31',
    },
  },
  ruby: {
    name: 'Ruby',
    source: 'https://www.ruby-lang.org/en/downloads/branches/',
    ended: {
      '1.9': '2015-02-23',
      '2': '2023-03-31',
      '2.0': '2016-02-24',
      '2.1': '2017-03-31',
      '2.2': '2018-03-31',
      '2.3': '2019-03-31',
      '2.4': '2020-03-31',
      '2.5': '2021-03-31',
      '2.6': '2022-04-12',
      '2.7': '2023-03-31',
      '3.0': '2024-04-23',
      '3.1': '2025-03-26',
    },
  },
  postgres: {
    name: 'PostgreSQL',
    source: 'https://www.postgresql.org/support/versioning/',
    ended: {
      '9': '2021-11-11',
      '9.3': '2018-11-08',
      '9.4': '2020-02-13',
      '9.5': '2021-02-11',
      '9.6': '2021-11-11',
      '10': '2022-11-10',
      '11': '2023-11-09',
      '12': '2024-11-21',
      '13': '2025-11-13',
    },
  },
  mysql: {
    name: 'MySQL',
    source: 'https://www.mysql.com/support/eol-notice.html',
    ended: { '5': '2023-10-31', '5.5': '2018-12-31', '5.6': '2021-02-28', '5.7': '2023-10-31' },
  },
};

const DOTNET: Releases = {
  name: '.NET',
  source: 'https://dotnet.microsoft.com/platform/support/policy/dotnet-core',
  ended: {
    '1.0': '2019-06-27',
    '1.1': '2019-06-27',
    '2.0': '2018-10-01',
    '2.1': '2021-08-21',
    '2.2': '2019-12-23',
    '3.0': '2020-03-03',
    '3.1': '2022-12-13',
    '5.0': '2022-05-10',
    '6.0': '2024-11-12',
    '7.0': '2024-05-14',
  },
};

/** Images of their own that their makers have given up, whatever the tag. */
const DEPRECATED: Readonly<Record<string, { readonly instead: string; readonly on: string; readonly source: string }>> =
  {
    java: {
      instead: 'eclipse-temurin or another build of OpenJDK',
      on: '2016-12-31',
      source: fileAt('docker-library/docs', 'f0529fddfcf4aad5778010cbc617eb1ea6ca1b0c', 'java/deprecated.md'),
    },
    openjdk: {
      instead: 'eclipse-temurin or another build of OpenJDK',
      on: '2022-07-31',
      source: fileAt('docker-library/docs', '4338f094c6a22217ef19571d7adee84ca048cfab', 'openjdk/deprecated.md'),
    },
  };

/**
 * What of an image is past its end of life: the language or server the tag names, else the system below it; `undefined`
 * where nothing is, or nothing is known.
 */
export function endOfLife(image: string): EndOfLife | undefined {
  const reference = parseImageReference(image);
  if (reference?.tag === undefined) return undefined;
  const official = officialName(reference);
  const dotnet = reference.host === 'mcr.microsoft.com' && /^dotnet\//.test(reference.path);
  const table = dotnet ? DOTNET : official === undefined ? undefined : IMAGES[official];
  return (table && ended(table, versionOf(reference.tag), '')) ?? systemEnd(image);
}

/** The image that replaces one nobody maintains any more, and since when. */
export function deprecatedImage(
  image: string,
): { readonly instead: string; readonly on: string; readonly source: string } | undefined {
  const reference = parseImageReference(image);
  const official = reference && officialName(reference);
  return official !== undefined && Object.hasOwn(DEPRECATED, official) ? DEPRECATED[official] : undefined;
}

function systemEnd(image: string): EndOfLife | undefined {
  const profile = imageProfile(image);
  const table = profile?.family && SYSTEMS[profile.family];
  if (!table || profile?.release === undefined) return undefined;
  return ended(table, /^(?:\d+\.\d+|[a-z]+)/.exec(profile.release)?.[0], '');
}

/** `3.7` for `3.7.4-slim`, `16` for `16`, `stream8` for `stream8`. */
function versionOf(tag: string): string | undefined {
  return /^(?:stream\d+|\d+(?:\.\d+)?)/.exec(tag)?.[0];
}

function ended(
  { name, source, ended: dates }: Releases,
  version: string | undefined,
  suffix: string,
): EndOfLife | undefined {
  if (version === undefined) return undefined;
  for (const release of [version, version.split('.')[0]!]) {
    if (!Object.hasOwn(dates, release)) continue;
    // `3.8` of a table that also has `3` must be found as itself; a number the table has only as a whole is the whole.
    if (release !== version && Object.keys(dates).some((key) => key.startsWith(`${release}.`))) continue;
    return { what: `${name} ${release}${suffix}`, on: dates[release]!, source };
  }
  return undefined;
}
