import { type Answers, type Context, type Edit, type PackageLookup, exactPattern } from '../../src/model/index.js';
import {
  plainPackages,
  hasOption,
  isSetFor,
  locksNear,
  offsetInWord,
  packageCommands,
  shellRuns,
  isShownBefore,
  type PackageCommand,
} from '../../src/runs/index.js';
import { insertAfterWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import {
  pinFromAnswer,
  imageBeforePin,
  pinFromLock,
  pinProblem,
  type PackagePin,
  type PinProblem,
} from '../../src/images/index.js';
import { rubyOf } from '../../src/ecosystems/index.js';
import { pinTools } from '../../src/rewrites/index.js';

const VERSION = /^\d+(?:\.[0-9A-Za-z]+)*$/;
const NAME = /^[A-Za-z0-9][\w.-]*$/;
/** Options of gem install that take no value. */
const FLAGS = exactPattern(
  `
  --force --quiet --verbose --silent --wrappers --env-shebang --conservative --user-install --minimal-deps
  --ignore-dependencies --both --remote --local --vendor --default --lock --post-install-message --rdoc --ri
  --development`,
  { also: [/-[NfqVwEuly]+/, /--no-[a-z-]+/] },
);
const LEFT_ALONE = ['-v', '--version', '-g', '--file', '--pre', '--prerelease', '--local', '-l', '--explain', '--help'];
/** Other Rubies than the image's own. */
const OTHER =
  /\brvm\b|rbenv|ruby-build|ruby-install|chruby|brightbox|\basdf\b|\bmise\b|\/edge\/|ruby-?\d\.\d|\.gemrc|gem sources/;

interface Bare {
  readonly instruction: Instruction;
  readonly name: string;
  readonly word: ShellWord;
  /** Several gems in one command: `name:1.2`, since -v would speak of all. */
  readonly several: boolean;
  readonly ownSource: boolean;
}

export const transform = pinTools({
  meta: {
    id: 'pin-gem-tools',
    title: 'Pin gems that a RUN installs by name',
    summary: 'Gives `gem install` the version of `Gemfile.lock`, else the newest for the image’s Ruby.',
    target: 'dockerfile',
    phase: 'pins',
    ceiling: 'review',
    rules: ['DL3028', 'KICS Gem Install Without Version'],
    hints: ['gem'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3028',
      'https://guides.rubygems.org/command-reference/#gem-install',
    ],
    online: true,
  },
  what: 'gems',
  seen: 'gems are installed by name alone',
  find: bareGems,
  ask(gem, doc, context) {
    const question = questionFor(doc, gem, undefined);
    return question && !pinFromLock(locksNear(doc, context), 'gem', gem.name) ? question : undefined;
  },
  pin: (gem, doc, context) => pinFor(doc, gem, context),
  edit: (gem, version, doc) => edit(doc, gem, version),
});

function bareGems(doc: DockerfileDoc): Bare[] {
  const found: Bare[] = [];
  for (const instruction of shellRuns(doc)) {
    // `gem install NAME` takes NAME-1.0.gem in the folder before it asks a source.
    if (isShownBefore(doc, instruction, buildsGem)) continue;
    for (const call of packageCommands(instruction)) {
      if (call.manager !== 'gem' || (call.verb !== 'install' && call.verb !== 'i') || hasOption(call, ...LEFT_ALONE))
        continue;
      const words = plainPackages(call, FLAGS).filter(({ value }) => NAME.test(value ?? '') && !/\.gem$/.test(value!));
      const ownSource = hasOwnSource(doc, instruction, call);
      const several = call.packages.length > 1;
      for (const word of words) found.push({ instruction, name: word.value!, word, several, ownSource });
    }
  }
  return found;
}

function hasOwnSource(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): boolean {
  if (hasOption(call, '-s', '--source', '--clear-sources')) return true;
  if (isSetFor(doc, instruction, call.command, ['GEMRC'])) return true;
  return isShownBefore(doc, instruction, namesSource);
}

function namesSource({ args }: Instruction): boolean {
  return /gem sources? (?:[^&;|]{0,80} )?(?:-a|--add|-r|--remove|-c)\b|:sources:/.test(args);
}

function buildsGem({ args }: Instruction): boolean {
  return /\bgem build\b|\brake build\b/.test(args);
}

function bringsOtherRuby({ keyword, args }: Instruction): boolean {
  return keyword === 'RUN' && OTHER.test(args);
}

/** `undefined` where nothing can be asked: another source, a Ruby that is not known, or bundler, which goes with Ruby. */
function questionFor(
  doc: DockerfileDoc,
  { name, instruction, ownSource }: Bare,
  answers: Answers | undefined,
): PackageLookup | undefined {
  const runtime = rubyFor(doc, instruction, answers);
  if (ownSource || runtime === undefined || name === 'bundler') return undefined;
  return { kind: 'package', ecosystem: 'gem', name, range: '', runtime };
}

function rubyFor(doc: DockerfileDoc, instruction: Instruction, answers: Answers | undefined): string | undefined {
  const root = doc.stages[instruction.stage]?.rootImage;
  if (root === undefined || isShownBefore(doc, instruction, bringsOtherRuby)) return undefined;
  return rubyOf(imageBeforePin(root, answers));
}

function pinFor(doc: DockerfileDoc, bare: Bare, context: Context): PackagePin | PinProblem | undefined {
  const { name, ownSource, instruction } = bare;
  const { answers } = context;
  const locked = pinFromLock(locksNear(doc, context), 'gem', name);
  if (locked || answers.size === 0 || name === 'bundler') return locked;
  if (ownSource)
    return pinProblem(
      name,
      'no-answer',
      'own source',
      'the command installs from a source of its own, which harden does not ask; write the version',
    );
  const question = questionFor(doc, bare, answers);
  if (!question)
    return pinProblem(
      name,
      'unknown-base',
      'ruby',
      'the image does not say which Ruby it has; name a version of Ruby in FROM (ruby:3.3), or write the version',
    );
  return (
    pinFromAnswer(question, answers, VERSION) ??
    pinProblem(
      name,
      'no-answer',
      'not asked',
      `the gem source was not asked for Ruby ${rubyFor(doc, instruction, answers)}; run harden once more`,
    )
  );
}

function edit(doc: DockerfileDoc, { instruction, word, several }: Bare, version: string): Edit | undefined {
  if (!several) return insertAfterWord(doc, instruction, word, ` -v ${version}`);
  const offset = offsetInWord(word, word.value!.length);
  return offset === undefined
    ? undefined
    : insertAfterWord(doc, instruction, { end: word.start + offset }, `:${version}`);
}
