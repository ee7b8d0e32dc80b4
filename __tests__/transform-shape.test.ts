// How a transform is written: it names what it looks at and judges one of them at a time. A frame does the rest.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { sourceFileOf } from './support/source-files.js';
import { metas, root, transformFolders } from './support/transforms.js';

/** Those that write `propose` themselves, and why. */
const BY_HAND: Readonly<Record<string, string>> = {
  'log-limits': 'joins the steps of its frame into one, with a block that all services share',
  'pin-python-packages': 'a RUN and the requirements files that it reads are pinned together',
  'resource-limits': 'says once for the whole file which services it knows no number for',
  'set-seccomp-profile': 'says for all transforms of manifests which of them are patches',
  'syntax-directive': 'speaks of a comment or of the first line, not of an instruction',
};

function filesOf(id: string): string[] {
  return readdirSync(join(root, 'transforms', id), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `transforms/${id}/${name}`);
}

function descendants(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    found.push(child, ...descendants(child));
  });
  return found;
}

/** `propose(doc, context) {` or `propose: (doc) =>`, of an object. */
function isPropose(node: ts.Node): boolean {
  return (ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node)) && node.name.getText() === 'propose';
}

/** `_context`, which somebody declared and never reads. A callback may pass over its first with `_`. */
function isIgnored(node: ts.Node): boolean {
  return ts.isParameter(node) && /^_\w/.test(node.name.getText());
}

const ids = [...transformFolders(), '_template'];

test('a transform goes through a frame', () => {
  const own = ids.filter((id) => descendants(sourceFileOf(`transforms/${id}/index.ts`)).some(isPropose));
  expect(own.sort()).toEqual(Object.keys(BY_HAND).sort());
});

test('the title of a transform stands in its meta alone: the frame takes it from there', () => {
  const twice = metas.filter(({ id, title }) => {
    const strings = filesOf(id).flatMap((path) => descendants(sourceFileOf(path)).filter(ts.isStringLiteralLike));
    return strings.filter(({ text }) => text === title).length > 1;
  });
  expect(twice.map(({ id }) => id)).toEqual([]);
});

test('no parameter is there to be ignored', () => {
  const ignored = ids.flatMap(filesOf).filter((path) => descendants(sourceFileOf(path)).some(isIgnored));
  expect(ignored).toEqual([]);
});
