// Which images come without the lists of apt.
import { officialName, parseImageReference } from '../model/index.js';
import { imageProfile } from './images.js';

const SOURCES: Readonly<Record<string, string>> = {
  debian:
    'https://github.com/debuerreotype/debuerreotype/blob/1b4045a4ee88da4900df45add71029761b9e23dd/scripts/.tar-exclude',
  ubuntu: 'https://github.com/tianon/docker-brew-ubuntu-core',
};

/**
 * Where it is said that an official image comes without the package lists of apt, so that an install finds nothing before an update;
 * `undefined` where nobody says so. Those that stand on Debian or Ubuntu remove what they fetch themselves.
 */
export function comesWithoutAptLists(image: string | undefined): string | undefined {
  const reference = image === undefined ? undefined : parseImageReference(image);
  if (!reference || reference.digest !== undefined || officialName(reference) === undefined) return undefined;
  const family = imageProfile(image!)?.family;
  return family === undefined ? undefined : SOURCES[family];
}
