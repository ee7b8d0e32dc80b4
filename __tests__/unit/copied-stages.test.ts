// Where files stand that are copied from stage to stage. Each COPY may bring a path, and every stage may have many: how often
// the repository is asked must not multiply from stage to stage.
import { parseDockerfile } from '../../src/dockerfile/index.js';
import { memoryRepository } from '../../src/io/index.js';
import { filePath, type Repository } from '../../src/model/index.js';
import { pathInRepository, pathsInImage } from '../../src/runs/index.js';

const DOCKERFILE = filePath('Dockerfile');

/** The last stage of a Dockerfile that copies `times` from each stage before. */
function read(stages: number, times: number, copy: (time: number, from: number) => string) {
  const lines = ['FROM scratch AS s0', 'COPY shop.txt /'];
  for (let stage = 1; stage < stages; stage++) {
    lines.push(`FROM scratch AS s${stage}`);
    for (let time = 0; time < times; time++) lines.push(copy(time, stage - 1));
  }
  const doc = parseDockerfile(DOCKERFILE, lines.join('\n'));
  return { doc, stage: doc.stages.at(-1)! };
}

function counting(): { readonly repository: Repository; asked(): number } {
  const inner = memoryRepository({ 'shop.txt': '' });
  let asked = 0;
  function kind(path: Parameters<Repository['kind']>[0]): ReturnType<Repository['kind']> {
    asked++;
    return inner.kind(path);
  }
  return { repository: { ...inner, kind }, asked: () => asked };
}

test('a file is found through many stages', () => {
  const { doc, stage } = read(9, 2, (_, from) => `COPY --from=s${from} / /`);
  const { repository } = counting();
  expect(pathInRepository(doc, stage, '/shop.txt', '', repository)).toBe('shop.txt');
  expect(pathsInImage(doc, stage, filePath('shop.txt'), '', repository)).toEqual(['/shop.txt']);
});

test.each([
  ['from one folder', (_: number, from: number) => `COPY --from=s${from} / /`],
  ['from a folder each', (time: number, from: number) => `COPY --from=s${from} /a${time} /`],
  ['to a folder each', (time: number, from: number) => `COPY --from=s${from} / /a${time}`],
])('copies %s are looked at once, or not all', (_, copy) => {
  const { doc, stage } = read(7, 4, copy);
  const { repository, asked } = counting();
  expect(pathInRepository(doc, stage, '/missing.txt', '', repository)).toBeUndefined();
  expect(asked()).toBeLessThan(1000);
  const before = asked();
  expect(pathsInImage(doc, stage, filePath('shop.txt'), '', repository).length).toBeLessThan(1000);
  expect(asked() - before).toBeLessThan(1000);
});
