import type { Edit } from '../../src/model/index.js';
import { insertAfterWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { PackageCommand } from '../../src/runs/index.js';

const PLAIN_OPTION = /^(?:-[yqfmVu]+|--(?:yes|assume-yes|quiet|fix-missing|fix-broken|force-yes|allow-[a-z-]+))$/;

/** The option behind the sub-command and the `-y` that follows it. */
export function addFlag(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): Edit {
  const { words } = call.command;
  let at = words.indexOf(call.verbWord!);
  while (words[at + 1] && PLAIN_OPTION.test(words[at + 1]!.raw)) at++;
  return insertAfterWord(doc, instruction, words[at]!, ' --no-install-recommends');
}

/** More names behind the last package: each on a line of its own where the list is written so, else on its line. */
export function addPackages(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  names: readonly string[],
): Edit {
  const last = call.packages.at(-1)!;
  const source = instruction.shellSource;
  const start = source.toSource(last.start);
  const end = source.toSource(last.end - 1) + 1;
  const line = doc.lines.lineAt(start);
  const before = doc.text.slice(doc.lines.startOf(line), start);
  const rest = doc.text.slice(end, doc.lines.contentOf(doc.lines.lineAt(end)).end).trim();
  const continued = rest === doc.escape || rest === '' || /^(?:&&|;)\s*\\?$/.test(rest);
  if (before.trim() !== '' || !continued || line === instruction.line) {
    return insertAfterWord(doc, instruction, last, names.map((name) => ` ${name}`).join(''));
  }
  return insertAfterWord(
    doc,
    instruction,
    last,
    names.map((name) => ` ${doc.escape}${doc.eol}${before}${name}`).join(''),
  );
}
