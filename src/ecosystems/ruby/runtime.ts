// Which Ruby an image has.
import { imageProfile } from '../../knowledge/index.js';
import { officialName, parseImageReference } from '../../model/index.js';

/**
 * Ruby of a distribution's release.
 * Sources: https://packages.debian.org/ruby, https://packages.ubuntu.com/ruby, https://pkgs.alpinelinux.org/packages?name=ruby
 */
const RUBIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: { stretch: '2.3', buster: '2.5', bullseye: '2.7', bookworm: '3.1', trixie: '3.3' },
  ubuntu: { xenial: '2.3', bionic: '2.5', focal: '2.7', jammy: '3.0', noble: '3.2' },
  alpine: {
    '3.13': '2.7',
    '3.14': '2.7',
    '3.15': '3.0',
    '3.16': '3.1',
    '3.17': '3.1',
    '3.18': '3.2',
    '3.19': '3.2',
    '3.20': '3.3',
    '3.21': '3.3',
    '3.22': '3.4',
  },
};

/** The Ruby of an image as major and minor version (`3.2`), from what its reference says. */
export function rubyOf(image: string): string | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  if (officialName(reference) === 'ruby') return /^(\d\.\d{1,2})(?:[.-]|$)/.exec(reference.tag ?? '')?.[1];
  const { family, release, language } = imageProfile(image) ?? {};
  if (language === 'ruby' || family === undefined || release === undefined) return undefined;
  return RUBIES[family]?.[family === 'alpine' ? (/^\d+\.\d+/.exec(release)?.[0] ?? '') : release];
}
