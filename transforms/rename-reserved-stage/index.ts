import { type Assumption, type Context, type Stop, stop } from '../../src/model/index.js';
import {
  editable,
  replaceSpan,
  stagePlace,
  stageReferences,
  type DockerfileDoc,
  type Stage,
  type StageReference,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile, stages, type Rewrite } from '../../src/rewrites/index.js';

const RESERVED = ['scratch', 'context'];

const NOT_NAMED_OUTSIDE: Assumption = {
  id: 'stage-not-named-outside',
  believes: 'no build command outside this repository names the stage as its target',
  breaksIf: 'a pipeline builds with --target and the old name',
  checkBy: 'search the pipelines for --target',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'rename-reserved-stage',
    title: 'Rename a stage that has a reserved name',
    why: 'Docker keeps the names scratch (the empty image) and context (the build context) for itself, so a stage of that name is taken for something else by readers and tools.',
    summary: 'Renames a stage called `scratch` or `context`, with everything that refers to it.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['DL3063', 'BK ReservedStageName'],
    hints: ['scratch', 'context'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],
  },
  on: (doc) => stages(doc).filter(({ from, key }) => from.name && RESERVED.includes(key)),
  judge(stage, context) {
    const { doc } = context;
    const references = stageReferences(doc).filter((reference) => reference.stage === stage);
    return doubtOf(doc, stage, references, context) ?? rename(doc, stage, references);
  },
});

function doubtOf(
  doc: DockerfileDoc,
  stage: Stage,
  references: readonly StageReference[],
  context: Context,
): Stop | undefined {
  const { key } = stage;
  if (doc.stages.filter((other) => other.key === key).length > 1) {
    return stop('ambiguous', `several stages are called ${key}; give each a name of its own`);
  }
  if (references.some(({ instruction }) => instruction.keyword === 'FROM')) {
    return stop(
      'ambiguous',
      `FROM ${key} may mean this stage or what Docker keeps the name for; rename the stage, and write the name that is meant`,
    );
  }
  const link = context.group.links.find(
    ({ dockerfile, target }) => dockerfile === doc.file && target?.toLowerCase() === key,
  );
  if (link) {
    return stop(
      'used-later',
      `service ${link.service} in ${link.file} builds the stage ${key}; rename it in both files`,
    );
  }
  const movable =
    references.every(({ span }) => span) && editable(stage.instruction, stage.from.name!.start, stage.from.name!.end);
  return movable ? undefined : stop('not-contiguous', `a line continuation cuts the name ${key} in two`);
}

function rename(doc: DockerfileDoc, stage: Stage, references: readonly StageReference[]): Rewrite {
  const { name } = stage.from;
  const wanted = freeName(doc, `${stage.key}-stage`);
  const own = editable(stage.instruction, name!.start, name!.end)!;
  return {
    edits: [replaceSpan(doc, own, wanted), ...references.map((reference) => replaceSpan(doc, reference.span!, wanted))],
    touches: [stagePlace(doc, stage), `stage:${wanted}`, ...references.map(({ place }) => place)],
    seen: `${references.length} places in the file refer to the stage, and all are renamed`,
    assumptions: [NOT_NAMED_OUTSIDE],
  };
}

function freeName(doc: DockerfileDoc, wanted: string): string {
  let name = wanted;
  for (let count = 2; doc.stages.some(({ key }) => key === name); count++) name = `${wanted}-${count}`;
  return name;
}
