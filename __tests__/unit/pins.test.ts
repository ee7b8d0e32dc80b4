// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles and Compose
// How references are read, asked about and written anew; what a whole file looks like is tested by golden cases.
import fc from 'fast-check';
import {
  composeImages,
  writtenImages,
  isImageAnswer,
  pinEdit,
  pinForm,
  pinQuestion,
  pinWords,
  updateEdit,
  updatePolicy,
  updateQuestion,
  updateWords,
  type PinForm,
  containerImages,
} from '../../src/images/index.js';
import { parseCompose } from '../../src/compose/index.js';
import { parseDockerfile } from '../../src/dockerfile/index.js';
import { parseImageReference, filePath, type Answer, type ImageAnswer } from '../../src/model/index.js';
import { parseManifests } from '../../src/kubernetes/index.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

function answer(tag: string, specificTag?: string, more: Partial<ImageAnswer> = {}): ImageAnswer {
  const specific = specificTag === undefined ? {} : { specificTag };
  return { kind: 'image', tag, digest: DIGEST, multiPlatform: true, from: 'docker.io', ...specific, ...more };
}

const pins: readonly (readonly [
  image: string,
  from: number,
  form: PinForm,
  specific: string | undefined,
  result: string | undefined,
])[] = [
  ['python', 0, 'tag-and-digest', '3.13.1', `python:3.13.1@${DIGEST}`],
  ['python', 0, 'tag-and-digest', undefined, `python:latest@${DIGEST}`],
  ['python', 0, 'tag', '3.13.1', 'python:3.13.1'],
  ['python', 0, 'tag', undefined, undefined],
  ['python', 0, 'digest', '3.13.1', `python@${DIGEST}`],
  ['python:3.12', 0, 'digest', '3.12.8', `python@${DIGEST}`],
  ['python:3.12', 7, 'digest', '3.12.8', `python:3.12@${DIGEST}`],
  ['python:3.12', 7, 'tag', '3.12.8', 'python:3.12.8'],
  ['python:3.12', 0, 'tag', undefined, undefined],
  ['localhost:5000/a/b', 0, 'tag-and-digest', '1.2', `localhost:5000/a/b:1.2@${DIGEST}`],
  ['localhost:5000/a/b:1', 0, 'digest', undefined, `localhost:5000/a/b@${DIGEST}`],
  ['docker.io/library/node:lts', 0, 'tag-and-digest', '22.12.0', `docker.io/library/node:22.12.0@${DIGEST}`],
  ['acme/app', 5, 'tag-and-digest', undefined, `acme/app:latest@${DIGEST}`],
  [`python:3.12@${OTHER}`, 0, 'tag-and-digest', '3.12.8', undefined],
  ['Not An Image', 0, 'tag-and-digest', '1', undefined],
];

test.each(pins)('%s from %d as %s, %s', (image, from, form, specific, result) => {
  const edit = pinEdit({ image, from }, answer(parseImageReference(image)?.tag ?? 'latest', specific), form);
  expect(edit?.result).toBe(result);
  if (!edit) return;
  expect(edit.start).toBeGreaterThanOrEqual(from);
  expect(image.slice(0, edit.start) + edit.text + image.slice(edit.end)).toBe(result);
});

test('a pin names the same repository, keeps what stands before it, and is made once', () => {
  const host = fc.constantFrom('', 'docker.io/', 'localhost:5000/', 'reg.example/', '[::1]:5000/');
  const path = fc.constantFrom('python', 'acme/app', 'a/b/c-d_e', 'library/x');
  const tag = fc.constantFrom('', ':3', ':v1.2-slim', ':latest');
  const specific = fc.option(fc.constantFrom('3.1.2', 'v1.2.3-slim', '3'), { nil: undefined });
  const form = fc.constantFrom<PinForm>('tag-and-digest', 'tag', 'digest');
  fc.assert(
    fc.property(host, path, tag, specific, form, fc.nat(30), (a, b, c, found, as, at) => {
      const image = a + b + c;
      // Text before a default ends with a slash or a colon.
      const from = [0, a.length, c === '' ? 0 : a.length + b.length + 1][at % 3]!;
      const said = answer(c.slice(1) || 'latest', found);
      const edit = pinEdit({ image, from }, said, as);
      if (!edit) return;
      const [before, after] = [parseImageReference(image)!, parseImageReference(edit.result)!];
      expect([after.host, after.path, after.digest]).toEqual([
        before.host,
        before.path,
        as === 'tag' ? undefined : DIGEST,
      ]);
      expect(edit.start).toBeGreaterThanOrEqual(from);
      expect(image.slice(0, edit.start) + edit.text).toBe(edit.result);
      expect(pinEdit({ image: edit.result, from }, said, as)).toBeUndefined();
    }),
  );
});

test('what is asked', () => {
  const asked = ['python', 'a.b:5000/c:1', 'scratch', `a@${DIGEST}`, 'a/B', '', 'a b', '${X}', 'docker.io/scratch'];
  expect(asked.filter((image) => pinQuestion({ image, from: 0 }))).toEqual(['python', 'a.b:5000/c:1']);
  const windows = ['mcr.microsoft.com/windows/nanoserver:ltsc2022', 'mcr.microsoft.com/windows/servercore'];
  expect(windows.filter((image) => pinQuestion({ image, from: 0 }))).toEqual([]);
});

test.each([
  ['python:3.12.1', 'patch', 'python:3.12.1'],
  [`python:3.12@${DIGEST}`, 'patch', 'python:3.12'],
  [`python:latest@${DIGEST}`, 'digest', 'python:latest'],
  ['acme/app:v1.2.3-alpine', 'major', 'acme/app:v1.2.3-alpine'],
  ['python:3.12.1', 'digest', undefined], // nothing to move: the tag alone is what it is
  ['python:3.12', 'patch', undefined],
  ['python', 'patch', undefined],
  [`python@${DIGEST}`, 'patch', undefined],
] as const)('update %s by %s asks for %s', (image, policy, asked) => {
  expect(updateQuestion({ image, from: 0 }, policy)?.image).toBe(asked);
});

test.each([
  [`a:1.2.3@${OTHER}`, '1.2.4', `a:1.2.4@${DIGEST}`],
  [`a:1.2.3@${OTHER}`, '1.2.3', `a:1.2.3@${DIGEST}`],
  [`a:1.2.3@${DIGEST}`, '1.2.3', undefined],
  ['h:5000/a:1.2.3', '1.2.4', 'h:5000/a:1.2.4'],
  ['a:1.2.3', '1.2.3', undefined],
  ['a', '1.2.3', undefined],
])('update %s to %s', (image, tag, result) => {
  const edit = updateEdit({ image, from: 0 }, answer(tag));
  expect(edit?.result).toBe(result);
  if (edit) expect(image.slice(0, edit.start) + edit.text + image.slice(edit.end)).toBe(result);
});

test('an answer is checked before anything is written', () => {
  expect(isImageAnswer(answer('1', '1.2'))).toBe(true);
  const wrong: Answer[] = [
    answer('1 AS x'),
    answer('1', '1.2\nRUN x'),
    answer('1', undefined, { digest: 'sha256:1' }),
    answer('1', undefined, { digest: `${DIGEST}\nRUN x` }),
    answer('1', `1@${DIGEST}`),
    answer('a/b'),
    { kind: 'none', why: 'offline', message: '' },
    { kind: 'package', version: '1', from: 'x' },
  ];
  expect(wrong.filter(isImageAnswer)).toEqual([]);
});

test('options that are none are the default', () => {
  expect([pinForm({}), pinForm({ form: 'x' }), pinForm({ form: 'tag' })]).toEqual([
    'tag-and-digest',
    'tag-and-digest',
    'tag',
  ]);
  expect([updatePolicy({}), updatePolicy({ policy: 1 }), updatePolicy({ policy: 'minor' })]).toEqual([
    'patch',
    'patch',
    'minor',
  ]);
});

test('words', () => {
  expect(pinWords('python', answer('latest', '3.13.1'), 'tag-and-digest').title).toBe('Pin python to 3.13.1 by digest');
  expect(pinWords('python:3', answer('3', '3.13.1'), 'digest').title).toBe('Pin python:3 by digest');
  expect(pinWords('python:3', answer('3', '3.13.1'), 'tag').title).toBe('Pin python:3 to 3.13.1');
  const made = { created: '2025-01-14T20:03:11.000Z' };
  const moved = updateWords(`python:3.12.7@${OTHER}`, answer('3.12.8', undefined, made), 'patch');
  expect(moved.title).toBe('Update python:3.12.7 to 3.12.8');
  expect(moved.why).toContain('From 3.12.7 (sha256:bbbbbbbbbbbb) to 3.12.8 (sha256:aaaaaaaaaaaa), made on 2025-01-14.');
  expect(updateWords(`a:1@${OTHER}`, answer('1'), 'digest').title).toBe('Update a:1 to its present digest');
  // A zero date is what reproducible builds leave.
  expect(
    updateWords('a:1.0.0', answer('1.0.1', undefined, { created: '1980-01-01T00:00:00Z' }), 'patch').why,
  ).not.toContain('made');
});

test.each([
  ['FROM python:3\n', ['python:3']],
  ['FROM a:1 AS B\nFROM b\nCOPY --from=B /x /x\nCOPY --from=c:1 /x /x\nCOPY --from=0 /x /x\n', ['a:1', 'c:1']],
  ['ARG V=1\nFROM a:$V\nFROM a:${V}\n', []], // two spellings: one cannot tell that they stay alike
  ['ARG V=1\nFROM a:$V\nFROM a:$V\n', ['a:1']],
  ['ARG V=1\nARG W=$V\nFROM a:$W\n', []],
  ['ARG V=1\nARG V=2\nFROM a:$V\n', []],
  ["ARG V='1'\nFROM a:$V\n", ['a:1']],
  ['ARG V\nFROM ${V:-a:1}\n', ['a:1']],
  ['ARG V=b:2\nFROM ${V:-a:1}\n', ['b:2']],
  ['FROM ${TARGETARCH:-amd64}/a:1\n', []],
  ['ARG V=a:1\nFROM --platform=$V scratch\nFROM $V\n', []],
  ['ARG D=1\nFROM a:1@$D\n', []],
  ['ARG B=base\nFROM a:1 AS Base\nFROM $B\n', ['a:1']],
  ['FROM a:1\nCOPY --from=late /x /x\nFROM b:1 AS late\n', ['a:1', 'b:1']],
  ['# escape=`\nFROM a:1\n', []],
  ['FROM a\\\n:1\n', []],
  ['# syntax = docker/dockerfile:1\nFROM scratch\n', ['docker/dockerfile:1']],
  ['FROM scratch\nRUN --mount=from=a:1,target=/x --mount=type=cache,target=/y true\n', ['a:1']],
  ['FROM scratch\nRUN --mount=target=/x,type=bind,from=a:1 true\nONBUILD COPY --from=b:1 /x /x\n', ['a:1']],
])('the images of %j', (text, expected) => {
  const { images } = writtenImages(parseDockerfile(filePath('Dockerfile'), text));
  expect(images.map(({ image }) => image)).toEqual(expected);
  for (const { image, from, span } of images) expect(text.slice(span.start, span.end)).toBe(image.slice(from));
});

test.each([
  ['services:\n  a: {image: a:1}\n  b: {image: a:1, build: .}\n', ['a:1']],
  ['services:\n  a: {image: "a:${V:-1}"}\n', ['a:1']],
  ['services:\n  a: {image: "a:${S:-1}"}\n', []],
  ['services:\n  a: {image: "${V-a:1}"}\n  b: {image: "a:${V:+1}"}\n  c: {image: "a${V:-1}"}\n', ['a:1']],
  ['services:\n  a: {image: "a:${V:-${W:-1}}"}\n', []],
  ['x-a: &a {image: a:1}\nservices:\n  b: {<<: *a}\n  c: {<<: *a, build: .}\n', []],
  ['services:\n  a: {provider: {type: x}, image: a:1}\n  b: {image: }\n  c: {image: [x]}\n', []],
])('the images of %j', (text, expected) => {
  const { images } = composeImages(parseCompose(filePath('compose.yaml'), text), (name) => name === 'S');
  expect(images.map(({ image }) => image)).toEqual(expected);
  for (const { image, from, start, scalar } of images)
    expect(scalar.text.slice(start, start + image.length - from)).toBe(image.slice(from));
});

test('the images of manifests, each text once', () => {
  const text = `kind: Pod
metadata: {name: a}
spec: &spec
  containers: [{name: a, image: "a:1"}, {name: b, image: 7}, {name: c}]
---
kind: Pod
metadata: {name: b}
spec:
  initContainers: [{name: a, image: &i "b:1"}]
  containers: [{name: b, image: *i}]
`;
  const found = containerImages(parseManifests(filePath('a.yaml'), text));
  expect(found.map(({ image, containers }) => [image, containers.length])).toEqual([
    ['a:1', 1],
    ['7', 1],
    ['b:1', 2],
  ]);
});
