import { type Assumption, stop } from '../../src/model/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';
import { downloads } from '../../src/runs/index.js';
import type { DockerfileContext, DockerfileVerdict } from '../../src/rewrites/index.js';
import { isDownload, showsFailure, feedsShell, editOf } from './detect.js';

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

/** The downloads of a RUN whose failure shows then; a pipe into a shell hides it. */
export function judge(run: Instruction, { doc }: DockerfileContext): readonly DockerfileVerdict[] {
  const calls = downloads(run.shell.commands).filter((call) => call.program === 'curl' && isDownload(call));
  const shown = calls.filter((call) => showsFailure(doc, run, call));
  const edits = shown.map((call) => editOf(doc, run, call));
  return [
    { edits, seen: 'curl saves what the server sends, whatever the status', assumptions: [SUCCESS] },
    calls.some(({ command }) => feedsShell(doc, run, command)) ? FEEDS_SHELL : undefined,
  ];
}
