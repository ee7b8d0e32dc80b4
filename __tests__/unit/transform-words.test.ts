// What steps and refusals say about the very file, where golden cases only look at ids.
import { planTexts } from '../support/plan.js';
import { onlyTransforms } from '../support/transforms.js';

function said(id: string, files: Readonly<Record<string, string>>): string {
  const { plans } = planTexts(files, { registry: onlyTransforms([id]), level: 'unverified' });
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
  [
    'a program that was read',
    'add-app-user',
    {
      Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY app.py .\nEXPOSE 80\nCMD ["python", "app.py"]\n',
      'app.py': 'a = 1\n',
    },
    'what stays is python app.py, which does not need root',
    true,
  ],
  [
    'a program that nobody described',
    'add-app-user',
    { Dockerfile: 'FROM debian:12\nCOPY etcd /\nEXPOSE 2379\nCMD ["/etcd"]\n', etcd: '' },
    'what stays is /etcd\n',
    true,
  ],
  [
    'an account without a name',
    'add-app-user',
    { Dockerfile: 'FROM scratch\nCOPY etcd /\nEXPOSE 2379\nENTRYPOINT ["/etcd"]\n', etcd: '' },
    'scratch has no account 65532',
    true,
  ],
])('%s (%s)', (_what, id, files, says, yes) => {
  if (yes) expect(said(id, files)).toContain(says);
  else expect(said(id, files)).not.toContain(says);
});
