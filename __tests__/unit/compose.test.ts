import { filePath, isStop } from '../../src/model/index.js';
import { applyEdits } from '../../src/text/index.js';
import { addMapKey, flatten, removeKey, toJS } from '../../src/yaml/index.js';
import { composeLinks, effectiveCompose, looksLikeCompose, parseCompose } from '../../src/compose/index.js';

const read = (text: string, file = 'docker-compose.yml') => parseCompose(filePath(file), text);

describe('parseCompose', () => {
  const FAMILY = `x-base: &base
  restart: always
  cap_drop: [ALL]
services:
  web: &web
    <<: *base
    image: nginx:1.27
    build: { context: ./web, target: run }
  worker:
    <<: *web
    image: worker
  twin: *web
  child:
    extends: worker
    ports: ["80:80"]
  other:
    extends:
      file: common.yml
      service: app
  self:
    extends: { file: ./docker-compose.yml, service: child }
  empty:
`;

  test('services know what is their own, merged, and extended', () => {
    const doc = read(FAMILY);
    const seen = doc.services.map((each) => [
      each.name,
      each.own('restart') !== undefined,
      each.has('restart'),
      each.image,
      each.usesMerge,
    ]);
    expect(seen).toEqual([
      ['web', false, true, 'nginx:1.27', true],
      ['worker', false, true, 'worker', true],
      ['twin', false, true, 'nginx:1.27', true],
      ['child', false, true, 'worker', false],
      ['other', false, false, undefined, false],
      ['self', false, true, 'worker', false],
      ['empty', false, false, undefined, false],
    ]);
    expect(doc.service('other')!.extends).toEqual({ service: 'app', file: 'common.yml' });
    expect(doc.service('web')!.build).toMatchObject({ context: './web', target: 'run', inline: false });
    expect(doc.service('nobody')).toBeUndefined();
    expect(doc.version).toBeUndefined();
  });

  test('alsoChanges names every service that an edit shows in, and no other', () => {
    const doc = read(FAMILY);
    const also = (name: string) =>
      doc
        .service(name)!
        .alsoChanges()
        .map((each) => each.name)
        .sort();
    expect(also('web')).toEqual(['child', 'self', 'twin', 'worker']);
    expect(also('worker')).toEqual(['child', 'self']);
    expect(also('twin')).toEqual([]);
    expect(also('other')).toEqual([]);
  });

  test('an edit differs from the model exactly where alsoChanges says', () => {
    const doc = read(FAMILY);
    for (const service of doc.services) {
      const edits = addMapKey(doc.yaml, service.entry, 'init', true);
      if (isStop(edits)) throw new Error(edits.message);
      const before = flatten(effectiveCompose(doc));
      const after = flatten(effectiveCompose(read(applyEdits(FAMILY, edits))));
      const changed = [...after.keys()].filter((key) => before.get(key) !== after.get(key));
      const places = [service, ...service.alsoChanges()].map((each) => each.place('init'));
      expect(changed.sort()).toEqual(places.sort());
    }
  });

  test.each([
    ['v1', 'web:\n  image: a\ndb:\n  image: b\n', true, ['web', 'db']],
    ['version without services', 'version: "3"\nweb:\n  image: a\n', false, []],
    ['no services', 'networks:\n  a: {}\n', false, []],
    ['empty', '', false, []],
    ['a list', '- a\n', false, []],
    ['quoted', '"services":\n  "web":\n    image: a\n', false, ['web']],
    ['two documents', 'services:\n  a: {image: x}\n---\nservices:\n  b: {image: y}\n', false, ['a', 'b']],
    ['templates as services', 'services:\n  <<: {c: {image: x}}\n  a: {image: x}\n', false, ['a']],
  ])('%s', (_, text, isV1, names) => {
    const doc = read(text);
    expect(doc.isV1).toBe(isV1);
    expect(doc.services.map(({ name }) => name)).toEqual(names);
  });

  test('extends in a circle ends', () => {
    const doc = read('services:\n  a: {extends: b}\n  b: {extends: a}\n');
    expect(doc.service('a')!.has('image')).toBe(false);
    expect(
      doc
        .service('a')!
        .alsoChanges()
        .map(({ name }) => name),
    ).toEqual(['b']);
    expect(effectiveCompose(doc)).toHaveProperty('services.a.extends');
  });
});

describe('effectiveCompose', () => {
  test.each<[string, string, unknown]>([
    ['v1 at the top', 'web:\n  image: a\n', { web: { image: 'a' } }],
    [
      'documents laid over each other',
      'services:\n  a: {image: x, ports: ["1"], command: [x], init: true}\n---\nservices:\n  a: {image: y, ports: ["2"], command: [y], init: !reset null, cap_add: !override [z]}\n',
      { services: { a: { image: 'y', ports: ['1', '2'], command: ['y'], cap_add: { '!override': ['z'] } } } },
    ],
    ['override of a list', 'a: {b: [1]}\n---\na: {b: !override [2]}\n', { a: { b: [2] } }],
    [
      'extends',
      'services:\n  a: {image: x, environment: {A: 1, B: 1}, dns: ["1"]}\n  b: {extends: a, environment: {B: 2}, dns: ["2"]}\n',
      {
        services: {
          a: { image: 'x', environment: { A: 1, B: 1 }, dns: ['1'] },
          b: { image: 'x', environment: { A: 1, B: 2 }, dns: ['1', '2'], extends: 'a' },
        },
      },
    ],
    ['octal', 'configs:\n  a: {mode: 0440}\n', { configs: { a: { mode: 288 } } }],
  ])('%s', (_, text, model) => {
    expect(effectiveCompose(read(text))).toEqual(model);
  });

  test('version goes and nothing else does', () => {
    const text = '# stack\nversion: "3.8"\n\nservices:\n  a:\n    image: x # y\n';
    const doc = read(text);
    const edits = removeKey(doc.yaml, doc.root!, 'version');
    expect(!isStop(edits) && applyEdits(text, edits)).toBe('# stack\n\nservices:\n  a:\n    image: x # y\n');
    expect(toJS(doc.version!.value)).toBe('3.8');
  });
});

describe('composeLinks', () => {
  test.each<[string, object]>([
    ['.', { context: 'app', dockerfile: 'app/Dockerfile' }],
    ['./x/', { context: 'app/x', dockerfile: 'app/x/Dockerfile' }],
    ['..', { context: '', dockerfile: 'Dockerfile' }],
    ['../../up', {}],
    ['/srv/x', {}],
    ['~/x', {}],
    ['https://host/x.git', {}],
    ['git@host:x.git', {}],
    ['github.com/a/b', {}],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own variables
    ['${DIR}/x', {}],
    [
      '{ context: x, dockerfile: docker/Prod.Dockerfile, target: run }',
      { context: 'app/x', dockerfile: 'app/x/docker/Prod.Dockerfile', target: 'run' },
    ],
    ['{ context: x, dockerfile: ../d }', { context: 'app/x', dockerfile: 'app/d' }],
    ['{ dockerfile: a/b }', { context: 'app', dockerfile: 'app/a/b' }],
    ['{ context: ., dockerfile_inline: "FROM a" }', { context: 'app' }],
    ['{ context: ., dockerfile: $F, target: $T }', { context: 'app' }],
  ])('build: %s', (build, link) => {
    const { span, ...rest } = composeLinks(read(`services:\n  a:\n    build: ${build}\n`, 'app/compose.yml'))[0]!;
    expect(rest).toEqual({ service: 'a', ...link });
    expect(span.end).toBeGreaterThan(span.start);
  });

  test('a service that does not build has none', () => {
    expect(composeLinks(read('services:\n  a:\n    image: x\n'))).toEqual([]);
  });
});

describe('looksLikeCompose', () => {
  test.each<[string, string, boolean]>([
    ['image', 'services:\n  web:\n    image: a\n', true],
    ['CRLF, BOM, comments', '\ufeff# c\r\n\r\nservices: # s\r\n  # c\r\n  web:\r\n    # c\r\n    build: .\r\n', true],
    ['after others', 'name: x\nnetworks:\n  a: {}\n"services":\n  "my web":\n    ports: []\n    image: a\n', true],
    ['extends', 'services:\n  web:\n    extends:\n      service: a\n', true],
    ['list', 'services:\n  - image: a\n', false],
    ['GitLab', 'image: ruby\nservices:\n  - name: postgres\n    image: a\ntest:\n  script: x\n', false],
    ['GitHub', 'on: push\njobs:\n  a:\n    services:\n      db:\n        image: a\n', false],
    ['Drone', 'pipeline:\n  a:\n    image: b\nservices:\n  db:\n    image: c\n', false],
    ['Woodpecker', 'steps:\n  - image: b\nservices:\n  db:\n    image: c\n', false],
    ['Kubernetes', 'apiVersion: v1\nkind: Service\nspec:\n  image: a\n', false],
    ['Symfony', 'services:\n  _defaults:\n    autowire: true\n  App\\:\n    resource: x\n', false],
    ['serverless', 'service: x\nprovider:\n  name: aws\nfunctions:\n  a:\n    image: b\n', false],
    ['OpenAPI', 'openapi: 3.0.0\nservices:\n  a:\n    image: b\n', false],
    ['nested image', 'services:\n  a:\n    config:\n      image: b\n', false],
    ['no services', 'web:\n  image: a\n', false],
    ['prose', 'our services: web\n  image: a\n', false],
    ['in braces', 'services: {web: {image: a}}\n', true],
    ['JSON', '{"services": {"web": {"build": "."}}}', true],
    ['JSON over lines', '{\n  "services": {\n    "web": {\n      "image": "a"\n    }\n  }\n}\n', true],
    ['explicit keys', '? services\n: web:\n    image: a\n', true],
    ['all of it indented', '  services:\n    web:\n      image: a\n', true],
    ['a tag', 'services: !!map\n  web:\n    image: a\n', true],
    ['an anchor on a line of its own', 'x-a:\n  &a\n  image: a\nservices:\n  web:\n    << : *a\n', true],
    ['a merge that brings the image', 'x-a: &a {image: a}\nservices:\n  web: *a\n', true],
    ['lone carriage returns', 'services:\r  web:\r    image: a\r', true],
    ['a mistake', 'services: {web: {image: a}\n', true],
    ['GitHub in braces', '{on: push, jobs: {a: {services: {db: {image: a}}}}}\n', false],
    ['OpenAPI in braces', '{"openapi": "3", "services": {"a": {"image": "b"}}}\n', false],
    ['services further down', 'a:\n  services:\n    web: {image: a}\n', false],
  ])('%s', (_, text, expected) => {
    expect(looksLikeCompose(text)).toBe(expected);
  });
});
