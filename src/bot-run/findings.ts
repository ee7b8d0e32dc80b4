// What stands in the base branch, shown where the forge shows findings in code.
import { isFault, type Fault } from '../forge/index.js';
import { wholeOf } from './parts.js';
import type { Scene, Settlement } from './settle.js';

/** What came of it. */
interface Told {
  readonly fault?: Fault;
  /** For a person: why it is not shown. */
  readonly note?: string;
}

/**
 * Uploads the whole plan, where it is wanted: a person who declines a step leaves the finding where it is. One that is not
 * whole is not uploaded, since what is not in it would be taken for mended.
 */
export async function tellFindings({ source, base }: Scene, { plan, isAnswered }: Settlement): Promise<Told> {
  const { request, settings, commit } = source;
  const { forge, repo, sarif, version } = request;
  if (!settings.sarif || sarif === undefined || request.isDry || wholeOf(request) === 'update') return {};
  if (!forge.uploadFindings) return { note: 'this forge has no place for SARIF' };
  if (plan.errors.length > 0 || !isAnswered)
    return {
      note: 'nothing was uploaded to code scanning: not every file could be read, or not every question answered',
    };
  const tool = { name: 'harden', version };
  const findings = { branch: base.branch, commit: commit.id, sarif: sarif(plan), tool };
  const told = await forge.uploadFindings(repo, findings);
  if (!isFault(told)) return {};
  // Where it is not taken, what is pushed has its annotations all the same.
  return told.fault === 'cannot' ? { note: `code scanning takes nothing here: ${told.why}` } : { fault: told };
}
