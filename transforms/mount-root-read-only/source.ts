// What a container writes whose image is built here, as far as its source shows.
import {
  type Assumption,
  type Evidence,
  isStop,
  isWithin,
  sourcePlace,
  type Stop,
  stop,
} from '../../src/model/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import { mountsOf, type ContainerRuns, type PodView } from '../../src/pods/index.js';
import { isWholeServer, profileEvidence, withoutUsualLinks } from '../../src/services/index.js';
import { builtPodUse, rootWrites } from '../../src/uses/index.js';
import { findValue } from '../../src/yaml/index.js';

/** What a container needs before its root can be read-only. */
export interface Wish {
  readonly container: Container;
  readonly paths: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

const READ_TO_THE_END: Assumption = {
  id: 'writes-nothing-that-was-not-read',
  believes: 'No library, setting or extension writes where the source of the program does not',
  breaksIf: 'one keeps a cache, a log or an upload in the image: "Read-only file system" in the log',
  checkBy: 'roll it out to a test cluster and use it once; give each further path an emptyDir',
};

const WRITES_THERE_ONLY: Assumption = {
  id: 'writes-there-only',
  believes: 'The container writes to its volumes and to /tmp, and nowhere else',
  breaksIf: 'a library, a setting or a script makes it write elsewhere: "Read-only file system" in the log',
  checkBy: 'roll it out to a test cluster and use it once; give each further path an emptyDir',
  needsRun: true,
};

/** What is built here, as far as what it writes is read from its source. */
export function fromSource(view: PodView, container: Container): Wish | Stop | undefined {
  const { context } = view;
  const built = builtPodUse(view, container, context);
  const running = view.runs(container);
  const image = running?.built;
  if (!built || !running || !image || imageProfile(built.stage.rootImage ?? '')?.family === undefined) return undefined;
  if (findValue(container.map, 'lifecycle', 'postStart')) return undefined;
  // What the image keeps in a volume of its own is in the root here.
  if (image.volumes.length > 0) return undefined;
  const mounts = mountsOf(container);
  const isOpen = (path: string): boolean => mounts.some((mount) => !mount.readOnly && isWithin(path, mount.path));
  const server = webServerWrites(running, isOpen);
  const writes = rootWrites(built, image, isOpen, context);
  // Where the base image decides what is started, that is its server.
  const isServer = server.length > 0 && running.profile !== undefined;
  if (isStop(writes) || (!writes && !isServer)) return writes;
  if (writes?.stopped) {
    const { path, from } = writes.stopped;
    return stop('needs-decision', `it writes ${path} (${sourcePlace(from)}); mount a volume there first`);
  }
  const paths = [...server.map(({ path }) => path), ...(writes?.caches ?? []), ...(isOpen('/tmp') ? [] : ['/tmp'])];
  const says = `no write outside of ${['/tmp', ...(writes?.caches ?? [])].join(', ')} and its volumes is seen in what ${container.name} starts`;
  const { line } = view.doc.yaml.lines.position(container.nameSpan.start);
  return {
    container,
    paths,
    evidence: [
      { says, from: { kind: 'source', file: view.doc.file, line, span: container.nameSpan } },
      ...server.map(({ evidence }) => evidence),
    ],
    assumptions: [writes?.isSettled ? READ_TO_THE_END : WRITES_THERE_ONLY],
  };
}

interface ServerWrite {
  readonly path: string;
  readonly evidence: Evidence;
}

/** Where the web server of the base image caches and keeps its process number, whatever the image adds. */
function webServerWrites({ ofImage }: ContainerRuns, isOpen: (path: string) => boolean): ServerWrite[] {
  if (!ofImage || !isWholeServer(ofImage) || ofImage.role?.is !== 'web') return [];
  return (ofImage.writable ?? []).flatMap((each) => {
    const path = withoutUsualLinks(each.is.path);
    if (each.is.kind !== 'tmpfs' || isOpen(path) || path === '/tmp') return [];
    return [{ path, evidence: profileEvidence(ofImage, each, `${ofImage.image} writes to ${path}`) }];
  });
}
