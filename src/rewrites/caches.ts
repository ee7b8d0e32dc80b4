// Caches of package managers, emptied in the RUN that filled them: a later layer frees nothing.
import { isStop, type Assumption, type Stop, type Transform, type TransformMeta } from '../model/index.js';
import { mountsOver, type DockerfileDoc, type Instruction } from '../dockerfile/index.js';
import { appendInStyle, packageCommands, type PackageCommand } from '../runs/index.js';
import type { CallOfRun } from './calls.js';
import type { DockerfileContext } from './context.js';
import { rewriteDockerfile, type DockerfileVerdict } from './rewrite.js';
import { shippedRuns } from './targets.js';

export interface CleanedCache {
  readonly meta: TransformMeta;
  /** What is seen in a RUN that leaves a cache. */
  readonly seen: string;
  /** True for a call that fills the cache. */
  fills(call: PackageCommand): boolean;
  /** Where a mount keeps the cache out of the layer. */
  readonly mounts: RegExp;
  /** By what stands behind the last call: it is emptied already, or the program is gone by then. */
  isCleaned(behind: string, last: CallOfRun): boolean;
  /** The command that empties it, or what stands against that, for a call that runs whatever happens. */
  clean(of: CallOfRun): Cleaning | Stop;
  /** Where no such call is sure to run. Absent: nothing to speak of. */
  readonly unsure?: Stop;
  /** Where a command at the end of the RUN would not run. */
  readonly otherwise: Stop;
}

/** The command that empties a cache, and what is believed of it. */
export interface Cleaning {
  readonly command: string;
  readonly assumptions?: readonly Assumption[];
}

/** A transform that empties the cache of a package manager at the end of the RUN that fills it, in stages that are shipped. */
export function cleanCache(cleaned: CleanedCache): Transform<DockerfileDoc> {
  return rewriteDockerfile({
    meta: cleaned.meta,
    on: shippedRuns,
    judge: (run, context) => judge(cleaned, run, context),
  });
}

function judge(cleaned: CleanedCache, run: Instruction, context: DockerfileContext): DockerfileVerdict {
  const { seen, mounts, unsure, otherwise } = cleaned;
  const calls = packageCommands(run).filter((call) => cleaned.fills(call));
  // Lists that are fetched anew come with what is installed from them.
  const last = calls.findLast(({ action }) => action !== 'update');
  if (!last || mountsOver(run, mounts)) return undefined;
  const { doc } = context;
  if (cleaned.isCleaned(run.shellText.slice(last.command.end), { call: last, run, doc, context })) return undefined;
  const sure = calls.findLast(({ command }) => command.place === 'chain' || command.place === 'pipe');
  if (!sure) return unsure;
  const cleaning = cleaned.clean({ call: sure, run, doc, context });
  if (isStop(cleaning)) return cleaning;
  const { command, assumptions = [] } = cleaning;
  const edit = appendInStyle(doc, run, `${sure.sudo ? 'sudo ' : ''}${command}`);
  return edit ? { edits: [edit], seen, assumptions } : otherwise;
}
