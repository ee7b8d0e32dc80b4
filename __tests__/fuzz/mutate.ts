// Changes by line and by character, as data: what fast-check makes up, and makes smaller.
import fc from 'fast-check';

/** Numbers choose by their remainder, so that every one of them means something in every project. */
export interface Mutation {
  readonly deed: (typeof DEEDS)[number];
  readonly file: number;
  readonly at: number;
  readonly other: number;
}

const DEEDS = [
  ...['drop-line', 'double-line', 'swap-lines', 'bring-line', 'join-lines', 'indent-line', 'comment-line'],
  ...['drop-character', 'bring-character', 'double-character', 'cut', 'crlf', 'repeat-block', 'bring-word'],
] as const;

/** What parsers stumble over. */
const CHARACTERS = [
  ...[
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\\',
    '"',
    "'",
    '`',
    '$',
    '${',
    '$(',
    '#',
    ':',
    '-',
    '[',
    '{',
    '}',
    ']',
    '&',
    '*',
    '|',
    '>',
  ],
  ...[
    '<<',
    '<<EOF\n',
    '\\\n',
    '=',
    '@',
    ',',
    ';',
    '&&',
    '||',
    '!',
    '%',
    '?',
    '/',
    '..',
    '~',
    '\ufeff',
    '\u00a0',
    '\u202e',
  ],
  ...['é', '😀', '\0', '0', '--', '# syntax=docker/dockerfile:1\n', '# escape=`\n', '---\n', '<<: *a', '${A:-$A}'],
];

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    deed: fc.constantFrom(...DEEDS),
    file: fc.nat(1000),
    at: fc.nat(100_000),
    other: fc.nat(0xffff_ffff),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The project after the changes. `lineAt` gives a line of any project: what one brings may come from all of them. */
export function mutated(
  texts: Readonly<Record<string, string>>,
  changes: readonly Mutation[],
  lineAt: (at: number) => string,
): Record<string, string> {
  const after = { ...texts };
  const names = Object.keys(after).sort();
  for (const change of changes) {
    const name = names[change.file % names.length]!;
    after[name] = changed(after[name]!, change, lineAt);
  }
  return after;
}

function changed(text: string, { deed, at, other }: Mutation, lineAt: (at: number) => string): string {
  const own = text.split('\n');
  const line = at % own.length;
  const place = at % (text.length + 1);
  const second = other % own.length;
  switch (deed) {
    case 'drop-line':
      return own.toSpliced(line, 1).join('\n');
    case 'double-line':
      return own.toSpliced(line, 0, own[line]!).join('\n');
    case 'swap-lines':
      return own.with(line, own[second]!).with(second, own[line]!).join('\n');
    case 'bring-line':
      return own.toSpliced(line, 0, lineAt(other)).join('\n');
    case 'join-lines':
      return own.toSpliced(line, 2, `${own[line]}${own[line + 1] ?? ''}`).join('\n');
    case 'indent-line':
      return own.with(line, `${' '.repeat(other % 9)}${own[line]!.trimStart()}`).join('\n');
    case 'comment-line':
      return own.with(line, `# ${own[line]}`).join('\n');
    case 'drop-character':
      return text.slice(0, place) + text.slice(place + 1);
    case 'bring-character':
      return text.slice(0, place) + CHARACTERS[other % CHARACTERS.length] + text.slice(place);
    case 'double-character':
      return text.slice(0, place) + text.slice(Math.max(0, place - 1));
    case 'cut':
      return text.slice(0, place);
    case 'crlf':
      return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n');
    case 'repeat-block': {
      const [first, last] = [Math.min(line, second), Math.max(line, second)];
      return own.toSpliced(last, 0, ...own.slice(first, Math.min(last, first + 30))).join('\n');
    }
    case 'bring-word': {
      const words = lineAt(other).trim().split(/\s+/);
      return `${text.slice(0, place)} ${words[at % words.length]} ${text.slice(place)}`;
    }
  }
}
