// The caches that are mounted: that of apt, and those of the tools of each language.
import { type Cache, type CacheMount, ECOSYSTEMS } from '../../src/ecosystems/index.js';

export interface CachingTool extends Cache {
  readonly name: string;
}

/** Places: https://docs.docker.com/build/cache/optimize/#use-cache-mounts */
const APT: CachingTool = {
  name: 'apt',
  calls: (name, words) =>
    isApt(name) && words.some((word) => /^(?:install|update|upgrade|dist-upgrade|build-dep)$/.test(word)),
  // The lists alone: what else lies in /var/lib/apt says which packages were asked for, and belongs to the image.
  mounts: () => [locked('/var/cache/apt'), locked('/var/lib/apt/lists')],
  variables: [],
  emptied: /^\/var\/(?:lib\/apt(?:\/lists)?|cache\/apt(?:\/archives)?)(?:\/\*(?:\.deb|\.bin)?|\/)?$/,
  cleans: (words) => /^(?:auto)?clean$/.test(words.find((word) => !word.startsWith('-')) ?? ''),
};

export const CACHING_TOOLS: readonly CachingTool[] = [
  APT,
  ...ECOSYSTEMS.flatMap(({ tools = [] }) => tools.flatMap(({ name, cache }) => (cache ? [{ name, ...cache }] : []))),
];

/** Whether a program is the tool, by the name it is called with. */
export function isProgramOf(tool: string, program: string): boolean {
  if (tool === 'apt') return isApt(program);
  return ECOSYSTEMS.some(({ tools = [] }) =>
    tools.some(({ name, programs }) => name === tool && programs.test(program)),
  );
}

function isApt(name: string): boolean {
  return name === 'apt-get' || name === 'apt';
}

function locked(target: string): CacheMount {
  return { target, locked: true };
}
