import { filePath, type Step } from '../../src/model/index.js';
import { registry } from '../../transforms/index.js';
import { movedValues, withVariables } from '../../src/verify/moved-values.js';
import { planTexts } from '../support/plan.js';

function stepOf(compose: string, options: Readonly<Record<string, unknown>> = {}): Step {
  const { plans } = planTexts(
    { 'app/compose.yaml': compose },
    { registry, asConfigured: { 'move-secrets-out': true }, transformOptions: options },
  );
  return plans.flatMap(({ steps }) => steps).find(({ transform }) => transform === 'move-secrets-out')!;
}

const COMPOSE = `services:
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: "Tr0mbone-9f3a"
`;

test('a value that became a variable stands in .env beside the Compose file, where the address of another service reads it too', () => {
  const web =
    '  web:\n    image: example.com/web:3\n    environment:\n      URL: postgres://shop:Tr0mbone-9f3a@db/shop\n';
  const { variables, files } = movedValues(stepOf(COMPOSE + web));
  expect([...variables].map(([path, own]) => [path, [...own]])).toEqual([
    ['app/.env', [['POSTGRES_PASSWORD', 'Tr0mbone-9f3a']]],
  ]);
  expect(files.size).toBe(0);
});

test('a value that became a secret stands in the file that the step names', () => {
  const { variables, files } = movedValues(stepOf(COMPOSE, { files: true }));
  expect([...files]).toEqual([['app/secrets/postgres_password', 'Tr0mbone-9f3a']]);
  expect(variables.size).toBe(0);
});

test('no other step, and no value that YAML or Compose would read otherwise', () => {
  const edit = (expected: string) => ({
    kind: 'edit' as const,
    file: filePath('compose.yaml'),
    span: { start: 0, end: expected.length },
    expect: expected,
    text: '${PASSWORD:?set it in .env}',
  });
  const given = [{ id: 'value-is-given' }] as unknown as Step['assumptions'];
  const moved = (expected: string, assumptions = given) =>
    movedValues({ assumptions, changes: [edit(expected)] })
      .variables.get(filePath('.env'))
      ?.get('PASSWORD');
  expect(moved("'Tr0mbone'")).toBe('Tr0mbone');
  expect(moved('Tr0mbone', [])).toBeUndefined();
  for (const odd of ['a$$b', '"a\\tb"', "it's", '${A}', '']) expect([odd, moved(odd)]).toEqual([odd, undefined]);
});

test('.env keeps what it says', () => {
  const own = new Map([['A', 'x#1']]);
  expect(withVariables('', own)).toBe("A='x#1'\n");
  expect(withVariables('B=2', own)).toBe("B=2\nA='x#1'\n");
  expect(withVariables('A=\n', own)).toBe('A=\n');
});
