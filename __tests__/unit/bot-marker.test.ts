// What a pull request remembers, and names of steps that hold when lines move.
import { planHash, readMarker, stepKeys, withMarker, type Marker } from '../../src/bot/index.js';
import { filePath } from '../../src/model/index.js';
import { groupOf } from '../support/fake-plan.js';

const marker: Marker = {
  group: 'main',
  base: '1'.repeat(40),
  head: '2'.repeat(40),
  plan: 'a'.repeat(64),
  steps: ['0123456789ab', 'ba9876543210'],
  config: 'b'.repeat(64),
  skip: [],
  given: '',
  asked: [],
  merge: '',
  tool: '1.2.3',
};

function hidden(data: unknown): string {
  return `text\n\n<!-- harden:v1 ${Buffer.from(JSON.stringify(data)).toString('base64')} -->`;
}

describe('marker', () => {
  test('is read as it was written, and shows nothing', () => {
    const body = withMarker('# Hello', marker, 65_536)!;
    expect(readMarker(body)).toEqual(marker);
    expect(body).toMatch(/^# Hello\n\n<!-- harden:v1 [A-Za-z0-9+/=]+ -->$/);
    // As forges keep what is typed.
    expect(readMarker(`${body.replaceAll('\n', '\r\n')}\r\n`)).toEqual(marker);
  });

  test('the last counts: what stands before it is text', () => {
    const other = withMarker('', { ...marker, group: 'other' }, 65_536)!;
    expect(readMarker(withMarker(`quoted: ${other}`, marker, 65_536)!)).toEqual(marker);
  });

  test('the text is cut to what the forge takes, the marker never', () => {
    const whole = withMarker('', marker, 65_536)!.length;
    const body = withMarker(`first line\n${'x'.repeat(1000)}`, marker, whole + 14)!;
    expect(body.length).toBeLessThanOrEqual(whole + 14);
    expect(body.startsWith('first line\n\n<!--')).toBe(true);
    expect(readMarker(body)).toEqual(marker);
    expect(withMarker('', marker, whole - 1)).toBeUndefined();
    expect(withMarker('\ud83d\ude00', marker, whole + 1)!.startsWith('\n')).toBe(true);
  });

  test('a thousand steps fit into half of what GitHub takes', () => {
    const steps = Array.from({ length: 1000 }, (_, at) => at.toString(16).padStart(12, '0'));
    expect(withMarker('', { ...marker, steps }, 32_768)).toBeDefined();
  });

  test.each<[string, unknown]>([
    ['an unknown key', { ...marker, extra: 1 }],
    ['a key of every object', { ...marker, tool: undefined, constructor: 'x' }],
    ['a missing key', { ...marker, skip: undefined }],
    ['a name with a path', { ...marker, group: '../main' }],
    ['no commit', { ...marker, head: 'main' }],
    ['a step that is none', { ...marker, steps: ['rm -rf /'] }],
    ['a step twice', { ...marker, steps: ['0123456789ab', '0123456789ab'] }],
    [
      'too many steps',
      { ...marker, steps: Array.from({ length: 6000 }, (_, at) => at.toString(16).padStart(12, '0')) },
    ],
    ['a list', [marker]],
    ['nothing', null],
    ['a number', 7],
  ])('%s is no marker', (_name, data) => {
    expect(readMarker(hidden(data))).toBeUndefined();
  });

  test('what is no JSON, or does not end, is no marker', () => {
    expect(readMarker('<!-- harden:v1 !!! -->')).toBeUndefined();
    expect(readMarker(`<!-- harden:v1 ${Buffer.from('{').toString('base64')} -->`)).toBeUndefined();
    expect(readMarker('<!-- harden:v1 e30=')).toBeUndefined();
    expect(readMarker(`<!-- harden:v1 ${'A'.repeat(100_000)} -->`)).toBeUndefined();
    expect(readMarker('')).toBeUndefined();
  });
});

describe('keys of steps', () => {
  const text = 'FROM debian:12\nRUN apt install curl\nCOPY . .\nCMD run\n';
  const install = {
    transform: 'use-apt-get',
    anchor: 'stage:0',
    title: 'a',
    why: 'b',
    replace: [{ file: 'Dockerfile', from: 'apt install', to: 'apt-get install' }],
  };
  const clean = {
    ...install,
    transform: 'clean-apt-lists',
    replace: [{ file: 'Dockerfile', from: 'curl', to: 'curl \\\n && rm -rf /var/lib/apt/lists/*' }],
  };
  const user = {
    ...install,
    transform: 'add-user',
    replace: [{ file: 'Dockerfile', from: 'CMD', to: 'USER app\nCMD' }],
  };

  function keysOf(texts: string | Record<string, string>, ...specs: readonly (typeof install)[]): readonly string[] {
    const files = typeof texts === 'string' ? { Dockerfile: texts } : texts;
    return stepKeys(groupOf({ id: 'g', dockerfiles: [filePath('Dockerfile')] }, files, specs).steps);
  }

  test('stay when lines move, and when other lines change', () => {
    const keys = keysOf(text, install, clean, user);
    expect(new Set(keys).size).toBe(3);
    expect(keysOf(`# syntax=x\n\n${text.replace('COPY . .', 'COPY src src')}`, install, clean, user)).toEqual(keys);
    expect(keysOf(text.replaceAll('\n', '\r\n'), install, clean, user)[0]).toBe(keys[0]);
  });

  test('are the same in a plan without the steps before', () => {
    const [, cleaned, added] = keysOf(text, install, clean, user);
    expect(keysOf(text, clean, user)).toEqual([cleaned, added]);
  });

  test('change with the lines that the step changes, the file and the transform', () => {
    const [key] = keysOf(text, install);
    expect(keysOf(text.replace('curl', 'wget'), install)).not.toEqual([key]);
    expect(keysOf(text, { ...install, transform: 'other' })).not.toEqual([key]);
    const moved = { ...install, replace: [{ ...install.replace[0]!, file: 'web/Dockerfile' }] };
    expect(keysOf({ 'web/Dockerfile': text }, moved)).not.toEqual([key]);
  });

  test('what only adds is named by its anchor', () => {
    const [key] = keysOf(text, user);
    expect(keysOf(text.replace('curl', 'wget'), user)).toEqual([key]);
    expect(keysOf(text, { ...user, anchor: 'stage:1' })).not.toEqual([key]);
  });

  test('the plan has a hash of what all steps leave behind', () => {
    const plan = (...specs: readonly (typeof install)[]) =>
      planHash(groupOf({ id: 'g', dockerfiles: [filePath('Dockerfile')] }, { Dockerfile: text }, specs).steps);
    expect(plan(install, clean)).toBe(plan({ ...install, title: 'other words' }, clean));
    expect(plan(install)).not.toBe(plan(install, clean));
  });
});
