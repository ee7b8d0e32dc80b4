// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
// What a service mounts, whom it starts as, and which capabilities go back.
import { parseCompose } from '../../src/compose/index.js';
import { PROFILES, isDefaultCapability, serviceProfile } from '../../src/knowledge/index.js';
import { filePath, type Context } from '../../src/model/index.js';
import { capabilitiesToKeep, startUser } from '../../src/uses/index.js';
import {
  isPlainVolume,
  lookAround,
  findMountOf,
  withoutUsualLinks,
  serviceMounts,
  splitOutsideVariables,
  viewService,
  type ServiceView,
} from '../../src/services/index.js';

const context = { evidence: { repository: { read: () => undefined, list: () => [] } } } as unknown as Context;

/** The service `web` of a file, with keys of its own and top-level ones. */
function web(keys: string, top = ''): ServiceView {
  const doc = parseCompose(filePath('compose.yaml'), `services:\n  web:\n${keys.replace(/^/gm, '    ')}\n${top}`);
  return viewService(lookAround(doc, context), doc.service('web')!);
}

const mounts: readonly (readonly [written: string, seen: string])[] = [
  ['volumes: ["./a:/b"]', 'bind ./a /b'],
  ['volumes: ["./a:/b/:ro"]', 'bind ./a /b ro'],
  ['volumes: ["~/a:/b:ro,z"]', 'bind ~/a /b ro'],
  ['volumes: ["data:/b"]', 'volume data /b'],
  ['volumes: ["data:/b:nocopy"]', 'volume data /b partial'],
  ['volumes: [/b]', 'anonymous - /b'],
  ['volumes: ["${DIR:-./a}/c:/b"]', 'bind ${DIR:-./a}/c /b'],
  ['volumes: ["${DIR}/c:/b"]', 'bind ${DIR}/c /b'],
  ['volumes: ["${NAME}:/b"]', 'unknown ${NAME} /b'],
  ['volumes: ["data:${PATH:-/b}"]', 'volume data -'],
  ['volumes: ["C:\\\\data:/b"]', 'bind C:\\data /b'],
  ['volumes: [{type: bind, source: ./a, target: /b, read_only: true}]', 'bind ./a /b ro'],
  ['volumes: [{type: volume, source: data, target: /b, volume: {nocopy: true}}]', 'volume data /b partial'],
  ['volumes: [{type: volume, target: /b}]', 'anonymous - /b'],
  ['volumes: [{type: tmpfs, target: /b}]', 'tmpfs - /b'],
  ['volumes: [{type: npipe, source: a, target: /b}]', 'unknown a /b'],
  ['tmpfs: /b', 'tmpfs - /b'],
  ['tmpfs: ["/b:size=1m,ro"]', 'tmpfs - /b ro'],
  ['secrets: [key]', 'file key /run/secrets/key ro'],
  ['secrets: [{source: key, target: other}]', 'file key /run/secrets/other ro'],
  ['configs: [{source: conf, target: /etc/conf}]', 'file conf /etc/conf ro'],
  ['volumes_from: [other]', 'unknown - -'],
];

test.each(mounts)('%s', (written, seen) => {
  const words = serviceMounts(web(`image: a\n${written}`).service).map(({ kind, source, target, readOnly, partial }) =>
    [kind, source ?? '-', target ?? '-', readOnly ? 'ro' : '', partial ? 'partial' : ''].join(' ').trim(),
  );
  expect(words.map((each) => each.replace(/ +/g, ' '))).toEqual([seen]);
});

test('the deepest mount at or above a path counts, links followed', () => {
  const all = serviceMounts(
    web('image: a\nvolumes: ["lib:/var/lib", "data:/var/lib/data", "run:/var/run", "far:/runner"]').service,
  );
  expect(findMountOf(all, '/var/lib/data/pg')?.source).toBe('data');
  expect(findMountOf(all, '/var/lib/other')?.source).toBe('lib');
  expect(findMountOf(all, '/run/server')?.source).toBe('run');
  expect(findMountOf(all, '/var/library')).toBeUndefined();
  expect(withoutUsualLinks('/var/lock/a')).toBe('/run/lock/a');
});

test('a volume with a driver is none that Docker fills', () => {
  const top = 'volumes:\n  nfs: {driver_opts: {type: nfs}}\n  far: {driver: rexray}\n  near: {driver: local}\n';
  const view = web('image: a\nvolumes: ["nfs:/a", "far:/b", "near:/c", "none:/d", "/e"]', top);
  const plain = serviceMounts(view.service).map((mount) => isPlainVolume(view, mount));
  expect(plain).toEqual([false, false, true, true, true]);
});

test('colons in variables split nothing', () => {
  expect(splitOutsideVariables('${A:-1:2}:${B:-${C:-3}}:4', ':')).toEqual(['${A:-1:2}', '${B:-${C:-3}}', '4']);
});

const users: readonly (readonly [keys: string, is: string, by: string])[] = [
  ['image: postgres:16', 'root', 'image'],
  ['image: postgres:16\nuser: "999:999"', 'other', 'service'],
  ['image: postgres:16\nuser: "0:5"', 'root', 'service'],
  ['image: postgres:16\nuser: ${UID:-1000}', 'unknown', 'service'],
  ['image: prom/prometheus:v3.1.0', 'other', 'image'],
  ['image: gcr.io/distroless/static-debian12:nonroot', 'other', 'image'],
  ['image: ghcr.io/example/app:1', 'unknown', 'image'],
];

test.each(users)('whom it starts as: %s', (keys, is, by) => {
  expect(startUser(web(keys))).toMatchObject({ is, by });
});

test('no image gets back more than Docker gives by itself', () => {
  expect(capabilitiesToKeep(serviceProfile('postgres:16'))).toEqual([
    'CHOWN',
    'DAC_OVERRIDE',
    'FOWNER',
    'SETGID',
    'SETUID',
  ]);
  for (const { names } of PROFILES)
    for (const each of capabilitiesToKeep(serviceProfile(names[0])) ?? [])
      expect([names[0], isDefaultCapability(each)]).toEqual([names[0], true]);
});
