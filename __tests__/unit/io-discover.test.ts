import { join } from 'node:path';
import {
  diskTree,
  type Discovered,
  discover,
  type DiscoverOptions,
  matchIgnore,
  parseIgnore,
} from '../../src/io/index.js';
import { kindOfName } from '../../src/io/names.js';
import { dockerfileTemplate, generatedHeader, looksLikeDockerfile, yamlTemplate } from '../../src/io/templates.js';
import { git } from '../support/command.js';
import { makeFifo, type Node, removeTemporary, temporary } from '../support/temporary.js';
import { cpuSeconds } from '../support/cpu.js';

afterEach(removeTemporary);

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n';
const COMPOSE = 'services:\n  web:\n    image: a\n';
const DOCKERFILE = 'FROM scratch\n';

function sniff(text: string): 'compose' | 'kubernetes' | undefined {
  if (/^kind: Pod/m.test(text)) return 'kubernetes';
  return /^services:/m.test(text) ? 'compose' : undefined;
}

/** One word a line: what was found, where, and why. */
function seen(root: string, paths: readonly string[] = [], more: Partial<DiscoverOptions> = {}): string[] {
  return [...discover({ tree: diskTree(root), paths, sniff, ...more })].map(inWords);
}

function inWords(found: Discovered): string {
  if (found.kind === 'file') return `${found.target} ${found.path}`;
  if (found.kind === 'link') return `link ${found.path} ${found.to}`;
  if (found.kind === 'skipped') return `${found.skipped.reason} ${found.skipped.path}`;
  const { path, line, column, message } = found.error;
  return `error ${path}${line === undefined ? '' : `:${line}:${column}`} ${message}`;
}

describe('names', () => {
  test.each<[string, ReturnType<typeof kindOfName>]>([
    ['Dockerfile', 'dockerfile'],
    ['dockerfile', 'dockerfile'],
    ['Containerfile', 'dockerfile'],
    ['Containerfile.prod', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['Dockerfile.0', 'dockerfile'],
    ['web.Dockerfile', 'dockerfile'],
    ['web.dockerfile', 'dockerfile'],
    ['Dockerfile-alpine', 'maybe-dockerfile'],
    ['Dockerfile.py', 'maybe-dockerfile'],
    ['Dockerfile.dockerignore', undefined],
    ['Dockerfile.md', undefined],
    ['Dockerfile.bak', undefined],
    ['Dockerfile.swp', undefined],
    ['Dockerfile~', undefined],
    ['Dockerfile.json', undefined],
    ['Dockerfile.yml', 'yaml'],
    ['Dockerfile.j2', 'template'],
    ['Dockerfile.erb', 'template'],
    ['Dockerfile.in', 'template'],
    ['docker-compose.yml.j2', 'template'],
    ['notes.tmpl', undefined],
    ['compose.yaml', 'compose'],
    ['compose.prod.yml', 'compose'],
    ['docker-compose.yml', 'compose'],
    ['docker-compose-dev.yaml', 'compose'],
    ['composer.yaml', 'yaml'],
    ['deploy.yaml', 'yaml'],
    ['package.json', undefined],
    ['README.md', undefined],
  ])('%s is %s', (name, kind) => {
    expect(kindOfName(name)).toBe(kind);
  });
});

describe('templates and generated files', () => {
  test.each<[string, number | undefined]>([
    ['FROM alpine:{{ version }}\n', 1],
    ['FROM <%= @base %>\n', 1],
    ['FROM %%BASE%%\n', 1],
    ['FROM <your-image>\n', 1],
    ['FROM @BASE_IMAGE@\n', 1],
    ['# {{ date }}\nFROM a\n{% if x %}\nRUN b\n{% endif %}\n', 3],
    ['FROM a\nRUN set -e; \\\n{{ if x then ( -}}\n  apk add b; \\\n{{ ) else "" end -}}\n', 3],
    ['FROM a\nENV A={{ a }}\n', 2],
    ['FROM a\nENV A {{ a }}\n', 2],
    ['FROM a\nCOPY {{ name }}/ /app/\n', 2],
    ['FROM a\nWORKDIR /build{{#x}}\n', 2],
    ['FROM a\nRUN {{ command }}\n', 2],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the builder's variables, not JavaScript's
    ['ARG A=1\nFROM ${REGISTRY:-a}/b:${A%%-*}\n', undefined],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
    ["FROM a\nRUN docker inspect --format '{{.State}}' b\n", undefined],
    ["FROM a\nRUN go list -f '{{.Dir}}' \\\n  -m '{{.Path}}'\n", undefined],
    ["FROM a\nRUN sed -i \\\n  's/{{USER}}/x/' /b\n", undefined],
    ['FROM a\nCOPY <<EOF /nginx.conf\n{{ upstream }}\n{% if x %}\nEOF\nRUN true\n', undefined],
    ["FROM a\nRUN cat <<-'A' > /b\n\t{{ c }}\n\tA\n", undefined],
    ["FROM a\nRUN echo '<% redirect() %>' > /b.jsp\n", undefined],
    ['# escape=`\nFROM a\nRUN dir `\n  c:\\\n{{ x }}\n', 5],
  ])('Dockerfile %j: line %s', (text, line) => {
    expect(dockerfileTemplate(text)?.line).toBe(line);
    expect(dockerfileTemplate(text.replaceAll('\n', '\r\n'))?.line).toBe(line);
  });

  test.each<[string, number | undefined]>([
    ['a: {{ b }}\n', 1],
    ['- {{ b }}\n', 1],
    ['a:\n{{- if .Values.b }}\n  c: d\n{{- end }}\n', 2],
    ['{% for a in b %}\nc: d\n', 1],
    ['a: <%= b %>\n', 1],
    ['image: "{{ registry }}/web"\n', 1],
    ['- image: repo/{{ web }}\n', 1],
    ['tag: "{{.Name}}"\n', undefined],
    ['hostname: web-{{.Task.Slot}}\n', undefined],
    ['# {{ a }}\nb: c # {{ d }}\n', undefined],
    ['config: |\n  {{ range . }}\n\n  {{ end }}\nb: c\n', undefined],
    ['- config: >-\n    {{ a }}\n  b: {{ c }}\n', 3],
    ['- |\n {{ a }}\n- b\n', undefined],
  ])('YAML %j: line %s', (text, line) => {
    expect(yamlTemplate(text)?.line).toBe(line);
    expect(yamlTemplate(text.replaceAll('\n', '\r\n'))?.line).toBe(line);
  });

  test.each<[string, number | undefined]>([
    ['#\n# NOTE: THIS DOCKERFILE IS GENERATED VIA "update.sh"\n', 2],
    ['# Code generated by x. DO NOT EDIT.\n', 1],
    ['# PLEASE DO NOT EDIT IT DIRECTLY.\n', 1],
    ['# @generated\n', 1],
    ['#ddev-generated\nservices:\n', 1],
    ['# remove ddev-generated to own the file\n', undefined],
    ['\uFEFF# GENERATED FILE\n', 1],
    ['### AUTOGENERATED - DO NOT EDIT\n', 1],
    ['#    -- automatically generated  --\n', 1],
    ['# This file was automatically generated.\n', 1],
    ['---\n# Source: web/templates/deployment.yaml\n', 2],
    ['# Environment (do NOT change)\n', undefined],
    ['# Do not edit below this line\n', undefined],
    ['# docs for the generated API\n', undefined],
    ['RUN ./generate # DO NOT EDIT\n', undefined],
    [`${'#\n'.repeat(10)}# @generated\n`, undefined],
  ])('header %j: line %s', (text, line) => {
    expect(generatedHeader(text)?.line).toBe(line);
  });

  test('a program is no Dockerfile', () => {
    expect(looksLikeDockerfile('from flask import Flask\n')).toBe(false);
    expect(looksLikeDockerfile('# a\nARG A\nfrom a as b\n')).toBe(true);
    expect(looksLikeDockerfile('')).toBe(false);
  });
});

describe('discover', () => {
  const cases: [string, Record<string, Node>, string[]][] = [
    [
      'finds files by name and by content, in one order',
      {
        'b/Dockerfile': DOCKERFILE,
        'a/stack.yml': COMPOSE,
        'compose.yaml': COMPOSE,
        'k8s/pod.yaml': POD,
        'a/x.yaml': 'a: b\n',
        'Dockerfile-dev': DOCKERFILE,
        'Dockerfile-notes': 'hello\n',
      },
      [
        'dockerfile Dockerfile-dev',
        'compose a/stack.yml',
        'dockerfile b/Dockerfile',
        'compose compose.yaml',
        'kubernetes k8s/pod.yaml',
      ],
    ],
    [
      'says what it leaves alone',
      {
        'node_modules/a/Dockerfile': DOCKERFILE,
        'x/vendor/Dockerfile': DOCKERFILE,
        'env/pyvenv.cfg': '',
        'env/Dockerfile': DOCKERFILE,
        'Dockerfile.j2': DOCKERFILE,
        'chart/Chart.yaml': 'name: a\n',
        'chart/templates/pod.yaml': POD,
        '{{cookiecutter.slug}}/Dockerfile': DOCKERFILE,
        'gen/Dockerfile': '# Code generated by x\nFROM a\n',
        'pod.yml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ a }}\n',
        'playbook.yml': '- hosts: {{ a }}\n',
        'settings.yml.erb': 'a: <%= b %>\n',
      },
      [
        'template Dockerfile.j2',
        'template chart/templates/',
        'vendored env/',
        'generated gen/Dockerfile',
        'vendored node_modules/',
        'template pod.yml',
        'vendored x/vendor/',
        'template {{cookiecutter.slug}}/',
      ],
    ],
    [
      'follows nested ignore rules',
      {
        '.gitignore': 'out/\n*.dev.yml\n!keep.dev.yml\n',
        'out/Dockerfile': DOCKERFILE,
        'compose.dev.yml': COMPOSE,
        'a/keep.dev.yml': COMPOSE,
        'a/.gitignore': '/Dockerfile\n',
        'a/Dockerfile': DOCKERFILE,
        'a/b/Dockerfile': DOCKERFILE,
      },
      ['dockerfile a/b/Dockerfile', 'compose a/keep.dev.yml'],
    ],
    [
      'plans a linked file once, never walks a directory link, survives loops',
      {
        'a/Dockerfile': DOCKERFILE,
        'b/Dockerfile': { link: '../a/Dockerfile' },
        loop: { link: '.' },
        'a/up': { link: '..' },
        'c/self.Dockerfile': { link: 'self.Dockerfile' },
      },
      [
        'dockerfile a/Dockerfile',
        'link b/Dockerfile a/Dockerfile',
        'error c/self.Dockerfile is a symbolic link that leads in a circle',
      ],
    ],
    [
      'takes the target of a link whatever its name',
      { Dockerfile: { link: 'build.txt' }, 'build.txt': DOCKERFILE },
      ['link Dockerfile build.txt', 'dockerfile build.txt'],
    ],
    [
      'refuses what leads out or to nothing',
      { Dockerfile: { link: '/etc/passwd' }, 'compose.yml': { link: 'gone' }, out: { link: '/etc' } },
      [
        'error Dockerfile is a symbolic link that leads out of the root',
        'error compose.yml is a symbolic link to nothing',
      ],
    ],
    [
      'one bad file does not stop the others',
      {
        'a.Dockerfile': Buffer.from('FROM a\nRUN \xff\n', 'latin1'),
        'b.Dockerfile': Buffer.alloc(6 * 1024 * 1024, 10),
        'c.Dockerfile': DOCKERFILE,
        'data.yml': Buffer.alloc(2 * 1024 * 1024, 10),
        'latin.yml': Buffer.from('a: \xe9\n', 'latin1'),
      },
      [
        'error a.Dockerfile:2:5 is not UTF-8: byte 0xff',
        'error b.Dockerfile is too large: 6 MB, and at most 5 MB are read',
        'dockerfile c.Dockerfile',
      ],
    ],
  ];
  test.each(cases)('%s', (_, tree, expected) => {
    const root = temporary(tree);
    expect(seen(root)).toEqual(expected);
    expect(seen(root)).toEqual(expected);
  });

  test('a fifo and a directory of that name neither block nor count', () => {
    const root = temporary({ 'Dockerfile.d/Dockerfile': DOCKERFILE });
    makeFifo(join(root, 'Dockerfile'));
    expect(seen(root)).toEqual(['error Dockerfile is not a regular file', 'dockerfile Dockerfile.d/Dockerfile']);
    expect(seen(root, ['Dockerfile'])).toEqual(['error Dockerfile is not a regular file']);
  });

  test('named paths', () => {
    const root = temporary({
      '.gitignore': '*\n',
      'node_modules/Dockerfile': DOCKERFILE,
      'sub/Dockerfile': '# @generated\nFROM a\n',
      'pod.yaml': POD,
      notes: 'hello\n',
      build: DOCKERFILE,
      'sub/.gitignore': '!*\n',
      link: { link: 'pod.yaml' },
    });
    expect(seen(root, ['node_modules/Dockerfile'])).toEqual(['dockerfile node_modules/Dockerfile']);
    expect(seen(root, ['node_modules', '.', 'node_modules/Dockerfile'])).toEqual([
      'dockerfile node_modules/Dockerfile',
    ]);
    expect(seen(root, ['Dockerfile'], { tree: diskTree(root, join(root, 'sub')) })).toEqual([
      'generated sub/Dockerfile',
    ]);
    expect(seen(root, ['sub/Dockerfile'], { force: true })).toEqual(['dockerfile sub/Dockerfile']);
    expect(seen(root, ['notes', 'build'])).toEqual(['dockerfile build', 'not-recognised notes']);
    expect(seen(root, ['link', 'pod.yaml'])).toEqual(['kubernetes pod.yaml']);
    expect(seen(root, ['gone', 'build'])).toEqual(['error gone does not exist', 'dockerfile build']);
    expect(seen(root, ['/etc/passwd'])[0]).toContain('error /etc/passwd lies outside the root');
    expect(seen(root, ['../..'])[0]).toContain('lies outside the root');
  });

  test('paths the configuration ignores', () => {
    const root = temporary({ 'old/Dockerfile': DOCKERFILE, Dockerfile: DOCKERFILE, 'x.yaml': 'a: b\n' });
    const ignored = (path: string): string | undefined =>
      path === 'Dockerfile' || path === 'old' || path === 'x.yaml' ? 'ignore' : undefined;
    expect(seen(root, [], { ignored })).toEqual(['ignored-by-config Dockerfile', 'ignored-by-config old/']);
    expect(seen(root, ['Dockerfile'], { ignored, force: true })).toEqual(['dockerfile Dockerfile']);
  });

  test('a tracked file is never hidden by a rule; another repository has its own rules', () => {
    const root = temporary({
      '.gitignore': 'out/\n*.yml\n',
      'out/deep/Dockerfile': DOCKERFILE,
      'out/Dockerfile': DOCKERFILE,
      'compose.yml': COMPOSE,
      'docker-compose.yml': COMPOSE,
      'inner/compose.yml': COMPOSE,
      'inner/.gitignore': '/Dockerfile\n',
      'inner/Dockerfile': DOCKERFILE,
      'module/.git': 'gitdir: ../.git/modules/module\n',
      'module/Dockerfile': DOCKERFILE,
    });
    git(root, 'init', '-q');
    git(join(root, 'inner'), 'init', '-q');
    git(root, 'add', '-f', 'out/deep/Dockerfile', 'docker-compose.yml');
    expect(seen(root)).toEqual([
      'compose docker-compose.yml',
      'compose inner/compose.yml',
      'vendored module/',
      'dockerfile out/deep/Dockerfile',
    ]);
    expect(seen(join(root, 'out'))).toEqual(['dockerfile Dockerfile', 'dockerfile deep/Dockerfile']);
  });
});

describe('ignore rules', () => {
  test('a pattern made to run for hours does not', () => {
    const rules = parseIgnore(`${'*a'.repeat(60)}b\n${'**/a/'.repeat(60)}b\n`);
    const spent = cpuSeconds(() =>
      expect(matchIgnore(rules, `${'a'.repeat(200)}/${'a/'.repeat(400)}c`, false)).toBeUndefined(),
    );
    expect(spent).toBeLessThan(2);
  });
});
