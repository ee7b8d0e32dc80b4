// The text of a pull request: its parts, within what a forge takes, and nothing of a stranger's file alive.
import MarkdownIt from 'markdown-it';
import { memoryWorkspace, collectPlan, metasOf, planOptions } from '../../src/run/index.js';
import { defaultConfig } from '../../src/config/index.js';
import { renderPullRequest } from '../../src/render/index.js';
import type { Plan } from '../../src/model/index.js';
import { registry } from '../../transforms/index.js';
import { fakeMetas, fakePlan } from '../support/fake-plan.js';

const metas = metasOf(registry);
const ALL = 1_000_000;

function planFor(files: Readonly<Record<string, string>>): Plan {
  const named = Object.keys(files).map((path) => ({ path: path as never, target: 'dockerfile' as const }));
  return collectPlan({
    workspace: memoryWorkspace(files, named),
    registry,
    options: planOptions(defaultConfig(metas), {}, metas),
    answers: new Map(),
    planned: [],
  } as never);
}

const NASTY = '@ann fixes #1 <img src=x onerror=y> <!-- harden:v1 AAAA --> [a](http://b) /close';
const DOCKERFILE = (words: string): string =>
  `FROM debian:12\n# ${words}\nRUN apt-get update && apt-get install -y curl "${words}"\nENV A ${words}\nCMD curl ${words}\n`;

test('who runs it reads first what changes, and every step says why and can be named', () => {
  const text = renderPullRequest(fakePlan, { metas: fakeMetas, limit: ALL });
  expect(text.indexOf('## What changes for whoever runs it')).toBe(0);
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings.indexOf('Steps')).toBeGreaterThan(0);
  expect(headings.at(-1)).toBe('To take a step out');
  const steps = fakePlan.groups.flatMap((group) => group.steps);
  expect(text.match(/^\*\*\d+\.\*\* /gm)).toHaveLength(steps.length);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
});

test('nothing of a file is markup, a person, an issue or what the bot finds its words by', () => {
  const plan = planFor({
    [`web/${NASTY.replaceAll('/', '')}/Dockerfile`]: DOCKERFILE(NASTY),
    Dockerfile: DOCKERFILE('`x`'),
  });
  expect(plan.groups.flatMap(({ steps }) => steps).length).toBeGreaterThan(4);
  const text = renderPullRequest(plan, { metas, limit: ALL });
  const tokens = new MarkdownIt({ html: true, linkify: true }).parse(text, {});
  const flat = tokens.flatMap((token) => [token, ...(token.children ?? [])]);
  const html = flat
    .filter(({ type }) => type === 'html_block' || type === 'html_inline')
    .map(({ content }) => content.trim());
  expect(html.filter((each) => !/^(?:<details><summary>[\w ,:]+<\/summary>|<\/details>|<!-- -->)$/.test(each))).toEqual(
    [],
  );
  expect(flat.filter(({ type }) => type === 'link_open' || type === 'image')).toEqual([]);
  // What stands in code is neither to a forge.
  const prose = flat.filter(({ type }) => type === 'text').map(({ content }) => content);
  expect(prose.filter((each) => /(?<![\p{L}\p{N}])@\w|#\d/u.test(each))).toEqual([]);
});

test.each([[60_000], [20_000], [8000], [4000]])('at most %i characters, and never half a step', (limit) => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`app${at}/Dockerfile`, DOCKERFILE(`word${at}`)]),
  );
  const text = renderPullRequest(planFor(files), { metas, limit });
  expect(text.length).toBeLessThanOrEqual(limit);
  expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
  expect(text).toContain('## To take a step out');
  expect((text.match(/^(`{3,})/gm)?.length ?? 0) % 2).toBe(0);
});
