import type { Answers, Context, PackageLookup } from '../../src/model/index.js';
import { locksNear, offsetInWord } from '../../src/runs/index.js';
import { replaceWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import {
  pinFromAnswer,
  imageBeforePin,
  pinFromLock,
  pinProblem,
  type PackagePin,
  type PinProblem,
} from '../../src/images/index.js';
import { nodeOf } from '../../src/ecosystems/index.js';
import { bareNames, type Bare } from './detect.js';
import { pinTools } from '../../src/rewrites/index.js';

const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

export const transform = pinTools({
  meta: {
    id: 'pin-npm-tools',
    title: 'Pin npm packages that a RUN installs by name',
    summary:
      'Gives `npm install -g`, `yarn global add`, `pnpm add -g` and `npx` the version of the lock file, else the newest for the image’s Node.',
    target: 'dockerfile',
    phase: 'pins',
    ceiling: 'review',
    rules: ['DL3016', 'KICS NPM Install Command Without Pinned Version'],
    hints: ['npm', 'yarn', 'npx'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3016',
      'https://docs.npmjs.com/cli/v11/commands/npm-install',
    ],
    online: true,
  },
  what: 'npm packages',
  seen: 'packages are installed by name alone',
  find: bareNames,
  ask({ name, instruction, ownRegistry }, doc, context) {
    if (ownRegistry || pinFromLock(locksNear(doc, context), 'npm', name)) return undefined;
    return questionFor(name, runtimeOf(doc, instruction, undefined));
  },
  pin: (bare, doc, context) => pinFor(doc, bare, context),
  edit: (bare, version, doc) => edit(doc, bare, version),
});

function runtimeOf(doc: DockerfileDoc, instruction: Instruction, answers: Answers | undefined): string | undefined {
  const root = doc.stages[instruction.stage]?.rootImage;
  return root === undefined ? undefined : nodeOf(imageBeforePin(root, answers));
}

function questionFor(name: string, runtime: string | undefined): PackageLookup {
  return { kind: 'package', ecosystem: 'npm', name, range: '', ...(runtime === undefined ? {} : { runtime }) };
}

function pinFor(doc: DockerfileDoc, bare: Bare, context: Context): PackagePin | PinProblem | undefined {
  const { name, instruction, ownRegistry } = bare;
  const { answers } = context;
  const locked = pinFromLock(locksNear(doc, context), 'npm', name);
  if (locked || answers.size === 0) return locked;
  if (ownRegistry)
    return pinProblem(
      name,
      'no-answer',
      'own registry',
      'the command installs from a registry of its own, which harden does not ask; write the version',
    );
  const runtime = runtimeOf(doc, instruction, answers);
  return (
    pinFromAnswer(questionFor(name, runtime), answers, VERSION) ??
    // A floating tag of Node (lts) said nothing when the question was put; a pin has made it precise since.
    (runtime === undefined ? undefined : pinFromAnswer(questionFor(name, undefined), answers, VERSION)) ??
    pinProblem(name, 'no-answer', 'not asked', 'the registry was not asked; run harden once more')
  );
}

function edit(doc: DockerfileDoc, { instruction, word, from, to }: Bare, version: string) {
  const start = offsetInWord(word, from);
  if (start === undefined) return undefined;
  const begin = word.start + start;
  // Behind the last character of the name: an insertion there is on the same line, whatever follows.
  return replaceWord(
    doc,
    instruction,
    { start: begin - 1, end: begin + to - from },
    `${word.value![from - 1]}@${version}`,
  );
}
