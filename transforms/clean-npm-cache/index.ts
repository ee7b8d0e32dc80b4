import { type Context, type Outcome, type Transform, stop, type Stop } from '../../src/model/index.js';
import { hasOption, laterRuns, packageCommands, type PackageCommand, cleanCaches } from '../../src/runs/index.js';
import { type DockerfileDoc, type Instruction, mountsOver } from '../../src/dockerfile/index.js';

const ID = 'clean-npm-cache';
const INSTALLS = new Set(['install', 'i', 'ci', 'add', 'update', 'install-clean', 'clean-install']);
const REMOVES_CACHE =
  /\brm\b[^;&|]{0,300}(?:\.npm\b|_cacache|\/root\/\.\*|~\/\.\*)|\bcache (?:clean|clear|rm|verify)\b/;
const FROM_CACHE = /\bnpm\b[^;&|]{0,300}--(?:prefer-)?offline\b|\bcache-min\b/;

const USED_LATER: Stop = stop(
  'used-later',
  'a later line installs offline from the cache that this one fills; clean it in that line',
);
const LEAVES_EARLY: Stop = stop(
  'unsupported-syntax',
  'the RUN leaves early or ends in the background, so a command at its end may not run; put npm cache clean --force behind the install',
);

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Remove the npm cache in the layer that filled it',
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
  propose(doc: DockerfileDoc, context: Context): Outcome {
    return cleanCaches(doc, context, {
      id: ID,
      title: 'Remove the npm cache in the layer that filled it',
      why: 'npm keeps every package it downloads below `~/.npm`, often as much again as `node_modules`. In a layer nobody reads it, and a later layer cannot take it away.',
      says: 'npm installs without a cache mount, and the RUN ends without cleaning up',
      clean(instruction) {
        const last = lastInstall(instruction);
        if (!last) return undefined;
        if (laterRuns(doc, instruction).some(({ args }) => FROM_CACHE.test(args))) return USED_LATER;
        const command = `${last.sudo ? 'sudo ' : ''}npm cache clean --force`;
        return { command, assumptions: [], otherwise: LEAVES_EARLY };
      },
    });
  },
};

/** The last npm install of a RUN, when it runs whatever happens and nothing behind it empties the cache. */
function lastInstall(instruction: Instruction): PackageCommand | undefined {
  const calls = packageCommands(instruction).filter(
    (call) =>
      call.manager === 'npm' && INSTALLS.has(call.verb) && !hasOption(call, '--cache', '--offline', '--dry-run'),
  );
  const last = calls.at(-1);
  if (!last || !calls.some(({ command }) => command.place === 'chain' || command.place === 'pipe')) return undefined;
  if (mountsOver(instruction, /npm|^\/root$|^\/home\/[^/]+$|\.cache/)) return undefined;
  // A program that starts another npm by itself, or npm that takes itself away.
  const behind = instruction.shellText.slice(last.command.end);
  if (
    REMOVES_CACHE.test(behind) ||
    /\b(?:del|remove|purge|uninstall|rm)\b[^;&|]{0,300}\b(?:npm|nodejs|node|build\w*|deps|virtual)\b/.test(behind)
  )
    return undefined;
  return last;
}
