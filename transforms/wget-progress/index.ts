import { downloads } from '../../src/runs/index.js';
import { insertAfterWord } from '../../src/dockerfile/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { showsBar, isGnu } from './detect.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'wget-progress',
    title: 'Keep the wget progress bar out of the build log',
    why: 'Where there is no terminal wget prints a dot for every kilobyte: thousands of lines for a large file. dot:giga prints one line for 32 megabytes.',
    summary: 'Adds `--progress=dot:giga` to GNU wget calls that print a progress bar.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'safe',
    neverRefuses: 'a wget that is not known to be GNU is left alone',
    rules: ['DL3047'],
    hints: ['wget'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3047'],
  },
  on: runs,
  judge(run, { doc }) {
    const calls = downloads(run.shell.commands).filter((call) => showsBar(run, call));
    if (calls.length === 0 || !isGnu(doc, run)) return undefined;
    return {
      edits: calls.map(({ tool }) => insertAfterWord(doc, run, tool, ' --progress=dot:giga')),
      seen: 'GNU wget, from the distribution, without an option for its output',
    };
  },
});
