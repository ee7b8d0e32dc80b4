import { type Assumption, isStop, parent, type Stop, stop } from '../../src/model/index.js';
import {
  baseChain,
  buildStates,
  probableContexts,
  resolveWorkdir,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import {
  rewriteDockerfile,
  startedImages,
  type DockerfileContext,
  type DockerfileVerdict,
} from '../../src/rewrites/index.js';
import { containersOf, imageSource, imageUses, readerOf, servicesOf } from '../../src/uses/index.js';
import { follow } from './follow.js';
import { isProgram, type Place } from './program.js';
import { broughtBelowRoot, rulesOf } from './root.js';
import { movesOf } from './moves.js';

const FINDS_ITS_FILES: Assumption = {
  id: 'finds-its-files-where-it-lies',
  believes:
    'The program finds its files from its working directory, or beside its own, as all that is seen of it does: nothing else names their place in /',
  breaksIf:
    'a library, a setting or somebody outside of this repository names / or a file in it: "no such file or directory"',
  checkBy: 'build the image, start it and use it once; harden fix --verify does',
  needsRun: true,
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'relocate-app',
    title: 'Give the program a folder of its own',
    why: 'In / the program lies among the folders of the system: nobody can give it to an account, copy it into another image or mount the root read-only without touching them.',
    summary: 'Moves a program that lies in `/` of its image into `/app`, with everything that names its files.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'unverified',
    rules: ['DL3045'],
    hints: ['copy', 'add'],
    since: '0.2.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#workdir',
      'https://github.com/hadolint/hadolint/wiki/DL3045',
    ],
  },
  on: startedImages,
  judge: ({ stage }, context) => judge(context.doc, stage, context),
});

function judge(doc: DockerfileDoc, stage: Stage, context: DockerfileContext): DockerfileVerdict {
  // Do I see it?
  const stages = [...baseChain(stage)].reverse();
  const lines = stages.flatMap(({ instructions }) => instructions);
  if (lines.some((each) => each.keyword === 'WORKDIR' && !isRoot(doc, each))) return undefined;
  // What stands on it moves with it.
  if (startedImages(doc, context).some((other) => other.stage !== stage && baseChain(other.stage).includes(stage)))
    return undefined;
  const base = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage)?.workdir;
  if (base !== undefined && base !== '/') return undefined;
  const { repository } = context.evidence;
  const contexts = probableContexts(doc, context);
  const folder = contexts[0] ?? parent(doc.file);
  const brought = broughtBelowRoot(doc, stages, folder, rulesOf(doc, folder, repository), repository);
  const [first] = brought;
  if (!first || !isProgram(brought, repository)) return undefined;
  const uses = imageUses(doc, stage, [folder], context);
  const source = imageSource(doc, stage, folder, uses, context);
  if (source.languages.length === 0) return undefined;
  // May I touch it?
  const obstacle =
    brought.find(({ unseen }) => unseen)?.unseen ??
    obstacleIn(base, contexts.length, source.facts.files, first.instruction);
  if (obstacle) return obstacle;
  const reader = readerOf(doc, stage, folder, context);
  const place: Place = {
    doc,
    stage,
    stages,
    lines,
    folder,
    brought,
    services: servicesOf(reader),
    containers: containersOf(reader),
    context,
  };
  const moves = movesOf(place);
  if (isStop(moves)) return moves;
  // What changes?
  const followed = follow(place, moves);
  if (isStop(followed)) return followed;
  return {
    ...followed,
    seen: `the files of the program lie in / of the image, from line ${moves.first.lineMark} on, and no WORKDIR is set before`,
    assumptions: [FINDS_ITS_FILES],
  };
}

function isRoot(doc: DockerfileDoc, instruction: Instruction): boolean {
  return resolveWorkdir(buildStates(doc)[instruction.index]!, instruction) === '/';
}

function obstacleIn(
  base: string | undefined,
  contexts: number,
  files: number,
  at: Instruction,
): Stop<Instruction> | undefined {
  if (base === undefined)
    return stop(
      'unknown-base',
      'the base image may set a working directory of its own; set WORKDIR where the program is meant to lie',
      at,
    );
  if (contexts !== 1)
    return stop(
      'needs-evidence',
      'the folder that the image is built from is not seen, so what lies in / is not either',
      at,
    );
  if (files === 0)
    return stop(
      'needs-evidence',
      'the source of the program is not in the repository, so the paths that it opens are not seen',
      at,
    );
  return undefined;
}
