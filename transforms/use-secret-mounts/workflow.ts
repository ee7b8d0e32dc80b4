// The steps of workflows that hand a token to the build: `secrets` in place of a line of `build-args`.
import {
  isStop,
  resolveIn,
  stop,
  type Context,
  type Edit,
  type FilePath,
  type Stop,
  child,
} from '../../src/model/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';
import type { Job, PipelineDoc } from '../../src/pipelines/index.js';
import { asMap, asText, findEntry, findOwnEntry, type YamlEntry } from '../../src/yaml/index.js';
import { cutLine, edit, type Giver, lineAbove } from './lines.js';

/** What each step of the group's workflows that builds the Dockerfile says of it. */
export function workflowGivers(doc: DockerfileDoc, name: string, context: Context): (Giver | Stop)[] {
  return buildSteps(context).flatMap(({ pipeline, job, step }): (Giver | Stop)[] => {
    const given = inStep(pipeline, step, name, doc.file);
    if (!given) return [];
    if (isStop(given)) return [given];
    const { file } = pipeline;
    const line = pipeline.yaml.lines.position(given.entry.span.start).line;
    const evidence = {
      says: `the job ${job.name} hands ${name} to the build`,
      from: { kind: 'source', file, line },
    } as const;
    return [{ edits: given.edits, touches: [job.place('steps')], evidence }];
  });
}

interface BuildStep {
  readonly pipeline: PipelineDoc;
  readonly job: Job;
  readonly step: PipelineStep;
}

/** The steps of the group's workflows that build an image, whichever. */
export function buildSteps({ group, documents }: Context): BuildStep[] {
  return group.pipelines.flatMap((file) => {
    const pipeline = documents.pipeline(file);
    if (pipeline?.kind !== 'github') return [];
    return pipeline.jobs.flatMap((job) =>
      job.steps.flatMap((step) =>
        step.uses?.startsWith('docker/build-push-action@') ? [{ pipeline, job, step }] : [],
      ),
    );
  });
}

export type PipelineStep = Job['steps'][number];

interface Given {
  readonly entry: YamlEntry;
  readonly edits: readonly Edit[];
}

function inStep(
  pipeline: PipelineDoc,
  step: PipelineStep,
  name: string,
  dockerfile: FilePath,
): Given | Stop | undefined {
  const inputs = asMap(findEntry(step.map, 'with')?.value);
  const entry = inputs && (findOwnEntry(inputs, 'build-args') ?? findOwnEntry(inputs, 'build_args'));
  const lines = (asText(entry?.value) ?? '').split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((each) => each.trim().split('=', 1)[0] === name);
  if (!inputs || !entry || line === undefined) return undefined;
  const built = dockerfileOf(step);
  if (built === undefined)
    return stop(
      'contains-variable',
      `${pipeline.file} hands ${name} to a build whose Dockerfile is decided when it runs; use secrets there first`,
    );
  if (built !== dockerfile) return undefined;
  if (!/=\s{0,4}\$\{\{[^{}]{1,200}\}\}\s{0,4}$/.test(line))
    return stop(
      'needs-decision',
      `${pipeline.file} writes ${name} itself; have it in a secret of the repository first`,
    );
  if (findEntry(inputs, 'secrets') || entry.value.kind !== 'scalar' || inputs.flow)
    return stop(
      'needs-decision',
      `the step of ${pipeline.file} that builds has secrets already; add ${name} to them by hand`,
    );
  return edited(pipeline, entry, lines, name);
}

/** The only argument: another name for the input. Of several one line goes, and the secrets are put above. */
function edited(pipeline: PipelineDoc, entry: YamlEntry, lines: readonly string[], name: string): Given | Stop {
  if (lines.length === 1) return { entry, edits: [edit(pipeline, entry.key.span, 'secrets')] };
  const { yaml, text } = pipeline;
  const last = yaml.lines.lineAt(Math.max(entry.span.start, entry.span.end - 1));
  for (let at = yaml.lines.lineAt(entry.key.span.start) + 1; at <= last; at++) {
    const { start, end } = yaml.lines.contentOf(at);
    const written = text.slice(start, end).trim();
    if (written.split('=', 1)[0] !== name) continue;
    return {
      entry,
      edits: [lineAbove(pipeline, entry.key.span.start, ['secrets: |', `  ${written}`]), cutLine(pipeline, at)],
    };
  }
  return stop('unsupported-syntax', `build-args of ${pipeline.file} are not written one a line`);
}

/** The Dockerfile that a step builds; `undefined` where the file does not say it plainly. */
export function dockerfileOf(step: PipelineStep): FilePath | undefined {
  const context = step.input('context') ?? step.input('path') ?? '.';
  const file = step.input('file') ?? step.input('dockerfile');
  const folder = /^[\w./-]+$/.test(context) ? resolveIn('', context) : undefined;
  if (file !== undefined) return /^[\w./-]+$/.test(file) ? resolveIn('', file) || undefined : undefined;
  return folder === undefined ? undefined : child(folder, 'Dockerfile');
}
