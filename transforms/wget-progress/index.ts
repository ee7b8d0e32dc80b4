import { stop } from '../../src/model/index.js';
import { downloads } from '../../src/runs/index.js';
import { insertAfterWord } from '../../src/dockerfile/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { makerOf, showsBar } from './detect.js';

const IS_ANOTHER = stop(
  'needs-decision',
  'this wget is BusyBox’s or Wget 2, which have no --progress=dot:giga; -q would take more out of the log than the bar',
);
const IS_UNKNOWN = stop(
  'unknown-base',
  'the base image is not known, so whose wget this is is not either: BusyBox’s and Wget 2 have no --progress=dot:giga, and stop at it',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'wget-progress',
    title: 'Keep the wget progress bar out of the build log',
    why: 'Where there is no terminal wget prints a dot for every kilobyte: thousands of lines for a large file. dot:giga prints one line for 32 megabytes.',
    summary: 'Adds `--progress=dot:giga` to GNU wget calls that print a progress bar.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'safe',
    rules: ['DL3047'],
    hints: ['wget'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3047'],
  },
  on: runs,
  judge(run, { doc }) {
    const calls = downloads(run.shell.commands).filter((call) => showsBar(run, call));
    if (calls.length === 0) return undefined;
    const maker = makerOf(doc, run);
    if (maker !== 'gnu') return maker === 'other' ? IS_ANOTHER : IS_UNKNOWN;
    return {
      edits: calls.map(({ tool }) => insertAfterWord(doc, run, tool, ' --progress=dot:giga')),
      seen: 'GNU wget, from the distribution, without an option for its output',
    };
  },
});
