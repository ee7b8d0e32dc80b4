// The part of a tag that names the operating system: what may be added to a tag without changing what it is.

/**
 * Releases by name, the newest first of each distribution: an image without a system in its tag follows a recent one.
 * Sources: https://www.debian.org/releases/, https://releases.ubuntu.com/. A name that is missing here costs nothing but
 * the more specific tag.
 */
const RELEASES = [
  ...['forky', 'trixie', 'bookworm', 'bullseye', 'buster', 'stretch', 'jessie', 'wheezy'],
  ...['resolute', 'questing', 'plucky', 'oracular', 'noble', 'mantic', 'lunar', 'jammy', 'focal', 'bionic', 'xenial'],
];
const RANK = new Map(RELEASES.map((name, index) => [name, index]));
const NUMBERED = /^(?:debian|ubuntu|alpine|ubi|ol|oraclelinux|fedora|al|rockylinux|almalinux|photon)(\d+(?:\.\d+)*)$/;
const NAMED = new Set(['debian', 'ubuntu', 'ol', 'photon', 'redhat', 'ubi']);
const WINDOWS = new Set(['windowsservercore', 'nanoserver']);
const WINDOWS_RELEASE = /^(?:ltsc\d{4}|1809|20h2|2\dh2)$/;

/** What the suffix of a candidate says beyond the one asked about. */
export interface Refinement {
  /** Nothing: the suffixes are the same. */
  readonly plain: boolean;
  /** For sorting, the likeliest first; compared part by part. */
  readonly order: readonly number[];
}

/**
 * Whether `found` is `asked` with the operating system made precise (`slim` and `slim-bookworm`, `alpine` and
 * `alpine3.21`, `jre` and `jre-noble`), whatever the order of the words; `undefined` where it is another variant.
 * Alpine and Windows are variants, never details: they are not added to a tag that does not name them.
 */
export function refinementOf(asked: readonly string[], found: readonly string[]): Refinement | undefined {
  const rest = [...found];
  const order: number[] = [];
  for (const word of asked) {
    const exact = rest.indexOf(word);
    const at = exact === -1 ? rest.findIndex((each) => isVersionOf(word, each)) : exact;
    if (at === -1) return undefined;
    if (exact === -1) order.push(...newestFirst(rest[at]!.slice(word.length)));
    rest.splice(at, 1);
  }
  if (rest.length === 0) return { plain: order.length === 0, order };
  const windows = asked.some((word) => WINDOWS.has(word));
  if (!windows && asked.some(isSystem)) return undefined;
  for (const [index, word] of rest.entries()) {
    const before = rest[index - 1] ?? '';
    if (windows ? !WINDOWS_RELEASE.test(word) : !isDetail(word, before)) return undefined;
    order.push(...newestFirst(word));
  }
  return { plain: false, order };
}

/** A word that names an operating system or one of its releases. */
function isSystem(word: string): boolean {
  return RANK.has(word) || NAMED.has(word) || NUMBERED.test(word) || word === 'alpine' || WINDOWS.has(word);
}

function isDetail(word: string, before: string): boolean {
  if (word.startsWith('alpine')) return false;
  // `-debian-12-r3`: the release and the revision of the build, as some publishers write them.
  if (/^\d{1,2}$/.test(word)) return NAMED.has(before);
  if (/^r\d{1,4}$/.test(word)) return /^\d{1,2}$/.test(before);
  return RANK.has(word) || NAMED.has(word) || NUMBERED.test(word);
}

function isVersionOf(word: string, longer: string): boolean {
  return longer.startsWith(word) && /^\d+(?:\.\d+)*$/.test(longer.slice(word.length)) && isSystem(word);
}

function newestFirst(word: string): number[] {
  const rank = RANK.get(word);
  if (rank !== undefined) return [rank];
  const digits = word.match(/\d+/g);
  return digits ? digits.map((each) => -Number(each)) : [0];
}
