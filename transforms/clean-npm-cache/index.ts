import { anyOf, stop, words } from '../../src/model/index.js';
import { hasOption, laterRuns } from '../../src/runs/index.js';
import { cleanCache } from '../../src/rewrites/index.js';

const INSTALLS = words('install i ci add update install-clean clean-install');
/** The last: a program that starts another npm by itself, or npm that takes itself away. */
const CLEANED = anyOf(
  /\brm\b[^;&|]{0,300}(?:\.npm\b|_cacache|\/root\/\.\*|~\/\.\*)|\bcache (?:clean|clear|rm|verify)\b/,
  /\b(?:del|remove|purge|uninstall|rm)\b[^;&|]{0,300}\b(?:npm|nodejs|node|build\w*|deps|virtual)\b/,
);
const FROM_CACHE = /\bnpm\b[^;&|]{0,300}--(?:prefer-)?offline\b|\bcache-min\b/;

export const transform = cleanCache({
  meta: {
    id: 'clean-npm-cache',
    title: 'Remove the npm cache in the layer that filled it',
    why: 'npm keeps every package it downloads below `~/.npm`, often as much again as `node_modules`. In a layer nobody reads it, and a later layer cannot take it away.',
    summary: 'Appends `npm cache clean --force` to the RUN that installs, in stages that are shipped.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo'],
    ceiling: 'safe',
    rules: [],
    hints: ['npm'],
    since: '0.1.0',
    references: ['https://docs.npmjs.com/cli/commands/npm-cache'],
  },
  seen: 'npm installs without a cache mount, and the RUN ends without cleaning up',
  fills: (call) =>
    call.manager === 'npm' && INSTALLS.has(call.verb) && !hasOption(call, '--cache', '--offline', '--dry-run'),
  mounts: /npm|^\/root$|^\/home\/[^/]+$|\.cache/,
  isCleaned: (behind) => CLEANED.test(behind),
  clean: ({ run, doc }) =>
    laterRuns(doc, run).some(({ args }) => FROM_CACHE.test(args))
      ? stop('used-later', 'a later line installs offline from the cache that this one fills; clean it in that line')
      : { command: 'npm cache clean --force' },
  otherwise: stop(
    'unsupported-syntax',
    'the RUN leaves early or ends in the background, so a command at its end may not run; put npm cache clean --force behind the install',
  ),
});
