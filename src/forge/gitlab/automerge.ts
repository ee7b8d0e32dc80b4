import { cannot } from '../fault.js';
import { Refused, told, unless } from '../rest/index.js';
import type { AutoMerge, Done } from '../types.js';
import { awaited } from '../wait.js';
import type { GitLabClient } from './client.js';

const DONE: Done = { done: true };

/**
 * Only where the project demands that pipelines succeed: else GitLab merges at once where there is no pipeline, or, in some
 * versions, a red one.
 */
export async function ensureAutoMerge(
  { projects, requests }: GitLabClient,
  project: string,
  number: number,
  wanted: AutoMerge | undefined,
  pauseMs: number,
): Promise<Done> {
  const show = async () => told(await requests.show(project, number));
  if (wanted === undefined) {
    if (!(await show()).flag('merge_when_pipeline_succeeds')) return DONE;
    return unless([406], requests.cancelOnPipelineSuccess(project, number), async () => undefined).then(() => DONE);
  }
  const { head } = wanted;
  const rules = told(await projects.show(project));
  if (!rules.flag('only_allow_merge_if_pipeline_succeeds') || rules.flag('allow_merge_on_skipped_pipeline'))
    throw new Refused(cannot('the project does not demand that a pipeline succeeds'));
  // The pipeline of a commit comes a while after it.
  const isThere = await awaited(pauseMs, async () => (await show()).maybeAt('head_pipeline')?.text('sha') === head);
  if (!isThere) throw new Refused(cannot('no pipeline runs for it'));
  if ((await show()).flag('merge_when_pipeline_succeeds')) return DONE;
  await requests.merge(project, number, { mergeWhenPipelineSucceeds: true, sha: head });
  return DONE;
}
