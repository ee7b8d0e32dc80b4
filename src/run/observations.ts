// What `harden observe` saw, as far as it still counts: by its age, and by the Dockerfile that was built then.
import { withoutTag } from '../images/index.js';
import { OBSERVATIONS_FILE, parseObservations } from '../config/index.js';
import { factOf, filePath, type Observed, type Repository, type ServiceObservation } from '../model/index.js';
import type { ObservedServices } from '../evidence/index.js';
import { stampOf } from './stamps.js';
import type { Workspace } from './workspace.js';

/** Images and loads change: what was measured a quarter of a year ago is news of another program. */
const MOST_DAYS = 90;
const DAY_MS = 86_400_000;

const PATH = filePath(OBSERVATIONS_FILE);

/**
 * The observations of a workspace; nothing where it has none. Read once.
 * @param now milliseconds since 1970.
 * @throws ConfigError for a file that is not of its form, with the place.
 */
export function observedServices(workspace: Workspace, now: number): ObservedServices {
  const { byService, byImage, judged } = factOf(workspace, readAll);
  // Hashing what a build copies takes time: only of services that are asked about.
  function today(each: ServiceObservation): Observed {
    let observed = judged.get(each);
    if (!observed) {
      const why = whyStale(each, workspace, now);
      observed = why === undefined ? { is: each } : { stale: why };
      judged.set(each, observed);
    }
    return observed;
  }
  return {
    of(file, service) {
      const found = byService.get(`${file}\n${service}`);
      return found && today(found);
    },
    ofImage: (name) => (byImage.get(name) ?? []).map(today),
    ofBuild: (dockerfile) => [...byService.values()].filter((each) => each.dockerfile?.path === dockerfile).map(today),
  };
}

/**
 * Nothing is known of an image whose Dockerfile the plan itself changes: somebody has to look again.
 * @param tree the repository with the plan's changes laid over it.
 */
export function withoutChangedImages(observed: ObservedServices, disk: Repository, tree: Repository): ObservedServices {
  return {
    of(file, service) {
      const found = observed.of(file, service);
      if (!found || !('is' in found) || !found.is.dockerfile) return found;
      const { path } = found.is.dockerfile;
      return tree.read(path) === disk.read(path) ? found : { stale: `the plan changes ${path}` };
    },
    ofImage: observed.ofImage,
    ofBuild: observed.ofBuild,
  };
}

interface Observations {
  /** The newest of each service, by its file and name. */
  readonly byService: ReadonlyMap<string, ServiceObservation>;
  readonly byImage: ReadonlyMap<string, readonly ServiceObservation[]>;
  /** Those that were asked about. */
  readonly judged: Map<ServiceObservation, Observed>;
}

function readAll({ repository }: Workspace): Observations {
  const byService = new Map<string, ServiceObservation>();
  const byImage = new Map<string, ServiceObservation[]>();
  const text = repository.read(PATH);
  const all = text === undefined ? [] : parseObservations(PATH, text);
  for (const each of [...all].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))) {
    const key = `${each.file}\n${each.service}`;
    if (!byService.has(key)) byService.set(key, each);
    if (each.image === undefined) continue;
    const name = withoutTag(each.image);
    const list = byImage.get(name);
    if (list) list.push(each);
    else byImage.set(name, [each]);
  }
  return { byService, byImage, judged: new Map() };
}

function whyStale(seen: ServiceObservation, workspace: Workspace, today: number): string | undefined {
  const { at, dockerfile, definition, mounts, file, service } = seen;
  const days = (today - Date.parse(at)) / DAY_MS;
  if (!(days <= MOST_DAYS)) return `it is from ${at.slice(0, 10)}, more than ${MOST_DAYS} days ago`;
  if (days < -1) return `it is dated ${at.slice(0, 10)}, which is yet to come`;
  if (definition === undefined && dockerfile === undefined) return undefined;
  // Observations of an older harden have no hashes of these.
  const now = definition !== undefined || dockerfile?.sources ? stampOf(workspace, file, service) : {};
  if (definition !== undefined && now.definition !== definition)
    return `${file} has other settings for ${service} since then`;
  if (mounts !== undefined && now.mounts !== mounts) return `files that ${service} mounts have changed since`;
  if (dockerfile === undefined) return undefined;
  const read = workspace.read(dockerfile.path);
  if (!('sha256' in read) || read.sha256 !== dockerfile.sha256) return `${dockerfile.path} has changed since`;
  const changed = dockerfile.sources !== undefined && now.sources !== dockerfile.sources;
  return changed ? `files that ${dockerfile.path} copies have changed since` : undefined;
}
