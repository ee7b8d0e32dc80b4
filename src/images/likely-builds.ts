// Which Dockerfile an image is likely built from, where no file says it: its name fits one, and no other.
import {
  baseName,
  child,
  words,
  type FilePath,
  type Folder,
  type ImageLink,
  parent,
  type Repository,
} from '../model/index.js';
import { imageProfile, serviceProfile } from '../knowledge/index.js';

/** What is built for people who work on it, or for tests, is not what a manifest runs. */
const ASIDE = /(?:^|\/)(?:tests?|examples?|\.devcontainer|docs?)(?:\/|$)/i;

/** What folders of every other repository are called: `elsewhere/server` is somebody's, and no evidence. */
const ROLES = words(
  'agent api app backend client controller db frontend gateway operator proxy server service ui web worker',
);

/**
 * The images that nothing is known of, with the Dockerfile that each is likely built from. A name fits a folder that is
 * called so, be it with a word more that others of the repository have as well (`acme/shop-api`, `acme/shop-web`), and
 * the one Dockerfile of a project that is called so.
 * @param images as manifests name them, without tags: none that a build names.
 * @param partly builds with a variable in their name, as `*`: `*` and `/shop` fits `acme/shop`.
 */
export function likelyBuilds(
  repository: Repository,
  dockerfiles: readonly FilePath[],
  images: readonly string[],
  partly: readonly ImageLink[] = [],
): readonly ImageLink[] {
  const fitting = linksThatFit(images.filter(isNobodyElses), partly);
  const done = new Set(fitting.map(({ image }) => image));
  return [
    ...fitting,
    ...linksByName(
      repository,
      dockerfiles,
      images.filter((image) => isNobodyElses(image) && !done.has(image)),
    ),
  ];
}

/** Those whose name is the one image that a build with a variable in its name may make, and that no other build may. */
function linksThatFit(strangers: readonly string[], partly: readonly ImageLink[]): ImageLink[] {
  return strangers.flatMap((image) => {
    const fits = partly.filter((link) => isOfPattern(image, link.image));
    const [first, ...others] = fits;
    if (first === undefined || others.some((other) => !isSameBuild(first, other))) return [];
    if (strangers.some((other) => other !== image && fits.some((link) => isOfPattern(other, link.image)))) return [];
    return [
      {
        ...first,
        image,
        likely: `${first.from} builds ${first.image} from it, and no other image of the files fits that`,
      },
    ];
  });
}

function isSameBuild(a: ImageLink, b: ImageLink): boolean {
  return a.dockerfile === b.dockerfile && a.target === b.target && a.context === b.context;
}

/** Longer ones are no names. */
const MOST_PARTS = 8;

/** `acme/shop` of `*` and `/shop`: a variable stands for one part of the name or more. */
function isOfPattern(image: string, pattern: string): boolean {
  const parts = image.split('/');
  const wanted = pattern.split('/');
  if (parts.length > MOST_PARTS || wanted.length > MOST_PARTS) return false;
  const fits = (at: number, from: number): boolean => {
    const part = wanted[at];
    if (part === undefined) return from === parts.length;
    if (part !== '*') return parts[from] === part && fits(at + 1, from + 1);
    return parts.some((_, end) => end >= from && fits(at + 1, end + 1));
  };
  return fits(0, 0);
}

function linksByName(
  repository: Repository,
  dockerfiles: readonly FilePath[],
  strangers: readonly string[],
): readonly ImageLink[] {
  const files = dockerfiles.filter((path) => baseName(path) === 'Dockerfile' && !ASIDE.test(path));
  if (strangers.length === 0 || files.length === 0) return [];
  const byFolder = new Map<string, FilePath | undefined>();
  for (const path of files) {
    const name = wordsOf(baseName(parent(path)));
    if (name !== '') byFolder.set(name, byFolder.has(name) ? undefined : path);
  }
  const shared = sharedAffixes(strangers, byFolder);
  const own = files.length === 1 ? files[0] : undefined;
  return strangers.flatMap((image) => {
    const name = nameOf(image);
    // A server that many pack is no evidence: `elsewhere/redis` is not the folder `redis`.
    const isItsOwn =
      !isKnown(name) && (!ROLES.has(name) || strangers.some((other) => isBeside(other, image, byFolder)));
    const plain = [...(isItsOwn ? [name] : []), ...shared.flatMap((affix) => without(name, affix) ?? [])];
    const fits = new Set(plain.flatMap((each) => byFolder.get(each) ?? []));
    const [dockerfile, ...others] = fits;
    if (dockerfile !== undefined && others.length === 0) {
      return linkTo(image, dockerfile, `the folder ${parent(dockerfile)} is called so`);
    }
    if (own === undefined || fits.size > 0 || hasVariants(repository, own)) return [];
    return isProject(repository, parent(own), name) ? linkTo(image, own, 'the project is called so') : [];
  });
}

/** Another image of the same owner that fits a folder as well: so its images are those of the repository. */
function isBeside(other: string, image: string, folders: ReadonlyMap<string, unknown>): boolean {
  return nameOf(other) !== nameOf(image) && ownerOf(other) === ownerOf(image) && folders.has(nameOf(other));
}

/** The name without its last part: `ghcr.io/acme` of `ghcr.io/acme/server`. */
function ownerOf(image: string): string {
  return image.slice(0, -baseName(image).length);
}

function linkTo(image: string, dockerfile: FilePath, likely: string): ImageLink {
  return { image, dockerfile, context: parent(dockerfile), from: dockerfile, likely };
}

/** It has an owner, and is none that the tables know, nor of somebody whose others they know. */
function isNobodyElses(image: string): boolean {
  return image.includes('/') && !/[${}<>]/.test(image) && !isKnown(image);
}

function isKnown(image: string): boolean {
  return imageProfile(image) !== undefined || serviceProfile(image) !== undefined;
}

/** The last part of the name, in small letters, its words joined by `-`. */
function nameOf(image: string): string {
  return wordsOf(baseName(image));
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-');
}

interface Affix {
  readonly at: 'start' | 'end';
  readonly word: string;
}

/** Words at one end of two names or more that leave the names of folders: what the project is called. */
function sharedAffixes(images: readonly string[], folders: ReadonlyMap<string, unknown>): Affix[] {
  const names = [...new Set(images.map(nameOf))];
  const counted = new Map<string, Set<string>>();
  for (const name of names) {
    for (const at of ['start', 'end'] as const) {
      const words = name.split('-');
      const word = at === 'start' ? words[0]! : words.at(-1)!;
      const rest = without(name, { at, word });
      if (rest === undefined || !folders.has(rest)) continue;
      const key = `${at} ${word}`;
      const rests = counted.get(key) ?? new Set();
      counted.set(key, rests.add(rest));
    }
  }
  return [...counted].flatMap(([key, rests]) => {
    const [at, word] = key.split(' ') as [Affix['at'], string];
    return rests.size > 1 ? [{ at, word }] : [];
  });
}

function without(name: string, { at, word }: Affix): string | undefined {
  if (at === 'start') return name.startsWith(`${word}-`) ? name.slice(word.length + 1) : undefined;
  return name.endsWith(`-${word}`) ? name.slice(0, -word.length - 1) : undefined;
}

/** `Dockerfile.prod` beside it: which of them a cluster runs nobody can say. */
function hasVariants(repository: Repository, dockerfile: FilePath): boolean {
  return repository.list(parent(dockerfile)).some((name) => /^(?:Dockerfile[._-]|.+\.Dockerfile$)/i.test(name));
}

/** What the project calls itself: the heading of its README. */
function isProject(repository: Repository, folder: Folder, name: string): boolean {
  return [...new Set([folder, '' as const])].some((at) => {
    const text = repository.read(child(at, 'README.md')) ?? '';
    const heading = /^#{1,2}[ \t]([^\n]{1,80})/m.exec(text)?.[1];
    return heading !== undefined && wordsOf(heading) === name;
  });
}
