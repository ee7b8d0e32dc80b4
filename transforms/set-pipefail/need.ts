// Which pipes of a RUN may hide a failure.
import { type Stop, stop } from '../../src/model/index.js';
import { buildStates, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { setsErrexit } from '../../src/runs/index.js';
import type { ShellPipeline } from '../../src/shell/index.js';
import { decidesTheBuild, downloads, judge } from './pipes.js';

const LEFT_OPEN = 'whether pipefail may end the build then is for you to say';

/**
 * The pipes of a RUN that pipefail would make end as their first failure does; `undefined` where there are none, or it is set
 * already.
 */
export function pipesInNeed(doc: DockerfileDoc, run: Instruction): ShellPipeline[] | Stop | undefined {
  const { pipelines, links } = run.shell;
  if (pipelines.length === 0 || run.heredocs.length > 0 || setsPipefail(doc, run)) return undefined;
  // Pipes in backticks are not seen, and a list in the background would take the option with it.
  if (run.shellText.includes('`') || links.some(({ operator }) => operator === '&')) return undefined;
  const errexit = setsErrexit(doc, run);
  const judged = pipelines.map((pipeline) => ({ pipeline, verdict: judge(pipeline) }));
  const deciding = judged.filter(({ pipeline }) => decidesTheBuild(run, pipeline, errexit));
  const shown = deciding.filter(({ verdict }) => verdict === 'shows-failures');
  if (shown.length === 0 && !deciding.some(({ pipeline }) => downloads(pipeline))) return undefined;
  const stuck = judged.find(({ verdict }) => typeof verdict === 'object')?.verdict;
  if (typeof stuck === 'object') {
    const way = shown.length > 0 ? 'put that into a RUN of its own, then pipefail can stand here' : LEFT_OPEN;
    return stop('needs-decision', `${stuck.hazard}; ${way}`);
  }
  return shown.length === 0 ? undefined : shown.map(({ pipeline }) => pipeline);
}

function setsPipefail(doc: DockerfileDoc, instruction: Instruction): boolean {
  return (
    instruction.shellText.includes('pipefail') ||
    (buildStates(doc)[instruction.index]?.shell?.some((word) => word.includes('pipefail')) ?? false)
  );
}
