// `pnpm deploy`: a package of the workspace with all that it needs, in a folder of its own. What starts there needs nothing else
// of the build. The command stays as its author wrote it: pnpm 10 to 12.1 want inject-workspace-packages or --legacy with it.
// Source: https://pnpm.io/cli/deploy
import { isContextCopy, type Instruction } from '../../dockerfile/index.js';
import { type Assumption, isWithin, type NonEmpty, nonEmpty, type Stop, words } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import {
  absolutePath,
  type Artefact,
  copyDestination,
  outermost,
  ownedArtefact,
  pathAtEnd,
  type Producer,
  stopFolder,
} from '../../splits/index.js';
import { splitOptions } from '../index.js';

export interface Deployed {
  readonly artefacts: NonEmpty<Artefact>;
  /** What is copied from the context into the folders of the build, where nothing there is started. */
  readonly buildOnly: ReadonlySet<Instruction>;
  readonly assumptions: readonly Assumption[];
}

const VALUED = words('-F --filter --filter-prod -C --dir --workspace-concurrency --loglevel --reporter');

/** Where a command deploys to, as written; `undefined` for one that does not. */
function targetOf({ command, words: [, ...given] }: Producer): string | undefined {
  if (command.name !== 'pnpm') return undefined;
  const { plain } = splitOptions(given, VALUED);
  return plain[0] === 'deploy' ? (plain[1] ?? '') : undefined;
}

/**
 * What comes into the image where packages are deployed; `undefined` where none are.
 * @param folders in which the build works.
 */
export function deployedFolders(
  site: Site,
  producers: readonly Producer[],
  folders: NonEmpty<Artefact>,
): Deployed | Stop<Instruction> | undefined {
  const found: Artefact[] = [];
  for (const producer of producers) {
    const target = targetOf(producer);
    if (target === undefined) continue;
    const { instruction, command, words: given } = producer;
    const isElsewhere = given.some((word) => /^(?:-C|--dir)(?:=|$)/.test(word));
    const cwd = isElsewhere ? undefined : site.directoryAt(instruction, command.command);
    const path = target === '' || target.includes('$') ? undefined : absolutePath(target, cwd);
    if (path === undefined) return stopFolder(producer, 'pnpm deploy');
    found.push(ownedArtefact(site, instruction, path));
  }
  const targets = nonEmpty(found);
  if (!targets) return undefined;
  const works = pathAtEnd(site, '.');
  const startsThere = works !== undefined && targets.some(({ path }) => isWithin(works, path));
  const starts = `${site.entrypoint?.args ?? ''} ${site.cmd?.args ?? ''}`;
  const namesBuild = folders.some(({ path }) =>
    starts
      .split(/[\s"',[\]=:]+/)
      .some((word) => isWithin(word, path) && !targets.some((each) => isWithin(word, each.path))),
  );
  if (!startsThere || namesBuild) {
    const all = [...folders, ...targets] as const;
    return { artefacts: outermost(all) ?? folders, buildOnly: new Set(), assumptions: [] };
  }
  const last = producers.at(-1)!.instruction;
  const copies = site.body.filter((each) => {
    const to = each.index < last.index && isContextCopy(each) ? copyDestination(site, each) : undefined;
    return to !== undefined && folders.some(({ path }) => isWithin(to, path));
  });
  return { artefacts: outermost(targets) ?? targets, buildOnly: new Set(copies), assumptions: [RUNS_ALONE] };
}

const RUNS_ALONE: Assumption = {
  id: 'deployed-folder-runs-alone',
  believes:
    'The program opens no file of the workspace outside of the folder that pnpm deploy fills, from which it starts',
  breaksIf: 'it reads a configuration or a page by a path that leads into the folder of the build',
  checkBy: 'build the image, start it and use it once; harden verify does',
};
