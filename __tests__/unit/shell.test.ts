// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the shell
// Words, places and links of shell text. Nothing that the shell would not read may be edited.
import { filePath } from '../../src/model/index.js';
import { parseDockerfile } from '../../src/dockerfile/index.js';
import { commandName, parseShell, wordSpan } from '../../src/shell/index.js';

/** `place words`, one for each command. */
function commands(text: string): string[] {
  return parseShell(text).commands.map(({ place, words }) =>
    `${place} ${words.map(({ raw }) => raw).join(' ')}`.trimEnd(),
  );
}

/** `operator kind text`, one for each link of the top level. */
function links(text: string): string[] {
  return parseShell(text).links.map(({ operator, kind, start, end }) =>
    `${operator} ${kind} ${text.slice(start, end)}`.trimStart(),
  );
}

describe('where a command stands', () => {
  test.each<[string, string[]]>([
    ['a', ['chain a']],
    ['a && b; c', ['chain a', 'chain b', 'chain c']],
    ['a\nb', ['chain a', 'chain b']],
    ['a || b', ['alternative a', 'alternative b']],
    ['a && b || c', ['chain a', 'alternative b', 'alternative c']],
    ['a || b && c', ['alternative a', 'alternative b', 'alternative c']],
    ['a; b || true', ['chain a', 'alternative b', 'alternative true']],
    ['! a', ['alternative a']],
    ['a | b', ['pipe a', 'pipe b']],
    ['a && b | c', ['chain a', 'pipe b', 'pipe c']],
    ['a &', ['alternative a']],
    ['a & b', ['alternative a', 'chain b']],
    ['(a && b)', ['nested a', 'nested b']],
    ['{ a; b; }', ['nested a', 'nested b']],
    ['if a; then b; elif c; then d; else e; fi', ['nested a', 'nested b', 'nested c', 'nested d', 'nested e']],
    ['for i in 1 2; do a; done', ['nested a']],
    ['while a; do b; done', ['nested a', 'nested b']],
    ['until a; do b; done', ['nested a', 'nested b']],
    ['case $x in 1) a;; *) b;; esac', ['nested a', 'nested b']],
    ['f() { a; }; f', ['nested a', 'chain f']],
    ['a $(b c)', ['chain a $(b c)', 'nested b c']],
    ['a "$(b)"', ['chain a "$(b)"', 'nested b']],
    ['x=$(b)', ['nested b', 'chain']],
    ['for i in $(a); do b; done', ['nested a', 'nested b']],
    ['a > "$(b)"', ['chain a', 'nested b']],
    ['a `b c`', ['chain a `b c`']],
    ['(a) > x', ['nested a']],
    ['[[ -f x ]] && a', ['chain a']],
    ['a # b', ['chain a']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(parseShell(text).ok).toBe(true);
    expect(commands(text)).toEqual(expected);
  });
});

test.each<[string, string[], boolean]>([
  ['a && b -c', ['command a', '&& command b -c'], true],
  ['a; b', ['command a', '; command b'], false],
  ['a\nb', ['command a', '; command b'], false],
  ['a || b', ['command a', '|| command b'], false],
  ['a & b', ['command a', '& command b'], false],
  ['a && b &', ['command a', '&& command b'], false],
  ['a | b && { c; }', ['pipeline a | b', '&& compound { c; }'], true],
  ['a', ['command a'], true],
])('links of %s', (text, expected, andChain) => {
  expect(links(text)).toEqual(expected);
  expect(parseShell(text).andChain).toBe(andChain);
});

test.each<[string, (string | undefined)[]]>([
  ['a b-c d/e', ['a', 'b-c', 'd/e']],
  ['a "b c" \'d $e\'', ['a', 'b c', 'd $e']],
  ['a "b"c\'d\'', ['a', 'bcd']],
  ['a b\\ c', ['a', 'b c']],
  ['a $b ${c} "$d"', ['a', undefined, undefined, undefined]],
  ['a $(b)', ['a', undefined]],
  ['a `b`', ['a', undefined]],
  ['/usr/bin/a x=1', ['/usr/bin/a', 'x=1']],
])('what the shell makes of %s', (text, expected) => {
  expect(parseShell(text).commands[0]!.words.map(({ value }) => value)).toEqual(expected);
});

test.each(['a "b', "a 'b", 'a &&', 'if a; then b', 'a | | b', '(a', 'a $(b', ')', 'a "$(b"', 'a $(if b)'])(
  '%s does not parse, so nothing may be edited',
  (text) => {
    expect(parseShell(text)).toEqual({ ok: false, commands: [], links: [], pipelines: [], andChain: false });
  },
);

test('assignments, redirections and names', () => {
  const text = 'A=1 B="x y" /usr/bin/env c > d 2>&1';
  const [command] = parseShell(text).commands;
  expect(command!.assignments.map(({ name, raw }) => [name, raw])).toEqual([
    ['A', 'A=1'],
    ['B', 'B="x y"'],
  ]);
  expect(command!.words.map(({ raw }) => raw)).toEqual(['/usr/bin/env', 'c']);
  expect(command!.redirected).toBe(true);
  expect(commandName(command!)).toBe('env');
  expect(commandName(parseShell('$x a').commands[0]!)).toBeUndefined();
  expect(parseShell('a b').commands[0]!.redirected).toBe(false);
});

test('commands of an inner script come behind the one they stand in, with its link', () => {
  const { commands: found } = parseShell('a && b $(c $(d)) && e');
  expect(found.map((command) => [commandName(command), command.link])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 1],
    ['d', 1],
    ['e', 2],
  ]);
});

describe('words lead back to the file', () => {
  const text = 'FROM a\r\nRUN one \\\r\n  # why\r\n  && two "th\\\r\nree" \\\r\n  four\r\n';
  const run = parseDockerfile(filePath('Dockerfile'), text).instructions[1]!;
  test.each([
    ['one', true],
    ['two', true],
    ['"three"', false],
    ['four', true],
  ])('%s', (raw, contiguous) => {
    const word = run.shell.commands.flatMap(({ words }) => words).find((each) => each.raw === raw)!;
    const place = wordSpan(run.shellSource, word);
    expect(place.contiguous).toBe(contiguous);
    if (contiguous) expect(text.slice(place.span.start, place.span.end)).toBe(raw);
  });
  test('of a heredoc as well', () => {
    const script = 'FROM a\nRUN <<EOF\nset -e\n  one two\nEOF\n';
    const { shell, shellSource } = parseDockerfile(filePath('Dockerfile'), script).instructions[1]!;
    const { span } = wordSpan(shellSource, shell.commands[1]!.words[1]!);
    expect(script.slice(span.start, span.end)).toBe('two');
  });
});

test.each([
  ['RUN ["a", "b"]', false],
  ['RUN <<EOF\n#!/usr/bin/python3\nprint(1)\nEOF', false],
  ['RUN cat <<EOF && b\nx\nEOF', false],
  ['RUN <<A\na\nA', true],
  ['CMD a && b', true],
  ['HEALTHCHECK --interval=1s CMD a || exit 1', true],
])('the shell text of %j', (instruction, ok) => {
  expect(parseDockerfile(filePath('Dockerfile'), `FROM a\n${instruction}\n`).instructions[1]!.shell.ok).toBe(ok);
});

test('every offset is the file’s own, whatever the text', () => {
  const texts = [
    'a `b \\`c\\`` d',
    'a "$(b `c d` e)" f',
    "a $'b\\n' c",
    'a ${b:-$(c d)} e',
    'a <<< "$(b c)"',
    'é ü && "日本" 😀 x',
    'a=(b c) d',
    'a && \\\n b',
  ];
  for (const text of texts) {
    const { ok, commands: found } = parseShell(text);
    if (!ok) continue;
    for (const { words } of found) for (const { raw, start, end } of words) expect(text.slice(start, end)).toBe(raw);
  }
  expect(texts.filter((text) => parseShell(text).ok).length).toBeGreaterThan(4);
});

test('a case is kept once for the commands of all its branches', () => {
  const { commands: found } = parseShell('case "$1" in a|b) x; y;; *) z;; esac; w');
  expect(found.map(({ arms }) => arms.map(({ of, branch }) => of.branches[branch]))).toEqual([
    [['a', 'b']],
    [['a', 'b']],
    [['*']],
    [],
  ]);
  expect(new Set(found.flatMap(({ arms }) => arms.map(({ of }) => of))).size).toBe(1);
});
