import { type Assumption, stop } from '../../src/model/index.js';
import {
  isWindows,
  nearNames,
  replaceSpan,
  stageReferences,
  type DockerfileDoc,
  type StageReference,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

const STAGE_IS_MEANT: Assumption = {
  id: 'stage-is-meant',
  believes: 'the name is a misspelt stage of this file, and no image',
  breaksIf: 'an image or a named build context of that name is meant',
  checkBy: 'search the registry and the build command (--build-context) for the name',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'fix-stage-reference',
    title: 'Correct a misspelt stage name',
    why: 'Docker takes a name that is no stage for an image and tries to pull it: the build fails, or copies from a stranger’s image.',
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
  on: (doc) => stageReferences(doc).filter((each) => isLost(doc, each)),
  judge({ instruction, text, span, place }, { doc }) {
    const earlier = doc.stages
      .slice(0, instruction.stage)
      .flatMap(({ from }) => (from.name && NAME.test(from.name.text) ? [from.name.text] : []));
    const near = nearNames(text, earlier);
    const [meant, ...others] = near;
    if (meant === undefined) return undefined;
    if (others.length > 0)
      return stop(
        'ambiguous',
        `there is no stage ${text.slice(0, 60)}, and ${near.slice(0, 3).join(', ')} are equally near; write the one that is meant`,
      );
    return {
      edits: [replaceSpan(doc, span!, meant)],
      touches: [place],
      seen: `no stage is called ${text}, and the only one with nearly that name is ${meant}`,
      assumptions: [STAGE_IS_MEANT],
    };
  },
});

/** What BuildKit takes for the name of a stage. Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go */
const NAME = /^[a-z][\w.-]*$/i;

/** A name that no stage has, and no image that is known. */
function isLost(doc: DockerfileDoc, { instruction, text, span, stage }: StageReference): boolean {
  if (instruction.keyword === 'FROM' || stage || !span || isWindows(doc, instruction)) return false;
  return /^[A-Za-z][\w-]*$/.test(text) && !imageProfile(text) && text.toLowerCase() !== 'context';
}
