// What steps and refusals say about the very file, where golden cases only look at ids.
import { planTexts } from '../support/plan.js';
import { onlyTransforms } from '../support/transforms.js';

function said(id: string, files: Readonly<Record<string, string>>): string {
  const { plans } = planTexts(files, { registry: onlyTransforms([id]) });
  const steps = plans.flatMap((plan) => plan.steps);
  return [
    ...steps.map(({ title, why }) => `${title}. ${why}`),
    ...steps.flatMap(({ evidence }) => evidence.map(({ says }) => says)),
    ...steps.flatMap(({ assumptions }) => assumptions.flatMap((each) => [each.believes, each.breaksIf, each.checkBy])),
    ...plans.flatMap(({ refused }) => refused.map(({ message }) => message)),
  ].join('\n');
}

const UNUSED = 'installs sudo, which no other line';

test.each<[what: string, id: string, files: Readonly<Record<string, string>>, says: string, yes: boolean]>([
  [
    'a package nothing uses',
    'drop-sudo',
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y sudo\nRUN sudo mkdir /a\n' },
    UNUSED,
    true,
  ],
  [
    'a package a group is made for',
    'drop-sudo',
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y sudo && adduser a sudo\nRUN sudo mkdir /a\n' },
    UNUSED,
    false,
  ],
  [
    'a package with a file capability',
    'no-new-privileges',
    {
      'compose.yaml': 'services:\n  api:\n    build: .\n',
      Dockerfile: 'FROM debian:12\nRUN apt-get install -y iputils-ping\nCMD ["a"]\n',
    },
    '`Dockerfile:2` installs `iputils-ping`, whose `ping` has a file capability',
    true,
  ],
])('%s (%s)', (_what, id, files, says, yes) => {
  if (yes) expect(said(id, files)).toContain(says);
  else expect(said(id, files)).not.toContain(says);
});
