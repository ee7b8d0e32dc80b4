// No regular expression of the program takes longer than in proportion to the text that somebody hands it.
import { analyse } from 'scslre';
import { collectExpressions, type Expression } from './support/expressions/collect.js';
import { superLinearText } from './support/expressions/growth.js';

/** Those that may, and why. */
const EXEMPT: Readonly<Record<string, string>> = {};

const expressions = collectExpressions().filter(({ expression }) => !Object.hasOwn(EXEMPT, String(expression)));

function say({ place, expression }: Expression, fault: string): string {
  return `${place}: ${expression} ${fault}`;
}

test('the expressions of the program are found', () => {
  expect(expressions.length).toBeGreaterThan(2000);
  for (const expression of Object.keys(EXEMPT)) {
    expect(collectExpressions().map((each) => String(each.expression))).toContain(expression);
  }
});

test('none has two loops that share what they take, nor one that starts anew at each character', () => {
  const faults = expressions.flatMap((each) => {
    const { reports } = analyse(each.expression, { assumeRejectingSuffix: false });
    return reports.map(({ type, character: { pick } }) => say(each, `${type}: many of ${JSON.stringify(pick)}`));
  });
  expect(faults).toEqual([]);
});

test('the steps of each grow as its text does', () => {
  const faults = expressions.flatMap((each) => {
    const text = superLinearText(each.expression);
    return text ? [say(each, `is slow on ${JSON.stringify(text)}`)] : [];
  });
  expect(faults).toEqual([]);
}, 300_000);

test.each([
  // Exponential.
  [/^(?::?[\w-]+)*:?(?:dependencies|buildEnvironment)$/],
  [/^(?:a|ab|b)*$/],
  // Cubic, and quadratic.
  [/<file>\s*([^<]+?)\s*<\/file>/],
  [/^\s*gem\s/m],
  [/\/+$/],
  [/\bharden\b.*\bupdate\b/],
  [/"(?:[^"\\]|\\.)*"/],
  [/\b(?:libc|nix)(?:::\w+)*::chroot/],
  [/a(?=.*b)/g],
  // Loops with an upper bound, one within the other.
  [/ {0,200} {0,200}x/],
])('%s is found to be slow', (expression) => {
  expect(superLinearText(expression)).toBeDefined();
});

test.each([[/^[ \t]*gem\s/m], [/(?<!\/)\/+$/], [/\brm\b[^;&|]{0,300}\/var\/cache/], [/(["'])[^"']*\1/], [/a.*/s]])(
  '%s is not',
  (expression) => {
    expect(superLinearText(expression)).toBeUndefined();
  },
);
