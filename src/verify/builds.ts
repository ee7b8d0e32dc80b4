// The images of one state of the files, built one after the other.
import type { BenchRun, ModelMap } from '../io/index.js';
import { anyOf, type Failure, type FilePath } from '../model/index.js';
import { makeHarmless } from './boot.js';
import { excerptOf } from './complaints.js';
import type { Hide } from './hide.js';
import type { Handing } from './handing.js';
import { fromTree } from './in-tree.js';
import { buildsOf, type ServiceBuild } from './requests.js';
import type { Tools } from './tools.js';

export interface BuiltImage {
  readonly services: readonly string[];
  readonly request: ServiceBuild['request'];
  /** The Dockerfile in the repository; absent for one that stands in the Compose file. */
  readonly dockerfile: FilePath | undefined;
  /** Name of the image until the run ends. */
  readonly image: string;
  readonly ms: number;
  /** Nothing was kept from earlier builds. */
  readonly cold: boolean;
}

const BUILD_MS = 1_800_000;
const STRANGERS_BUILD_MS = 600_000;
/** A network that does not answer is nobody's step: apt, pip, npm, Go and BuildKit in their words. */
const UNREACHED = anyOf(
  /connection (?:timed out|reset|refused)|(?:read|connect) timed out|i\/o timeout|TLS handshake timeout/i,
  /\b(?:ECONNRESET|ETIMEDOUT|EAI_AGAIN)\b|temporary failure/i,
  /unexpected status.{0,300}: 50[0-9]|hash sum mismatch|toomanyrequests/i,
);

/** BuildKit of an image that it did not get: that is of this machine's network or of the registry, and not of an instruction. */
const UNFETCHED = anyOf(
  /^#[0-9]+ ERROR: failed to do request: /m,
  /^#[0-9]+ ERROR: [\w./-]{1,200}(?::[0-9]{1,5}\/[\w./-]{1,200})?(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?: not found$/m,
  /^#[0-9]+ ERROR: pull access denied, /m,
);

/** True of the error of a build that did not get an image to start from. */
export function isUnfetched(excerpt: string): boolean {
  return UNFETCHED.test(excerpt);
}

/** BuildKit of a secret that the RUN has to have, and a program of one that it was to read. */
const UNGIVEN = [
  /^#[0-9]+ ERROR: secret ([\w.-]{1,100}): not found$/m,
  /\/run\/secrets\/([\w.-]{1,100})['"]?: No such file/,
];

/** Why a build stopped that only lacks what is here or there; empty where it is of the files themselves. */
function whyHere(excerpt: string): string {
  if (isUnfetched(excerpt)) return ' here: the engine cannot fetch an image';
  const secret = UNGIVEN.map((each) => each.exec(excerpt)?.[1]).find((each) => each !== undefined);
  return secret === undefined ? '' : ` here: it reads the build secret ${secret}, and nothing hands that over`;
}

export interface BuildInput {
  readonly model: ModelMap;
  readonly run: BenchRun;
  readonly side: 'before' | 'after';
  readonly called: string;
  /** Builds start from nothing. */
  readonly cold: boolean;
  readonly hide: Hide;
  readonly handing: Handing;
}

/** Builds what the services of a model build. Stops at the first that fails; what was built until then is there. */
export async function buildImages(
  { model, run, side, called, cold, hide, handing }: BuildInput,
  { bench, engine, progress, settings }: Tools,
): Promise<{
  readonly builds: readonly BuiltImage[];
  readonly notes: readonly string[];
  readonly failure?: Failure;
}> {
  const builds: BuiltImage[] = [];
  const notes: string[] = [];
  for (const { services, request, inline } of buildsOf(model, bench)) {
    const dockerfile = inline === undefined ? request.dockerfile : `${run.folder}/Dockerfile-${builds.length}`;
    if (inline !== undefined) run.write(dockerfile, inline);
    const inside = fromTree(bench.tree, dockerfile) || undefined;
    const where = inside ?? services.join(', ');
    progress(`${called}: building ${where}`);
    const isClosed = settings.untrusted && !handing.mayReach(services);
    const asked = {
      ...request,
      dockerfile,
      ...(isClosed ? { network: 'none' } : {}),
      ...(settings.untrusted ? { untrusted: true } : {}),
    };
    const one = { ...asked, timeoutMs: settings.untrusted ? STRANGERS_BUILD_MS : BUILD_MS };
    let isCold = cold;
    let built = await engine.build({ ...one, cache: !isCold });
    if (!built.ok && UNREACHED.test(built.log)) {
      progress(`building ${where} again: something of the network did not answer`);
      isCold = false;
      built = await engine.build({ ...one, cache: true });
    }
    if (!built.ok) {
      const excerpt = buildError(hide(makeHarmless(built.log))).replaceAll(bench.tree, '.');
      if (isClosed && side === 'before') {
        notes.push(handing.leaveBuild(services, excerpt));
        continue;
      }
      const says = `${where} does not build${whyHere(excerpt)}`;
      return { builds, notes, failure: { kind: 'build', where, says, excerpt } };
    }
    builds.push({
      services,
      request: asked,
      dockerfile: inside,
      image: built.image,
      ms: built.ms,
      cold: isCold,
    });
  }
  return { builds, notes };
}

/** What BuildKit says of its own work. */
const OF_BUILDKIT = /^#[0-9]+ (?:DONE|CACHED|transferring|building with|sha256:|extracting|resolve )/;

/** From the line where the build says that it failed. */
function buildError(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !OF_BUILDKIT.test(line));
  const at = lines.findIndex((line) => /^(?:#[0-9]+ )?(?:ERROR|Error)[: ]/.test(line));
  if (at === -1) return excerptOf(log);
  return lines
    .slice(Math.max(0, at - 8), at + 4)
    .map((line) => line.slice(0, 400))
    .join('\n');
}
