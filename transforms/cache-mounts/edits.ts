// The mounts in front of the command; the cleaning that would empty them out.
import { type Edit, type Stop, isStop, stop } from '../../src/model/index.js';
import { pipOption } from '../../src/ecosystems/index.js';
import { canBeExtended, packageCommand, removeLink, wouldContinueLine } from '../../src/runs/index.js';
import { insertAt, replaceSpan, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import type { CachedRun } from './detect.js';
import { CACHING_TOOLS, isProgramOf } from './tools.js';

const LONGEST_LINE = 100;

export function editsFor(doc: DockerfileDoc, run: CachedRun): { readonly changes: readonly [Edit, ...Edit[]] } | Stop {
  const { instruction } = run;
  const cleaning = cleaningEdits(doc, run);
  if (isStop(cleaning)) return cleaning;
  return { changes: [mountEdit(doc, run), ...noCacheEdits(doc, instruction), ...cleaning] };
}

function mountEdit(doc: DockerfileDoc, { instruction, mounts, dockerClean }: CachedRun): Edit {
  const flags = mounts.map(
    ({ target, locked, owner }) => `--mount=type=cache,target=${target}${locked ? ',sharing=locked' : ''}${owner}`,
  );
  const line = doc.text.slice(doc.lines.startOf(instruction.line), doc.lines.contentOf(instruction.line).end);
  const short = flags.length === 1 && line.length + flags[0]!.length < LONGEST_LINE;
  const joint = short ? ' ' : ` ${doc.escape}${doc.eol}    `;
  const first = instruction.body.toSource(instruction.argsStart);
  const clean = dockerClean ? `rm -f /etc/apt/apt.conf.d/docker-clean ${doc.escape}${doc.eol}    && ` : '';
  return insertAt(doc, first, flags.map((flag) => flag + joint).join('') + clean);
}

/** `--no-cache-dir` would keep pip from using the mount. */
function noCacheEdits(doc: DockerfileDoc, instruction: Instruction): Edit[] {
  const edits: Edit[] = [];
  for (const command of instruction.shell.commands) {
    const isPip = packageCommand(command)?.manager === 'pip';
    for (const [at, word] of command.words.entries()) {
      const before = command.words[at - 1];
      const option = isPip ? pipOption(word.raw) : word.raw;
      if (before && (option === '--no-cache-dir' || option === '--no-cache-dir=true'))
        edits.push(removeWord(doc, instruction, before, word));
    }
  }
  return edits;
}

function removeWord(doc: DockerfileDoc, instruction: Instruction, before: ShellWord, word: ShellWord): Edit {
  const source = instruction.shellSource;
  return replaceSpan(doc, { start: source.toSource(before.end - 1) + 1, end: source.toSource(word.end - 1) + 1 }, '');
}

function cleaningEdits(doc: DockerfileDoc, { instruction, tools }: CachedRun): readonly Edit[] | Stop {
  const { links, commands } = instruction.shell;
  const own = CACHING_TOOLS.filter(({ name }) => tools.includes(name));
  const isCleaned = (path: string): boolean => own.some(({ emptied }) => emptied?.test(path));
  const useless = new Set<number>();
  for (const { words, link, place } of commands) {
    const values = words.map(({ value, raw }) => value ?? raw);
    const paths = values[0] === 'rm' ? values.slice(1).filter((word) => !word.startsWith('-')) : [];
    const some = paths.some(isCleaned);
    const ofTool = own.some(
      ({ name, cleans }) => isProgramOf(name, values[0] ?? '') && cleans?.(values.slice(1)) === true,
    );
    if (!some && !ofTool) continue;
    if (place !== 'chain' || links[link]?.kind !== 'command' || (some && !paths.every(isCleaned)))
      return stop(
        'unsupported-syntax',
        'the RUN empties the cache among other things; take its folders out of that command first',
      );
    useless.add(link);
  }
  if (useless.size === 0) return [];
  const [first = 0] = [...useless].sort((a, b) => a - b);
  const isTail = [...links.keys()].every((at) => at < first || useless.has(at));
  const before = links[first - 1];
  if (isTail && before && canBeExtended(instruction)) {
    const source = instruction.shellSource;
    const start = source.toSource(before.end - 1) + 1;
    const end = source.toSource(links.at(-1)!.end - 1) + 1;
    if (
      !wouldContinueLine(doc, start, end) &&
      !doc.comments.some(({ inside, span }) => inside === instruction.index && span.start >= start && span.start < end)
    )
      return [replaceSpan(doc, { start, end }, '')];
  } else if (useless.size === 1) {
    const edit = removeLink(doc, instruction, first);
    if (edit) return [edit];
  }
  return stop(
    'unsupported-syntax',
    'the RUN empties the cache in a way that is not taken out here; drop that command first',
  );
}
