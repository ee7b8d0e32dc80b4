// Debian alone, in the release a compiling image stands on.
import type { Instruction } from '../dockerfile/index.js';
import {
  type Assumption,
  lookupKey,
  type Lookup,
  parseImageReference,
  type Stop,
  isStop,
  stop,
} from '../model/index.js';
import { asPinned, installCalls, type RunBase, type Site } from '../runs/index.js';
import {
  debianFor,
  debianRelease,
  frozenRelease,
  imageProfile,
  isOnRecentDebian,
  laterRelease,
  movesWithDebian,
  newestRelease,
} from '../knowledge/index.js';
import type { Loading } from './alpine-base.js';

const ASKED = ['trixie', 'bookworm'];

/**
 * What tells which release of Debian a compiling image stands on today, where its tag does not: the digests of its twins
 * that name one. Where it is pinned, also the digest of what would run its programs.
 */
export function releaseQuestion(image: string): Lookup[] {
  const reference = parseImageReference(image);
  const plain = image.split('@', 1)[0]!;
  const written = debianRelease(reference?.tag);
  const releases = written === undefined ? ASKED : [written];
  if (!reference || !debianFor(plain, ASKED[0]!) || (written === undefined && !hasTwins(reference.tag))) return [];
  const asked: string[] = [];
  if (written === undefined) asked.push(...releases.map((release) => twin(plain, release)));
  if (written === undefined && reference.digest === undefined) asked.push(plain);
  if (reference.digest !== undefined) asked.push(...releases.flatMap((each) => debianFor(plain, each)?.image ?? []));
  return asked.map((each) => ({ kind: 'image', image: each }));
}

/**
 * What is asked of an image whose release its tag or its version says: where it is pinned, the digest of Debian alone.
 */
export function pinnedQuestion(image: string): Lookup[] {
  const plain = image.split('@', 1)[0]!;
  const release = plain === image ? undefined : imageProfile(plain)?.release;
  const found = release === undefined ? undefined : debianFor(plain, release);
  return found ? [{ kind: 'image', image: found.image }] : [];
}

/** `1.24`, `latest`, `8.3-apache`: with a release behind it, such a tag names the same image. */
function hasTwins(tag: string | undefined): boolean {
  return tag === undefined || /^(?:latest|\d[\d.]*(?:-(?:apache|fpm|cli|zts))?)$/.test(tag);
}

/**
 * The same for an interpreter, which runs on the image it was installed with.
 * @param isSplit The file can be split without an answer.
 */
export function twinQuestion(image: string, isSplit: boolean): Lookup[] {
  return isSplit || !hasTwins(parseImageReference(image)?.tag) ? [] : twinsOf(image);
}

function twinsOf(image: string): Lookup[] {
  const plain = image.split('@', 1)[0]!;
  const twins = ASKED.map((release) => twin(plain, release));
  return [...twins, ...(image === plain ? [plain] : [])].map((each) => ({ kind: 'image', image: each }));
}

/** The site with the release that is known of its version or that its registry told, where its tag does not say it. */
export function withRelease(site: Site): Site {
  const { profile, image } = site;
  const release = profile?.release === undefined ? (frozenRelease(image) ?? askedRelease(site)) : undefined;
  return profile && release !== undefined ? { ...site, profile: { ...profile, release } } : site;
}

/** The site on the newest release, where its tag moves to it and nobody was asked; with what is believed then. */
export function onNewestRelease(
  site: Site,
): { readonly site: Site; readonly release: string; readonly assumption: Assumption } | undefined {
  const { profile, image, stage } = site;
  if (profile?.family !== 'debian' || profile.release !== undefined || stage.from.image.includes('$')) return undefined;
  if (!movesWithDebian(image)) return undefined;
  const release = newestRelease('debian');
  return {
    site: { ...site, profile: { ...profile, release } },
    release,
    assumption: {
      id: 'stands-on-the-newest-debian',
      believes: `${image} stands on Debian ${release}, the newest release, which its tag moves to`,
      breaksIf: 'it still stands on an older one, whose libraries have other names',
      checkBy:
        'build the image: a package of another name fails the build; or run without --offline, which asks the registry',
      needsRun: true,
    },
  };
}

/** How a missing release is refused: the registry can be asked for it, or the person. */
export function releaseMissing({ image, profile, context }: Site): 'no-answer' | 'needs-evidence' {
  const asked = twinsOf(image).every((each) => context.answers.has(lookupKey(each)));
  const isTwinned = hasTwins(parseImageReference(image)?.tag);
  return profile?.release === undefined && isTwinned && isOnRecentDebian(image) && !asked
    ? 'no-answer'
    : 'needs-evidence';
}

/** The same image by the tag that names its release: `golang:1.24-trixie`. */
function twin(image: string, release: string): string {
  const reference = parseImageReference(image)!;
  const { tag } = reference;
  const repository = image.slice(0, reference.spans.repository.end);
  return `${repository}:${tag === undefined || tag === 'latest' ? release : `${tag}-${release}`}`;
}

function digestOf({ context }: Site, image: string): string | undefined {
  const answer = context.answers.get(lookupKey({ kind: 'image', image }));
  return answer?.kind === 'image' ? answer.digest : undefined;
}

/** The release whose twin has the same digest. */
function askedRelease(site: Site): string | undefined {
  const reference = parseImageReference(site.image);
  const plain = site.image.split('@', 1)[0]!;
  const own = reference?.digest ?? digestOf(site, plain);
  if (own === undefined || !hasTwins(reference?.tag)) return undefined;
  return ASKED.find((release) => digestOf(site, twin(plain, release)) === own);
}

/**
 * The base of the run-time stage. `release` is absent where the program may have been built on an older one: then it may
 * load the C library alone, whose later releases run what was built on earlier ones. A static program starts on any.
 */
export function debianBase(site: Site, { isStatic, orElse = '' }: Loading): RunBase | Stop<Instruction> {
  const { image, stage, profile } = site;
  const reference = parseImageReference(image);
  const plain = image.split('@', 1)[0]!;
  if (stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument stands in the tag, and the release of Debian under the image depends on its value; write the tag',
      stage.instruction,
    );
  const built = debianRelease(reference?.tag) ?? profile?.release ?? askedRelease(site);
  const served = built !== undefined && debianFor(plain, built) !== undefined ? built : undefined;
  const later = served === undefined ? laterRelease(plain, 'debian') : undefined;
  const release = served ?? later ?? (isStatic ? newestRelease('debian') : undefined);
  if (release === undefined && built === undefined) {
    const canAsk = releaseQuestion(image).length > 0;
    return stop(
      canAsk ? 'no-answer' : 'needs-evidence',
      `which release of Debian ${image} stands on is not seen, and a program that loads its C library does not start on an older one; write the release in FROM, such as -bookworm${orElse}`,
      stage.instruction,
    );
  }
  const found = release === undefined ? undefined : debianFor(plain, release);
  if (!found)
    return stop(
      'needs-decision',
      `${image} stands on Debian ${built}, whose packages are no longer served, so nothing can be installed beside the program; take an image of a later release first`,
      stage.instruction,
    );
  const stays = served === undefined ? findStayingPackage(site) : undefined;
  if (stays)
    return stop(
      'needs-evidence',
      `${stays.name} is installed beside the program, and whether ${found.image} has it under that name is not seen, since ${image} stands on another release; write a release in FROM, such as -bookworm`,
      stays.at,
    );
  const pinned = asPinned(site, found.image);
  if (isStop(pinned)) return pinned;
  const on = isStatic
    ? 'the program loads no library'
    : served === undefined
      ? `in a later release than ${image} stands on, whose C library runs what was built with an earlier one`
      : `in the release that ${image} stands on`;
  return {
    image: pinned.image,
    lacks: found.lacks,
    ...(served === undefined ? {} : { release: served }),
    evidence: [
      {
        says: `${found.image} is Debian alone; ${on}`,
        from: { kind: 'knowledge', entry: found.image, source: found.source },
      },
    ],
  };
}

/** A package of the file that is not for building alone. */
function findStayingPackage(site: Site): { readonly name: string; readonly at: Site['body'][number] } | undefined {
  for (const { instruction } of site.runs) {
    for (const { packages } of installCalls(instruction)) {
      const found = packages.find(({ role }) => role === 'run');
      if (found) return { name: found.name, at: instruction };
    }
  }
  return undefined;
}
