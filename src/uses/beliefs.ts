// What is believed of a health check.
import type { Assumption } from '../model/index.js';
import type { Endpoint } from './endpoint.js';
import type { ProbeWords } from './probe.js';

/** A program that builds before it starts gets so long, in seconds. */
export const BUILD_SECONDS = 120;

const BREAKS =
  'it is started with another port or command, speaks TLS, or starts for longer than the start period: it works, and counts as unhealthy';
const CHECK = 'start the image and see that `docker ps` calls it healthy';

const ANSWERS: Assumption = {
  id: 'check-answers',
  believes: 'The route answers within the time, without a login, whenever the program works',
  breaksIf: `it asks others that may be away, or ${BREAKS}; Swarm then replaces it`,
  checkBy: CHECK,
};
const CONNECTS: Assumption = {
  id: 'check-connects',
  believes: 'The program takes connections on the port whenever it works',
  breaksIf: `${BREAKS}; Swarm then replaces it`,
  checkBy: CHECK,
};
const STATED: Assumption = {
  id: 'listens-on-stated-port',
  believes: 'The program takes connections on the port that EXPOSE or the service names, whenever it works',
  breaksIf: `nothing listens there, or ${BREAKS}; Swarm then replaces it`,
  checkBy: CHECK,
  needsRun: true,
};

const OPENED: Assumption = {
  id: 'listens-on-opened-port',
  believes: 'The program takes connections on the port that the service opens to others, whenever it works',
  breaksIf: `nothing listens there, or ${BREAKS}; Swarm then replaces it, and what waits for its health does not start`,
  checkBy: CHECK,
};

/** What is believed where a probe asks. */
export function beliefsOf({ stated, opened }: Endpoint, { asks }: ProbeWords): readonly [Assumption] {
  if (stated) return [opened ? OPENED : STATED];
  return [asks === 'route' ? ANSWERS : CONNECTS];
}
