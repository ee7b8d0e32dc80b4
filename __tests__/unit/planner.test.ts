// The guards, tripped on purpose, and the parts of the planner: order, groups, holding, suppressions, joining of steps.
import { coalesce, doEditsMeet, rebase } from '../../src/planner/coalesce.js';
import { groupFiles, orderTransforms, type FileLinks, type Registry } from '../../src/planner/index.js';
import {
  filePath,
  type Change,
  type Edit,
  type FilePath,
  type Outcome,
  type Proposal,
  type Refusal,
  type Safety,
  type Target,
  type Transform,
  type TransformMeta,
} from '../../src/model/index.js';
import { planTexts, type PlanRequest } from '../support/plan.js';

interface AnyDoc {
  readonly file: FilePath;
  readonly text: string;
}

const ASSUMPTION = { id: 'believed', believes: 'a', breaksIf: 'b', checkBy: 'c' };

function edit(file: FilePath, start: number, expect: string, text: string): Edit {
  return { kind: 'edit', file, span: { start, end: start + expect.length }, expect, text };
}

interface Sketch {
  readonly changes: readonly Change[];
  readonly touches?: readonly string[];
  readonly safety?: Safety;
  readonly anchor?: string;
  readonly title?: string;
  /** Where it stands; default: the first edit. */
  readonly start?: number;
  readonly whenOff?: string;
}

function proposal(
  id: string,
  file: FilePath,
  { changes, touches = [], safety = 'safe', anchor = 'file', title = 'Do it', start, whenOff }: Sketch,
): Proposal {
  const first = changes.find((change) => change.kind === 'edit');
  const at = start ?? first?.span.start ?? 0;
  return {
    id: `${id}@${anchor}`,
    anchor,
    at: { file, span: { start: at, end: at + 1 } },
    title,
    why: 'It is better.',
    touches,
    safety,
    assumptions: safety === 'safe' ? [] : [ASSUMPTION],
    evidence: [{ says: 'seen', from: { kind: 'source', file } }],
    changes,
    ...(whenOff !== undefined && { whenOff }),
  } as unknown as Proposal;
}

/** A transform that proposes what `sketch` gives for a document. */
function transform(
  id: string,
  sketch: (doc: AnyDoc) => readonly Sketch[],
  meta: Partial<TransformMeta> = {},
): Transform<AnyDoc> {
  return {
    meta: {
      id,
      title: 'Do it',
      summary: 'Does it.',
      target: 'dockerfile',
      phase: 'packages',
      ceiling: 'review',
      rules: [],
      since: '0.1.0',
      references: [],
      ...meta,
    },
    propose: (doc): Outcome => ({ proposals: sketch(doc).map((each) => proposal(id, doc.file, each)), refusals: [] }),
  };
}

/** Replaces the first `from` by `to`, as long as it is there. */
function replaces(
  id: string,
  from: string,
  to: string,
  sketch: Partial<Sketch> = {},
  meta: Partial<TransformMeta> = {},
): Transform<AnyDoc> {
  return transform(
    id,
    ({ file, text }) =>
      text.includes(from) ? [{ changes: [edit(file, text.indexOf(from), from, to)], ...sketch }] : [],
    meta,
  );
}

function registryOf(...transforms: readonly Transform<AnyDoc>[]): Registry {
  const of = (target: Target): Transform<never>[] =>
    transforms.filter(({ meta }) => meta.target === target) as unknown as Transform<never>[];
  return {
    dockerfile: of('dockerfile'),
    compose: of('compose'),
    kubernetes: of('kubernetes'),
    pipeline: of('pipeline'),
  };
}

function planned(
  texts: Readonly<Record<string, string>> | string,
  transforms: readonly Transform<AnyDoc>[],
  request: Partial<PlanRequest> = {},
) {
  const files = typeof texts === 'string' ? { Dockerfile: texts } : texts;
  const { plans, errors, after } = planTexts(files, { registry: registryOf(...transforms), ...request });
  return {
    after,
    errors,
    steps: plans.flatMap(({ steps }) => steps),
    dropped: plans.flatMap(({ dropped }) => dropped),
    held: plans.flatMap(({ held }) => held),
    refused: plans.flatMap(({ refused }) => refused),
    plans,
  };
}

describe('a step that breaks its word is dropped, and the text stays as it was', () => {
  const docker = 'FROM a\n# about one\nRUN one\nENV A=1 AB=2\nCMD ["x"]\n';
  const compose = 'services:\n  web: # first\n    image: a\n  db:\n    image: b\n';
  const manifest =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n    - name: c\n      image: a\n';
  const everything = ['stage:0', 'services', 'directive', 'stray'];
  const at = (from: string, to: string, sketch: Partial<Sketch> = {}) => ({ from, to, sketch });

  const cases: readonly (readonly [
    name: string,
    guard: string,
    path: string,
    text: string,
    change: ReturnType<typeof at>,
  ])[] = [
    ['an instruction becomes none', 'reparse', 'Dockerfile', docker, at('RUN one', 'RUM one', { touches: everything })],
    [
      'a heredoc is left open',
      'reparse',
      'Dockerfile',
      docker,
      at('one\nENV', 'cat <<E\nENV', { touches: everything }),
    ],
    [
      'the two parsers part',
      'reparse',
      'Dockerfile',
      docker,
      at('RUN one', 'RUN cat 3<<E\nRUN x\nE', { touches: everything }),
    ],
    ['FROM is gone', 'reparse', 'Dockerfile', 'FROM a\n', at('FROM a', 'ARG a', { touches: everything })],
    [
      'YAML that cannot be read',
      'reparse',
      'compose.yaml',
      compose,
      at('image: a', 'image: [a', { touches: everything }),
    ],
    [
      'a key twice',
      'reparse',
      'compose.yaml',
      compose,
      at('    image: a\n', '    image: a\n    image: c\n', { touches: everything }),
    ],
    [
      'a manifest that cannot be read',
      'reparse',
      'pod.yaml',
      manifest,
      at('image: a', 'image: "a', { touches: ['Pod'] }),
    ],
    ['another place changes', 'drift', 'Dockerfile', docker, at('RUN one', 'RUN two', { touches: ['stage:0.env'] })],
    ['nothing is declared', 'drift', 'Dockerfile', docker, at('RUN one', 'RUN two')],
    [
      'the name of the place only begins alike',
      'drift',
      'Dockerfile',
      docker,
      at('AB=2', 'AB=3', { touches: ['stage:0.env.A'] }),
    ],
    [
      'the order changes',
      'drift',
      'Dockerfile',
      docker,
      at('ENV A=1 AB=2\n', 'ENV A=1 AB=2\nRUN two\n', { touches: ['stage:0.run:1'] }),
    ],
    [
      'another service changes',
      'drift',
      'compose.yaml',
      compose,
      at('image: b', 'image: c', { touches: ['services.web'] }),
    ],
    [
      'the type of a value changes',
      'drift',
      'compose.yaml',
      compose,
      at('image: b', 'image: 1', { touches: ['services.web'] }),
    ],
    [
      'another container changes',
      'drift',
      'pod.yaml',
      manifest,
      at('image: a', 'image: b', { touches: ['Deployment/x'] }),
    ],
    ['a comment is lost', 'comments', 'Dockerfile', docker, at('# about one\n', '')],
    ['a comment is rewritten', 'comments', 'Dockerfile', docker, at('# about one', '# about two')],
    [
      'a comment moves to another instruction',
      'comments',
      'Dockerfile',
      docker,
      at('# about one\nRUN one\nENV A=1 AB=2\n', 'RUN one\nENV A=1 AB=2\n# about one\n'),
    ],
    [
      'a comment is swallowed by a heredoc',
      'comments',
      'Dockerfile',
      docker,
      at('# about one\nRUN one\n', 'RUN <<E\n# about one\none\nE\n', { touches: ['stage:0.run:0'] }),
    ],
    [
      'comments change places',
      'comments',
      'Dockerfile',
      '# a\nFROM a\n# b\nRUN b\n',
      at('# a\nFROM a\n# b', '# b\nFROM a\n# a'),
    ],
    ['a comment of YAML is lost', 'comments', 'compose.yaml', compose, at(' # first', '')],
    [
      'a comment of YAML moves to another key',
      'comments',
      'compose.yaml',
      compose,
      at('web: # first\n    image: a\n  db:', 'web:\n    image: a\n  db: # first'),
    ],
    ['CRLF in a file with LF', 'newlines', 'Dockerfile', docker, at('# about one\n', '# about one\n\r\n')],
    [
      'LF in a file with CRLF',
      'newlines',
      'Dockerfile',
      docker.replaceAll('\n', '\r\n'),
      at('# about one\r\n', '# about one\r\n\n'),
    ],
    ['the final newline is lost', 'newlines', 'Dockerfile', docker, at('["x"]\n', '["x"]')],
    ['a final newline is added', 'newlines', 'Dockerfile', 'FROM a\nCMD ["x"]', at('["x"]', '["x"]\n')],
    ['the byte order mark is lost', 'newlines', 'Dockerfile', `\ufeff${docker}`, at('\ufeff', '')],
    ['a byte order mark is added', 'newlines', 'Dockerfile', docker, at('FROM a', '\ufeffFROM a')],
    ['CRLF in a Compose file with LF', 'newlines', 'compose.yaml', compose, at('  db:\n', '\r\n  db:\n')],
    ['nothing changes', 'edits', 'Dockerfile', docker, at('RUN one', 'RUN one')],
  ];
  test.each(cases)('%s', (_, guard, path, text, { from, to, sketch }) => {
    const target = path === 'Dockerfile' ? 'dockerfile' : path === 'pod.yaml' ? 'kubernetes' : 'compose';
    const { steps, dropped, after } = planned({ [path]: text }, [replaces('bad-one', from, to, sketch, { target })]);
    expect(dropped.map((each) => [each.guard, each.transform, each.file])).toEqual([[guard, 'bad-one', path]]);
    expect(steps).toEqual([]);
    expect(after).toEqual({ [path]: text });
  });

  const file = filePath('Dockerfile');
  test.each<[string, string, readonly Change[]]>([
    ['edits that overlap', 'overlap', [edit(file, 7, '# about', '# over'), edit(file, 9, 'about', 'under')]],
    ['words that are not there', 'expected "RUN two"', [edit(file, 19, 'RUN two', 'RUN one')]],
    ['a place behind the end', 'outside', [{ ...edit(file, 5, 'a', 'b'), span: { start: 5, end: 5000 } }]],
    ['a place before the beginning', 'outside', [{ ...edit(file, 5, 'a', 'b'), span: { start: -1, end: 1 } }]],
    ['a file that is not there', 'does not exist', [edit(filePath('x.sh'), 0, 'a', 'b')]],
    ['a new file that is there', 'exists', [{ kind: 'create', file, text: 'x' }]],
  ])('%s', (_, message, changes) => {
    const { steps, dropped, after } = planned(docker, [transform('bad-one', () => [{ changes, touches: everything }])]);
    expect(dropped).toEqual([expect.objectContaining({ guard: 'edits', message: expect.stringContaining(message) })]);
    expect(steps).toEqual([]);
    expect(after).toEqual({ Dockerfile: docker });
  });

  test('a safety above the declared ceiling', () => {
    const { dropped, after } = planned(docker, [
      replaces('bad-one', 'RUN one', 'RUN two', { touches: everything, safety: 'review' }, { ceiling: 'safe' }),
    ]);
    expect(dropped.map(({ guard }) => guard)).toEqual(['ceiling']);
    expect(after).toEqual({ Dockerfile: docker });
  });

  test('a throw', () => {
    const thrower = transform('bad-one', () => {
      throw new TypeError('no such thing');
    });
    const { dropped, after } = planned(docker, [thrower]);
    expect(dropped).toEqual([expect.objectContaining({ guard: 'throw', message: 'TypeError: no such thing' })]);
    expect(after).toEqual({ Dockerfile: docker });
  });

  test('a step that comes back, alone or because another undoes it', () => {
    const growing = transform('grow', ({ file: path, text }) => [
      { changes: [edit(path, text.indexOf('RUN one'), 'RUN one', 'RUN one one')], touches: everything },
    ]);
    const there = replaces('there', 'RUN one', 'RUN two', { touches: everything });
    const back = replaces('back', 'RUN two', 'RUN one', { touches: everything }, { after: ['there'] });
    for (const [transforms, names] of [
      [[growing], ['grow']],
      [[there, back], ['there']],
    ] as const) {
      const { steps, dropped, after } = planned(docker, transforms);
      expect(dropped.map(({ guard, transform: id }) => [guard, id])).toEqual(names.map((name) => ['unstable', name]));
      expect(steps).toEqual([]);
      expect(after).toEqual({ Dockerfile: docker });
    }
  });

  test('the steps of others are kept', () => {
    const good = replaces('good-one', 'A=1', 'A=2', { touches: ['stage:0.env.A'] });
    const { steps, dropped, after } = planned(docker, [replaces('bad-one', 'RUN one', 'RUM one'), good]);
    expect(dropped.map(({ transform: id }) => id)).toEqual(['bad-one']);
    expect(steps.map(({ id }) => id)).toEqual(['good-one@file']);
    expect(after.Dockerfile).toBe(docker.replace('A=1', 'A=2'));
  });

  test('a step in several files is all or nothing', () => {
    const texts = { Dockerfile: docker, 'compose.yaml': 'services:\n  web:\n    build: .\n    user: "1"\n' };
    function both(to: string): Transform<AnyDoc> {
      return transform('both', ({ file: path, text }) =>
        text.includes('USER 2')
          ? []
          : [
              {
                changes: [
                  edit(path, text.indexOf('CMD'), '', 'USER 2\n'),
                  edit(filePath('compose.yaml'), texts['compose.yaml'].indexOf('"1"'), '"1"', to),
                ],
                touches: ['stage:0', 'services.web.user'],
              },
            ],
      );
    }
    const good = planned(texts, [both('"2"')]);
    expect(good.dropped).toEqual([]);
    expect(good.steps.map(({ id, files }) => [id, files.map(({ path }) => path)])).toEqual([
      ['both@file:Dockerfile', ['Dockerfile', 'compose.yaml']],
    ]);
    expect(good.after['compose.yaml']).toContain('user: "2"');
    const bad = planned(texts, [both('"2')]);
    expect(bad.dropped.map(({ guard, file: path }) => [guard, path])).toEqual([['reparse', 'compose.yaml']]);
    expect(bad.after).toEqual(texts);
  });
});

test('what is declared may change, with all below it', () => {
  for (const touches of [['stage:0.env.A'], ['stage:0.env'], ['stage:0']]) {
    expect(planned('FROM a\nENV A=1\n', [replaces('x', 'A=1', 'A=2', { touches })]).dropped).toEqual([]);
  }
  const compose = { 'compose.yaml': 'services:\n  web:\n    image: a\n    deploy: {}\n' };
  const filled = replaces(
    'x',
    'deploy: {}',
    'deploy: {replicas: 2}',
    { touches: ['services.web.deploy.replicas'] },
    { target: 'compose' },
  );
  expect(planned(compose, [filled]).dropped).toEqual([]);
});

test('each transform sees what the ones before it wrote, new files too', () => {
  const make = transform('a-make', () => [
    { changes: [{ kind: 'create', file: filePath('.dockerignore'), text: '.git\n' }] },
  ]);
  const once: Transform<AnyDoc> = {
    ...make,
    propose: (doc, context) =>
      context.evidence.repository.read(filePath('.dockerignore')) === undefined
        ? make.propose(doc, context)
        : { proposals: [], refusals: [] },
  };
  const { steps, after, dropped } = planned('FROM a\nRUN one\n', [
    once,
    replaces('b', 'one', 'two', { touches: ['stage:0'] }),
    replaces('c', 'two', 'three', { touches: ['stage:0'] }, { after: ['b'] }),
  ]);
  expect(dropped).toEqual([]);
  expect(steps.map(({ transform: id, files }) => [id, files[0]!.before, files[0]!.after])).toEqual([
    ['a-make', undefined, '.git\n'],
    ['b', 'FROM a\nRUN one\n', 'FROM a\nRUN two\n'],
    ['c', 'FROM a\nRUN two\n', 'FROM a\nRUN three\n'],
  ]);
  expect(after).toEqual({ Dockerfile: 'FROM a\nRUN three\n', '.dockerignore': '.git\n' });
});

test('refusals and held steps name the place in the file on disk', () => {
  const refusal: Transform<AnyDoc> = {
    ...transform('z', () => []),
    propose: ({ file, text }) => {
      const start = text.indexOf('CMD');
      return {
        proposals: [],
        refusals: [
          {
            anchor: 'file',
            at: { file, span: { start, end: start + 3 } },
            code: 'ambiguous',
            message: 'Which?',
          } satisfies Refusal,
        ],
      };
    },
  };
  const longer = replaces('a', 'RUN one', 'RUN one \\\n && two', { touches: ['stage:0'] });
  const stop = transform(
    'y',
    ({ file, text }) =>
      text.includes('&& two') ? [{ changes: [edit(file, text.indexOf('CMD'), 'CMD', 'Cmd')], safety: 'manual' }] : [],
    { ceiling: 'manual' },
  );
  const once = {
    ...longer,
    propose: (doc: AnyDoc, context: never) =>
      doc.text.includes('two') ? { proposals: [], refusals: [] } : longer.propose(doc, context),
  };
  const { refused, held, after } = planned('FROM a\nRUN one\nCMD x\n', [once, stop, refusal]);
  expect(after.Dockerfile).toContain('&& two');
  expect(refused.map(({ line, column, at }) => [line, column, at.span.start])).toEqual([[3, 1, 15]]);
  expect(held.map(({ at }) => [at.line, at.span.start])).toEqual([[3, 15]]);
});

test('a file that does not parse is an error with its place, and the others go on', () => {
  const texts = {
    Dockerfile: 'FROM a\nRUN one\n',
    'b/Dockerfile': 'FROM a\n RUM one\n',
    'c/compose.yaml': 'services:\n  web: [\n',
  };
  const { errors, after } = planned(texts, [replaces('x', 'one', 'two', { touches: ['stage:0'] })]);
  expect(errors.map(({ path, line, column }) => [path, line, column])).toEqual([
    ['b/Dockerfile', 2, 2],
    ['c/compose.yaml', expect.any(Number), expect.any(Number)],
  ]);
  expect(after).toEqual({ ...texts, Dockerfile: 'FROM a\nRUN two\n' });
});

test.each<[string, Partial<Sketch>, Partial<PlanRequest>, string[], [string, string][]]>([
  ['nothing stands in the way', {}, {}, ['x@file'], []],
  ['--level safe', { safety: 'review' }, { level: 'safe' }, [], [['level', '--level safe']]],
  ['--level safe and a safe step', {}, { level: 'safe' }, ['x@file'], []],
  ['--only another', {}, { only: ['y'] }, [], [['only', '--only y']]],
  ['--only this', {}, { only: ['x'] }, ['x@file'], []],
  ['--skip', {}, { skip: ['x'] }, [], [['skip', '--skip x']]],
  ['--step another', {}, { steps: ['y@file'] }, [], [['step', '--step']]],
  ['--step this', {}, { steps: ['x@file'] }, ['x@file'], []],
  ['turned down', {}, { rejected: ['x@file'] }, [], [['rejected', 'rejected']]],
  ['unverified by default', { safety: 'unverified' }, {}, [], [['needs-run', '--level review']]],
  ['unverified, about to be run', { safety: 'unverified' }, { tried: true }, ['x@file'], []],
  [
    'unverified and --level safe',
    { safety: 'unverified' },
    { level: 'safe', tried: true },
    [],
    [['level', '--level safe']],
  ],
  ['--level unverified', { safety: 'unverified' }, { level: 'unverified' }, ['x@file'], []],
  ['--level unverified and review', { safety: 'review' }, { level: 'unverified' }, ['x@file'], []],
  ['manual', { safety: 'manual' }, {}, [], [['manual', 'shown as a sketch, never applied']]],
])('held: %s', (_, sketch, request, steps, held) => {
  const result = planned(
    'FROM a\nRUN one\n',
    [replaces('x', 'one', 'two', { touches: ['stage:0'], ...sketch }, { ceiling: 'manual' })],
    request,
  );
  expect(result.steps.map(({ id }) => id)).toEqual(steps);
  expect(result.held.map(({ heldBy, by }) => [heldBy, by])).toEqual(held);
  expect(result.dropped).toEqual([]);
});

describe('a transform that the preset leaves out', () => {
  const gone = { touches: ['stage:0'], whenOff: 'it goes without' };
  const off: Partial<TransformMeta> = { enabledByDefault: 'guide', namedWhenOff: true };
  const twice = transform(
    'x',
    ({ file, text }) =>
      ['one', 'two']
        .filter((word) => text.includes(word))
        .map((word) => ({ changes: [edit(file, text.indexOf(word), word, 'x')], ...gone })),
    off,
  );
  const text = 'FROM a\nRUN one\nRUN two\n';

  test('the output names its last step of a file, by what the file goes without', () => {
    const { steps, held, dropped } = planned(text, [twice], { asConfigured: {} });
    expect([steps, dropped]).toEqual([[], []]);
    expect(held.map(({ id, heldBy, by, why, at }) => [id, heldBy, by, why, at.line])).toEqual([
      ['x@file', 'preset', 'preset: recommended', 'it goes without', 3],
    ]);
  });

  test('the preset that has it takes the steps, and so does its name', () => {
    expect(planned(text, [twice], { asConfigured: {}, preset: 'guide' }).after).toEqual({
      Dockerfile: text.replace(/one|two/g, 'x'),
    });
    expect(planned(text, [twice], { asConfigured: {}, only: ['x'] }).held).toEqual([]);
  });

  test.each<[string, Partial<Sketch>, Partial<TransformMeta>, Partial<PlanRequest>]>([
    ['turned off by name', gone, off, { asConfigured: { x: false } }],
    ['another is asked for', gone, off, { asConfigured: {}, only: ['y'] }],
    ['left out by --skip', gone, off, { asConfigured: {}, skip: ['x'] }],
    ['it is more daring than the level', { ...gone, safety: 'review' }, off, { asConfigured: {}, level: 'safe' }],
    ['nothing is gone without', { touches: ['stage:0'] }, off, { asConfigured: {} }],
    ['it is not one to name', gone, { enabledByDefault: 'guide' }, { asConfigured: {} }],
    ['no preset has it', gone, { ...off, enabledByDefault: false }, { asConfigured: {} }],
  ])('nothing is said: %s', (_, sketch, meta, request) => {
    const { steps, held } = planned(text, [replaces('x', 'one', 'two', sketch, meta)], request);
    expect([steps, held]).toEqual([[], []]);
  });
});

describe('suppressions hold where they stand', () => {
  const marks = 'one two';
  /** Turns `one` into `ONE` and `two` into `TWO`, each a step of its own. */
  function shout(target: Target): Transform<AnyDoc> {
    const sketch = ({ file, text }: AnyDoc): Sketch[] =>
      marks
        .split(' ')
        .filter((word) => text.includes(`${word}!`))
        .map((word) => ({
          anchor: word,
          changes: [edit(file, text.indexOf(`${word}!`), word, word.toUpperCase())],
          touches: ['stage:0', 'stage:1', 'stage:2', 'services'],
        }));
    return transform('shout', sketch, {
      target,
      rules: ['DL3008', 'BK StageNameCasing', 'KICS Missing User Instruction'],
    });
  }
  test.each<[string, string, string[]]>([
    ['none', 'FROM a\nRUN one!\nRUN two!\n', ['one', 'two']],
    ['on the line above', 'FROM a\n# harden-ignore shout: because\nRUN one!\nRUN two!\n', ['two']],
    [
      'with other comments and blank lines between',
      'FROM a\n# harden-ignore shout\n# more\n\nRUN one!\nRUN two!\n',
      ['two'],
    ],
    ['for everything', 'FROM a\n# harden-ignore: because\nRUN one!\nRUN two!\n', ['two']],
    ['for another transform', 'FROM a\n# harden-ignore whisper\nRUN one!\nRUN two!\n', ['one', 'two']],
    ['inside a RUN, for the line below', 'FROM a\nRUN x \\\n# harden-ignore shout\n && one! \\\n && two!\n', ['two']],
    ['for the file', 'FROM a\nRUN one!\n# harden-ignore-file shout: because\nRUN two!\n', []],
    ['by the rule of a linter', 'FROM a\n# hadolint ignore=DL3008\nRUN one!\nRUN two!\n', ['two']],
    ['by a rule that is not the transform’s', 'FROM a\n# hadolint ignore=DL3009\nRUN one!\nRUN two!\n', ['one', 'two']],
    ['of a linter, for the file', '# hadolint global ignore=DL3008\nFROM a\nRUN one!\nRUN two!\n', []],
    ['in a directive', '# check=skip=StageNameCasing\nFROM a\nRUN one!\nRUN two!\n', []],
    [
      'for a stage',
      '# hello\nFROM a\nRUN x\n# kics-scan ignore-block\nFROM b\nRUN one!\nRUN x\nFROM c\nRUN two!\n',
      ['two'],
    ],
  ])('%s', (_, text, expected) => {
    const { steps, held, dropped } = planned(text, [shout('dockerfile')]);
    expect(dropped).toEqual([]);
    expect(steps.map(({ anchor }) => anchor)).toEqual(expected);
    expect(held.map(({ anchor, heldBy }) => [anchor, heldBy])).toEqual(
      marks
        .split(' ')
        .filter((word) => !expected.includes(word))
        .map((word) => [word, 'suppression']),
    );
  });
  test.each<[string, string, string[]]>([
    [
      'on the line, for that line alone',
      'services:\n  a:\n    image: one! # harden-ignore shout\n    command: two!\n',
      ['two'],
    ],
    ['above the line', 'services:\n  a:\n    # harden-ignore shout\n    image: one!\n  b:\n    image: two!\n', ['two']],
    [
      'above the block',
      'services:\n  # kics-scan ignore-block\n  a:\n    image: one!\n  b:\n    image: two!\n',
      ['two'],
    ],
    [
      'above the service, for that line alone',
      'services:\n  # harden-ignore shout\n  a:\n    image: one!\n  b:\n    image: two!\n',
      ['one', 'two'],
    ],
  ])('in YAML: %s', (_, text, expected) => {
    const { steps, dropped } = planned({ 'compose.yaml': text }, [shout('compose')]);
    expect(dropped).toEqual([]);
    expect(steps.map(({ anchor }) => anchor)).toEqual(expected);
  });
});

describe('order', () => {
  const named = (id: string, ...after: string[]) => transform(id, () => [], { after });
  test.each<[string, Transform<AnyDoc>[], string[]]>([
    ['by id', [named('b'), named('a')], ['a', 'b']],
    ['after what it names', [named('a', 'c'), named('b'), named('c')], ['c', 'a', 'b']],
    ['through several', [named('a', 'b'), named('b', 'c'), named('c')], ['c', 'b', 'a']],
  ])('%s', (_, list, expected) => {
    expect(orderTransforms(list).map(({ meta }) => meta.id)).toEqual(expected);
    expect(orderTransforms([...list].reverse()).map(({ meta }) => meta.id)).toEqual(expected);
  });
  test('a cycle is named, and so is what does not exist', () => {
    expect(() => orderTransforms([named('a', 'b'), named('b', 'c'), named('c', 'a')])).toThrow('a -> b -> c -> a');
    expect(() => orderTransforms([named('a', 'a')])).toThrow('a -> a');
    expect(() => orderTransforms([named('a', 'z')])).toThrow('a comes after z, which does not exist');
    expect(orderTransforms([named('a', 'z')], new Set(['a', 'z']))).toHaveLength(1);
  });
});

describe('groups', () => {
  const file = (
    path: string,
    target: Target,
    builds: readonly string[] = [],
    images: readonly string[] = [],
  ): FileLinks => ({
    path: filePath(path),
    target,
    builds: builds.map((dockerfile) => ({ service: 's', dockerfile: filePath(dockerfile), context: '' as const })),
    images,
  });
  test.each<[string, FileLinks[], string[][]]>([
    [
      'alone',
      [file('a', 'dockerfile'), file('b.yaml', 'compose'), file('c.yaml', 'kubernetes')],
      [['a'], ['b.yaml'], ['c.yaml']],
    ],
    [
      'a Compose file and what it builds',
      [file('a', 'dockerfile'), file('b', 'dockerfile'), file('c.yaml', 'compose', ['a', 'b'])],
      [['a', 'b', 'c.yaml']],
    ],
    [
      'two Compose files that build the same',
      [file('a', 'dockerfile'), file('b.yaml', 'compose', ['a']), file('c.yaml', 'compose', ['a'])],
      [['a', 'b.yaml', 'c.yaml']],
    ],
    [
      'a manifest that runs what is built',
      [
        file('a', 'dockerfile'),
        file('b.yaml', 'compose', ['a'], ['me/app']),
        file('c.yaml', 'kubernetes', [], ['me/app']),
      ],
      [['a', 'b.yaml', 'c.yaml']],
    ],
    [
      'a manifest that runs another image',
      [file('b.yaml', 'compose', [], ['me/app']), file('c.yaml', 'kubernetes', [], ['me/other'])],
      [['b.yaml'], ['c.yaml']],
    ],
    ['a build of a file that is not there', [file('b.yaml', 'compose', ['gone'])], [['b.yaml']]],
    [
      'a chain',
      [
        file('1', 'dockerfile'),
        file('2', 'dockerfile'),
        file('3', 'dockerfile'),
        file('x.yaml', 'compose', ['1', '2']),
        file('y.yaml', 'compose', ['2', '3']),
      ],
      [['1', '2', '3', 'x.yaml', 'y.yaml']],
    ],
  ])('%s', (_, files, expected) => {
    const paths = (list: readonly FileLinks[]) =>
      groupFiles(list).map(({ dockerfiles, compose, kubernetes }) => [...dockerfiles, ...compose, ...kubernetes]);
    expect(paths(files)).toEqual(expected);
    expect(paths([...files].reverse())).toEqual(expected);
  });
  test('builds of other groups in one context are known, and join nothing', () => {
    const groups = groupFiles([
      file('x/a', 'dockerfile'),
      file('x/b', 'dockerfile'),
      file('c', 'dockerfile'),
      file('y/d', 'dockerfile'),
      file('1.yaml', 'compose', ['x/a']),
      file('2.yaml', 'compose', ['x/b']),
    ]);
    const sharing = groups.map(({ id, sharing: each = [] }) => [
      id,
      ...each.map(({ dockerfile }) => dockerfile).sort(),
    ]);
    expect(sharing).toEqual([['c', 'x/a', 'x/b'], ['x/a', 'x/b'], ['x/b', 'x/a'], ['y/d']]);
  });
  test('the id is the first file, and links keep who names what', () => {
    const [group] = groupFiles([file('c.yaml', 'compose', ['z']), file('z', 'dockerfile')]);
    expect(group!.id).toBe('z');
    expect(group!.links).toEqual([{ file: 'c.yaml', service: 's', dockerfile: 'z', context: '' }]);
  });
});

describe('steps of one pattern', () => {
  const file = filePath('Dockerfile');
  const one = (start: number, sketch: Partial<Sketch> = {}) =>
    proposal('x', file, { changes: [edit(file, start, 'a', 'b')], touches: [`t${start}`], ...sketch });
  test('are one where they say the same', () => {
    const [joined, ...others] = coalesce([one(1), one(5), one(9)]);
    expect(others).toEqual([]);
    expect(joined).toMatchObject({ id: 'x@file', touches: ['t1', 't5', 't9'] });
    expect(joined!.changes).toHaveLength(3);
    expect(joined!.evidence).toHaveLength(3);
  });
  test.each<[string, Proposal[], number]>([
    ['another anchor', [one(1), one(5, { anchor: 'other' })], 2],
    ['another safety', [one(1), one(5, { safety: 'review' })], 2],
    ['another title', [one(1), one(5, { title: 'Do that' })], 2],
    ['edits that meet', [one(1), one(1)], 2],
    [
      'one new file twice',
      [
        proposal('x', file, { changes: [{ kind: 'create', file, text: '' }] }),
        proposal('x', file, { changes: [{ kind: 'create', file, text: '' }] }),
      ],
      2,
    ],
  ])('stay apart: %s', (_, list, count) => {
    expect(coalesce(list)).toHaveLength(count);
  });
  test('are applied as one, and shown with an id of their own where they are not', () => {
    const text = 'FROM a\nRUN one\nRUN one\n';
    const all = transform('x', ({ text: now }) =>
      [...now.matchAll(/one/g)].map((match) => ({
        changes: [edit(file, match.index, 'one', 'two')],
        touches: ['stage:0'],
      })),
    );
    expect(planned(text, [all]).steps.map(({ id, changes }) => [id, changes.length])).toEqual([['x@file', 2]]);
    const apart = transform('x', ({ text: now }) =>
      [...now.matchAll(/one/g)].map((match, at) => ({
        title: `Do ${at}`,
        changes: [edit(file, match.index, 'one', 'two')],
        touches: ['stage:0'],
      })),
    );
    const { steps, after } = planned(text, [apart]);
    expect(steps.map(({ id }) => id)).toEqual(['x@file', 'x@file#2']);
    expect(after.Dockerfile).toBe('FROM a\nRUN two\nRUN two\n');
  });
  test('that overlap are proposed again on the result', () => {
    const pairs = transform('x', ({ text }) =>
      [...text.matchAll(/(?=a a)/g)].map((match, at) => ({
        title: `Do ${at}`,
        changes: [edit(file, match.index, 'a a', 'a')],
        touches: ['stage:0'],
      })),
    );
    const { after, dropped } = planned('FROM x\nRUN a a a a\n', [pairs]);
    expect(dropped).toEqual([]);
    expect(after.Dockerfile).toBe('FROM x\nRUN a\n');
  });
  test.each<[string, [number, string][], boolean]>([
    [
      'apart',
      [
        [0, 'ab'],
        [5, 'c'],
      ],
      false,
    ],
    [
      'side by side',
      [
        [0, 'ab'],
        [2, 'c'],
      ],
      false,
    ],
    [
      'overlapping',
      [
        [0, 'ab'],
        [1, 'b'],
      ],
      true,
    ],
    [
      'two insertions at one place',
      [
        [3, ''],
        [3, ''],
      ],
      true,
    ],
    [
      'an insertion at the start of a replacement',
      [
        [3, ''],
        [3, 'a'],
      ],
      true,
    ],
    [
      'an insertion at the end of a replacement',
      [
        [0, 'abc'],
        [3, ''],
      ],
      false,
    ],
  ])('edits %s', (_, edits, expected) => {
    expect(doEditsMeet(edits.map(([start, text]) => edit(file, start, text, 'x')))).toBe(expected);
  });
  test('an edit moves with the edits before it, and not where they meet', () => {
    const done = new Map([[file, [edit(file, 2, '', 'xyz'), edit(file, 10, 'abc', '')]]]);
    const spans = (changes: readonly Change[] | undefined) =>
      changes?.map((change) => (change.kind === 'edit' ? [change.span.start, change.span.end] : []));
    expect(spans(rebase([edit(file, 0, 'a', 'b'), edit(file, 5, 'ab', ''), edit(file, 20, 'c', '')], done))).toEqual([
      [0, 1],
      [8, 10],
      [20, 21],
    ]);
    expect(rebase([edit(file, 11, 'b', '')], done)).toBeUndefined();
    const other = [edit(filePath('other'), 11, 'b', '')];
    expect(rebase(other, done)).toEqual(other);
  });
});
