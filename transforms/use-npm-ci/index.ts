import { type Assumption, type Edit, type Evidence, isStop, type Stop, stop } from '../../src/model/index.js';
import {
  type DockerfileDoc,
  insertAfterWord,
  insertBeforeWord,
  type Instruction,
  replaceWord,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { type Loose, looseInstalls } from './detect.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'use-npm-ci',
    title: 'Install exactly what the lock file says',
    why: 'A plain install may change the lock file and take newer versions without a word. The strict one installs what was locked, and fails where the lock file is out of date.',
    summary:
      'Turns `npm install` into `npm ci`, and gives yarn, pnpm and bundler their frozen lock file, where the lock file agrees.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo'],
    ceiling: 'review',
    rules: ['DL3060', 'DD010'],
    hints: ['npm', 'yarn', 'pnpm', 'bundle'],
    since: '0.1.0',
    references: [
      'https://docs.npmjs.com/cli/commands/npm-ci',
      'https://classic.yarnpkg.com/en/docs/cli/install',
      'https://bundler.io/man/bundle-config.1.html',
    ],
  },
  on: runs,
  judge(run, context) {
    const { doc } = context;
    const verdicts = looseInstalls(doc, run, context).flatMap((loose) => verdictOf(doc, run, loose) ?? []);
    const strict = verdicts.flatMap((verdict) => (isStop(verdict) ? [] : [verdict]));
    // One step for a RUN, whatever its installs take on trust.
    const assumptions = new Map(strict.flatMap((each) => each.assumptions).map((one) => [one.id, one]));
    return [
      ...verdicts.flatMap((verdict) => (isStop(verdict) ? [verdict] : [])),
      {
        edits: strict.map(({ edit }) => edit),
        seen: 'the install may depart from the lock file',
        evidence: strict.flatMap(({ evidence }) => evidence),
        assumptions: [...assumptions.values()],
      },
    ];
  },
  refusesOnce: true,
});

interface Strict {
  readonly edit: Edit;
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

function verdictOf(
  doc: DockerfileDoc,
  run: Instruction,
  { call, strictness, install }: Loose,
): Strict | Stop | undefined {
  const strict = strictness.judge(install);
  if (strict === undefined || isStop(strict)) return strict;
  const { verb, option, variable, assumptions, evidence } = strict;
  if (variable && call.sudo)
    return stop('not-contiguous', `sudo passes no variable on; set ${variable.name} behind it`);
  const edit =
    verb !== undefined
      ? replaceWord(doc, run, call.verbWord!, verb)
      : variable
        ? insertBeforeWord(doc, run, call.command.words[0]!, `${variable.name}=${variable.value} `)
        : insertAfterWord(doc, run, call.verbWord ?? call.tool, option ?? '');
  if (!edit) return stop('not-contiguous', `the words of ${call.manager} install are split by a line break or quotes`);
  return { edit, assumptions, evidence };
}
