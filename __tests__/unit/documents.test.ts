// What is parsed when, and what is remembered of it.
import { join } from 'node:path';
import { countRun } from '../../scripts/counters.js';
import { memoryRepository } from '../../src/io/index.js';
import { filePath, type FilePath } from '../../src/model/index.js';
import { DocumentMemory, overlayRepository } from '../../src/planner/index.js';
import { diskWorkspace } from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';
import { root } from '../support/transforms.js';

const DOCKERFILE = filePath('Dockerfile');
const COMPOSE = filePath('compose.yaml');

/** A memory, and what it parsed. */
function watched(most?: number): { readonly memory: DocumentMemory; readonly parsed: string[] } {
  const parsed: string[] = [];
  const memory = new DocumentMemory({
    ...(most === undefined ? {} : { most }),
    parsed: (kind, file) => parsed.push(`${kind} ${file}`),
  });
  return { memory, parsed };
}

test('planning an example parses each text once and looks for names of images once', () => {
  const workspace = diskWorkspace({ root: join(root, 'examples', 'speechflow', 'before'), paths: ['.'] });
  const { files, scans } = countRun(workspace, {
    registry,
    options: {
      settings: () => ({
        level: 'review',
        preset: 'recommended',
        enabled: (_id, byDefault) => byDefault,
        options: () => ({}),
      }),
    },
  });
  expect(scans).toBe(1);
  expect([...files.keys()].sort()).toEqual(['compose', 'dockerfile', 'kubernetes']);
  for (const [kind, { parses, texts }] of files) expect({ kind, parses }).toEqual({ kind, parses: texts });
  // Four Dockerfiles, and what each step makes of them.
  expect(files.get('dockerfile')!.texts).toBeGreaterThan(20);
});

test('whoever asks for a file gets the same document', () => {
  const { memory, parsed } = watched();
  const tree = memoryRepository({ [DOCKERFILE]: 'FROM scratch\n', [COMPOSE]: 'services: {}\n' });
  const documents = memory.of(tree);
  expect(documents.dockerfile(DOCKERFILE)).toBe(memory.of(tree).dockerfile(DOCKERFILE));
  expect(documents.dockerfile(DOCKERFILE)).toBe(memory.read('dockerfile', DOCKERFILE, 'FROM scratch\n').doc);
  expect(documents.compose(COMPOSE)?.file).toBe(COMPOSE);
  // Another kind is another reading.
  expect(documents.yaml(COMPOSE)?.documents).toHaveLength(1);
  expect(parsed).toEqual(['dockerfile Dockerfile', 'compose compose.yaml', 'yaml compose.yaml']);
});

test('a file that a step changed is read as it is now, and the others are not read again', () => {
  const { memory } = watched();
  const reads: FilePath[] = [];
  const disk = memoryRepository({ [DOCKERFILE]: 'FROM a\n', [COMPOSE]: 'services: {}\n' });
  const changes = new Map<FilePath, string>();
  const counted = { ...disk, read: (path: FilePath) => (reads.push(path), disk.read(path)) };
  const documents = memory.of(overlayRepository(counted, changes));
  const before = documents.dockerfile(DOCKERFILE);
  changes.set(DOCKERFILE, 'FROM b\n');
  expect(documents.dockerfile(DOCKERFILE)?.stages[0]?.from.image).toBe('b');
  changes.set(DOCKERFILE, 'FROM a\n');
  expect(documents.dockerfile(DOCKERFILE)).toBe(before);
  for (let round = 0; round < 3; round++) documents.compose(COMPOSE);
  expect(reads).toEqual([DOCKERFILE, COMPOSE]);
});

test('what does not parse is no document, and is not tried again', () => {
  const { memory, parsed } = watched();
  const documents = memory.of(memoryRepository({ [DOCKERFILE]: 'FRUM a\n' }));
  expect(documents.dockerfile(DOCKERFILE)).toBeUndefined();
  expect(documents.dockerfile(undefined)).toBeUndefined();
  expect(documents.compose(COMPOSE)).toBeUndefined();
  expect(() => memory.read('dockerfile', DOCKERFILE, 'FRUM a\n')).toThrow('FRUM');
  expect(memory.find('dockerfile', DOCKERFILE, 'FRUM a\n')).toBeUndefined();
  expect(parsed).toEqual(['dockerfile Dockerfile']);
});

test('a file as edits leave it is the document that planning the step reads', () => {
  const { memory, parsed } = watched();
  const doc = memory.read('dockerfile', DOCKERFILE, 'FROM a\n').doc;
  const documents = memory.of(memoryRepository({ [DOCKERFILE]: 'FROM a\n' }));
  if (!('stages' in doc)) throw new Error('a Dockerfile has stages');
  const edits = [{ kind: 'edit', file: DOCKERFILE, span: { start: 5, end: 6 }, expect: 'a', text: 'b' }] as const;
  expect(documents.edited(doc, edits)).toBe(memory.read('dockerfile', DOCKERFILE, 'FROM b\n').doc);
  expect(parsed).toHaveLength(2);
});

test('what was not asked for lately is forgotten', () => {
  const { memory, parsed } = watched(100);
  const texts = Array.from({ length: 50 }, (_, at) => `FROM image-${at}\n`);
  for (const text of texts) memory.read('dockerfile', DOCKERFILE, text);
  for (const text of texts) memory.read('dockerfile', DOCKERFILE, text);
  expect(parsed.length).toBe(100);
  memory.read('dockerfile', DOCKERFILE, texts.at(-1)!);
  expect(parsed.length).toBe(100);
});
