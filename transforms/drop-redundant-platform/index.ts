import type { Context, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import { baseChain, isWindows, replaceLogical, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';

const ID = 'drop-redundant-platform';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Drop --platform where it says what Docker does anyway',
    summary: 'Removes `--platform=$TARGETPLATFORM` from FROM, which is the default.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['DL3065', 'BK RedundantTargetPlatform'],
    hints: ['--platform'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    // An ARG of that name before the first FROM may set another default.
    if (doc.metaArgs.get('TARGETPLATFORM') !== undefined) return { proposals, refusals };
    for (const stage of doc.stages) {
      const { instruction } = stage;
      const flag = instruction.flag('platform');
      if (!flag || !isTarget(flag.value) || isWindows(doc, instruction)) continue;
      if (baseChain(stage).some(({ from }) => from.platform !== undefined && !isTarget(from.platform))) {
        const { anchor, at } = stepAt(doc, instruction, ID);
        refusals.push({
          anchor,
          at,
          code: 'conflicts',
          message:
            'the stage it builds on has a platform of its own, so the flag is not redundant; drop it if that platform is meant',
        });
        continue;
      }
      const next = instruction.body.text.slice(flag.end).search(/[^\t\v\f\r ]/);
      const edit = replaceLogical(doc, instruction, flag.start, flag.end + next, '');
      if (!edit) continue;
      proposals.push({
        ...stepAt(doc, instruction, ID),
        title: 'Drop --platform where it says what Docker does anyway',
        why: 'Docker builds each stage for the target platform unless told otherwise, so the flag only hides the FROM lines where it matters.',
        touches: [],
        safety: 'safe',
        assumptions: [],
        evidence: [seenIn(doc, instruction, '$TARGETPLATFORM is the platform that FROM uses by default')],
        changes: [edit],
      });
    }
    return { proposals, refusals };
  },
};

function isTarget(platform: string): boolean {
  return /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(platform);
}
