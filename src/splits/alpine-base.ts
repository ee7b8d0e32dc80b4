// Alpine alone, in the release a compiling image stands on.
import type { Instruction } from '../dockerfile/index.js';
import { asPinned, installCalls, type RunBase, type Site } from '../runs/index.js';
import { type Lookup, type Stop, isStop, stop } from '../model/index.js';
import { alpineFor, imageProfile, laterRelease, newestRelease } from '../knowledge/index.js';

/** Where the image is pinned: the digest of what would run its programs. */
export function alpineQuestion(image: string): Lookup[] {
  const plain = image.split('@', 1)[0]!;
  const profile = imageProfile(plain);
  if (plain === image || profile?.family !== 'alpine') return [];
  const found = alpineFor(plain, releaseFor(plain, profile.release, true)!);
  return found ? [{ kind: 'image', image: found.image }] : [];
}

function releaseFor(plain: string, written: string | undefined, isStatic: boolean): string | undefined {
  return written ?? laterRelease(plain, 'alpine') ?? (isStatic ? newestRelease('alpine') : undefined);
}

/** What a program loads of the distribution it was built on. */
export interface Loading {
  /** Nothing. */
  readonly isStatic: boolean;
  /** What to do where the release is not seen, besides writing it. */
  readonly orElse?: string;
}

/** Its C library is compatible with earlier releases. Source: https://wiki.musl-libc.org/compatibility.html */
export function alpineBase(site: Site, { isStatic, orElse = '' }: Loading): RunBase | Stop<Instruction> {
  const { image, stage, profile } = site;
  const plain = image.split('@', 1)[0]!;
  if (stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument stands in the tag, and the release of Alpine under the image depends on its value; write the tag',
      stage.instruction,
    );
  const written = profile?.release;
  const release = releaseFor(plain, written, isStatic);
  const found = release === undefined ? undefined : alpineFor(plain, release);
  if (!found)
    return stop(
      'needs-evidence',
      `which release of Alpine ${image} stands on is not seen, and a program that loads its C library may not start on an older one; write the release in FROM, such as -alpine3.22${orElse}`,
      stage.instruction,
    );
  const library = written === undefined ? developmentPackage(site) : undefined;
  if (library)
    return stop(
      'needs-evidence',
      `which version of the library of ${library.name} the program loads depends on the release of Alpine, which ${image} does not say; write it in FROM, such as -alpine3.22`,
      library.at,
    );
  const pinned = asPinned(site, found.image);
  if (isStop(pinned)) return pinned;
  return {
    image: pinned.image,
    lacks: found.lacks,
    ...(written === undefined ? {} : { release: written }),
    evidence: [
      {
        says: `${found.image} is Alpine alone; ${isStatic ? 'the program loads no library' : `its C library runs what ${image} builds`}`,
        from: { kind: 'knowledge', entry: found.image, source: found.source },
      },
    ],
  };
}

function developmentPackage(site: Site): { readonly name: string; readonly at: Site['body'][number] } | undefined {
  for (const { instruction } of site.runs) {
    for (const { packages } of installCalls(instruction)) {
      const found = packages.find(({ name }) => /-dev$/.test(name) && !/^(?:musl|libc)-dev$/.test(name));
      if (found) return { name: found.name, at: instruction };
    }
  }
  return undefined;
}
