// Which Node an image has.
import { type ImageReference, officialName, parseImageReference } from '../../model/index.js';

/** Images of Node alone. The second calls those without npm `slim-12`. */
export const NODE_IMAGES = ['node', 'docker.io/mhart/alpine-node'] as const;

/** The major version of Node in an image of Node's own (`20`); `undefined` where its tag does not say. */
export function nodeOf(image: string): string | undefined {
  const reference = parseImageReference(image);
  if (!reference || !isNodeImage(reference)) return undefined;
  return /^(?:slim-)?(\d{1,2})(?:[.-]|$)/.exec(reference.tag ?? '')?.[1];
}

function isNodeImage(reference: ImageReference): boolean {
  const name = officialName(reference) ?? `${reference.host}/${reference.path}`;
  return NODE_IMAGES.some((each) => each === name);
}

/** True for an image whose npm is older than 7, which came with Node 15 and knows `--omit`. */
export function hasOldNpm(image: string): boolean {
  const node = nodeOf(image);
  return node === undefined ? /[:-]jessie\b/.test(image) : Number(node) < 15;
}
