import type { Assumption, Evidence } from '../../src/model/index.js';
import { baseChain, replaceLogical, stagePlace } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { relativeWorkdirs } from './detect.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

const BASE_WORKDIR: Assumption = {
  id: 'base-workdir',
  believes: 'the working directory of the base image is the one its documentation and Dockerfile give',
  breaksIf: 'the tag in use has another one',
  checkBy: 'docker image inspect the base image and look at Config.WorkingDir',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'absolute-workdir',
    title: 'Write WORKDIR as an absolute path',
    why: 'A relative WORKDIR depends on the one before it, and on the base image where there is none: it moves when they change.',
    summary: 'Writes a relative WORKDIR as the absolute path it stands for, where that is known.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['DL3000', 'DS-0009', 'CKV_DOCKER_10', 'KICS WORKDIR Path Not Absolute', 'BK WorkdirRelativePath'],
    hints: ['workdir'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/workdir-relative-path/'],
  },
  on: relativeWorkdirs,
  judge({ instruction, path, before, fromBase }, { doc }) {
    const start = instruction.argsStart;
    const edit = replaceLogical(doc, instruction, start, start + instruction.args.length, path);
    const seen = `the working directory before it is ${before}`;
    if (!edit) return undefined;
    if (!fromBase) return { edits: [edit], touches: [], seen };
    const stage = doc.stages[instruction.stage]!;
    return {
      edits: [edit],
      // Where files land was not known before, so every place below is read anew.
      touches: doc.stages
        .filter((other) => baseChain(other).includes(stage))
        .flatMap((other) => [`${stagePlace(doc, other)}.workdir`, `${stagePlace(doc, other)}.copy`]),
      seen,
      evidence: [startsIn(stage.rootImage ?? '')],
      assumptions: [BASE_WORKDIR],
    };
  },
});

function startsIn(image: string): Evidence {
  return {
    says: `the image ${image} starts in its working directory`,
    from: { kind: 'knowledge', entry: `image ${image}`, source: imageProfile(image)?.source ?? '' },
  };
}
