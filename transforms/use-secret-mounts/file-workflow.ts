// The steps of workflows that build the image: `secret-files` hands the file over.
import { type Context, isStop, stop, type Stop, resolveIn } from '../../src/model/index.js';
import type { Job, PipelineDoc } from '../../src/pipelines/index.js';
import { addMapKey, asText, columnOf, findEntry, findOwnEntry, styleOf, type YamlEdits } from '../../src/yaml/index.js';
import { edit, type Giver, type Wanted } from './lines.js';
import { buildSteps, dockerfileOf, type PipelineStep } from './workflow.js';

/** What each step of the group's workflows that builds the Dockerfile would say. */
export function stepGivers(wanted: Wanted, context: Context): (Giver | Stop)[] {
  return buildSteps(context).flatMap(({ pipeline, job, step }) => {
    const built = dockerfileOf(step);
    return built !== undefined && built !== wanted.doc.file ? [] : [inStep(wanted, pipeline, job, step)];
  });
}

function inStep(wanted: Wanted, pipeline: PipelineDoc, job: Job, step: PipelineStep): Giver | Stop {
  const { file } = pipeline;
  if (dockerfileOf(step) === undefined)
    return stop(
      'contains-variable',
      `${file} decides when it runs which Dockerfile it builds; give it the secret by hand`,
    );
  const context = step.input('context') ?? step.input('path') ?? '.';
  if (!/^[\w./-]+$/.test(context) || resolveIn('', context) !== wanted.folder)
    return stop('ambiguous', `${file} builds it in another folder`);
  if (/@v1(?:\.|$)/.test(step.uses ?? ''))
    return stop(
      'conflicts',
      `version 1 of docker/build-push-action in ${file} takes no file as a secret; take a newer one`,
    );
  const before = job.steps.slice(0, job.steps.indexOf(step));
  if (!before.some(isCheckout))
    return stop(
      'needs-evidence',
      `no step of ${file} before the build checks the repository out in its usual place, so the file may not be there`,
    );
  const edits = given(pipeline, step, `${wanted.secret}=./${wanted.file}`);
  if (isStop(edits)) return edits;
  const line = pipeline.yaml.lines.position(step.map.span.start).line;
  return {
    edits,
    touches: [job.place('steps')],
    evidence: { says: `the job ${job.name} builds the image`, from: { kind: 'source', file, line } },
  };
}

/** A checkout of this repository at the root of the workspace. Source: https://github.com/actions/checkout#usage */
function isCheckout(step: PipelineStep): boolean {
  return (
    step.uses?.startsWith('actions/checkout@') === true &&
    step.input('path') === undefined &&
    step.input('repository') === undefined
  );
}

function given(pipeline: PipelineDoc, step: PipelineStep, line: string): YamlEdits {
  const { yaml } = pipeline;
  const inputs = findOwnEntry(step.map, 'with');
  if (!inputs) return addMapKey(yaml, step.map, 'with', { 'secret-files': line });
  if (inputs.value.kind !== 'map' || inputs.value.flow || inputs.value.anchor !== undefined)
    return stop(
      'unsupported-syntax',
      `the step of ${pipeline.file} is not written plainly; add ${line} to secret-files`,
    );
  const present = findOwnEntry(inputs.value, 'secret-files');
  if (!present)
    return findEntry(inputs.value, 'secret-files')
      ? stop('inherited', `the secret-files of ${pipeline.file} come from elsewhere`)
      : addMapKey(yaml, inputs, 'secret-files', line);
  const text = asText(present.value) ?? '';
  const isBlock = present.value.kind === 'scalar' && present.value.style === 'block' && text.trim() !== '';
  if (!isBlock || text.split('\n').some((each) => each.startsWith(`${line.split('=', 1)[0]}=`)))
    return stop('needs-decision', `the step of ${pipeline.file} has secret-files already; add ${line} to them by hand`);
  const at = yaml.lines.lineAt(present.value.span.start) + 1;
  const start = yaml.lines.contentOf(at).start;
  const indent = /^ */.exec(pipeline.text.slice(start))![0];
  if (indent.length <= columnOf(yaml, present.span.start))
    return stop('unsupported-syntax', `the secret-files of ${pipeline.file} are not written plainly`);
  return [edit(pipeline, { start, end: start }, indent + line + styleOf(yaml).eol)];
}
