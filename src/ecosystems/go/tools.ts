import { words } from '../../model/index.js';
import type { Tool } from '../ecosystem.js';
import { shared, startsWith } from '../tools.js';

/** Places: https://github.com/docker-library/golang */
export const TOOLS: readonly Tool[] = [
  {
    name: 'go',
    programs: /^go$/,
    cache: {
      calls: (name, given) => name === 'go' && /^(?:build|install|test|vet|generate|get|mod)$/.test(given[0] ?? ''),
      mounts: (home) => [shared('/go/pkg/mod'), shared(`${home}/.cache/go-build`)],
      variables: ['GOPATH', 'GOMODCACHE', 'GOCACHE', 'XDG_CACHE_HOME'],
      compiled: 'kept',
      image: /^(?:docker\.io\/)?(?:library\/)?golang(?:[:@]|$)/,
      start: /(?:^|[\s"'/;&])(?:go|dlv|air|reflex)(?=[\s"']|$)/,
      emptied: /^(?:\/go\/pkg(?:\/mod)?|\/root\/\.cache(?:\/go-build)?)(?:\/\*?)?$/,
      cleans: startsWith('clean'),
    },
    readsNothing: (verbs) =>
      verbs[0] === 'env' ||
      verbs[0] === 'version' ||
      (verbs[0] === 'install' && verbs.slice(1).every((word) => word.includes('@')) && verbs.length > 1) ||
      // A tool from elsewhere, before there were modules.
      (verbs[0] === 'get' &&
        verbs.slice(1).every((word) => /^[\w-]+(?:\.[\w-]+)+\/[^$]+$/.test(word)) &&
        verbs.length > 1),
    startBuild: { verbs: words('run build install generate'), inPlace: false },
    projectInstall: { what: 'go mod', is: (given) => given[0] === 'mod' && given[1] === 'download' },
    makes: {
      id: 'go',
      tool: /\bgo\b/,
      task: /\b(?:build|install)\b/,
      stamps: { unless: /-buildvcs=(?:false|0)\b/, says: 'go build, which records the commit in the program,' },
    },
  },
];
