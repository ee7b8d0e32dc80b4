// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles
// The Dockerfile reader against what BuildKit's parser does with the same text.
import { filePath, ParseError } from '../../src/model/index.js';
import {
  anchorOf,
  buildStates,
  commentsAbove,
  disagreement,
  dockerfilePlaces,
  expandArgs,
  hasPosixShell,
  isWindows,
  parseDockerfile,
  runPlace,
  shippedStages,
  unquoteValue,
  type DockerfileDoc,
  mountsOver,
} from '../../src/dockerfile/index.js';
import { managerFamily, hasOption, packageCommands } from '../../src/runs/index.js';

const FILE = filePath('Dockerfile');

function read(text: string): DockerfileDoc {
  return parseDockerfile(FILE, text);
}

/** `KEYWORD first-last arguments`, one for each instruction; lines count from 1. */
function outline(text: string): string[] {
  return read(text).instructions.map(
    ({ keyword, line, endLine, args }) => `${keyword} ${line + 1}-${endLine + 1} ${args}`,
  );
}

describe('instructions', () => {
  const cases: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
    ['plain', 'FROM a\nRUN b\n', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['no final newline', 'FROM a\nRUN b', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['lower and mixed case', 'from a\nRuN b\n', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['indented, with tabs and blanks behind', '\tFROM a  \n  RUN b\t\n', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['a continuation', 'FROM a\nRUN b \\\n    c\n', ['FROM 1-1 a', 'RUN 2-3 b     c']],
    ['blanks behind the backslash', 'FROM a\nRUN b \\ \t\n c\n', ['FROM 1-1 a', 'RUN 2-3 b  c']],
    ['two backslashes do not continue', 'FROM a\nRUN b \\\\\nRUN c\n', ['FROM 1-1 a', 'RUN 2-2 b \\\\', 'RUN 3-3 c']],
    ['a backslash alone on a line', 'FROM a\nRUN b \\\n\\\n c\n', ['FROM 1-1 a', 'RUN 2-4 b  c']],
    ['a word cut in two', 'FROM a\nRUN ec\\\nho\n', ['FROM 1-1 a', 'RUN 2-3 echo']],
    ['a comment inside', 'FROM a\nRUN b \\\n# no\n c\n', ['FROM 1-1 a', 'RUN 2-4 b  c']],
    ['an indented comment inside', 'FROM a\nRUN b \\\n   # no \\\n c\n', ['FROM 1-1 a', 'RUN 2-4 b  c']],
    ['a blank line inside', 'FROM a\nRUN b \\\n\n  \n c\n', ['FROM 1-1 a', 'RUN 2-5 b  c']],
    ['a backslash at the end of the file', 'FROM a\nRUN b \\\n', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['a backslash, then only comments', 'FROM a\nRUN b \\\n# c\n# d\n', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['a hash behind a word', 'FROM a\nRUN b # c\n', ['FROM 1-1 a', 'RUN 2-2 b # c']],
    ['CRLF', 'FROM a\r\nRUN b \\\r\n c\r\n', ['FROM 1-1 a', 'RUN 2-3 b  c']],
    ['a byte order mark', '\ufeffFROM a\nRUN b\n', ['FROM 1-1 a', 'RUN 2-2 b']],
    ['a byte order mark before a directive', '\ufeff# escape=`\nFROM a\nRUN b `\n c\n', ['FROM 2-2 a', 'RUN 3-4 b  c']],
    ['ARG before FROM', 'ARG A=1\nFROM a:$A\n', ['ARG 1-1 A=1', 'FROM 2-2 a:$A']],
    ['ONBUILD keeps its instruction as argument', 'FROM a\nONBUILD RUN b\n', ['FROM 1-1 a', 'ONBUILD 2-2 RUN b']],
    ['MAINTAINER without a name', 'FROM a\nMAINTAINER\n', ['FROM 1-1 a', 'MAINTAINER 2-2 ']],
    [
      'a misspelt directive is kept for its repair',
      'SYNTAX docker/dockerfile:1\nFROM a\n',
      ['SYNTAX 1-1 docker/dockerfile:1', 'FROM 2-2 a'],
    ],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(outline(text)).toEqual(expected);
  });
});

describe('heredocs', () => {
  /** `name body` with `-` for <<- and `'` where nothing is expanded. */
  function heredocs(text: string): string[] {
    const doc = read(text);
    return doc.instructions.flatMap((instruction) =>
      instruction.heredocs.map(
        ({ name, chomp, expand, body }) =>
          `${chomp ? '-' : ''}${expand ? '' : "'"}${name} ${doc.text.slice(body.start, body.end)}`,
      ),
    );
  }
  const cases: readonly (readonly [
    name: string,
    text: string,
    expected: readonly string[],
    after: readonly string[],
  ])[] = [
    ['plain', 'FROM a\nRUN <<EOF\nb\nEOF\nRUN c\n', ['EOF b\n'], ['RUN 2-4 <<EOF', 'RUN 5-5 c']],
    ['empty', 'FROM a\nRUN <<EOF\nEOF\n', ['EOF '], ['RUN 2-3 <<EOF']],
    ['the word behind a tab does not end it', 'FROM a\nRUN <<EOF\n\tEOF\nEOF\n', ['EOF \tEOF\n'], ['RUN 2-4 <<EOF']],
    [
      '<<- takes tabs before the end',
      'FROM a\nRUN <<-EOF\n\tb\n\tEOF\nRUN c\n',
      ['-EOF \tb\n'],
      ['RUN 2-4 <<-EOF', 'RUN 5-5 c'],
    ],
    ['<<- takes no blanks', 'FROM a\nRUN <<-EOF\n EOF\nEOF\n', ['-EOF  EOF\n'], ['RUN 2-4 <<-EOF']],
    ['quoted', "FROM a\nRUN <<'EOF'\n$b\nEOF\n", ["'EOF $b\n"], ["RUN 2-4 <<'EOF'"]],
    ['double quoted', 'FROM a\nRUN <<"EOF"\n$b\nEOF\n', ["'EOF $b\n"], ['RUN 2-4 <<"EOF"']],
    ['quoted in the middle', "FROM a\nRUN <<E'O'F\nb\nEOF\n", ["'EOF b\n"], ["RUN 2-4 <<E'O'F"]],
    [
      'with a file descriptor',
      'FROM a\nRUN cat 3<<EOF\nb\nEOF\nRUN c\n',
      ['EOF b\n'],
      ['RUN 2-4 cat 3<<EOF', 'RUN 5-5 c'],
    ],
    ['several', 'FROM a\nCOPY <<A <<-B /x/\na\nA\n\tb\n\tB\n', ['A a\n', '-B \tb\n'], ['COPY 2-6 <<A <<-B /x/']],
    [
      'what looks like instructions and comments inside',
      'FROM a\nRUN <<EOF\n# b\nFROM c \\\nEOF\n',
      ['EOF # b\nFROM c \\\n'],
      ['RUN 2-5 <<EOF'],
    ],
    [
      'opened behind a continuation',
      'FROM a\nRUN b && \\\n <<EOF cat\nc\nEOF\n',
      ['EOF c\n'],
      ['RUN 2-5 b &&  <<EOF cat'],
    ],
    ['of ONBUILD', 'FROM a\nONBUILD RUN <<EOF\nb\nEOF\n', ['EOF b\n'], ['ONBUILD 2-4 RUN <<EOF']],
    ['inside quotes is none', 'FROM a\nRUN echo "x <<EOF y"\nRUN c\n', [], ['RUN 2-2 echo "x <<EOF y"', 'RUN 3-3 c']],
    ['inside ${} is none', 'FROM a\nRUN echo ${x:-<<EOF}\nRUN c\n', [], ['RUN 2-2 echo ${x:-<<EOF}', 'RUN 3-3 c']],
    ['<<< is none', 'FROM a\nRUN cat <<<EOF\nRUN c\n', [], ['RUN 2-2 cat <<<EOF', 'RUN 3-3 c']],
    ['a blank behind << is none', 'FROM a\nRUN cat << EOF\nRUN c\n', [], ['RUN 2-2 cat << EOF', 'RUN 3-3 c']],
    [
      'an open quote makes it none',
      "FROM a\nRUN echo it's <<EOF\nRUN c\n",
      [],
      ["RUN 2-2 echo it's <<EOF", 'RUN 3-3 c'],
    ],
    ['exec form has none', 'FROM a\nRUN ["cat", "<<EOF"]\nRUN c\n', [], ['RUN 2-2 ["cat", "<<EOF"]', 'RUN 3-3 c']],
    ['ENV has none', 'FROM a\nENV A="b" B=<<EOF\nRUN c\n', [], ['ENV 2-2 A="b" B=<<EOF', 'RUN 3-3 c']],
    ['CRLF', 'FROM a\r\nRUN <<EOF\r\nb\r\nEOF\r\nRUN c\r\n', ['EOF b\r\n'], ['RUN 2-4 <<EOF', 'RUN 5-5 c']],
  ];
  test.each(cases)('%s', (_, text, expected, after) => {
    expect(heredocs(text)).toEqual(expected);
    expect(outline(text).slice(1)).toEqual(after);
  });
});

test.each([
  ['syntax', '# syntax=docker/dockerfile:1\nFROM a\n', { syntax: 'docker/dockerfile:1' }, '\\'],
  ['blanks and case', '#  SynTax =  x  \nFROM a\n', { syntax: 'x' }, '\\'],
  ['escape', '# escape=`\nFROM a\n', { escape: '`' }, '`'],
  [
    'several',
    '# syntax=x\n# check=skip=all\n# escape=`\nFROM a\n',
    { syntax: 'x', check: 'skip=all', escape: '`' },
    '`',
  ],
  ['behind a comment it is one', '# hello\n# escape=`\nFROM a\n', {}, '\\'],
  ['behind a blank line it is a comment', '\n# escape=`\nFROM a\n', {}, '\\'],
  ['behind an unknown directive it is a comment', '# who=me\n# escape=`\nFROM a\n', {}, '\\'],
  ['behind an instruction it is a comment', 'FROM a\n# escape=`\n', {}, '\\'],
] as const)('directives: %s', (_, text, expected, character) => {
  const doc = read(text);
  expect(Object.fromEntries(doc.directives.map(({ name, value }) => [name, value]))).toEqual(expected);
  expect(doc.escape).toBe(character);
  for (const { value, valueSpan } of doc.directives) expect(text.slice(valueSpan.start, valueSpan.end)).toBe(value);
  const lines = text.split('\n').filter((line) => line.startsWith('#')).length;
  expect(doc.comments).toHaveLength(lines - doc.directives.length);
});

test.each([
  ['an empty file', '', 0, 'no instructions'],
  ['only comments', '# a\n', 0, 'no instructions'],
  ['no FROM', 'ARG A=1\n', 0, 'no FROM'],
  ['RUN before FROM', 'RUN a\nFROM b\n', 0, 'RUN before the first FROM'],
  ['an unknown instruction', 'FROM a\nRUM b\n', 7, 'unknown instruction RUM'],
  ['an instruction without arguments', 'FROM a\nRUN\n', 7, 'RUN has no argument'],
  ['FROM with a word too many', 'FROM a b\n', 0, 'FROM takes an image'],
  ['ENV without a value', 'FROM a\nENV A\n', 11, 'ENV A has no value'],
  ['ENV with a word that is no pair', 'FROM a\nENV A=1 B\n', 15, 'ENV B has no value'],
  ['a heredoc that never ends', 'FROM a\nRUN <<EOF\nb\n', 7, 'never closed'],
  ['a heredoc with more behind its name', 'FROM a\nRUN cat <<EOF>/x\nb\nEOF\n', 7, 'never closed'],
  ['a directive twice', '# syntax=a\n# syntax=b\nFROM a\n', 11, 'only one syntax directive'],
  ['an escape character that is none', '# escape=x\nFROM a\n', 9, 'invalid escape character'],
  ['a lone CR', 'FROM a\nRUN b\rRUN c\n', 12, 'stands alone'],
  ['too many lines', `FROM a\n${'\n'.repeat(80_001)}`, 0, 'longer than'],
  ['too many characters', `FROM a\n# ${'x'.repeat(4_000_001)}\n`, 0, 'longer than'],
])('refused: %s', (_, text, offset, message) => {
  let thrown: unknown;
  try {
    read(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ParseError);
  expect(thrown).toMatchObject({ offset, message: expect.stringContaining(message) });
});

test('the offsets of an instruction lead back to the file', () => {
  const text = 'FROM a\r\nRUN one \\\r\n  # why\r\n\r\n  two th\\\r\nree\r\n';
  const run = read(text).instructions[1]!;
  expect(run.args).toBe('one   two three');
  expect(text.slice(run.span.start, run.span.end)).toBe(text.slice(text.indexOf('RUN'), -2));
  expect(run.emptyLines).toEqual([3]);
  for (const [word, contiguous] of [
    ['one', true],
    ['two', true],
    ['three', false],
  ] as const) {
    const at = run.body.text.indexOf(word);
    const { span, contiguous: found } = run.body.range(at, at + word.length);
    expect(found).toBe(contiguous);
    if (contiguous) expect(text.slice(span.start, span.end)).toBe(word);
  }
});

test('comments know what they stand in and above', () => {
  const doc = read('# syntax=x\n# far\n\n# one\n# two\nFROM a\nRUN b \\\n # in\n c\n# last\n');
  expect(doc.comments.map(({ text, line, inside }) => [text, line, inside])).toEqual([
    ['# far', 1, undefined],
    ['# one', 3, undefined],
    ['# two', 4, undefined],
    ['# in', 7, 1],
    ['# last', 9, undefined],
  ]);
  expect(commentsAbove(doc, doc.instructions[0]!).map(({ text }) => text)).toEqual(['# one', '# two']);
  expect(commentsAbove(doc, doc.instructions[1]!)).toEqual([]);
});

test.each([
  [
    '--mount=type=cache,target=/c --network=none b',
    [
      ['mount', 'type=cache,target=/c'],
      ['network', 'none'],
    ],
    'b',
  ],
  ['--LINK b', [['link', '']], 'b'],
  ['--chown="a b:c" d', [['chown', '"a b:c"']], 'd'],
  ['-- --mount=x', [], '--mount=x'],
  ['b --mount=x', [], 'b --mount=x'],
])('flags of RUN %s', (text, flags, args) => {
  const [, run] = read(`FROM a\nRUN ${text}\n`).instructions;
  expect(run!.flags.map(({ name, value }) => [name, value])).toEqual(flags);
  expect(run!.args).toBe(args);
});

test.each([
  ['CMD ["a", "b c"]', ['a', 'b c']],
  ['CMD [ "a" , "\\u0062\\n" ]', ['a', 'b\n']],
  ['CMD ["a", \\\n # no\n "b"]', ['a', 'b']],
  ['CMD []', []],
  ['CMD ["a"] # c', undefined],
  ["CMD ['a']", undefined],
  ['CMD ["a", 1]', undefined],
  ['CMD ["a"', undefined],
  ['CMD a b', undefined],
  ['ENTRYPOINT ["a"]', ['a']],
  ['SHELL ["/bin/bash", "-c"]', ['/bin/bash', '-c']],
  ['COPY ["a b", "/c/"]', ['a b', '/c/']],
  ['HEALTHCHECK --interval=5s CMD ["a"]', ['a']],
  ['HEALTHCHECK NONE', undefined],
])('exec form of %s', (text, expected) => {
  expect(read(`FROM a\n${text}\n`).instructions[1]!.execForm).toEqual(expected);
});

test.each([
  [
    'ENV A=1 B="x y" C=\'z\'',
    false,
    [
      ['A', '1'],
      ['B', '"x y"'],
      ['C', "'z'"],
    ],
  ],
  [
    'ENV A=x\\ y B=2',
    false,
    [
      ['A', 'x\\ y'],
      ['B', '2'],
    ],
  ],
  ['ENV A=', false, [['A', '']]],
  [
    'ENV A=1 \\\n    B=2',
    false,
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  ['ENV A some words', true, [['A', 'some words']]],
  ['ENV A b=c', true, [['A', 'b=c']]],
  ['ENV A    "b c"  ', true, [['A', '"b c"']]],
  [
    'LABEL "a.b"=c d=e',
    false,
    [
      ['"a.b"', 'c'],
      ['d', 'e'],
    ],
  ],
  ['ARG A', false, [['A', undefined]]],
  [
    'ARG A=1 B',
    false,
    [
      ['A', '1'],
      ['B', undefined],
    ],
  ],
])('pairs of %s', (text, legacy, expected) => {
  const { legacy: found, pairs } = read(`FROM a\n${text}\n`).instructions[1]!.pairs();
  expect(found).toBe(legacy);
  expect(pairs.map(({ key, rawValue }) => [key, rawValue])).toEqual(expected);
});

test.each([
  ['"a b"', 'a b'],
  ["'a $b'", 'a \\$b'],
  ['a\\ b', 'a b'],
  ['"a\\"b\\n"', 'a"b\\n'],
  ['\\$HOME', '\\$HOME'],
  ['$HOME/x', '$HOME/x'],
])('the value of %s', (raw, expected) => {
  expect(unquoteValue(raw, '\\')).toBe(expected);
});

test.each([
  ['a:$V', 'a:1'],
  ['a:${V}', 'a:1'],
  ['a:${W:-2}', 'a:2'],
  ['a:${W-2}', 'a:2'],
  ['a:${W}', undefined],
  ['a:$W', undefined],
  ['a:${V:+3}', undefined],
  ['plain', 'plain'],
])('ARG in %s', (text, expected) => {
  expect(expandArgs(text, new Map([['V', '1']]))).toBe(expected);
});

describe('stages', () => {
  const doc = read(
    'ARG V=3\nFROM --platform=linux/amd64 python:$V AS Build\nRUN a\nFROM build\nUSER b\nFROM scratch\nCOPY --from=BUILD /a /a\nFROM alpine as last\n',
  );
  test('names fold case, bases are followed', () => {
    expect(
      doc.stages.map(({ key, from, base, rootImage }) => [key, from.image, from.platform, base?.key, rootImage]),
    ).toEqual([
      ['build', 'python:$V', 'linux/amd64', undefined, 'python:3'],
      ['1', 'build', undefined, 'build', 'python:3'],
      ['2', 'scratch', undefined, undefined, 'scratch'],
      ['last', 'alpine', undefined, undefined, 'alpine'],
    ]);
    expect(doc.instructions.map((each) => anchorOf(doc, each))).toEqual([
      'file',
      'stage:build',
      'stage:build',
      'stage:1',
      'stage:1',
      'stage:2',
      'stage:2',
      'stage:last',
    ]);
  });
  test('what is only copied from is not shipped', () => {
    const build = read('FROM a AS build\nRUN b\nFROM c AS test\nRUN d\nFROM e\nCOPY --from=build /x /x\n');
    expect([...shippedStages(build)].map(({ key }) => key).sort()).toEqual(['2', 'test']);
    expect([...shippedStages(build, ['build'])].map(({ key }) => key).sort()).toEqual(['2', 'build', 'test']);
  });
});

test('the state an instruction runs in follows the stages', () => {
  const doc = read(
    'FROM a AS x\nUSER u\nWORKDIR /a\nWORKDIR b/../c\nENV D=/d E=$D/e\nARG F=1\nSHELL ["/bin/bash", "-c"]\nFROM x\nWORKDIR $E\nRUN r\n',
  );
  const { user, workdir, shell, variables } = buildStates(doc).at(-1)!;
  expect([user, workdir, shell, variables.get('D'), variables.get('F')]).toEqual([
    'u',
    undefined,
    ['/bin/bash', '-c'],
    '/d',
    '1',
  ]);
  expect(buildStates(doc)[4]!.workdir).toBe('/a/c');
});

describe('places', () => {
  const base = 'FROM a AS x\nENV A=1 B="2"\nRUN one && two\nCOPY a b /c/\nEXPOSE 80 443/TCP\nCMD ["run"]\n';
  /** The places that differ between two texts. */
  function differ(before: string, after: string): string[] {
    const old = dockerfilePlaces(read(before));
    const now = dockerfilePlaces(read(after));
    return [...new Set([...old.keys(), ...now.keys()])].filter((place) => old.get(place) !== now.get(place)).sort();
  }
  test.each([
    [
      'case, blanks, continuations, comments',
      'from a as X\nEnv  A=1 \\\n  B="2"\nrun one && \\\n  # c\n  two\ncopy a b /c/\nEXPOSE 80 443\ncmd [ "run" ]\n',
    ],
    ['quotes that change nothing', base.replace('A=1', 'A="1"')],
    ['a relative path that leads to the same', `${base}WORKDIR /a\nWORKDIR b\n`, `${base}WORKDIR /a\nWORKDIR /a/b\n`],
    ['the protocol that is the default', base.replace('443/TCP', '443')],
    ['a comment and a blank line', `# hello\n\n${base}`],
    ['the platform that is the default', base.replace('FROM a', 'FROM --platform=$TARGETPLATFORM a')],
  ])('do not see %s', (_, text, other = base) => {
    expect(differ(other, text)).toEqual([]);
  });
  test.each([
    ['the image', base.replace('FROM a', 'FROM b'), ['stage:x.from']],
    [
      'the name',
      base.replace('AS x', 'AS y').replace('CMD', '#'),
      expect.arrayContaining(['stage:x.from', 'stage:y.from']),
    ],
    ['the platform', base.replace('FROM a', 'FROM --platform=linux/arm64 a'), ['stage:x.platform']],
    ['a variable', base.replace('A=1', 'A=2'), ['stage:x.env.A']],
    ['a RUN', base.replace('two', 'three'), ['stage:x.run:0']],
    ['a heredoc body', base.replace('one && two', '<<E\none\nE'), ['stage:x.run:0']],
    ['ADD for COPY', base.replace('COPY', 'ADD'), ['stage:x.copy:0']],
    ['a port', base.replace('80 ', '81 '), ['stage:x.expose']],
    ['the form of a command', base.replace('["run"]', 'run'), ['stage:x.cmd']],
    ['a command that becomes another', base.replace('["run"]', '["run", "x"]'), ['stage:x.cmd']],
    ['the order', base.replace('RUN one && two\nCOPY a b /c/', 'COPY a b /c/\nRUN one && two'), ['stage:x.order']],
    [
      'a user, and what runs as it',
      base.replace('RUN', 'USER u\nRUN'),
      ['stage:x.order', 'stage:x.run:0', 'stage:x.user'],
    ],
    ['a directive', `# syntax=y\n${base}`, ['directive.syntax']],
    ['an argument before FROM', `ARG Z=1\n${base}`, ['arg.Z']],
    ['a second CMD, of which the last counts', `${base}CMD ["run"]\n`, []],
    ['a label', `${base}LABEL a=b\n`, ['stage:x.label.a']],
    ['a health check', `${base}HEALTHCHECK NONE\n`, ['stage:x.healthcheck']],
  ])('see %s', (_, text, expected) => {
    expect(differ(base, text)).toEqual(expected);
  });
  test('a name used twice stays apart', () => {
    expect([...dockerfilePlaces(read('FROM a AS x\nFROM b AS X\n')).keys()]).toEqual(
      expect.arrayContaining(['stage:x.from', 'stage:x#1.from']),
    );
  });
  test('a place by its name', () => {
    const doc = read('FROM a AS x\nRUN b\nCOPY c d\nRUN e\n');
    expect(runPlace(doc, doc.instructions[3]!)).toBe('stage:x.run:1');
  });
});

test.each([
  ['FROM a\nRUN b\n', false, true],
  ['FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN b\n', true, false],
  ['# escape=`\nFROM a\nRUN b\n', true, false],
  ['FROM a\nSHELL ["powershell", "-Command"]\nRUN b\n', true, false],
  ['FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b\n', false, true],
  ['FROM a\nSHELL ["/usr/bin/python3", "-c"]\nRUN b\n', false, false],
])('the shell of %j', (text, windows, posix) => {
  const doc = read(text);
  expect(isWindows(doc, doc.instructions.at(-1)!)).toBe(windows);
  expect(hasPosixShell(doc, doc.instructions.at(-1)!)).toBe(posix);
});

describe('package managers', () => {
  /** `manager action verb [packages] options` of each call. */
  function calls(run: string): string[] {
    return packageCommands(read(`FROM a\nRUN ${run}\n`).instructions[1]!).map(
      ({ manager, action, verb, packages, options }) =>
        `${manager} ${action} ${verb} [${packages.map(({ raw }) => raw).join(' ')}] ${options.map(({ raw }) => raw).join(' ')}`.trimEnd(),
    );
  }
  test.each([
    [
      'apt-get update && apt-get install -y curl git=1:2',
      ['apt-get update update []', 'apt-get install install [curl git=1:2] -y'],
    ],
    ['apt-get -o Dpkg::Options::=x -qqy install curl', ['apt-get install install [curl] -o -qqy']],
    ['sudo -E /usr/bin/apt install curl', ['apt install install [curl]']],
    ['DEBIAN_FRONTEND=noninteractive apt-get install curl', ['apt-get install install [curl]']],
    ['apk add --no-cache --virtual .deps gcc', ['apk install add [gcc] --no-cache --virtual']],
    ['yum update -y', ['yum upgrade update [] -y']],
    ['python3 -m pip install -r requirements.txt flask', ['pip install install [flask] -r']],
    ['pip3.11 install "a[b]>1"', ['pip install install ["a[b]>1"]']],
    ['yarn', ['yarn install  []']],
    ['npm ci --omit dev', ['npm install ci [] --omit']],
    ['bundle install', ['bundle install install []']],
    ['if true; then apk add x; fi', ['apk install add [x]']],
    ['echo apt-get install curl', []],
    ['apt-get install $(cat list)', ['apt-get install install [$(cat list)]']],
    ['apt-get install "unclosed', []],
  ])('%s', (run, expected) => {
    expect(calls(run)).toEqual(expected);
  });
  test('options, alone, long and in a cluster', () => {
    const [call] = packageCommands(
      read('FROM a\nRUN apt-get -qqy install --no-install-recommends -t=x curl\n').instructions[1]!,
    );
    expect(['-y', '-q', '--no-install-recommends', '-t', '-f', '--yes'].map((name) => hasOption(call!, name))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([managerFamily('apt'), managerFamily('dnf'), managerFamily('pip')]).toEqual(['apt-get', 'yum', 'pip']);
  });
  test.each([
    ['type=cache,target=/var/cache/apt', true],
    ['type=tmpfs,dst=/var/cache/apt//', true],
    ['type=cache,target=${CACHE}', true],
    ['type=cache,target=/var/cached', false],
    ['type=bind,target=/var/cache/apt', false],
  ])('a mount of %s over the cache: %s', (mount, expected) => {
    const [, run] = read(`FROM a\nRUN --mount=type=secret,id=a --mount=${mount} x\n`).instructions;
    expect(mountsOver(run!, /^\/var\/cache(?:\/apt)?$/)).toBe(expected);
  });
});

test.each([
  ['FROM a\nRUN b\n', undefined],
  ['FROM a\nRUN <<EOF\nRUN x\nEOF\n', undefined],
  ['FROM a\nRUN cat 3<<EOF\nRUN x\nEOF\n', 2],
  ['FROM a\nRUN echo "x <<EOF y"\nRUN c\nRUN d\n', 2],
])('the second opinion on %j', (text, expected) => {
  expect(disagreement(read(text))).toBe(expected);
});
