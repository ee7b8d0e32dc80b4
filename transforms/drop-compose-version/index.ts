import { type Edit, isStop, stop } from '../../src/model/index.js';
import { findEntry, removeKey, type YamlEntry, type YamlMap } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { reasonGiven, stackSign } from './detect.js';
import { rewriteYaml, type Spot } from '../../src/rewrites/index.js';

export const transform = rewriteYaml({
  meta: {
    id: 'drop-compose-version',
    title: 'Drop the obsolete version key',
    why: 'Compose chooses no schema by it: it ignores the key and prints a warning on every command.',
    summary: 'Removes the top-level `version:` of a Compose file, which Compose ignores with a warning.',
    target: 'compose',
    phase: 'style',
    ceiling: 'safe',
    rules: ['dc no-version-field'],
    hints: ['version'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/compose-file/version-and-name/#version-top-level-element-obsolete'],
  },
  on: versions,
  judge({ root, version }, doc, context) {
    const sign = stackSign(doc, context);
    if (sign)
      return stop(
        'needs-decision',
        `${sign}, and docker stack deploy of older Docker clients rejects a file without version; drop it once none of them deploys the file`,
      );
    const reason = reasonGiven(doc, version);
    if (reason !== undefined)
      return stop(
        'needs-decision',
        `a comment says why it is there, "${reason}"; Compose itself ignores it, so drop both once the reason is gone`,
      );
    const removed = edits(doc, root, version);
    if (isStop(removed)) return removed;
    const quote = doc.text.slice(version.span.start, version.span.end).slice(0, 80);
    return {
      at: { anchor: 'file', span: version.span, quote },
      edits: removed,
      touches: ['version'],
      seen: 'the file has services and nothing in it is meant for Swarm',
    };
  },
});

interface Version {
  readonly spot: Spot;
  readonly root: YamlMap;
  readonly version: YamlEntry;
}

function versions({ root, version }: ComposeDoc): Version[] {
  if (!version || !root || !(findEntry(root, 'services') || findEntry(root, 'include'))) return [];
  return [{ spot: { anchor: 'version', span: version.span }, root, version }];
}

function edits(doc: ComposeDoc, root: YamlMap, version: YamlEntry): ReturnType<typeof removeKey> {
  const removed = removeKey(doc.yaml, root, 'version');
  if (!isStop(removed)) return [withBlankLines(doc, removed[0])];
  if (removed.stop !== 'not-contiguous') return removed;
  // A comment beside the key stays, on a line of its own.
  const { start, end } = version.span;
  const line = doc.yaml.lines.lineAt(start);
  const comment = doc.yaml.comments.find(({ offset }) => offset >= end);
  if (!comment || doc.yaml.lines.lineAt(comment.offset) !== line || doc.yaml.lines.lineAt(end) !== line) return removed;
  const span = { start, end: comment.offset };
  const expect = doc.text.slice(start, comment.offset);
  return [{ kind: 'edit', file: doc.file, span, expect, text: '' }];
}

/** A file does not begin with blank lines because its first line went. */
function withBlankLines(doc: ComposeDoc, edit: Edit): Edit {
  const { start } = edit.span;
  let { end } = edit.span;
  if (doc.text.slice(0, start).replace('\ufeff', '') !== '') return edit;
  while (/^[ \t]*\r?\n/.test(doc.text.slice(end, end + 200))) end = doc.text.indexOf('\n', end) + 1;
  return { ...edit, span: { start, end }, expect: doc.text.slice(start, end) };
}
