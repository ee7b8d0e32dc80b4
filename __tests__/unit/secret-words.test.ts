// What counts as a secret, and that none is printed but in the lines a patch takes away.
import { isPlaceholder } from '../../src/knowledge/index.js';
import type { Plan } from '../../src/model/index.js';
import { renderGithub, renderJson, renderMarkdown, renderSarif, renderTerminal } from '../../src/render/index.js';
import { reports } from '../../src/reports/index.js';
import { planTexts } from '../support/plan.js';
import { metas, onlyTransforms } from '../support/transforms.js';

test.each([
  ['changeme', true],
  ['postgres', true],
  ['MySecureLoginPassword1', true],
  ['rootpassword', true],
  ['p@ssw0rd', true],
  ['sk-xxx-xxx-xxx', true],
  ['abc', true],
  ['12345678', true],
  ['83746152', false],
  ['deport-silver-showcase', false],
  ['8aff725d2e16ef31fbc42', false],
  ['Tr0mbone-9f3a', false],
])('%s is a placeholder: %s', (value, expected) => {
  expect(isPlaceholder(value)).toBe(expected);
});

test('a word that stands beside it is no secret', () => {
  expect(isPlaceholder('kestra', ['registry.example.com/acme/kestra'])).toBe(true);
  expect(isPlaceholder('kestra', ['registry.example.com/acme/web'])).toBe(false);
});

const SECRETS = ['Tr0mbone-9f3a', 'Vb3ndigo-88', 'quoted-hedge-7', 'fern-77-moss-a'];
const FILE = `services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: ${SECRETS[0]}
  cache:
    image: redis:8
    command: redis-server --requirepass ${SECRETS[1]}
  web:
    image: registry.example.com/acme/web:3
    environment:
      - DATABASE_URL=postgres://app:${SECRETS[0]}@db/app
      - DB_PASSWORD="${SECRETS[2]}"
      - API_TOKEN=${SECRETS[3]} # ${SECRETS[3]}
`;

test('no output shows a secret outside the text of the file itself', () => {
  const planned = planTexts({ 'compose.yaml': FILE }, { registry: onlyTransforms(['move-secrets-out']), reports });
  const plan: Plan = { version: 1, groups: planned.plans, errors: [], skipped: [] };
  expect(planned.plans.flatMap(({ steps }) => steps)).toHaveLength(2);
  expect(planned.plans.flatMap(({ refused }) => refused)).toHaveLength(2);
  for (const secret of SECRETS.slice(0, 2)) expect(planned.after['compose.yaml']).not.toContain(secret);

  const tool = { name: 'harden', version: '0.1.0' };
  const json = JSON.parse(renderJson(plan, { tool, mode: 'dry-run', metas }), (key, value) =>
    key === 'patch' || key === 'diff' || key === 'expect' ? undefined : value,
  );
  const outputs = {
    json: JSON.stringify(json),
    sarif: renderSarif(plan, { tool, metas }),
    github: renderGithub(plan, { mode: 'dry-run', metas }),
    terminal: withoutFile(renderTerminal(plan, { mode: 'dry-run', metas, color: false, width: 120, unicode: true })),
    markdown: withoutFile(renderMarkdown(plan, { mode: 'dry-run', metas })),
  };
  for (const [name, text] of Object.entries(outputs)) {
    expect(text.length).toBeGreaterThan(200);
    for (const secret of SECRETS) expect({ name, shown: text.includes(secret) }).toEqual({ name, shown: false });
  }
});

/** Without the lines of a diff that show the file as it was, which a patch cannot do without. */
function withoutFile(text: string): string {
  return text
    .split('\n')
    .filter(
      (line) =>
        !/^\s*(?:\d+(?:,\d+)?\+?\s+)?\d*\s*[-+ ]*\s*(?:POSTGRES_PASSWORD:|command:|- (?:DATABASE_URL|DB_PASSWORD|API_TOKEN)=)/.test(
          line,
        ),
    )
    .join('\n');
}
