// What builds or compiles when the container starts: what it writes for that, and what is believed of it.
import type { Assumption, Compiles, FilePath } from '../../src/model/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { programIs } from '../../src/programs/index.js';
import type { ImageUse } from '../../src/uses/index.js';
import { placeOf } from './reasons.js';
import type { Written } from './written.js';

/** A server that builds for browsers whenever a file changes. */
export function servesDevelopers({ program }: ImageUse): boolean {
  const last = program.started.at(-1)?.name;
  return programIs(last, 'buildsFolder') && programIs(last, 'buildsInPlace');
}

/** The first thing that is built at the start and needs a folder of its own, of uses whom no user is named for. */
export function buildAtStart(uses: readonly ImageUse[]): Compiles | undefined {
  const builds = uses.flatMap(({ user, program }) => (user === undefined ? program.compiles : []));
  const found = builds.filter(({ inPlace, program }) => inPlace || /^(?:go|dotnet|cargo)$/.test(program));
  return found.find(({ program }) => !programIs(program, 'buildsBesideSource')) ?? found[0];
}

/** What has to be so that the build at the start works as another user. */
export function buildsAsUser({ program, from }: Compiles, own: FilePath): Assumption {
  const place = placeOf(from, own);
  if (programIs(program, 'buildsBesideSource'))
    return {
      id: 'builds-beside-source',
      believes: `${program} writes below its working directory, to its home and to /tmp only (${place})`,
      breaksIf:
        'a setting sends its output or its cache elsewhere, or node_modules lies in a volume that root has filled: "EACCES: permission denied"',
      checkBy:
        'start it, change a file, and see the change; under Compose make volumes anew once, with `docker compose up --build --renew-anon-volumes`',
    };
  return {
    id: 'builds-as-user',
    believes: `What it builds when it starts it can build in folders of its own (${place})`,
    breaksIf: 'the build writes elsewhere, or keeps a cache in the home of root: "permission denied"',
    checkBy: 'start the image, and start it a second time',
    needsRun: true,
  };
}

/**
 * What builds when it starts writes beside its source.
 * @param built true for a folder that a line of the build may have filled, as root.
 */
export function withWorkingDirectories(
  written: Written,
  uses: readonly ImageUse[],
  built: (path: string) => boolean,
): Written {
  const homes = [
    ...new Set(uses.flatMap(({ directory }) => (directory === undefined || directory === '/' ? [] : [directory]))),
  ];
  const names = uses.flatMap(({ program }) => program.compiles.map((each) => each.program));
  const folders = [
    ...new Set(names.flatMap((name) => ECOSYSTEMS.flatMap(({ startBuilds }) => startBuilds?.get(name) ?? []))),
  ];
  const all = homes.flatMap((home) => folders.map((folder) => `${home}/${folder}`));
  // The other folders it makes in its own; what is installed, in a folder above some of them, stays root's.
  const caches = homes.flatMap((home) =>
    folders.filter((folder) => folder.includes('/') || built(`${home}/${folder}`)).map((folder) => `${home}/${folder}`),
  );
  const filled = new Set(all.filter(built));
  return {
    ...written,
    caches: [...new Set([...(written.caches ?? []), ...caches])],
    filled,
    own: new Map([...written.own, ...homes.map((each) => [each, true] as const)]),
  };
}
