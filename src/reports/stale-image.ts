// What Dockerfiles, Compose files and manifests say alike of an image that nobody mends any more.
import { deprecatedImage, endOfLife } from '../knowledge/index.js';
import { shorten } from './dockerfile/define.js';

/** A sentence about an image past its end, after who runs it; `undefined` for what is maintained or not known. */
export function staleImage(image: string, runs: '' | 'runs ' = ''): string | undefined {
  const end = endOfLife(image);
  if (end) return `${runs}${shorten(image)}: ${end.what} has had no fixes since ${end.on} (${end.source})`;
  const gone = deprecatedImage(image);
  const is = runs === '' ? ' is' : ', which is';
  return gone && `${runs}${shorten(image)}${is} deprecated in favour of ${gone.instead} (${gone.source})`;
}
