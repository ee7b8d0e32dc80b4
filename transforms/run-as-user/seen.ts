// A trial as the account was denied a path: it gets a tmpfs there where what is written need not stay. What the image keeps
// there would be hidden only by a run that shows it: the next round looks for lines and files that went.
import { type Context, isStop, isWithin, needsAt, seenInRun, type SeenNeed, stop } from '../../src/model/index.js';
import {
  findMountOf,
  serviceMounts,
  temporaryFolder,
  type ServiceVerdict,
  type ServiceView,
} from '../../src/services/index.js';
import { holdsFiles } from '../../src/uses/index.js';
import { asText } from '../../src/yaml/index.js';

/** The verdict, with a tmpfs for each path that a run was denied; a stop where one is no place for that. */
export function withSeen(view: ServiceView, context: Context, verdict: ServiceVerdict): ServiceVerdict {
  if (!verdict || isStop(verdict)) return verdict;
  const { service, runs } = view;
  const denied = needsAt(context, service.place(), 'access');
  if (denied.length === 0) return verdict;
  const folders: string[] = [];
  const used: SeenNeed[] = [];
  for (const seen of denied) {
    const { path, folder: isFolder } = seen.need;
    if (folders.some((each) => isWithin(path, each))) continue;
    const folder = findMountOf(serviceMounts(service), path) ? undefined : temporaryFolder(path, isFolder);
    if (folder === undefined || holdsFiles(runs.built, folder, context))
      return stop(
        'needs-decision',
        `as this user it is denied ${path}, as a run has shown, which its entry point can only give away as root; give it to the account, and set user`,
      );
    folders.push(folder);
    used.push(seen);
  }
  if (service.has('tmpfs') && asText(service.get('tmpfs')) !== undefined)
    return stop('unsupported-syntax', 'tmpfs is one path, and others are needed; make it a list');
  // A tmpfs belongs to root: everybody may write to it, as to /tmp.
  const value = folders.map((folder) => (/^\/(?:var\/)?tmp$/.test(folder) ? folder : `${folder}:mode=1777`));
  return {
    ...verdict,
    settings: [...verdict.settings, { path: ['tmpfs'], value }],
    evidence: [...(verdict.evidence ?? []), ...used.map(seenInRun)],
  };
}
