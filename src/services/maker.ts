// Services that pull what another Compose file of the repository builds.
import type { Assumption } from '../model/index.js';
import { serviceProfile } from '../knowledge/index.js';
import type { ServiceView } from './rule.js';

/** The service as the Dockerfile makes it that builds what it pulls; `undefined` where it does not pull one of the repository's. */
export function viewOfMaker(view: ServiceView): ServiceView | undefined {
  const { image, profile: _, madeBy, ...given } = view.runs;
  if (image === undefined || !madeBy) return undefined;
  const profile = madeBy.base === undefined ? undefined : serviceProfile(madeBy.base);
  const { service, around } = view;
  return { service, around, runs: { ...given, built: madeBy, ...(profile ? { profile } : {}) } };
}

/** What is believed of such a view. */
export function isMadeHere({ service, runs }: ServiceView): Assumption {
  return {
    id: 'image-is-built-here',
    believes: `\`${service.image}\` is built from \`${runs.built?.file}\`, as another Compose file builds ${service.name}`,
    breaksIf: 'it is another program’s image: its user, its ports and what it writes are not those of the Dockerfile',
    checkBy: '`docker image inspect` or `docker history` of the image, beside the Dockerfile',
  };
}
