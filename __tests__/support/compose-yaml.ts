// Compose files that Compose takes and YAML 1.2 does not, or not as Compose does: each is read as Compose reads it, or is
// an error with its place. The unit tests hold harden to it, and those with docker-compose hold the table to Compose.

const HEAD = 'services:\n  web:\n    image: nginx\n';

/** What stands below `labels:` in a text, and how it reads. */
export const READ: readonly (readonly [name: string, text: string, labels: Readonly<Record<string, string>>])[] = [
  [
    'a quoted text that ends at its key',
    `${HEAD}    labels:\n      a: '{\n        "b": 1\n      }'\n`,
    { a: '{ "b": 1 }' },
  ],
  [
    'quoted texts whose lines stand anywhere',
    `${HEAD}    labels:\n      a: "x  \n\n  y\\\\\n z"\n      b: 'it''s\n q'\n      c: "d\\\n   e\\"\nf"\n`,
    { a: 'x\ny\\ z', b: "it's q", c: 'de" f' },
  ],
  ['a quoted text with a tab for indentation', `${HEAD}    labels:\n      a: "b\n\tc"\n`, { a: 'b c' }],
  ['brackets at column 0', `${HEAD}    labels: {\n"a": "b",\n"c": d\n}\n`, { a: 'b', c: 'd' }],
  ['brackets that close before their key', `${HEAD}    labels: {\n      a: b\n  }\n`, { a: 'b' }],
  ['brackets with tabs', `${HEAD}    labels: {\n\ta: b,\n\tc: d\n    }\n`, { a: 'b', c: 'd' }],
  [
    'brackets with comments and texts over lines',
    `${HEAD}    labels: { # one\n"a": "b\n c", # two\n # three\nd: 'e#f' }\n    restart: always # four\n`,
    { a: 'b c', d: 'e#f' },
  ],
  ['brackets within brackets', 'services: {web: {image: nginx,\nlabels: {a: "]",\nb: "}"}}}\n', { a: ']', b: '}' }],
  ['an anchor within brackets', `${HEAD}    labels: {a: &x b,\nc: *x}\n`, { a: 'b', c: 'b' }],
  ['a comment glued to a quote', `${HEAD}    labels:\n      a: "b"# c\n      d: 'e'#f\n`, { a: 'b', d: 'e' }],
  ['a comment glued to a bracket', `${HEAD}    labels: {a: b}# c\n`, { a: 'b' }],
  ['a comment glued to a comma', `${HEAD}    labels: {a: b,# c\n      d: e}\n`, { a: 'b', d: 'e' }],
  ['a comment glued to the head of a block', `${HEAD}    labels:\n      a: >-# c\n        b\n`, { a: 'b' }],
  ['a key that is reset', `${HEAD}    labels: {a: b}\n    ports: !reset []\n`, { a: 'b' }],
  ['a list that overrides', `${HEAD}    labels: {a: b}\n    ports: !override\n      - "80:80"\n`, { a: 'b' }],
  ['a tag nobody knows', `${HEAD}    labels: !mine\n      a: !yours b\n`, { a: 'b' }],
  [
    'merges of lists',
    `x-a: &a {labels: {a: b}}\nservices:\n  web:\n    image: nginx\n    <<: [*a, {restart: always}]\n`,
    { a: 'b' },
  ],
  [
    'a merge with a tag',
    `x-a: &a {labels: {a: b}}\nservices:\n  web:\n    image: nginx\n    !!merge <<: *a\n`,
    { a: 'b' },
  ],
  [
    'an anchor that is set again',
    'x-a: &a {a: b}\nx-b: &a {c: d}\nservices:\n  web:\n    image: nginx\n    labels: *a\n',
    { c: 'd' },
  ],
  ['tabs behind a colon and a value', `${HEAD}    labels:\t\n      a:\tb\t# c\n`, { a: 'b' }],
];

/** What is not read: where the error stands, and how it begins. */
export const NOT_READ: readonly (readonly [name: string, text: string, place: string, message: string])[] = [
  ['a lone carriage return', 'services:\n  web:\r    image: nginx\n', '2:7', 'a carriage return without a newline'],
  ['a line separator of Unicode', 'services:\n  web:\n    image: nginx\u2028    user: a\n', '3:12', 'nested mappings'],
  ['an escape that YAML does not know', `${HEAD}    user: "a\\'b"\n`, '4:13', 'invalid escape sequence'],
  ['an alias glued to its colon', 'x-a: &a foo\nservices:\n  *a:\n    image: nginx\n', '4:1', 'all mapping items'],
  ['plain words over lines in brackets', `${HEAD}    labels: {a: b\nc, d: e}\n`, '5:1', 'flow map in block collection'],
];
