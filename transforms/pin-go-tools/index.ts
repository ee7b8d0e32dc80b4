import { type Context, type LockFile, type PackageLookup, isStop } from '../../src/model/index.js';
import { isSetFor, locksNear, shellRuns } from '../../src/runs/index.js';
import { replaceWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import { pinFromAnswer, pinFromLock, pinProblem, type PackagePin, type PinProblem } from '../../src/images/index.js';
import { pinTools } from '../../src/rewrites/index.js';

const VERSION = /^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+incompatible)?$/;
const LATEST = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~-]+)+)@latest$/i;
const OWN_PROXY = ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GOFLAGS'];

interface Latest {
  readonly instruction: Instruction;
  readonly path: string;
  readonly word: ShellWord;
  readonly ownProxy: boolean;
}

export const transform = pinTools({
  meta: {
    id: 'pin-go-tools',
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
  what: 'Go tools',
  seen: 'tools are installed at @latest',
  find: latestTools,
  ask: ({ path, ownProxy }, doc, context) =>
    ownProxy || lockedModule(locksNear(doc, context), path) ? undefined : questionFor(path),
  pin: (tool, doc, context) => pinFor(doc, tool, context),
  edit({ instruction, word }, version, doc) {
    const start = word.start + word.raw.lastIndexOf('latest');
    return replaceWord(doc, instruction, { start, end: start + 'latest'.length }, version);
  },
});

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
