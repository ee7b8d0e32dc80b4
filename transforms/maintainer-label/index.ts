import { type Edit, type Stop, stop } from '../../src/model/index.js';
import {
  insertAt,
  isWindows,
  replaceSpan,
  unquoteValue,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  anchorOf,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

const LABEL = 'org.opencontainers.image.authors';

export const transform = rewriteDockerfile({
  meta: {
    id: 'maintainer-label',
    title: 'Name the author in a label',
    why: 'MAINTAINER is deprecated. The label is what registries and tools show, and it can be searched for.',
    summary: 'Replaces the deprecated `MAINTAINER` by the label `org.opencontainers.image.authors`.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['DL4000', 'BK MaintainerDeprecated', 'DS-0022', 'CKV_DOCKER_6', 'KICS MAINTAINER Instruction Being Used'],
    hints: ['maintainer'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
      'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    ],
  },
  on: (doc) => doc.stages.flatMap(authorsOf),
  judge({ instruction, count, stage }, { doc }) {
    if (isWindows(doc, instruction)) return undefined;
    const place = anchorOf(doc, instruction);
    return (
      conflict(stage, count) ?? {
        edits: editsOf(doc, instruction),
        touches: [`${place}.maintainer`, `${place}.label.${LABEL}`],
        seen: 'MAINTAINER names the author, and the stage has no label that does',
      }
    );
  },
});

interface Authors {
  readonly stage: Stage;
  /** The first MAINTAINER of the stage. */
  readonly instruction: Instruction;
  readonly count: number;
}

function authorsOf(stage: Stage): Authors[] {
  const [instruction, ...others] = stage.instructions.filter(
    ({ keyword, args }) => keyword === 'MAINTAINER' && args !== '',
  );
  return instruction ? [{ stage, instruction, count: others.length + 1 }] : [];
}

function conflict(stage: Stage, count: number): Stop | undefined {
  if (count > 1) {
    return stop(
      'ambiguous',
      `Docker keeps only the last MAINTAINER of a stage; name all authors in one ${LABEL} label, or remove the others`,
    );
  }
  const labelled = stage.instructions.some(
    (instruction) =>
      instruction.keyword === 'LABEL' &&
      instruction.pairs().pairs.some(({ key }) => unquoteValue(key, instruction.escape) === LABEL),
  );
  if (!labelled) return undefined;
  return stop('conflicts', `the stage has the label ${LABEL} already; remove MAINTAINER, or join the two`);
}

/** MAINTAINER takes its text as it stands; a label is unquoted and filled in, unless it stands in single quotes. */
function editsOf(doc: DockerfileDoc, instruction: Instruction): [Edit, ...Edit[]] {
  const { body, argsStart, args } = instruction;
  const outer = /^(["'])([^"']*)\1$/.test(args) ? 1 : 0;
  const from = argsStart + outer;
  const to = argsStart + args.length - outer;
  const value = body.text.slice(from, to);
  const special = new Set(['"', '$', doc.escape]);
  const plain = ![...value].some((char) => special.has(char));
  const mark = plain || value.includes("'") ? '"' : "'";
  const keyword = instruction.keywordText === 'maintainer' ? 'label' : 'LABEL';
  const start = instruction.keywordSpan.start;
  const edits: [Edit, ...Edit[]] = [
    replaceSpan(doc, { start, end: body.toSource(from) }, `${keyword} ${LABEL}=${mark}`),
  ];
  for (let at = from; mark === '"' && at < to; at++) {
    if (!special.has(body.text[at]!)) continue;
    const here = body.toSource(at);
    edits.push(replaceSpan(doc, { start: here, end: here + 1 }, doc.escape + body.text[at]!));
  }
  const end = to > from ? body.toSource(to - 1) + 1 : body.toSource(from);
  edits.push(outer ? replaceSpan(doc, { start: end, end: end + 1 }, mark) : insertAt(doc, end, mark));
  return edits;
}
