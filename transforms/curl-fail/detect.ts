// Downloads of curl, and what follows when one fails.
import { type Edit, words } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  buildStates,
  insertAfterWord,
  insertAt,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import type { Download } from '../../src/runs/index.js';
import type { ShellCommand } from '../../src/shell/index.js';

const FAILS = new Set(['-f', '--fail', '--fail-with-body']);

/** The status is looked at, or the request is no download. */
const OTHER_USE = words(`
  -w --write-out -I --head -i --include -D --dump-header -X --request -d --data --data-raw --data-binary
  --data-urlencode --json -F --form -T --upload-file -K --config --unix-socket`);

const SAVES = new Set(['-o', '--output', '-O', '--remote-name', '--remote-name-all']);

/** True for a call that fetches a file, from a server that is not this machine, without a look at the status. */
export function isDownload({ options, operands }: Download): boolean {
  if (options.some(({ name }) => FAILS.has(name) || OTHER_USE.has(name))) return false;
  // A word that expands may hold -f, or be no address.
  if (operands.length === 0) return false;
  return operands.every(({ raw }) => /^["']?(?:https?|ftps?):\/\/(?!localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(raw));
}

/** True where a failing curl ends the build, or at least leaves no wrong file behind. */
export function showsFailure(doc: DockerfileDoc, instruction: Instruction, { command, options }: Download): boolean {
  const text = instruction.shellText.slice(command.start, command.end);
  if (command.place === 'chain') return options.some(({ name }) => SAVES.has(name)) || /[^0-9&]>/.test(text);
  // An empty pipe makes `| sh` a success: worse than a page it cannot run.
  return command.place === 'pipe' && stopsInPipes(doc, instruction);
}

/** True where the shell behind it would run what came, and nothing stops it when nothing came. */
export function feedsShell(
  doc: DockerfileDoc,
  instruction: Instruction,
  { place, link, start }: ShellCommand,
): boolean {
  if (place !== 'pipe' || stopsInPipes(doc, instruction)) return false;
  return instruction.shell.commands.some(
    (other) =>
      other.link === link &&
      other.start > start &&
      other.place === 'pipe' &&
      programIs(other.words.find(({ value }) => value !== 'sudo')?.value, 'shell'),
  );
}

function stopsInPipes(doc: DockerfileDoc, instruction: Instruction): boolean {
  const shell = buildStates(doc)[instruction.index]!.shell;
  if (shell?.includes('pipefail')) return true;
  const first = instruction.shell.commands[0];
  return first?.words[0]?.value === 'set' && first.words.some(({ raw }) => raw === 'pipefail');
}

/** Into the first cluster of letters (`-sSL` to `-fsSL`), else a word of its own. */
export function editOf(doc: DockerfileDoc, instruction: Instruction, { tool, options }: Download): Edit {
  const first = options[0];
  if (
    !first ||
    !/^-[a-zA-Z]+$/.test(first.word.raw) ||
    SAVES.has(first.name) ||
    (first.word.raw.length === 2 && /[oHuAebcm]/.test(first.word.raw[1]!))
  )
    return insertAfterWord(doc, instruction, tool, ' -f');
  return insertAt(doc, instruction.shellSource.toSource(first.word.start) + 1, 'f');
}
