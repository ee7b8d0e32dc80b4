import fc from 'fast-check';
import { readWhere, type Facts } from '../../src/fleet-publish/where.js';
import { ConfigError } from '../../src/model/index.js';

const FACTS: Facts = {
  state: 'open',
  ci: 'red',
  review: 'none',
  conflicts: 'no',
  repository: 'acme/shop',
  organisation: 'acme',
  forge: 'github',
  team: 'web and mobile',
  wave: 'canary',
  transform: ['exec-form', 'env-equals'],
  pattern: ['p1'],
  number: 7,
  steps: 2,
  age: 15,
};

function fault(text: string): string {
  try {
    readWhere(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`${text} is read`);
}

test.each([
  ['state=open', true],
  ['state != open', false],
  ['state=open and ci=red and team="web and mobile"', true],
  ["team='web and mobile'", true],
  ['ci=green or age>14', true],
  ['ci=green or age>15', false],
  ['age<15', false],
  ['age<16', true],
  ['age<16 and number=7 and steps!=3', true],
  // `and` binds closer than `or`.
  ['ci=red or ci=green and state=merged', true],
  ['(ci=red or ci=green) and state=merged', false],
  ['STATE=open AND (CI=red)', true],
  ['transform=exec-form and transform=env-equals', true],
  ['transform!=exec-form', false],
  ['transform!=pin-images', true],
  ["repository='acme/shop'", true],
  // What looks like a query of a database is a value like any other.
  [`repository="x' OR '1'='1"`, false],
])('%s: %s', (text, expected) => {
  expect(readWhere(text)(FACTS)).toBe(expected);
});

test.each([
  ['', '--where:1:1: the end is no field; state, ci,'],
  ['colour=red', '--where:1:1: colour is no field; state, ci,'],
  ['state', '--where:1:6: give =, !=, < or > after state'],
  ['state=', '--where:1:7: give a value after state =; one with blanks in quotes'],
  ['state=opne', '--where:1:7: state is never opne; it is one of open, edited, merged, declined, withdrawn'],
  ['team<5', '--where:1:5: team is no number; write team = or team !='],
  ['age>old', '--where:1:5: age is a whole number, of days'],
  ['age>1 age>2', '--where:1:7: age is not expected here; join comparisons by and, or'],
  ['(age>1', '--where:1:7: the parenthesis of column 1 is not closed'],
  ['age>1)', '--where:1:6: ) is not expected here; join comparisons by and, or'],
  ['team="web', '--where:1:6: the quote " is not closed'],
  ['team ! web', '--where:1:6: write != for what a field is not'],
  ['age>1 and', '--where:1:10: the end is no field; state, ci,'],
  [`${'('.repeat(21)}age>1`, '--where:1:21: more than 20 parentheses within each other'],
  ['x'.repeat(2001), '--where: give at most 2000 characters'],
])('%s is told with its column', (text, message) => {
  expect(fault(text)).toContain(message);
});

test('whatever is written is read, or told with a column that is there', () => {
  const words = fc.constantFrom(
    'state',
    'open',
    'age',
    '=',
    '!=',
    '<',
    '>',
    '(',
    ')',
    'and',
    'or',
    '"',
    "'",
    ' ',
    '7',
    '!',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      try {
        expect(typeof readWhere(text)(FACTS)).toBe('boolean');
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        const column = Number(/^--where:1:(\d+): /.exec((error as Error).message)?.[1]);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
  );
});
