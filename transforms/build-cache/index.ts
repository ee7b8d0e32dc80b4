import {
  type Assumption,
  type Context,
  type Evidence,
  parseImageReference,
  stop,
  factOf,
} from '../../src/model/index.js';
import { asSeq, asText, findValue } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { makefiles } from '../../src/images/index.js';
import { pipelineFiles } from '../../src/pipelines/index.js';
import { assumeNewerFormat, type Setting, type ServiceVerdict, rewriteServices } from '../../src/services/index.js';

export const transform = rewriteServices({
  meta: {
    id: 'build-cache',
    title: 'Build on the layers of the image that was pushed last',
    why: 'A runner that starts empty takes the layers that have not changed from the registry, and does not build them anew.',
    summary: 'Adds `cache_from` and `BUILDKIT_INLINE_CACHE` to Compose services that build an image of a registry.',
    target: 'compose',
    phase: 'runtime',
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/compose-file/build/#cache_from',
      'https://docs.docker.com/build/cache/backends/inline/',
    ],
    enabledByDefault: 'guide',
    hints: ['build'],
  },
  decidedBy: ['build', 'image'],
  judge: ({ service, around }, context) => judge(around.doc, service, factOf(context, pushedBy)),
});

const DECIDED = ['cache_from', 'cache_to', 'no_cache'];

function judge(doc: ComposeDoc, service: Service, pushes: readonly Evidence[]): ServiceVerdict {
  const build = service.get('build');
  const image = service.image;
  if (!build || image === undefined || DECIDED.some((key) => findValue(build, key))) return undefined;
  const args = findValue(build, 'args');
  const words = asSeq(args)?.items.map((item) => asText(item) ?? '') ?? [];
  if (findValue(args, INLINE) || words.some((word) => word.split('=', 1)[0] === INLINE)) return undefined;
  if (!isOfRegistry(image)) return undefined;
  // A default that is filled in is what runs unless somebody chooses; without one, every build may have a tag of its own.
  const reference = parseImageReference(image.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1'));
  if (image.replace(/\$\{\w+:?-[^${}]*\}/g, '').includes('$'))
    return stop(
      'contains-variable',
      `the tag of ${service.name} comes from a variable, and nothing is pushed under a new one yet; name one that stays in cache_from`,
    );
  if (!reference) return undefined;
  if (reference.digest !== undefined)
    return stop('conflicts', `the image of ${service.name} has a digest, so what is built never gets that name`);
  const inline: Setting = asSeq(args)
    ? { path: ['build', 'args'], value: [`${INLINE}=1`] }
    : { path: ['build', 'args', INLINE], value: '1' };
  // `build: .` is written out, with what it stands for first.
  const context = asText(build);
  const cache: Setting = { path: ['build', 'cache_from'], value: [image] };
  return {
    settings: context === undefined ? [inline, cache] : [{ path: ['build', 'context'], value: context }, inline, cache],
    seen: 'the service builds from nothing on a machine that has no layers yet',
    assumptions: [PUSHED, OLD, BUILDER, ...assumeNewerFormat(doc, 'build.cache_from', { 2: '2.2', 3: '3.2' })],
    evidence: pushes,
  };
}

const INLINE = 'BUILDKIT_INLINE_CACHE';

/** A host stands before the first slash: `registry.example.com/web`, `localhost:5000/web`. */
function isOfRegistry(image: string): boolean {
  const slash = image.indexOf('/');
  return slash > 0 && /^(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?$|^[\w-]+:\d+$/.test(image.slice(0, slash));
}

const PUSHED: Assumption = {
  id: 'image-is-pushed-after-builds',
  believes: 'The image is pushed under this name after it was built from this file, and whoever builds may pull it',
  breaksIf:
    'nobody pushes it, or a stranger can: without it the build goes on without the cache, and with a stranger’s it takes his layers',
  checkBy: 'run `docker compose build` and `docker compose push` twice on an empty machine, and look for `CACHED`',
};

const OLD: Assumption = {
  id: 'cached-layers-may-be-old',
  believes: 'A layer whose line has not changed may be as old as the last build that made it',
  breaksIf:
    'fresh runners are what brings updates of packages in: `apt-get install` is not run again until something above it changes',
  checkBy: 'pin the base image and move the pin, or build with `--no-cache` now and then',
};

const BUILDER: Assumption = {
  id: 'buildkit-builds',
  believes: 'BuildKit builds the image, as Compose 2 and Docker 23 do by default',
  breaksIf: 'Podman does: it takes no tag in cache_from, and the build ends with an error',
  checkBy: 'run `docker compose build` where the image is built',
};

const PUSH = /\bdocker[ -]compose\b.{0,300}\bpush\b|\bdocker\s+(?:image\s+)?push\b|\bpush:\s*true\b/;

/** Longer lines are no commands. */
const LONGEST = 1000;

/** Where the repository pushes images. */
function pushedBy({ evidence: { repository } }: Context): Evidence[] {
  for (const { path, text } of [...pipelineFiles(repository), ...makefiles(repository)]) {
    const index = text.split('\n').findIndex((line) => PUSH.test(line.slice(0, LONGEST)));
    if (index !== -1)
      return [{ says: 'images are pushed here', from: { kind: 'source', file: path, line: index + 1 } }];
  }
  return [];
}
