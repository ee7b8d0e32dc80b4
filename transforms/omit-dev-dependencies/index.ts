import { isStop, needsAt, stop } from '../../src/model/index.js';
import {
  type DockerfileDoc,
  inCaseOf,
  insertAfterWord,
  insertLinesAbove,
  insertLinesBelow,
  runPlace,
  stagePlace,
} from '../../src/dockerfile/index.js';
import type { Omitted } from '../../src/ecosystems/index.js';
import {
  type DockerfileContext,
  type DockerfileVerdict,
  type Rewrite,
  rewriteDockerfile,
  runs,
} from '../../src/rewrites/index.js';
import { isDecidedInComment } from './said.js';
import { type Shipped, shippedInstalls } from './shipped.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'omit-dev-dependencies',
    title: 'Leave development dependencies out of the image',
    why: 'Tools for tests and builds are pulled, stored and scanned with the image, and no program in it runs them.',
    summary:
      'Adds `--omit=dev` (yarn `--production`, pnpm `--prod`, composer `--no-dev`), or `BUNDLE_WITHOUT` for bundler, to installs in shipped stages whose program needs no development dependency.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['exec-form'],
    ceiling: 'review',
    rules: [],
    hints: ['npm', 'yarn', 'pnpm', 'composer', 'bundle'],
    since: '0.1.0',
    references: [
      'https://docs.npmjs.com/cli/commands/npm-ci#omit',
      'https://pnpm.io/cli/install#--prod--p',
      'https://getcomposer.org/doc/03-cli.md#install-i',
      'https://bundler.io/guides/groups.html',
    ],
  },
  on: runs,
  judge: (run, context) => shippedInstalls(run, context).map((shipped) => judge(shipped, context)),
});

function judge(shipped: Shipped, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  const omitted = shipped.omission.judge(shipped.install);
  if (omitted === undefined || isStop(omitted)) return omitted;
  if (isDecidedInComment(doc, shipped.instruction))
    return stop(
      'needs-decision',
      'a comment by the install speaks of development dependencies, so somebody has decided; add the option by hand where the comment is out of date',
    );
  // A trial without them did not find one: where it belongs only a person can say.
  const [loaded] = needsAt(context, stagePlace(doc, shipped.stage), 'module');
  if (loaded)
    return stop(
      'used-later',
      `a run without them did not find ${loaded.need.name}; move what brings it to the dependencies`,
    );
  const { seen, evidence, believes } = omitted;
  return { ...changesOf(shipped, omitted, doc), seen, evidence, assumptions: [believes] };
}

function changesOf(
  { instruction, verb, stage, last }: Shipped,
  { option, variable }: Omitted,
  doc: DockerfileDoc,
): Pick<Rewrite, 'edits' | 'touches'> {
  const edits = option === undefined ? [] : [insertAfterWord(doc, instruction, verb, option)];
  const touches = option === undefined ? [] : [runPlace(doc, instruction)];
  if (variable) {
    const lineIn = (each: typeof stage): readonly string[] => [
      `${inCaseOf(each, 'ENV')} ${variable.name}="${variable.value}"`,
    ];
    edits.push(insertLinesAbove(doc, instruction, lineIn(stage)));
    if (last !== stage) edits.push(insertLinesBelow(doc, last.instruction, lineIn(last)));
    for (const each of new Set([stage, last])) {
      const place = stagePlace(doc, each);
      touches.push(`${place}.env.${variable.name}`, `${place}.order`);
    }
  }
  return { edits, touches };
}
