import type { Assumption, Context, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import { isWindows, nearNames, replaceSpan, stageReferences, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

const ID = 'fix-stage-reference';

const STAGE_IS_MEANT: Assumption = {
  id: 'stage-is-meant',
  believes: 'the name is a misspelt stage of this file, and no image',
  breaksIf: 'an image or a named build context of that name is meant',
  checkBy: 'search the registry and the build command (--build-context) for the name',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Correct a misspelt stage name',
    summary: 'Corrects the name in `COPY --from` or `RUN --mount=from` that is a letter or two away from a stage.',
    target: 'dockerfile',
    phase: 'structure',
    after: ['rename-reserved-stage'],
    ceiling: 'review',
    rules: ['DL3022', "KICS COPY '--from' Without FROM Alias Defined Previously"],
    hints: ['from='],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3022',
      'https://docs.docker.com/reference/dockerfile/#copy---from',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const { instruction, text, span, stage, place } of stageReferences(doc)) {
      if (instruction.keyword === 'FROM' || stage || !span || isWindows(doc, instruction)) continue;
      if (!/^[A-Za-z][\w-]*$/.test(text) || imageProfile(text) || text.toLowerCase() === 'context') continue;
      const earlier = doc.stages.slice(0, instruction.stage).flatMap(({ from }) => (from.name ? [from.name.text] : []));
      const near = nearNames(text, earlier);
      const step = stepAt(doc, instruction, ID);
      if (near.length > 1) {
        const message = `there is no stage ${text.slice(0, 60)}, and ${near.slice(0, 3).join(', ')} are equally near; write the one that is meant`;
        refusals.push({ anchor: step.anchor, at: step.at, code: 'ambiguous', message });
      }
      if (near.length !== 1) continue;
      proposals.push({
        ...step,
        title: 'Correct a misspelt stage name',
        why: 'Docker takes a name that is no stage for an image and tries to pull it: the build fails, or copies from a stranger’s image.',
        touches: [place],
        safety: 'review',
        assumptions: [STAGE_IS_MEANT],
        evidence: [
          seenIn(doc, instruction, `no stage is called ${text}, and the only one with nearly that name is ${near[0]}`),
        ],
        changes: [replaceSpan(doc, span, near[0]!)],
      });
    }
    return { proposals, refusals };
  },
};
