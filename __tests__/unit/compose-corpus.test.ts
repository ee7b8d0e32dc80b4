import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ParseError, filePath, isStop } from '../../src/model/index.js';
import { applyEdits } from '../../src/text/index.js';
import { addMapKeys, flatten, parseYaml, removeKey, toJS } from '../../src/yaml/index.js';
import {
  effectiveCompose,
  looksLikeCompose,
  parseCompose,
  type ComposeDoc,
  type Service,
} from '../../src/compose/index.js';
import { looksLikeKubernetes } from '../../src/kubernetes/index.js';

// A folder of real repositories, any depth: HARDEN_CORPUS=dir npx jest compose-corpus
const folder = process.env.HARDEN_CORPUS;
const ADDED = { 'x-one': 'no', 'x-list': ['10:30', { a: ['b c'] }], 'x-map': { deep: { er: 1 } } };

function composeFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((each) => {
    const path = join(directory, each.name);
    if (each.isDirectory()) return each.name === '.git' ? [] : composeFiles(path);
    return each.isFile() && /\.ya?ml$/.test(each.name) ? [path] : [];
  });
}

function parse(file: string, text: string): ComposeDoc | undefined {
  try {
    return parseCompose(filePath(file), text);
  } catch (error) {
    if (error instanceof ParseError && error.offset >= 0 && error.offset <= text.length) return undefined;
    throw error;
  }
}

/** What is wrong with adding keys to one service; empty where nothing is. */
function check(doc: ComposeDoc, service: Service): string[] {
  const edits = addMapKeys(doc.yaml, service.entry, ADDED);
  if (isStop(edits)) return [];
  const after = applyEdits(doc.text, edits);
  const next = parse(doc.file, after);
  const same = next?.services.find((each) => each.name === service.name && each.document === service.document);
  if (!same) return ['does not parse'];
  const wrong: string[] = [];
  for (const [key, value] of Object.entries(ADDED)) {
    const got = same.get(key);
    if (!got || JSON.stringify(toJS(got)) !== JSON.stringify(value)) wrong.push(`${key} differs`);
  }
  const changed = [service, ...service.alsoChanges()];
  const places = changed.flatMap((each) => Object.keys(ADDED).map((key) => each.place(key)));
  // An empty service was a leaf of its own.
  const leaves = new Set(
    changed.filter((each) => !each.map || each.map.entries.length === 0).map((each) => each.place()),
  );
  const before = flatten(effectiveCompose(doc));
  const now = flatten(effectiveCompose(next!));
  for (const place of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(place) === now.get(place) || leaves.has(place)) continue;
    if (!places.some((each) => place === each || place.startsWith(`${each}.`))) wrong.push(`${place} drifts`);
  }
  const again = addMapKeys(next!.yaml, same.entry, ADDED);
  if (!isStop(again)) wrong.push('is done twice');
  if (comments(after) !== comments(doc.text)) wrong.push('comments differ');
  if (after.endsWith('\n') !== doc.text.endsWith('\n')) wrong.push('the end differs');
  if (!/[^\r]\n/.test(doc.text) && /[^\r]\n/.test(after) && doc.text.includes('\n')) wrong.push('CRLF is lost');
  return wrong.map((each) => `${doc.file} ${service.name}: ${each}`);
}

function comments(text: string): string {
  return parseYaml(filePath('compose.yaml'), text)
    .comments.map((each) => each.text)
    .join('\n');
}

(folder ? describe : describe.skip)('real Compose files', () => {
  const texts = (folder ? composeFiles(folder) : []).map(
    (path) => [relative(folder!, path), readFileSync(path, 'utf8')] as const,
  );

  test.each([
    ['as they are', (text: string) => text],
    ['with CRLF', (text: string) => text.replace(/\r?\n/g, '\r\n')],
    ['without a final newline', (text: string) => text.trimEnd()],
  ])(
    'keys are added and nothing else changes, %s',
    (_, shape) => {
      let files = 0;
      const wrong: string[] = [];
      for (const [file, original] of texts) {
        const text = shape(original);
        if (!/compose/i.test(basename(file)) && !looksLikeCompose(text)) continue;
        if (looksLikeCompose(text) && looksLikeKubernetes(text)) wrong.push(`${file}: two kinds at once`);
        const doc = parse(file, text);
        if (!doc) continue;
        files++;
        for (const service of doc.services) wrong.push(...check(doc, service));
        wrong.push(...checkVersion(doc));
      }
      expect(wrong).toEqual([]);
      expect(files).toBeGreaterThan(0);
    },
    600_000,
  );
});

function checkVersion(doc: ComposeDoc): string[] {
  const edits = doc.version && doc.root && removeKey(doc.yaml, doc.root, 'version');
  if (!edits || isStop(edits)) return [];
  const next = parse(doc.file, applyEdits(doc.text, edits));
  const { version: _, ...rest } = effectiveCompose(doc);
  return next && JSON.stringify(effectiveCompose(next)) === JSON.stringify(rest)
    ? []
    : [`${doc.file}: version takes more along`];
}
