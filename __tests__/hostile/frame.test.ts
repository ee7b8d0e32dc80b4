// What one file does to a run when there is no other thread to end it: nothing but its own error.
import { defaultConfig } from '../../src/config/index.js';
import { filePath, type FilePath } from '../../src/model/index.js';
import {
  collectPlan,
  Frame,
  limitsOf,
  memoryWorkspace,
  metasOf,
  planOptions,
  questionsOf,
} from '../../src/run/index.js';
import { plantedRegistry as registry } from '../support/planted.js';

const metas = metasOf(registry);
const options = planOptions(defaultConfig(metas), {}, metas);
const GOOD = 'FROM alpine:3.20\nENV A b\n';
const LIMITS = { seconds: 1, megabytes: 256 };

function planOf(texts: Readonly<Record<string, string>>): ReturnType<typeof collectPlan> {
  const files = Object.keys(texts).map((name) => ({ path: filePath(name), target: 'dockerfile' as const }));
  const workspace = memoryWorkspace(texts, files, new Frame(LIMITS, undefined));
  questionsOf({ workspace, registry, options });
  return collectPlan({ workspace, registry, options });
}

test.each([
  [
    'hangs-in-an-expression',
    'planning took longer than the limit of 1 s and was ended (hangs-in-an-expression on b/Dockerfile)',
  ],
  ['hangs-in-a-loop', 'planning took longer than the limit of 1 s and was ended (hangs-in-a-loop on b/Dockerfile)'],
  [
    'calls-itself',
    'planning met text that is nested or repeated beyond what can be read (calls-itself on b/Dockerfile)',
  ],
  [
    'doubles-a-string',
    'planning met text that is nested or repeated beyond what can be read (doubles-a-string on b/Dockerfile)',
  ],
])('%s: an error of that file; the others are planned', (word, message) => {
  const { groups, errors } = planOf({
    'a/Dockerfile': GOOD,
    'b/Dockerfile': `# ${word}\n${GOOD}`,
    'c/Dockerfile': GOOD,
  });
  expect(errors).toEqual([{ path: 'b/Dockerfile', message, hint: expect.any(String) }]);
  expect(groups.map(({ group, result }) => [group.id, result.get(group.id as FilePath)?.includes('ENV A=b')])).toEqual([
    ['a/Dockerfile', true],
    ['b/Dockerfile', undefined],
    ['c/Dockerfile', true],
  ]);
  // As it is on disk: what reads standard input gives it back.
  expect(groups[1]!.base.get(filePath('b/Dockerfile'))?.text).toContain(word);
});

test.each([
  ['half the time', 5, [5, 2.5, 2]],
  ['never more', 1, [1, 1, 1]],
])('each that hangs leaves the next ones %s', (_, seconds, expected) => {
  const frame = new Frame({ seconds, megabytes: 256 }, undefined);
  const hang = (): never => {
    for (;;);
  };
  const limits = [1, 2, 3].map(() => {
    const framed = frame.run({ here: hang, size: 1 });
    return 'fault' in framed && 'limit' in framed.fault ? framed.fault.limit : undefined;
  });
  expect(limits).toEqual(expected);
});

test('what failed once is not tried again', () => {
  const path = filePath('Dockerfile');
  const frame = new Frame(LIMITS, undefined);
  const workspace = memoryWorkspace({ [path]: `# calls-itself\n${GOOD}` }, [{ path, target: 'dockerfile' }], frame);
  const { errors } = collectPlan({ workspace, registry, options });
  frame.run = () => {
    throw new Error('it was tried');
  };
  expect(collectPlan({ workspace, registry, options }).errors).toEqual(errors);
  expect(questionsOf({ workspace, registry, options })).toEqual([]);
});

describe('limits', () => {
  const of = (limits: object): Parameters<typeof limitsOf>[1] => ({ limits });
  test.each([
    ['nobody says anything', {}, {}, false, { seconds: 60, megabytes: 1024 }],
    ['a repository lowers them', {}, { seconds: 5, megabytes: 128 }, false, { seconds: 5, megabytes: 128 }],
    ['a repository cannot raise them', {}, { seconds: 600, megabytes: 8000 }, false, { seconds: 60, megabytes: 1024 }],
    ['nor above a flag', { seconds: 2 }, { seconds: 30 }, false, { seconds: 2, megabytes: 1024 }],
    ['below a flag it counts', { seconds: 100 }, { seconds: 30 }, false, { seconds: 30, megabytes: 1024 }],
    ['a file of the user raises them', {}, { seconds: 600 }, true, { seconds: 600, megabytes: 1024 }],
    ['a flag wins over a file of the user', { seconds: 2 }, { seconds: 600 }, true, { seconds: 2, megabytes: 1024 }],
  ])('%s', (_, given, written, trusted, expected) => {
    expect(limitsOf(given, of(written), trusted)).toEqual(expected);
  });
});
