// Alpine alone, in the release a compiling image stands on.
import type { Instruction } from '../../../src/dockerfile/index.js';
import { installCalls } from '../../../src/runs/index.js';
import { lookupKey, type Lookup, parseImageReference, type Stop, stop } from '../../../src/model/index.js';
import { alpineFor, imageProfile, laterRelease, newestRelease } from '../../../src/knowledge/index.js';
import type { RunBase, Site } from '../recipe.js';

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

/** Its C library is compatible with earlier releases. Source: https://wiki.musl-libc.org/compatibility.html */
export function alpineBase(site: Site, isStatic: boolean): RunBase | Stop<Instruction> {
  const { image, stage, profile, context } = site;
  const reference = parseImageReference(image);
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
      `which release of Alpine ${image} stands on is not seen, and a program that loads its C library may not start on an older one; write the release in FROM, such as -alpine3.22${/(?:^|\/)golang\b/.test(image) ? ', or build with CGO_ENABLED=0' : ''}`,
      stage.instruction,
    );
  const library = written === undefined ? developmentPackage(site) : undefined;
  if (library)
    return stop(
      'needs-evidence',
      `which version of the library of ${library.name} the program loads depends on the release of Alpine, which ${image} does not say; write it in FROM, such as -alpine3.22`,
      library.at,
    );
  const answer =
    reference?.digest === undefined ? undefined : context.answers.get(lookupKey({ kind: 'image', image: found.image }));
  if (reference?.digest !== undefined && answer?.kind !== 'image')
    return stop(
      'no-answer',
      `the image is pinned by digest, and its registry did not say the digest of ${found.image}; run without --offline, or write the run-time stage by hand`,
      stage.instruction,
    );
  const digest = answer?.kind === 'image' ? `@${answer.digest}` : '';
  return {
    image: `${found.image}${digest}`,
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
