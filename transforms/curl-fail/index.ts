import { type Assumption, type Edit, words, stop } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  buildStates,
  insertAfterWord,
  insertAt,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { downloads, type Download } from '../../src/runs/index.js';
import type { ShellCommand } from '../../src/shell/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const FAILS = new Set(['-f', '--fail', '--fail-with-body']);
/** The status is looked at, or the request is no download. */
const OTHER_USE = words(`
  -w --write-out -I --head -i --include -D --dump-header -X --request -d --data --data-raw --data-binary
  --data-urlencode --json -F --form -T --upload-file -K --config --unix-socket`);
const SAVES = new Set(['-o', '--output', '-O', '--remote-name', '--remote-name-all']);

const SUCCESS: Assumption = {
  id: 'server-answers-success',
  believes: 'The server answers the download with a success status today',
  breaksIf: 'it sends the file with a status of 400 or above',
  checkBy: 'build the image, or run the command with -f',
};

const FEEDS_SHELL = stop(
  'needs-decision',
  'with -f a failed download would feed the shell nothing, which ends well; set -o pipefail, or save the file before it is run, then -f can stand here',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'curl-fail',
    title: 'Stop the build when a download fails',
    why: 'Without -f curl takes the page of a 404 or 500 for the file, and the build fails later or not at all.',
    summary: 'Adds `-f` to curl where it saves a file, or feeds a pipe that stops at failures.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['set-pipefail'],
    ceiling: 'review',
    rules: [],
    hints: ['curl'],
    since: '0.1.0',
    references: ['https://curl.se/docs/manpage.html#-f'],
  },
  on: runs,
  judge(run, { doc }) {
    const calls = downloads(run.shell.commands).filter((call) => call.program === 'curl' && isDownload(call));
    const shown = calls.filter((call) => showsFailure(doc, run, call));
    const edits = shown.map((call) => editOf(doc, run, call));
    return [
      { edits, seen: 'curl saves what the server sends, whatever the status', assumptions: [SUCCESS] },
      calls.some(({ command }) => feedsShell(doc, run, command)) ? FEEDS_SHELL : undefined,
    ];
  },
});

function isDownload({ options, operands }: Download): boolean {
  if (options.some(({ name }) => FAILS.has(name) || OTHER_USE.has(name))) return false;
  // A word that expands may hold -f, or be no address.
  if (operands.length === 0) return false;
  return operands.every(({ raw }) => /^["']?(?:https?|ftps?):\/\/(?!localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(raw));
}

/** True where a failing curl ends the build, or at least leaves no wrong file behind. */
function showsFailure(doc: DockerfileDoc, instruction: Instruction, { command, options }: Download): boolean {
  const text = instruction.shellText.slice(command.start, command.end);
  if (command.place === 'chain') return options.some(({ name }) => SAVES.has(name)) || /[^0-9&]>/.test(text);
  // An empty pipe makes `| sh` a success: worse than a page it cannot run.
  return command.place === 'pipe' && stopsInPipes(doc, instruction);
}

/** True where the shell behind it would run what came, and nothing stops it when nothing came. */
function feedsShell(doc: DockerfileDoc, instruction: Instruction, { place, link, start }: ShellCommand): boolean {
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
function editOf(doc: DockerfileDoc, instruction: Instruction, { tool, options }: Download): Edit {
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
