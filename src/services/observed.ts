// What was seen of a service while it ran, where it still speaks of the image that the file names.
import type { Evidence, ServiceObservation } from '../model/index.js';
import { withoutTag } from '../compose/index.js';
import type { ServiceView } from './propose.js';

export interface Seen {
  readonly is: ServiceObservation;
  /** A fact of the run, with its day. */
  says(what: string): Evidence;
}

/** The observation of a service; nothing where there is none, or where it no longer counts. */
export function observedOf(view: ServiceView): Seen | undefined {
  const { service, around } = view;
  const found = around.context.evidence.observed(around.doc.file, service.name);
  if (!found || !('is' in found) || !sameImage(view, found.is)) return undefined;
  const { is } = found;
  const run = `harden observe, ${is.at.slice(0, 10)}, ${is.digest.slice(0, 19)}`;
  return { is, says: (what) => ({ says: what, from: { kind: 'observation', run } }) };
}

/** A pin that came afterwards names the same tag, and the very digest that ran. */
function sameImage({ service, runs }: ServiceView, seen: ServiceObservation): boolean {
  if (service.build) return seen.dockerfile !== undefined && seen.dockerfile.path === runs.built?.file;
  const image = runs.image ?? service.image;
  if (image === undefined || seen.image === undefined) return false;
  const [name = '', digest] = image.split('@');
  if (digest !== undefined && digest !== seen.digest) return false;
  return name === seen.image || (digest !== undefined && withoutTag(name) === withoutTag(seen.image));
}
