import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Transform,
  refusalAt,
  isStop,
} from '../../src/model/index.js';
import { findEntry, removeKey, type YamlEntry, type YamlMap } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { reasonGiven, stackSign } from './detect.js';

export const transform: Transform<ComposeDoc> = {
  meta: {
    id: 'drop-compose-version',
    title: 'Drop the obsolete version key',
    summary: 'Removes the top-level `version:` of a Compose file, which Compose ignores with a warning.',
    target: 'compose',
    phase: 'style',
    ceiling: 'safe',
    rules: ['dc no-version-field'],
    hints: ['version'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/compose-file/version-and-name/#version-top-level-element-obsolete'],
  },
  propose(doc: ComposeDoc, context: Context): Outcome {
    const { version, root } = doc;
    if (!version || !root || !(findEntry(root, 'services') || findEntry(root, 'include'))) return NOTHING;
    const at = { file: doc.file, span: version.span };
    const sign = stackSign(doc, context);
    if (sign) {
      const message = `${sign}, and docker stack deploy of older Docker clients rejects a file without version; drop it once none of them deploys the file`;
      return { proposals: [], refusals: [{ anchor: 'version', at, code: 'needs-decision', message }] };
    }
    const reason = reasonGiven(doc, version);
    if (reason !== undefined) {
      const message = `a comment says why it is there, "${reason}"; Compose itself ignores it, so drop both once the reason is gone`;
      return { proposals: [], refusals: [{ anchor: 'version', at, code: 'needs-decision', message }] };
    }
    const removed = edits(doc, root, version);
    if (isStop(removed)) {
      return { proposals: [], refusals: [refusalAt({ anchor: 'version', at }, removed)] };
    }
    const proposal: Proposal = {
      id: 'drop-compose-version@file',
      anchor: 'file',
      at,
      title: 'Drop the obsolete version key',
      why: 'Compose chooses no schema by it: it ignores the key and prints a warning on every command.',
      touches: ['version'],
      safety: 'safe',
      assumptions: [],
      evidence: [
        {
          says: 'the file has services and nothing in it is meant for Swarm',
          from: {
            kind: 'source',
            file: doc.file,
            line: doc.yaml.lines.position(version.span.start).line,
            span: version.span,
            quote: doc.text.slice(version.span.start, version.span.end).slice(0, 80),
          },
        },
      ],
      changes: removed,
    };
    return { proposals: [proposal], refusals: [] };
  },
};

const NOTHING: Outcome = { proposals: [], refusals: [] };

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
