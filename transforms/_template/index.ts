import { stop, type Assumption } from '../../src/model/index.js';
import { replaceWord } from '../../src/dockerfile/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const BELIEVED: Assumption = {
  id: 'name-it',
  believes: 'What is taken for true, although nothing shows it',
  breaksIf: 'when it is not so, and what happens then',
  checkBy: 'how a reviewer finds out',
};

export const transform = rewriteDockerfile({
  meta: {
    id: '_template',
    title: 'Say what changes, in the imperative',
    why: 'What is better afterwards, and for whom.',
    summary: 'Says in one sentence what it rewrites.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: [],
    hints: ['pattern'],
    since: '0.2.0',
    references: ['https://docs.docker.com/reference/dockerfile/'],
  },
  on: runs,
  judge: (run, { doc }) =>
    run.shell.commands.map((command) => {
      // Do I see it?
      const [program] = command.words;
      if (program?.value !== 'PATTERN') return undefined;
      // May I touch it? What stands in the way, and what a person can decide.
      if (command.place === 'nested')
        return stop('inside-construct', 'PATTERN stands inside of if, for or a function; decide for each branch');
      // What changes?
      const edit = replaceWord(doc, run, program, 'BETTER');
      return edit && { edits: [edit], seen: 'PATTERN is called', assumptions: [BELIEVED] };
    }),
});
