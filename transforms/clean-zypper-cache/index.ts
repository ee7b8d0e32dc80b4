import { type Context, type Outcome, type Transform, stop, type Stop } from '../../src/model/index.js';
import { packageCommands, type PackageCommand, cleanCaches } from '../../src/runs/index.js';
import { type DockerfileDoc, type Instruction, mountsOver } from '../../src/dockerfile/index.js';

const ID = 'clean-zypper-cache';
const FILLS = new Set(['install', 'upgrade', 'update']);
const REMOVES_CACHE =
  /\brm\b[^;&|]{0,300}\/var\/cache\b|\bzypper\b[^;&|]{0,100}\s(?:clean|cc)\b|\/[\w.-]*clean[\w.-]*(?:\s|$)/;

const BY_HAND: Stop = stop(
  'inside-construct',
  'zypper may not run, or the RUN may leave before its end; put `zypper clean --all` behind the install by hand',
);

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Remove the zypper cache in the layer that filled it',
    summary: 'Appends `zypper clean --all` to the RUN that installs, in stages that are shipped.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo', 'zypper-non-interactive'],
    ceiling: 'safe',
    rules: ['DL3036', 'DS-0020', 'KICS Missing Zypper Clean'],
    hints: ['zypper'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3036'],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    return cleanCaches(doc, context, {
      id: ID,
      title: 'Remove the zypper cache in the layer that filled it',
      why: 'zypper keeps repository metadata and, by setting, packages: tens of megabytes that no running container reads. Removing them in a later layer frees nothing.',
      says: 'the RUN installs and ends without cleaning up',
      clean(instruction) {
        const calls = uncleanedCalls(instruction);
        if (calls.length === 0) return undefined;
        const last = calls.findLast(({ command }) => command.place === 'chain' || command.place === 'pipe');
        if (!last) return BY_HAND;
        const command = `${last.sudo ? 'sudo ' : ''}zypper clean --all`;
        return { command, assumptions: [], otherwise: BY_HAND };
      },
    });
  },
};

function uncleanedCalls(instruction: Instruction): PackageCommand[] {
  const calls = packageCommands(instruction).filter(({ manager, action }) => manager === 'zypper' && FILLS.has(action));
  const last = calls.findLast(({ action }) => action !== 'update');
  if (!last || mountsOver(instruction, /zypp|^\/var(?:\/cache)?$/)) return [];
  return REMOVES_CACHE.test(instruction.shellText.slice(last.command.end)) ? [] : calls;
}
