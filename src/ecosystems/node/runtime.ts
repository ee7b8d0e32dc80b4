// Which Node an image has.
import { officialName, parseImageReference } from '../../model/index.js';

/** The major version of Node in an image of Node's own (`20`); `undefined` where its tag does not say. */
export function nodeOf(image: string): string | undefined {
  const reference = parseImageReference(image);
  if (!reference || officialName(reference) !== 'node') return undefined;
  return /^(\d{1,2})(?:[.-]|$)/.exec(reference.tag ?? '')?.[1];
}
