import { type Assumption, type Context, type Edit, isStop } from '../../src/model/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';
import { cachesOf, type CachedRun } from './detect.js';
import { editsFor } from './edits.js';
import { rewriteDockerfile, type StopAt } from '../../src/rewrites/index.js';

const BUILDKIT: Assumption = {
  id: 'built-with-buildkit',
  believes:
    'The image is built with BuildKit, as Docker has done by itself since version 23, or with Buildah 1.24 or newer',
  breaksIf: 'an older builder, or one without cache mounts, stops at RUN --mount',
  checkBy: 'build the image where it is usually built',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'cache-mounts',
    title: 'Keep what package managers download in a cache of the builder',
    why: 'When the line runs again, packages come from the cache instead of the network, and none of them is left in the image.',
    summary:
      'Mounts a cache for apt, pip, npm, yarn, pnpm, go, cargo, maven, gradle and NuGet, and drops the cleaning that it makes needless.',
    target: 'dockerfile',
    // What installs an init is a RUN like others.
    phase: 'runtime',
    after: ['install-init'],
    ceiling: 'review',
    rules: [],
    hints: ['apt', 'pip', 'npm', 'yarn', 'pnpm', 'go ', 'cargo', 'mvn', 'gradle', 'dotnet'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/cache/optimize/#use-cache-mounts'],
    enabledByDefault: 'guide',
    namedWhenOff: true,
  },
  on: mountableRuns,
  judge: ({ tools, mounts, compiles, edits }) => ({
    edits,
    whenOff: compiles && goneWithout(compiles),
    seen: `${tools.join(' and ')} download into ${mounts.map(({ target }) => target).join(', ')}`,
    assumptions: [BUILDKIT],
  }),
});

function goneWithout({ into, targets }: NonNullable<CachedRun['compiles']>): string {
  const folders = targets.join(' and ');
  if (into === 'kept')
    return `whenever the line runs again it compiles everything again; \`cache-mounts\` would keep what it compiled and downloaded, in ${folders}`;
  return `whenever the line runs again it downloads everything again before it compiles; \`cache-mounts\` would keep the downloads, in ${folders}`;
}

interface Mountable extends CachedRun {
  readonly edits: readonly Edit[];
}

/** What one RUN leaves in the cache another has to find there: a tool is changed everywhere or nowhere. */
function mountableRuns(doc: DockerfileDoc, context: Context): (Mountable | StopAt)[] {
  const { runs, obstacles } = cachesOf(doc, context);
  const edited = runs.map((run) => ({ run, edits: editsFor(doc, run) }));
  const left = new Set<string>();
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    for (const { run, edits } of edited) {
      if (isStop(edits) || run.tools.some((tool) => left.has(tool))) for (const tool of run.tools) left.add(tool);
    }
  }
  const mountable = edited.flatMap(({ run, edits }): (Mountable | StopAt)[] => {
    if (isStop(edits)) return [{ ...edits, at: run.instruction }];
    return run.tools.some((tool) => left.has(tool)) ? [] : [{ ...run, edits: edits.changes }];
  });
  return [...obstacles, ...mountable];
}
