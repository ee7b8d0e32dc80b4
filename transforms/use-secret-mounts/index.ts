import { isStop, type Assumption } from '../../src/model/index.js';
import { rewriteDockerfile, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { inDockerfile } from './edits.js';
import { giversOf, pagesNaming } from './givers.js';
import { BUILDKIT, fileTargets, judgeFile } from './files.js';
import { tokensOf, type Token } from './tokens.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'use-secret-mounts',
    title: 'Hand tokens to the build as secrets',
    why: 'What a build is given as ARG stands in the history of the image, where everybody who has it can read it. A secret is there while its RUN runs, and in no layer.',
    summary:
      'Turns an `ARG` that holds a token, and a file with credentials that an install reads, into `RUN --mount=type=secret`, with Compose and GitHub workflows that hand it over.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['cache-mounts'],
    ceiling: 'review',
    rules: ['BK SecretsUsedInArgOrEnv', 'DL3064', 'CIS 4.10'],
    hints: ['arg', 'copy', 'add'],
    since: '0.2.0',
    references: [
      'https://docs.docker.com/build/building/secrets/',
      'https://docs.docker.com/reference/compose-file/build/#secrets',
      'https://github.com/docker/build-push-action#inputs',
    ],
  },
  on: (doc, context) => [...targets(doc, context), ...fileTargets(doc, context)],
  judge: (target, context) => ('holds' in target ? judgeFile(target, context) : judge(target, context)),
});

interface Target extends Token {
  readonly instruction: Instruction;
}

function targets(
  doc: DockerfileDoc,
  context: DockerfileContext,
): (Target | Extract<ReturnType<typeof tokensOf>[number], { stop: unknown }>)[] {
  return tokensOf(doc, context).map((token) => (isStop(token) ? token : { ...token, instruction: token.args[0] }));
}

function judge(token: Target, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  const { name, runs } = token;
  const givers = giversOf(doc, name, context);
  if (isStop(givers)) return givers;
  const own = inDockerfile(doc, token);
  if (isStop(own)) return own;
  return {
    edits: [...own.edits, ...givers.flatMap(({ edits }) => edits)],
    touches: [...own.touches, ...givers.flatMap(({ touches }) => touches)],
    seen: `${name} is an argument of the build`,
    evidence: [
      ...runs.map((run) => instructionEvidence(doc, run, `the RUN needs ${name}`)),
      ...givers.map(({ evidence }) => evidence),
    ],
    assumptions: [BUILDKIT, onlyThese(name), callers(name, pagesNaming(doc, name, context))],
  };
}

function onlyThese(name: string): Assumption {
  return {
    id: 'others-do-not-read-it',
    believes: `No other RUN reads ${name} from its environment`,
    breaksIf: 'a script or a tool does without naming it in the Dockerfile: it finds the variable unset',
    checkBy: `search what the other RUNs call for ${name}, and build the image without cache`,
  };
}

function callers(name: string, pages: readonly string[]): Assumption {
  const told = pages.length > 0 ? `, as ${pages.join(' and ')} tells them` : '';
  return {
    id: 'callers-give-the-secret',
    believes: `Nobody else builds this with --build-arg ${name}`,
    breaksIf: `somebody does by hand or in another system${told}: the argument is no longer read`,
    checkBy: `let them build with --secret id=${name},env=${name}, and make a new token, since the old one stands in images that were pushed`,
  };
}
