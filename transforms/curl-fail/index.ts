import { type Assumption, stop } from '../../src/model/index.js';
import { downloads } from '../../src/runs/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
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
