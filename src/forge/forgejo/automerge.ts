import { cannot } from '../fault.js';
import { Refused, unless, type Rest } from '../rest/index.js';
import type { AutoMerge, Done, RepoRef } from '../types.js';
import { awaited } from '../wait.js';
import { pathOf, pull as pullPath } from './paths.js';
import { listOf } from './pulls.js';

const DONE: Done = { done: true };

/**
 * Only where the branch demands checks, and one that is not one's own was seen: else Forgejo takes a commit without any for
 * a green one, and merges at once.
 */
export async function ensureAutoMerge(
  rest: Rest,
  repo: RepoRef,
  number: number,
  wanted: AutoMerge | undefined,
  pauseMs: number,
): Promise<Done> {
  const path = pullPath(repo, number);
  if (wanted === undefined) {
    await unless([404], rest.ask('DELETE', `${path}/merge`), async () => undefined);
    return DONE;
  }
  const { head, own } = wanted;
  const pull = await rest.read(path);
  if (pull.at('head').text('sha') !== head) throw new Refused(cannot('another commit was pushed meanwhile'));
  const base = pull.at('base').text('ref');
  const branch = await rest.read(`${pathOf(repo)}/branches/${encodeURIComponent(base)}`);
  const isDemanding = branch.flag('enable_status_check') && branch.textsOrNone('status_check_contexts').length > 0;
  if (!isDemanding) throw new Refused(cannot(`the branch ${base} demands no checks`));
  const statuses = `${pathOf(repo)}/commits/${encodeURIComponent(head)}/statuses`;
  const isThere = async () => (await listOf(rest, statuses)).some((status) => status.text('context') !== own);
  if (!(await awaited(pauseMs, isThere))) throw new Refused(cannot('no check of it is known'));
  const style = (await rest.read(pathOf(repo))).textOrNone('default_merge_style') || 'merge';
  const asked = { Do: style, merge_when_checks_succeed: true, head_commit_id: head };
  // 409: it was told so before.
  await unless([409], rest.ask('POST', `${path}/merge`, asked), async () => undefined);
  return DONE;
}
