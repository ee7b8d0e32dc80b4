// What a report says of steps that were planned again with what a log said.
import { renderHtml, renderMarkdown, renderTerminal } from '../../src/render/index.js';
import { fakeMetas, repairedPlan } from '../support/fake-plan.js';

const options = { mode: 'dry-run', metas: fakeMetas } as const;
const view = { color: false, unicode: true, width: 100 };

test('the terminal shows each round: what failed, the line of the log, what was written, and what came of it', () => {
  const text = renderTerminal(repairedPlan, { ...options, ...view });
  expect(text).toContain(`repaired: Use the slim variant of the base image (use-slim-base@stage:0)
  round 1: web was running and is ended with code 1. It needs the program git
    sh: 1: git: not found ␛[2J <img src=x> \`\`\` <U+202E>
    + RUN apt-get install -y git ␛[1m
  after 1 round it holds
`);
  expect(text).toContain('repaired, and not verified: Run the program as a user of its own (add-app-user@stage:0)');
  expect(text).toContain('    denied\n    - RUN npm prune --omit=dev ␛[2m\n    + chown\n');
  expect(text).toContain('not repaired: Make the root file system read-only (read-only-root@services.web)');
  expect(text.replace(/\s+/g, ' ')).toContain('; 1 repaired with what the log said; 1 left out');
});

test('Markdown and HTML show the same', () => {
  const markdown = renderMarkdown(repairedPlan, options);
  const page = renderHtml(repairedPlan, options);
  for (const text of [markdown, page]) {
    expect(text).toContain('round 1: web was running and is ended with code 1. It needs the program git');
    expect(text).toContain('RUN apt-get install -y git');
    expect(text).toContain('- RUN npm prune --omit=dev');
    expect(text).toContain('after 1 round it holds');
    expect(text).toContain('after 1 round nothing breaks, and no run put it to the test');
    expect(text).toContain('left out: it writes');
  }
});

test('nothing of a log acts on whoever reads it', () => {
  const texts = [
    renderTerminal(repairedPlan, { ...options, ...view }),
    renderMarkdown(repairedPlan, options),
    renderHtml(repairedPlan, options).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  for (const text of texts) expect(text.match(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e]/g)).toBeNull();
  expect(texts[2]).not.toContain('<img');
});
