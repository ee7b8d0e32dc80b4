import {
  type Context,
  type Lookup,
  type LockFile,
  type Outcome,
  type PackageLookup,
  type Transform,
  isStop,
} from '../../src/model/index.js';
import { isSetFor, locksNear, instructionEvidence, shellRuns, proposalAt } from '../../src/runs/index.js';
import { replaceWord, runPlace, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import {
  pinFromAnswer,
  pinFromLock,
  pinOutcome,
  pinProblem,
  type PackagePin,
  type PinProblem,
} from '../../src/images/index.js';

const ID = 'pin-go-tools';
const VERSION = /^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+incompatible)?$/;
const LATEST = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~-]+)+)@latest$/i;
const OWN_PROXY = ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GOFLAGS'];

interface Latest {
  readonly instruction: Instruction;
  readonly path: string;
  readonly word: ShellWord;
  readonly ownProxy: boolean;
}

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Pin Go tools that a RUN installs at @latest',
    summary: 'Gives `go install path@latest` the version of `go.mod`, else the newest.',
    target: 'dockerfile',
    phase: 'pins',
    ceiling: 'review',
    rules: ['DL3062'],
    hints: ['@latest'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3062', 'https://go.dev/ref/mod#go-install'],
    online: true,
  },
  ask(doc, context): Lookup[] {
    const locks = locksNear(doc, context);
    return latestTools(doc).flatMap(({ path, ownProxy }) =>
      ownProxy || lockedModule(locks, path) ? [] : [questionFor(path)],
    );
  },
  propose(doc, context): Outcome {
    const runs = new Map<Instruction, Latest[]>();
    for (const tool of latestTools(doc)) {
      const list = runs.get(tool.instruction);
      if (list) list.push(tool);
      else runs.set(tool.instruction, [tool]);
    }
    const places = [...runs].map(([instruction, list]) => ({
      step: proposalAt(doc, instruction, ID),
      touches: [runPlace(doc, instruction)],
      seen: instructionEvidence(doc, instruction, 'tools are installed at @latest'),
      where: '',
      found: list.map((tool) => {
        const pin = pinFor(doc, tool, context);
        if (!pin || isStop(pin)) return { pin, change: undefined };
        const at = tool.word.raw.lastIndexOf('latest');
        const start = tool.word.start + at;
        return { pin, change: replaceWord(doc, instruction, { start, end: start + 'latest'.length }, pin.version) };
      }),
    }));
    return pinOutcome(places, 'Go tools');
  },
};

function latestTools(doc: DockerfileDoc): Latest[] {
  const found: Latest[] = [];
  for (const instruction of shellRuns(doc)) {
    for (const command of instruction.shell.commands) {
      const [program, verb, ...rest] = command.words;
      if (!/(?:^|\/)go$/.test(program?.value ?? '') || !/^(?:install|get|run)$/.test(verb?.value ?? '')) continue;
      const ownProxy = isSetFor(doc, instruction, command, OWN_PROXY);
      for (const word of rest) {
        const path = LATEST.exec(word.value ?? '')?.[1];
        if (path !== undefined) found.push({ instruction, path, word, ownProxy });
        // The words behind a package are what `go run` hands to it.
        if (verb?.value === 'run' && !word.raw.startsWith('-')) break;
      }
    }
  }
  return found;
}

function questionFor(path: string): PackageLookup {
  return { kind: 'package', ecosystem: 'go', name: path, range: '' };
}

function pinFor(doc: DockerfileDoc, { path, ownProxy }: Latest, context: Context): PackagePin | PinProblem | undefined {
  const { answers } = context;
  const locked = lockedModule(locksNear(doc, context), path);
  if (locked || answers.size === 0) return locked;
  if (ownProxy)
    return pinProblem(
      path,
      'no-answer',
      'own proxy',
      'the build sets GOPROXY or what it is not asked for, and harden asks no other proxy than the user’s own; write the version',
    );
  return (
    pinFromAnswer(questionFor(path), answers, VERSION) ??
    pinProblem(path, 'no-answer', 'not asked', 'the module proxy was not asked; run harden once more')
  );
}

/** What go.mod says of the module that a package is in: the longest path that begins the package's. */
function lockedModule(locks: readonly (readonly LockFile[])[], path: string): PackagePin | PinProblem | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = pinFromLock(locks, 'go', path.slice(0, end));
    if (found) return !isStop(found) && !VERSION.test(found.version) ? undefined : found;
  }
  return undefined;
}
