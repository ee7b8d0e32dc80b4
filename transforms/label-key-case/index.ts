import { factOf, type Assumption, words, type Stop, stop } from '../../src/model/index.js';
import {
  commentsAbove,
  replaceLogical,
  unquoteValue,
  type DockerfileDoc,
  type Instruction,
  type Pair,
  type Stage,
  anchorOf,
} from '../../src/dockerfile/index.js';
import { instructions, rewriteDockerfile, type DockerfileVerdict } from '../../src/rewrites/index.js';

// Read by `atomic run` and its like in capitals, and by Red Hat's build system. (ContainerApplicationGenericLabels)
const READ_IN_CAPITALS = words(`
  RUN INSTALL UNINSTALL UPDATE UPGRADE STOP START DEBUG HELP BZComponent Authoritative_Registry`);

const NOT_READ: Assumption = {
  id: 'label-not-read-as-spelled',
  believes: 'nothing reads the label by a key with capital letters',
  breaksIf: 'a script, filter or dashboard looks for the key as it was spelled',
  checkBy: 'search pipelines and scripts for the key',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'label-key-case',
    title: 'Write label keys in lower case',
    why: 'Docker asks for keys of lower-case letters, digits, dots and hyphens. Keys differ by case, so Version and version are two labels.',
    summary: 'Writes plain label keys such as `Version` in lower case, the form that Docker asks for.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'review',
    rules: ['DL3048'],
    hints: ['label'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations',
      'https://github.com/hadolint/hadolint/wiki/DL3048',
    ],
  },
  on: instructions('LABEL'),
  judge(instruction, { doc }) {
    const { legacy, pairs } = instruction.pairs();
    // What still has the legacy form is in doubt as a whole.
    return legacy ? undefined : pairs.map((pair) => judgeKey(doc, instruction, pair));
  },
});

function judgeKey(doc: DockerfileDoc, instruction: Instruction, { key: written, start }: Pair): DockerfileVerdict {
  const key = unquoteValue(written, doc.escape);
  if (isValid(key)) return undefined;
  const doubt = doubtOf(doc, instruction, key);
  if (doubt) return doubt;
  const edit = replaceLogical(doc, instruction, start, start + written.length, written.toLowerCase());
  const labels = `${anchorOf(doc, instruction)}.label`;
  return (
    edit && {
      edits: [edit],
      touches: [`${labels}.${key}`, `${labels}.${key.toLowerCase()}`],
      seen: 'the key differs from a valid one by its case alone',
      assumptions: [NOT_READ],
    }
  );
}

/** The rule of DL3048: where a key begins and ends, its characters, separators, and names Docker keeps for itself. */
function isValid(key: string): boolean {
  if (!/^[a-z][a-z0-9._/-]*$/.test(key) || !/[a-z0-9]$/.test(key)) return false;
  return !/\.\.|--/.test(key) && !/^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(key);
}

function doubtOf(doc: DockerfileDoc, instruction: Instruction, key: string): Stop | undefined {
  const shown = key.slice(0, 60);
  if (key.includes('$')) return stop('contains-variable', `the label key ${shown} holds a variable`);
  const lower = key.toLowerCase();
  if (!isValid(lower)) {
    return stop(
      'needs-decision',
      `${shown} is no valid label key; choose one of lower-case letters, digits, single dots and hyphens`,
    );
  }
  if (READ_IN_CAPITALS.has(key) || key.includes('.')) {
    return stop('needs-decision', `a tool may read the label ${shown} by its exact spelling; rename it in both places`);
  }
  if (saysItIsRead(doc, instruction)) {
    return stop(
      'needs-decision',
      `a comment says that something reads the labels here; rename ${shown} together with it`,
    );
  }
  const taken = factOf(doc, spellings).get(doc.stages[instruction.stage]!)?.get(lower);
  return taken && taken.size > 1
    ? stop('conflicts', `the labels ${shown} and ${lower} differ by case only; keep one of them`)
    : undefined;
}

/** The keys of each stage and what it stands on, by their lower case. */
function spellings(doc: DockerfileDoc): ReadonlyMap<Stage, ReadonlyMap<string, ReadonlySet<string>>> {
  const all = new Map<Stage, Map<string, Set<string>>>();
  for (const stage of doc.stages) {
    const keys = new Map<string, Set<string>>();
    for (const [lower, names] of (stage.base && all.get(stage.base)) ?? []) keys.set(lower, new Set(names));
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'LABEL') continue;
      for (const pair of instruction.pairs().pairs) {
        const name = unquoteValue(pair.key, doc.escape);
        const lower = name.toLowerCase();
        keys.set(lower, (keys.get(lower) ?? new Set()).add(name));
      }
    }
    all.set(stage, keys);
  }
  return all;
}

/** True where a comment at the instruction speaks of who reads the labels: `# Labels consumed by the build service`. */
function saysItIsRead(doc: DockerfileDoc, instruction: Instruction): boolean {
  const inside = doc.comments.filter((comment) => comment.inside === instruction.index);
  return [...commentsAbove(doc, instruction), ...inside].some(({ text }) =>
    /consum|(?:read|used|needed|required|expected) by/i.test(text),
  );
}
