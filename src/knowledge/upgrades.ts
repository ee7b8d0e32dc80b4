// Which images take the place of one that nobody mends any more.
import table from './data/end-of-life.yaml';
import { endOfLife, type EndOfLife } from './end-of-life.js';
import { imageProfile } from './images.js';
import { parseTag } from './image-os.js';
import { officialName, type ImageReference, parseImageReference, rowOf } from '../model/index.js';

/** Images that could take the place of one, the nearest first. */
export interface Upgrade {
  readonly end: Pick<EndOfLife, 'what' | 'on' | 'source'>;
  /** As they stand in FROM. */
  readonly candidates: readonly string[];
}

/** Words of a tag that mean the same in every version. */
const KEPT = /^(?:slim|apache|fpm|cli|zts|bullseye|bookworm|trixie|jammy|noble)$/;

/** OpenJDK's versions that Temurin still builds, the oldest first. Source: https://adoptium.net/support/ */
const TEMURIN = [8, 11, 17, 21, 25];

/**
 * The images of the same name, or of who took it over, that are maintained; `undefined` for an image that is not known to
 * have ended. Without a candidate where no version runs what the old one does, or the tag holds what is not known.
 */
export function upgradeOf(image: string): Upgrade | undefined {
  const reference = parseImageReference(image);
  const name = reference && officialName(reference);
  if (!reference || name === undefined || reference.digest !== undefined) return undefined;
  const prefix = image.slice(0, reference.spans.repository.end - name.length);
  if (name === 'openjdk' || name === 'java') return ofJava(name, reference, prefix);
  const end = endOfLife(image);
  if (!end || isServer(name)) return undefined;
  const tags = Object.hasOwn(table().systems, name) ? systemTags(name, reference) : languageTags(name, reference, end);
  return { end, candidates: tags.map((tag) => `${prefix}${name}:${tag}`) };
}

/** What keeps data in a form of its version, or goes on under another name, does not move by its tag. */
function isServer(name: string): boolean {
  const known = rowOf(table().images, name);
  return known !== undefined && known.maintained === undefined;
}

function systemTags(name: string, { tag = '' }: ImageReference): string[] {
  const { maintained = {} } = table().systems[name as keyof ReturnType<typeof table>['systems']] ?? {};
  const [version = '', ...rest] = tag.split('-');
  const variant = rest.filter((each) => !/^\d{8}(?:\.\d+)?$/.test(each));
  if (variant.some((each) => each !== 'slim')) return [];
  const isNumber = /^\d/.test(version);
  return Object.entries(maintained).map(([release, number]) => [isNumber ? number : release, ...variant].join('-'));
}

function languageTags(name: string, { tag = '' }: ImageReference, end: EndOfLife): string[] {
  const { maintained, name: what } = rowOf(table().images, name) ?? {};
  const [version = '', ...rest] = tag.split('-');
  const isNumber = /^v?\d/.test(version);
  // A name (`lts`) moves by itself. Of a number it must be known that it is still built.
  if (!isNumber) return joined([undefined], variantsOf(tag.split('-'), /^(?:lts|current|latest|stable)$/));
  // What was written for the major version before is another program: it takes a person, not a run.
  if (!maintained || isOtherLanguage(name, version)) return [];
  const isEnded = what !== undefined && end.what.startsWith(what);
  const depth = maintained[0]!.split('.').length;
  const same = version.split('.').slice(0, depth).join('.');
  return joined(isEnded ? maintained : [same], variantsOf(rest));
}

function joined(versions: readonly (string | undefined)[], variants: readonly (readonly string[])[] = []): string[] {
  return versions.flatMap((each) =>
    variants.map((words) => [...(each === undefined ? [] : [each]), ...words].join('-')),
  );
}

function isOtherLanguage(name: string, version: string): boolean {
  const { major = 0 } = parseTag(version);
  return (name === 'python' && major < 3) || (name === 'php' && major < 7) || (name === 'ruby' && major < 2);
}

/** The words behind the version, on a system that is maintained; `undefined` where one is not known. */
function variantsOf(words: readonly string[], others?: RegExp): readonly (readonly string[])[] | undefined {
  const { ended, maintained = {} } = table().systems.debian ?? {};
  const releases = Object.keys(maintained);
  let moves = false;
  for (const word of words) {
    const isOld = ended !== undefined && Object.hasOwn(ended, word);
    moves ||= isOld;
    const isKept = KEPT.test(word) || others?.test(word) === true || /^alpine(?:\d\.\d{1,2})?$/.test(word);
    if (!isOld && !isKept) return undefined;
  }
  const onNewAlpine = words.map((word) => (word.startsWith('alpine') ? 'alpine' : word));
  if (!moves || !ended) return [onNewAlpine];
  return releases.map((release) => onNewAlpine.map((word) => (Object.hasOwn(ended, word) ? release : word)));
}

/**
 * Temurin is built by who built OpenJDK's images before: the same version, on another system; of versions that were
 * maintained for half a year only, the next that is maintained for long.
 */
function ofJava(name: string, { tag = '' }: ImageReference, prefix: string): Upgrade | undefined {
  const gone = rowOf(table().deprecated, name);
  const [, version = '', rest = ''] = /^(?:openjdk-)?(\d{1,2})(?:u\d+|\.[\d.]+)?((?:-[a-z0-9.]+)*)$/.exec(tag) ?? [];
  if (!gone) return undefined;
  const end = { what: `the image ${name}`, on: gone.on, source: gone.source };
  const words = rest.split('-').slice(1);
  const known = words.every((word) => /^(?:jdk|jre|slim|alpine(?:\d\.\d{1,2})?|[a-z]+)$/.test(word));
  const foreign = words.some((word) => /^(?:windowsservercore|nanoserver|ea|oraclelinux\d?|headless|b\d+)/.test(word));
  const release = TEMURIN.find((each) => version !== '' && each >= Number(version));
  if (release === undefined || Number(version) < TEMURIN[0]! || !known || foreign) return { end, candidates: [] };
  const kind = words.includes('jre') ? 'jre' : 'jdk';
  const system = words.some((word) => word.startsWith('alpine')) ? '-alpine' : '';
  return { end, candidates: [`${prefix}eclipse-temurin:${release}-${kind}${system}`] };
}

/** True where both images install packages the same way, as far as is known. */
export function installAlike(one: string, other: string): boolean {
  return imageProfile(one)?.packageManager === imageProfile(other)?.packageManager;
}
