import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, filePath, isInPreset, type TransformMeta } from '../../src/model/index.js';
import {
  isRegistryAllowed,
  configSchema,
  configSchemaText,
  defaultConfig,
  defaultConfigText,
  parseConfig,
  resolveConfig,
} from '../../src/config/index.js';
import { globProblem } from '../../src/config/globs.js';

const FILE = filePath('.harden.yaml');

function meta(id: string, more: Partial<TransformMeta> = {}): TransformMeta {
  return {
    id,
    title: `Do ${id}`,
    summary: `Does ${id} where it is right, and explains itself at some length so that the line has to be wrapped somewhere.`,
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: [],
    ...more,
  };
}

const METAS = [
  meta('pin-base-image', {
    enabledByDefault: false,
    options: {
      'keep-tag': { type: 'boolean', default: true, about: 'Keeps the tag beside the digest.' },
      except: { type: 'string-list', default: ['scratch'], about: 'Images to leave.' },
      depth: { type: 'number', default: 3, about: 'How deep.' },
      style: { type: 'string', default: 'digest', about: 'How.' },
    },
  }),
  meta('clean-apt-cache'),
  meta('copy-over-add'),
];

function mistakes(text: string): string[] {
  try {
    parseConfig(FILE, text, METAS);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const WRONG: readonly [name: string, text: string, expected: readonly string[]][] = [
  [
    'hosts and addresses that cannot be meant',
    [
      'allowed-registries: ["https://ghcr.io", "*.example.com"]',
      'registries:',
      '  https://ghcr.io: {}',
      '  docker.io: {mirrors: [http://mirror.example.com, "https://me:secret@mirror.example.com", "http://localhost:5000", a b]}',
      '  r.example.com:5000: {private: maybe, insecure: true}',
      'indexes: {python: pypi, npm: "https://me:secret@npm.example.com/"}',
      '',
    ].join('\n'),
    [
      '1:22: "https://ghcr.io": write the host as in the name of an image, without https://',
      '1:41: "*.example.com": a host, or a host and the start of a path, is meant',
      '3:3: "https://ghcr.io" is not a host; write it as in the name of an image, with its port: registry.example.com:5000',
      '4:25: "http://mirror.example.com": plain HTTP is used with this machine only; write https://',
      '4:52: an address with a password; credentials belong into the settings of docker, pip or npm, or the environment',
      '4:117: "https://a b" is not an address',
      '5:33: registries.r.example.com:5000.private: expected true or false, found "maybe"',
      '5:40: unknown key "insecure"',
      '6:19: "pypi" is not an address',
      '6:30: an address with a password; credentials belong into the settings of docker, pip or npm, or the environment',
    ],
  ],
  [
    'a misspelt key',
    'version: 1\n\n    \ntranforms:\n  clean-apt-cache: off\n',
    ['4:1: unknown key "tranforms"; did you mean "transforms"?'],
  ],
  ['a key like no other', 'zzzzzzzzzzzz: 1\n', ['1:1: unknown key "zzzzzzzzzzzz"']],
  [
    'an unknown transform',
    'transforms:\n  clean-apt-cahce: off\n',
    ['2:3: unknown transform "clean-apt-cahce"; did you mean "clean-apt-cache"?'],
  ],
  [
    'an unknown option',
    'transforms:\n  pin-base-image: {keeptag: true}\n',
    ['2:20: unknown option of pin-base-image "keeptag"; did you mean "keep-tag"?'],
  ],
  [
    'an option where there are none',
    'transforms:\n  copy-over-add:\n    depth: 1\n',
    ['3:5: unknown option of copy-over-add "depth"'],
  ],
  [
    'a boolean option',
    'transforms:\n  pin-base-image:\n    keep-tag: "yes"\n',
    ['3:15: transforms.pin-base-image.keep-tag: expected true or false, found "yes"'],
  ],
  [
    'a list option',
    'transforms:\n  pin-base-image:\n    except: scratch\n',
    ['3:13: transforms.pin-base-image.except: expected a list, found "scratch"'],
  ],
  [
    'an item of a list option',
    'transforms:\n  pin-base-image:\n    except: [a, 3]\n',
    ['3:17: transforms.pin-base-image.except[1]: expected text, found 3'],
  ],
  [
    'a number option',
    'transforms:\n  pin-base-image:\n    depth: deep\n',
    ['3:12: transforms.pin-base-image.depth: expected a number, found "deep"'],
  ],
  [
    'a text option',
    'transforms:\n  pin-base-image:\n    style: [a]\n',
    ['3:12: transforms.pin-base-image.style: expected text, found a list'],
  ],
  [
    'a switch',
    'transforms:\n  copy-over-add: yes\n',
    ['2:18: transforms.copy-over-add: expected on, off, true or false, found "yes"'],
  ],
  [
    'a switch inside options',
    'transforms:\n  copy-over-add: {enabled: maybe}\n',
    ['2:28: transforms.copy-over-add.enabled: expected on, off, true or false, found "maybe"'],
  ],
  [
    'an empty setting',
    'transforms:\n  copy-over-add:\n',
    ['2:17: transforms.copy-over-add: expected on, off, true or false, found nothing'],
  ],
  ['the level', 'level: manual\n', ['1:8: level: expected safe, review or unverified, found "manual"']],
  ['the version', 'version: 2\n', ['1:10: version: expected 1, found 2']],
  ['a list for a mapping', 'transforms: [clean-apt-cache]\n', ['1:13: transforms: expected a mapping, found a list']],
  ['text for a list', 'ignore: vendor/\n', ['1:9: ignore: expected a list, found "vendor/"']],
  ['a list at the top', '- a\n', ['1:1: the file: expected a mapping, found a list']],
  ['an override without paths', 'overrides:\n  - level: safe\n', ['2:5: missing key "paths"']],
  ['an override with no path', 'overrides:\n  - paths: []\n', ['2:12: overrides[0].paths: must not be empty']],
  ['an empty pattern', 'ignore:\n  - ""\n', ['2:5: ignore[0]: must not be empty']],
  ['a bad glob', 'ignore: ["src/[a"]\n', ['1:10: path pattern "src/[a": has a [ without its ]']],
  [
    'a bad glob in an override',
    'overrides:\n  - paths: [ok, ../up]\n',
    ['2:17: path pattern "../up": leads out of the repository'],
  ],
  ['broken YAML', 'level: [safe\n', ['']],
  ['a duplicate key', 'level: safe\nlevel: review\n', ['2:1: duplicate key level (first on line 1)']],
  ['two documents', 'level: safe\n---\nlevel: safe\n', ['3:1: a second document; harden reads one']],
  [
    'an alias',
    'transforms: &t\n  nope: on\noverrides:\n  - paths: [a]\n    transforms: *t\n',
    ['2:3: unknown transform "nope"'],
  ],
  ['a key that would write to the terminal', '"\\e[2J": 1\n', ['1:1: unknown key "\\u001b[2J"']],
  ['CRLF', 'version: 1\r\nlevl: safe\r\n', ['2:1: unknown key "levl"; did you mean "level"?']],
  [
    'several, in the order of the file',
    'level: fast\nignore:\n  - ./a\ntransforms:\n  copy-over-ad: on\n',
    [
      '1:8: level: expected safe, review or unverified, found "fast"',
      '3:5: path pattern "./a": never matches; leave out ./',
      '5:3: unknown transform "copy-over-ad"; did you mean "copy-over-add"?',
    ],
  ],
];

test.each(WRONG)('names the place of %s', (_name, text, expected) => {
  const found = mistakes(text);
  expect(found).toHaveLength(expected.length);
  for (const [index, line] of expected.entries()) {
    if (line === '') expect(found[index]).toMatch(/^\.harden\.yaml:\d+:\d+: ./);
    else expect(found[index]).toBe(`.harden.yaml:${line}`);
  }
});

test.each([
  ['vendor/', undefined],
  ['!keep.yaml', undefined],
  ['**/test/**/*.[Dd]ockerfile', undefined],
  ['a\\[b', undefined],
  ['#x', 'reads as a comment; write \\#'],
  ['C:\\src', 'is an absolute path; patterns start at the root of the repository'],
  ['/', 'matches nothing; write * for everything'],
  ['a\\', 'ends in a lone backslash'],
  ['a\\\\', undefined],
  ['*.{yml,yaml}', 'braces are not expanded; write one pattern for each'],
  ['*a*a*a*a*a*a*b', 'has too many wildcards'],
  ['**/**/**/**/a', 'has too many wildcards'],
  ['a'.repeat(301), 'is longer than 300 characters'],
])('judges the pattern %s', (pattern, problem) => {
  expect(globProblem(pattern)).toBe(problem);
});

const TEXT = `
version: 1
level: review
ignore: [vendor/, "*.gen.yaml"]
allowed-registries: [docker.io/library, ghcr.io]
transforms:
  clean-apt-cache: off
  pin-base-image: {depth: 5}
overrides:
  - paths: [legacy/, "!legacy/new/"]
    level: safe
    transforms:
      clean-apt-cache: {enabled: on}
      pin-base-image: {style: tag}
  - paths: [legacy/api/**]
    transforms:
      clean-apt-cache: false
      pin-base-image: off
`;

test.each([
  ['Dockerfile', { level: 'review', ignored: false, clean: false, pin: true, copy: true, depth: 5, style: 'digest' }],
  ['legacy/Dockerfile', { level: 'safe', ignored: false, clean: true, pin: true, copy: true, depth: 5, style: 'tag' }],
  [
    'legacy/api/Dockerfile',
    { level: 'safe', ignored: false, clean: false, pin: false, copy: true, depth: 5, style: 'tag' },
  ],
  [
    'vendor/x/Dockerfile',
    { level: 'review', ignored: true, clean: false, pin: true, copy: true, depth: 5, style: 'digest' },
  ],
  ['a/b.gen.yaml', { level: 'review', ignored: true, clean: false, pin: true, copy: true, depth: 5, style: 'digest' }],
])('resolves %s', (path, expected) => {
  const config = parseConfig(FILE, TEXT, METAS);
  const resolved = resolveConfig(config, path);
  const options = resolved.options('pin-base-image');
  expect({
    level: resolved.level,
    ignored: resolved.ignored,
    clean: resolved.enabled('clean-apt-cache', true),
    pin: resolved.enabled('pin-base-image', false),
    copy: resolved.enabled('copy-over-add', true),
    depth: options.depth,
    style: options.style,
  }).toEqual(expected);
  expect(options['keep-tag']).toBe(true);
});

test('a preset, for the whole and for some paths', () => {
  const text = 'preset: guide\noverrides: [{paths: [legacy/], preset: recommended}]\n';
  const config = parseConfig(FILE, text, METAS);
  expect(['Dockerfile', 'legacy/Dockerfile'].map((path) => resolveConfig(config, path).preset)).toEqual([
    'guide',
    'recommended',
  ]);
  expect(isInPreset({ enabledByDefault: 'guide' }, 'guide')).toBe(true);
  expect(isInPreset({ enabledByDefault: false }, 'guide')).toBe(false);
});

test('a catalogue of base images, for the whole, for some paths and for one transform', () => {
  const metas = [
    ...METAS,
    { ...METAS[0]!, id: 'moves', options: { bases: { type: 'string', default: 'slim', about: '' } } },
  ] as const;
  const text =
    'bases: dhi\noverrides: [{paths: [legacy/], bases: slim}, {paths: [own/], transforms: {moves: {bases: chainguard}}}]\n';
  const config = parseConfig(FILE, text, metas);
  const bases = (path: string) => resolveConfig(config, path).options('moves').bases;
  expect(['Dockerfile', 'legacy/Dockerfile', 'own/Dockerfile'].map(bases)).toEqual(['dhi', 'slim', 'chainguard']);
  expect(resolveConfig(config, 'Dockerfile').enabled('moves', false)).toBe(false);
  expect(() => parseConfig(FILE, 'bases: ubuntu\n', metas)).toThrow(/bases/);
});

test('options do not turn on what the file turned off', () => {
  const text =
    'transforms: {pin-base-image: off}\noverrides: [{paths: ["*"], transforms: {pin-base-image: {depth: 1}}}]\n';
  const resolved = resolveConfig(parseConfig(FILE, text, METAS), 'Dockerfile');
  expect(resolved.enabled('pin-base-image', true)).toBe(false);
});

test.each([
  ['docker.io', 'library/python', true],
  ['docker.io', 'libraryx/python', false],
  ['docker.io', 'library', true],
  ['ghcr.io', 'team/app', true],
  ['ghcr.io.example.com', 'team/app', false],
])('allows %s/%s: %s', (host, path, allowed) => {
  expect(isRegistryAllowed(['docker.io/library/', 'ghcr.io'], host, path)).toBe(allowed);
  expect(isRegistryAllowed([], host, path)).toBe(true);
});

test('what lookups connect to, with its place', () => {
  const text =
    'level: safe\nregistries:\n  docker.io: {mirrors: [m.example.com, "http://127.0.0.1:5000/x"]}\n  r.example.com:5000: {private: true, ca: r.pem}\nindexes: {python: "https://p.example.com/simple/"}\n';
  const { network } = parseConfig(FILE, text, METAS);
  expect(network).toEqual({
    at: '.harden.yaml:2:1',
    registries: new Map([
      ['docker.io', { mirrors: ['m.example.com', 'http://127.0.0.1:5000/x'], private: false }],
      ['r.example.com:5000', { mirrors: [], private: true, ca: 'r.pem' }],
    ]),
    indexes: { python: 'https://p.example.com/simple/' },
  });
});

test.each(['', '# only a comment\n', '---\n', 'version: 1\n', '\ufeffversion: 1\n'])('%j is the default', (text) => {
  const { ignores, file, text: read, ...rest } = parseConfig(FILE, text, METAS);
  const { ignores: _none, ...expected } = defaultConfig(METAS);
  expect(rest).toEqual(expected);
  expect([file, read]).toEqual([FILE, text]);
  expect(ignores('Dockerfile')).toBe(false);
});

test('the file that init writes is the default, and still valid when every example is uncommented', () => {
  const text = defaultConfigText(METAS);
  expect(mistakes(text)).toEqual([]);
  const { ignores, file: _file, text: _text, ...rest } = parseConfig(FILE, text, METAS);
  const { ignores: _none, ...expected } = defaultConfig(METAS);
  expect(rest).toEqual(expected);
  expect(ignores('vendor/a')).toBe(false);

  const live = text.replace(
    /^# (?=(?:level|preset|ignore|allowed-registries|registries|indexes|verify|limits|bot|overrides|transforms):| {2})/gm,
    '',
  );
  const full = parseConfig(FILE, live, METAS);
  expect([...full.transforms.keys()].sort()).toEqual(METAS.map((each) => each.id).sort());
  for (const each of METAS) {
    const resolved = resolveConfig(full, 'Dockerfile');
    expect(resolved.enabled(each.id, !isInPreset(each, 'recommended'))).toBe(isInPreset(each, 'recommended'));
    expect(resolved.options(each.id)).toEqual(resolveConfig(defaultConfig(METAS), 'Dockerfile').options(each.id));
  }
  const keys = Object.keys(configSchema(METAS).properties as object);
  for (const key of keys) expect(text).toMatch(new RegExp(`^(?:# )?${key}:`, 'm'));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

test.each([
  ['- {http: /x, port: 8080, service: web}', []],
  ['- {http: x, port: 8080}', ['.harden.yaml:4:14: verify.probes[0].http: "x" does not have the form ^/']],
  [
    '- {tcp: 5432, http: /, port: 1}',
    ['.harden.yaml:4:7: verify.probes[0]: expected http with port, tcp or command with service, and one of them'],
  ],
  [
    '- {service: web}',
    ['.harden.yaml:4:7: verify.probes[0]: expected http with port, tcp or command with service, and one of them'],
  ],
  [
    '- {tpc: 5432}',
    [
      '.harden.yaml:4:7: verify.probes[0]: expected http with port, tcp or command with service, and one of them',
      '.harden.yaml:4:8: unknown key "tpc"; did you mean "tcp"?',
    ],
  ],
])('a probe: %s', (probe, expected) => {
  expect(mistakes(`version: 1\nverify:\n  probes:\n    ${probe}\n`)).toEqual(expected);
});

test('probes and the time to wait as verify takes them', () => {
  const text =
    'verify: {timeout: 90, probes: [{service: db, tcp: 5432}, {http: /up, port: 80, body: false}, {service: a, command: [b]}]}';
  expect(parseConfig(FILE, text, METAS).verify).toEqual({
    timeoutMs: 90_000,
    probes: [
      { service: 'db', kind: 'tcp', port: 5432 },
      { kind: 'http', port: 80, path: '/up', body: false },
      { service: 'a', kind: 'command', command: ['b'], body: true },
    ],
  });
  expect(parseConfig(FILE, '', METAS).verify).toEqual({ timeoutMs: 60_000, probes: [] });
});

test('the shipped schema is the schema of the code', () => {
  const shipped = JSON.parse(readFileSync(join(__dirname, '../../schemas/config.schema.json'), 'utf8'));
  const code = JSON.parse(configSchemaText([]));
  // The transforms' own part is compared where the registry is: here, everything else.
  shipped.definitions.transforms.properties = {};
  expect(shipped).toEqual(code);
});

test('what may be written for a transform is spelled out once, however many transforms there are', () => {
  const text = configSchemaText(METAS);
  expect(text.match(/"off"/g)).toHaveLength(1);
  const { definitions } = JSON.parse(text);
  const properties = definitions.transforms.properties as Record<string, { readonly allOf?: unknown }>;
  const named = Object.keys(properties).filter((id) => properties[id]?.allOf);
  expect(named).toEqual(['clean-apt-cache', 'copy-over-add']);
});
