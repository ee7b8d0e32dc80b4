import { isStop } from '../../src/model/index.js';
import { looseInstalls } from './detect.js';
import { verdictOf } from './judge.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'use-npm-ci',
    title: 'Install exactly what the lock file says',
    why: 'A plain install may change the lock file and take newer versions without a word. The strict one installs what was locked, and fails where the lock file is out of date.',
    summary:
      'Turns `npm install` into `npm ci`, and gives yarn and pnpm their frozen lock file, where the lock file agrees.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo'],
    ceiling: 'review',
    rules: ['DL3060', 'DD010'],
    hints: ['npm', 'yarn', 'pnpm'],
    since: '0.1.0',
    references: ['https://docs.npmjs.com/cli/commands/npm-ci', 'https://classic.yarnpkg.com/en/docs/cli/install'],
  },
  on: runs,
  judge(run, context) {
    const { doc } = context;
    const verdicts = looseInstalls(doc, run, context).map((install) => verdictOf(doc, install, context));
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
