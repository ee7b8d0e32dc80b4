import { type Assumption, type Evidence, stop } from '../../src/model/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { findInstalls, type Install } from './detect.js';
import { addFlag, addPackages } from './edits.js';
import { rewriteDockerfile, type DockerfileContext } from '../../src/rewrites/index.js';

const MOST_NAMED = 10;
/** Packages that are little more than a list, part of it as recommendations. */
const COLLECTION =
  /^(?:task-(?!spooler)|kde-|texlive-full$)|(?:^|-)desktop(?:-|$)|^(?:xfce4|lxde|gnome|gnome-core|mate|cinnamon|wine|r-base|octave|devscripts)$/;

export const transform = rewriteDockerfile({
  meta: {
    id: 'no-install-recommends',
    title: 'Install only what is asked for and what that needs',
    why: 'Debian installs recommended packages too: programs nobody in the image asked for, their size, and their security updates. Those that the file uses are named instead.',
    summary:
      'Adds `--no-install-recommends` to apt-get install, and names the recommended packages that the file uses.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['apt-get-over-apt', 'join-apt-update', 'apt-get-yes'],
    ceiling: 'review',
    rules: ['DL3015', 'DS-0029', 'KICS APT-GET Not Avoiding Additional Packages'],
    hints: ['apt'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3015',
      'https://docs.docker.com/build/building/best-practices/#apt-get',
      'https://www.debian.org/doc/debian-policy/ch-relationships.html#binary-dependencies-depends-recommends-suggests-enhances-pre-depends',
    ],
  },
  on: installRuns,
  judge({ instruction, installs, believed }, { doc }) {
    const collection = collectionIn(installs);
    if (collection !== undefined)
      return stop(
        'needs-decision',
        `${collection} brings much of what it is for as recommendations: choose the parts that are needed and name them, or keep it as it is`,
      );
    return {
      edits: installs.flatMap(({ call, needed }) => [
        addFlag(doc, instruction, call),
        ...(needed.size > 0 ? [addPackages(doc, instruction, call, [...needed.keys()].sort())] : []),
      ]),
      seen: 'installs recommended packages as well',
      evidence: installs.flatMap(({ needed }) =>
        [...needed].map(
          ([name, { by, line }]): Evidence => ({
            says:
              by === undefined
                ? `${name} came as a recommendation, and stays for what the image calls over https when it runs`
                : `${name} came as a recommendation and is used (${by})`,
            from: { kind: 'source', file: doc.file, line: line + 1 },
          }),
        ),
      ),
      assumptions: believed ? [believed] : [],
    };
  },
});

function collectionIn(installs: readonly Install[]): string | undefined {
  return installs.flatMap((install) => install.names).find((name) => COLLECTION.test(name));
}

function isSafe(installs: readonly Install[]): boolean {
  return installs.every((install) => install.known && install.dropped.length === 0 && install.unknown.length === 0);
}

interface InstallRun {
  readonly instruction: Instruction;
  readonly installs: readonly Install[];
  readonly believed: Assumption | undefined;
}

function installRuns(doc: DockerfileDoc, { readScript, isShipped }: DockerfileContext): InstallRun[] {
  // Where a stage is thrown away the image is no smaller, so there is nothing to look for doubts about.
  const all = [...findInstalls(doc, readScript, isShipped)];
  const found = new Map(all.filter(([run, installs]) => isSafe(installs) || isShipped(run)));
  const reviewed = new Map<number, Install[]>();
  for (const [{ stage }, installs] of found) {
    if (collectionIn(installs) !== undefined || isSafe(installs)) continue;
    const list = reviewed.get(stage);
    if (list) list.push(...installs);
    else reviewed.set(stage, [...installs]);
  }
  const believed = new Map([...reviewed].map(([stage, installs]) => [stage, assumptionOf(installs)]));
  return [...found].map(([instruction, installs]) => ({
    instruction,
    installs,
    believed: isSafe(installs) ? undefined : believed.get(instruction.stage),
  }));
}

/** One for all calls of a stage, so that they are reviewed as one step. */
function assumptionOf(installs: readonly Install[]): Assumption {
  const dropped = [...new Set(installs.flatMap((install) => install.dropped))].sort();
  const unknown = [...new Set(installs.flatMap((install) => install.unknown))].sort();
  const parts: string[] = [];
  if (dropped.length > 0) parts.push(listed(dropped));
  if (unknown.length > 0) parts.push(`what ${listed(unknown)} may recommend`);
  if (parts.length > 0) {
    return {
      id: 'recommended-packages-unused',
      believes: `Nothing needs the packages that apt now leaves out: ${parts.join(', and ')}`,
      breaksIf:
        'a build step or the program calls one of them, or loads a library, plug-in, certificate or font from one',
      checkBy: 'build and run the image; add what is missing to the install line',
    };
  }
  return {
    id: 'recommends-as-in-debian',
    believes: 'The packages recommend nothing in this release, as in Debian 11 to 13',
    breaksIf: 'the release of the base image recommends something that is used',
    checkBy: 'compare the lists of new packages that apt-get prints in the build before and after',
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
