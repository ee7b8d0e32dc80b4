import table from './data/tool-flags.yaml';
import type { Family } from './image-os.js';
import { imageProfile, type ImageProfile } from './images.js';
import { officialName, parseImageReference } from '../model/index.js';

/** Options that older releases of a tool stop at with an error. */
export type YoungOption = 'pip --no-cache-dir' | 'apk --no-cache' | 'gem --no-document';

/** The releases whose packaged tool is too old, by distribution: by name, and those before a version. */
export interface TooOld {
  readonly source: string;
  readonly tooOld: Readonly<Partial<Record<Family, readonly string[]>>>;
  readonly before: Readonly<Partial<Record<Family, readonly [number, number]>>>;
}

const FLOATING = new Set<string | undefined>([
  undefined,
  'latest',
  'edge',
  'stable',
  'rolling',
  'sid',
  'testing',
  'unstable',
]);

/**
 * Whether the tool in an image takes the option: from the language of an official image, or from the release of its
 * distribution. `undefined` where the image or its release is not known.
 */
export function takesOption(image: string | undefined, option: YoungOption): boolean | undefined {
  const profile = image === undefined ? undefined : imageProfile(image);
  if (image === undefined || profile === undefined) return undefined;
  const reference = parseImageReference(image);
  const name = reference && officialName(reference);
  if (option === 'pip --no-cache-dir' && profile.language === 'python') return true;
  if (option === 'gem --no-document' && name === 'ruby') return !below(reference?.tag ?? 'latest', 2, 0);
  if (option === 'apk --no-cache' && profile.family === 'wolfi') return true;
  // The -alpine variants of official images began with 3.3.
  if (option === 'apk --no-cache' && profile.family === 'alpine' && name !== 'alpine' && profile.release === undefined)
    return true;
  return byRelease(profile, name, reference?.tag, option);
}

function byRelease(
  profile: ImageProfile,
  name: string | undefined,
  tag: string | undefined,
  option: YoungOption,
): boolean | undefined {
  const { family, release } = profile;
  const { tooOld, before } = table().options[option];
  const names = family && tooOld[family];
  const first = family && before[family];
  if (!names && !first) return undefined;
  if (release !== undefined) return !names?.includes(release) && !(first && below(release, ...first));
  // A distribution's own floating tag is its newest release; what another image floats on is not known.
  const isDistribution = name === family || name === 'centos' || family === 'fedora';
  return isDistribution && (FLOATING.has(tag) || (name === 'alpine' && tag === '3')) ? true : undefined;
}

/** True when the text leads with a version below this one. `3` floats to the newest 3.x. */
function below(release: string, major: number, minor: number): boolean {
  const version = /^(\d{1,9})(?:\.(\d{1,9}))?/.exec(release);
  if (version === null) return false;
  if (Number(version[1]) !== major) return Number(version[1]) < major;
  return version[2] !== undefined && Number(version[2]) < minor;
}
