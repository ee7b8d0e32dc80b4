import { stop } from '../../src/model/index.js';
import { baseChain, replaceLogical } from '../../src/dockerfile/index.js';
import { rewriteDockerfile, stages } from '../../src/rewrites/index.js';

const OTHER_BELOW = stop(
  'conflicts',
  'the stage it builds on has a platform of its own, so the flag is not redundant; drop it if that platform is meant',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-redundant-platform',
    title: 'Drop --platform where it says what Docker does anyway',
    why: 'Docker builds each stage for the target platform unless told otherwise, so the flag only hides the FROM lines where it matters.',
    summary: 'Removes `--platform=$TARGETPLATFORM` from FROM, which is the default.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['DL3065', 'BK RedundantTargetPlatform'],
    hints: ['--platform'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  },
  on: stages,
  judge(stage, { doc }) {
    // An ARG of that name before the first FROM may set another default.
    if (doc.metaArgs.get('TARGETPLATFORM') !== undefined) return undefined;
    const { instruction } = stage;
    const flag = instruction.flag('platform');
    if (!flag || !isTarget(flag.value)) return undefined;
    if (baseChain(stage).some(({ from }) => from.platform !== undefined && !isTarget(from.platform)))
      return OTHER_BELOW;
    const next = instruction.body.text.slice(flag.end).search(/[^\t\v\f\r ]/);
    const edit = replaceLogical(doc, instruction, flag.start, flag.end + next, '');
    return edit && { edits: [edit], touches: [], seen: '$TARGETPLATFORM is the platform that FROM uses by default' };
  },
});

function isTarget(platform: string): boolean {
  return /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(platform);
}
