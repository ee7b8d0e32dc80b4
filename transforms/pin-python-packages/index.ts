import {
  type Context,
  type FilePath,
  type LockFile,
  type Lookup,
  type Outcome,
  type PackageLookup,
  type Refusal,
  type Transform,
  isStop,
} from '../../src/model/index.js';
import { insertAfterWord, runPlace, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { locksNear, offsetInWord, instructionEvidence, proposalAt } from '../../src/runs/index.js';
import {
  pinFromAnswer,
  pinFromLock,
  pinOutcome,
  pinProblem,
  type PackagePin,
  type PackagePlace,
  type PinProblem,
} from '../../src/images/index.js';
import { targetsOf, type Bare, type FileTarget, type RunTarget, type Targets } from './targets.js';

const ID = 'pin-python-packages';
const WHAT = 'Python packages';
/** PEP 440 without local versions, which no index serves. */
const VERSION = /^(?:\d+!)?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?$/;

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Pin Python packages to a version',
    summary:
      'Gives names without a version in `pip install` and its requirements files the one of the lock file, else the newest for the image’s Python.',
    target: 'dockerfile',
    phase: 'pins',
    ceiling: 'review',
    rules: ['DL3013', 'KICS Unpinned Package Version in Pip Install'],
    hints: ['pip'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3013',
      'https://pip.pypa.io/en/stable/topics/repeatable-installs/',
      'https://packaging.python.org/en/latest/specifications/dependency-specifiers/',
    ],
    online: true,
  },
  ask(doc, context): Lookup[] {
    const targets = targetsOf(doc, context);
    const locks = locksNear(doc, context, filesOf(targets));
    const lookups: Lookup[] = [];
    for (const bare of [
      ...targets.runs.flatMap(({ words }) => words),
      ...targets.files.flatMap(({ lines }) => lines),
    ]) {
      const question = questionFor(bare);
      if (question && !fixedPin(bare, targets, locks)) lookups.push(question);
    }
    return lookups;
  },
  propose(doc, context): Outcome {
    const targets = targetsOf(doc, context);
    const locks = locksNear(doc, context, filesOf(targets));
    const find = (bare: Bare, unknownIn?: FilePath): PackagePin | PinProblem | undefined =>
      fixedPin(bare, targets, locks) ?? indexPin(bare, context, unknownIn);
    const places: PackagePlace[] = [];
    for (const { instruction, words } of targets.runs) {
      const found = words.map((bare) => {
        const pin = find(bare);
        const offset = offsetInWord(bare.word, bare.nameEnd);
        if (!pin || isStop(pin) || offset === undefined) return { pin, change: undefined };
        const end = bare.word.start + offset;
        return { pin, change: insertAfterWord(doc, instruction, { end }, `==${pin.version}`) };
      });
      places.push({ ...placeOf(doc, instruction), touches: [runPlace(doc, instruction)], where: '', found });
    }
    for (const target of targets.files) {
      const { file, instruction, lines, unknownIn } = target;
      const style = equalsStyle(target);
      const found = lines.map((bare) => {
        const pin = find(bare, unknownIn);
        if (!pin || isStop(pin)) return { pin, change: undefined };
        const span = { start: bare.requirement.nameEnd, end: bare.requirement.nameEnd };
        const change = { kind: 'edit', file: file.path, span, expect: '', text: style + pin.version } as const;
        return { pin, change };
      });
      places.push({ ...placeOf(doc, instruction), touches: [], where: ` of ${file.path}`, found });
    }
    const { proposals, refusals } = pinOutcome(places, WHAT);
    return { proposals, refusals: [...refusals, ...targets.runs.flatMap((run) => redirectRefusals(doc, run))] };
  },
};

function placeOf(doc: DockerfileDoc, instruction: Instruction): Pick<PackagePlace, 'step' | 'seen'> {
  return {
    step: proposalAt(doc, instruction, ID),
    seen: instructionEvidence(doc, instruction, 'pip installs them by name alone'),
  };
}

function filesOf({ files }: Targets): FilePath[] {
  return files.map(({ file }) => file.path);
}

/** The question for an index; `undefined` where nothing can be asked. */
function questionFor({ name, python, ownIndex, unseen }: Bare): PackageLookup | undefined {
  if (python === undefined || ownIndex || unseen !== undefined) return undefined;
  return { kind: 'package', ecosystem: 'python', name, range: '', runtime: python };
}

/** What the repository itself says: a lock file, or the same name with a version in a file that the image installs from. */
function fixedPin(
  { name }: Bare,
  { pinned }: Targets,
  locks: readonly (readonly LockFile[])[],
): PackagePin | PinProblem | undefined {
  const locked = pinFromLock(locks, 'python', name);
  if (locked && !isStop(locked) && !VERSION.test(locked.version))
    return pinProblem(
      name,
      'needs-decision',
      'local',
      `the lock file has ${locked.version}, which only an index of its own has; write the version that is meant`,
    );
  if (locked) return locked;
  const own = pinned.get(name);
  if (!own || !VERSION.test(own.version)) return undefined;
  const from = { kind: 'source', file: own.file, line: own.line, quote: own.text } as const;
  return { name, version: own.version, by: 'lock', evidence: { says: `${name} ${own.version} in ${own.file}`, from } };
}

function indexPin(
  bare: Bare,
  { answers }: Context,
  unknownIn: FilePath | undefined,
): PackagePin | PinProblem | undefined {
  if (answers.size === 0) return undefined; // nobody was asked
  const { name, python, ownIndex, unseen } = bare;
  if (ownIndex)
    return pinProblem(
      name,
      'no-answer',
      'own index',
      'the command installs from an index of its own, which harden does not ask; write the version',
    );
  if (python === undefined)
    return pinProblem(
      name,
      'unknown-base',
      'python',
      `${unknownIn === undefined ? 'the base image does not say which Python it has' : `${unknownIn} installs it as well, for a Python that is not known`}; name a version of Python in FROM (python:3.12), or write the version`,
    );
  if (unseen !== undefined)
    return pinProblem(
      name,
      'needs-evidence',
      unseen,
      `${unseen === '$' ? 'a requirements file' : unseen} is not seen in the repository and may bring another version; write the version`,
    );
  const question = questionFor(bare)!;
  return (
    pinFromAnswer(question, answers, VERSION) ??
    pinProblem(name, 'no-answer', 'not asked', `the index was not asked for Python ${python}; run harden once more`)
  );
}

function redirectRefusals(doc: DockerfileDoc, { instruction, redirected }: RunTarget): Refusal[] {
  if (redirected.length === 0) return [];
  const names = [...new Set(redirected)];
  const step = proposalAt(doc, instruction, ID);
  return [
    {
      anchor: step.anchor,
      at: step.at,
      code: 'unsupported-syntax',
      message: `${names.join(', ')}: the shell takes < and > for a redirection, so pip never sees the bound; quote the requirement ('${names[0]}>=...')`,
    },
  ];
}

/** `==`, or ` == ` where the file writes it so. */
function equalsStyle({ file }: FileTarget): string {
  let spaced = 0;
  let tight = 0;
  for (const { specifier, specifierStart, nameEnd } of file.requirements) {
    if (specifier === '') continue;
    if (specifierStart > nameEnd && /^[=<>!~]+\s/.test(specifier)) spaced++;
    else tight++;
  }
  return spaced > tight ? ' == ' : '==';
}
