// Which folder of a container may be one that is gone after a restart, told by its name.
import { imageChild, imagePathFrom } from '../dockerfile/index.js';
import { words } from '../model/index.js';

/** Of the system, for what need not outlast a start: https://refspecs.linuxfoundation.org/FHS_3.0/ */
const OF_THE_SYSTEM = ['/var/run', '/var/cache', '/var/log', '/var/tmp', '/run', '/tmp'] as const;
/** What programs call a folder that they fill again whenever it is empty. */
const NAMES = words('cache .cache caches .caches tmp .tmp temp .temp __pycache__');

/**
 * The folder for a tmpfs in which a path is written, as narrow as it can be; `undefined` where what is written there may be
 * meant to stay.
 * @param isFolder the path is a folder that the program makes: the mount has to be above it where that is the system's.
 */
export function temporaryFolder(path: string, isFolder: boolean): string | undefined {
  const system = OF_THE_SYSTEM.find((each) => imagePathFrom(each, path));
  if (system !== undefined) {
    const [own = '', ...below] = imagePathFrom(system, path)!.split('/');
    // Everybody finds /tmp as it should be; what a program has below the others is its own.
    return below.length === 0 || system === '/tmp' || system === '/var/tmp' ? system : imageChild(system, own);
  }
  const names = path.split('/').slice(1);
  const at = names.findIndex((name) => NAMES.has(name));
  if (at === -1 || (at === names.length - 1 && !isFolder)) return undefined;
  return `/${names.slice(0, at + 1).join('/')}`;
}
