import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { editOf } from './detect.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'useradd-no-log-init',
    title: 'Keep useradd from writing huge log files',
    why: 'useradd makes an entry at the position of the uid in /var/log/lastlog and faillog. With a high uid the files have a hole of gigabytes, which Docker stores in full or fails on.',
    summary: 'Adds `-l` to useradd where the uid has more than five digits.',
    target: 'dockerfile',
    phase: 'identity',
    ceiling: 'safe',
    neverRefuses: 'a useradd whose uid is not seen to be high is left alone',
    rules: ['DL3046'],
    hints: ['useradd'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3046',
      'https://docs.docker.com/build/building/best-practices/#user',
    ],
  },
  on: runs,
  judge: (run, { doc }) => ({
    edits: run.shell.commands.flatMap((command) => editOf(doc, run, command) ?? []),
    seen: 'the uid has more than five digits',
  }),
});
