import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  words,
  nonEmpty,
} from '../../src/model/index.js';
import {
  anchorOf,
  isWindows,
  quote,
  replaceWord,
  runPlace,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { packageCommands } from '../../src/runs/index.js';

// What apt and apt-get share word for word. `apt` also takes local paths and `full-upgrade`, which apt-get spells otherwise.
const SHARED_VERBS = words('install update upgrade remove purge autoremove clean autoclean build-dep source download');

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: 'apt-get-over-apt',
    title: 'Call apt-get instead of apt',
    summary: 'Replaces `apt` by `apt-get` in RUN, where the sub-command exists in both.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'safe',
    rules: ['DL3027', 'CKV_DOCKER_9', 'KICS Run Using apt'],
    hints: ['apt'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3027',
      'https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of doc.instructions) {
      if (instruction.keyword !== 'RUN' || isWindows(doc, instruction)) continue;
      const changes = nonEmpty(editsOf(doc, instruction, refusals));
      if (!changes) continue;
      proposals.push({
        id: `apt-get-over-apt@${anchorOf(doc, instruction)}`,
        anchor: anchorOf(doc, instruction),
        at: { file: doc.file, span: instruction.span },
        title: 'Call apt-get instead of apt',
        why: 'apt is made for people: it warns that its command line may change between releases. apt-get keeps it stable.',
        touches: [runPlace(doc, instruction)],
        safety: 'safe',
        assumptions: [],
        evidence: [
          {
            says: 'the sub-command is the same in apt-get',
            from: {
              kind: 'source',
              file: doc.file,
              line: instruction.line + 1,
              span: instruction.span,
              quote: quote(instruction),
            },
          },
        ],
        changes,
      });
    }
    return { proposals, refusals };
  },
};

function editsOf(doc: DockerfileDoc, instruction: Instruction, refusals: Refusal[]): Edit[] {
  const edits: Edit[] = [];
  for (const call of packageCommands(instruction)) {
    if (call.manager !== 'apt' || call.tool.raw !== 'apt') continue;
    if (!SHARED_VERBS.has(call.verb)) {
      refusals.push({
        anchor: anchorOf(doc, instruction),
        at: { file: doc.file, span: instruction.span },
        code: 'ambiguous',
        message: `apt ${call.verb || '(computed)'} is spelled differently in apt-get; choose the apt-get or apt-cache command that is meant`,
      });
      continue;
    }
    const edit = replaceWord(doc, instruction, call.tool, 'apt-get');
    if (edit) edits.push(edit);
  }
  return edits;
}
