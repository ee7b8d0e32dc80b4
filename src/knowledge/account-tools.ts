// The tools of Debian's package adduser: which images have them.
import { officialName, parseImageReference, wordList } from '../model/index.js';
import { movesWithDebian } from './base-variants.js';
import { parseTag } from './image-os.js';
import { imageProfile } from './images.js';

/** Source: https://packages.debian.org/trixie/all/adduser/filelist */
const ACCOUNT_TOOLS: ReadonlySet<string> = new Set(wordList('adduser addgroup deluser delgroup'));

/**
 * apt needs no adduser since Debian trixie and Ubuntu 24.04, so images with little else have it not; the full ones of
 * languages have it, since openssh-client needs it.
 */
export const ACCOUNT_TOOLS_SOURCE = 'https://packages.debian.org/trixie/apt';

export function isAccountTool(program: string): boolean {
  return ACCOUNT_TOOLS.has(program);
}

/** True for an image that is known to have neither adduser nor addgroup; they are in the package adduser. */
export function lacksAccountTools(image: string): boolean {
  const reference = parseImageReference(image);
  const name = reference && officialName(reference);
  const { family, release } = imageProfile(image) ?? {};
  if (!reference || name === undefined) return false;
  if (family === 'ubuntu') return /^(?:ubuntu|eclipse-temurin)$/.test(name) && isNewUbuntu(release);
  const isSmall = /^(?:debian|php)$/.test(name) || parseTag(reference.tag).parts.includes('slim');
  if (family !== 'debian' || !isSmall) return false;
  // The images of Node follow Debian by their own calendar.
  return release === undefined ? name !== 'node' && movesWithDebian(image) : NEW_DEBIAN.test(release);
}

/** What names no release stands on the newest. Source: https://github.com/adoptium/containers/issues/606 */
function isNewUbuntu(release: string | undefined): boolean {
  return release === undefined || /^(?:noble|oracular|plucky|questing|resolute)$/.test(release);
}

const NEW_DEBIAN = /^(?:trixie|forky|sid)$/;
