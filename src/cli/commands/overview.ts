import { join } from 'node:path';
import { isSomethingAt } from '../../io/index.js';
import { renderOverview } from '../../render/index.js';
import { countFiles } from '../count-files.js';
import { exitCode } from '../exit-code.js';
import { type Io, viewOf } from '../output.js';
import { sayErrors } from '../report.js';
import { findRoot } from '../root.js';
import { metas, openSession, planSession } from '../session.js';

/**
 * `harden` without arguments, at a terminal in a work tree: what was found, and what to run next. Asks no registry.
 * @returns the exit code; `undefined` where there is nothing to tell: outside of a work tree, or where no file is.
 */
export async function overview(io: Io): Promise<number | undefined> {
  // A home folder is not to be searched because somebody wanted help.
  if (!isSomethingAt(join(findRoot(io.cwd, ['.']), '.git'))) return undefined;
  const session = await openSession(io, [], { offline: true });
  try {
    if (session.workspace.files.length === 0) return undefined;
    const plan = planSession(io, session, { findings: false });
    io.out(renderOverview(plan, { ...viewOf(io, undefined), metas, files: countFiles(session.workspace) }));
    sayErrors(io, plan);
    return exitCode(plan, 0);
  } finally {
    session.close();
  }
}
