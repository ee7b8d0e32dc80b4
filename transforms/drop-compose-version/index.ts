import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Transform,
  child,
  type Folder,
  refusalAt,
  isStop,
} from '../../src/model/index.js';
import {
  asBoolean,
  asMap,
  asText,
  entriesOf,
  findEntry,
  findValue,
  removeKey,
  type YamlEntry,
  type YamlMap,
} from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';

export const transform: Transform<ComposeDoc> = {
  meta: {
    id: 'drop-compose-version',
    title: 'Drop the obsolete version key',
    summary: 'Removes the top-level `version:` of a Compose file, which Compose ignores with a warning.',
    target: 'compose',
    after: [],
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
    const sign = swarmSign(doc, root) ?? stackDeploy(doc, context);
    if (sign) {
      const message = `${sign}, and docker stack deploy of older Docker clients rejects a file without version; drop it once none of them deploys the file`;
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

/** Settings of `deploy` that Swarm alone follows. Compose reads resources, replicas and restart_policy too. */
const SWARM_KEYS = ['placement', 'update_config', 'rollback_config', 'endpoint_mode', 'labels'];

/** What in the file is meant for `docker stack deploy`. */
function swarmSign(doc: ComposeDoc, root: YamlMap): string | undefined {
  for (const service of doc.services) {
    const deploy = asMap(service.get('deploy'));
    if (!deploy) continue;
    const key = SWARM_KEYS.find((each) => findEntry(deploy, each));
    if (key) return `deploy.${key} of ${service.name} is for Swarm`;
    if (asText(findValue(deploy, 'mode')) === 'global') return `deploy.mode of ${service.name} is for Swarm`;
  }
  for (const [name, entry] of entriesOf(asMap(findValue(root, 'networks')) ?? EMPTY)) {
    const driver = asMap(entry.value) && findValue(entry.value, 'driver');
    if (asText(driver) === 'overlay') return `the overlay network ${name} is for Swarm`;
  }
  for (const kind of ['secrets', 'configs']) {
    for (const [name, { value }] of entriesOf(asMap(findValue(root, kind)) ?? EMPTY)) {
      const external = asMap(value) && findValue(value, 'external');
      if (external && asBoolean(external) !== false) return `${name} in ${kind} is kept by Swarm`;
    }
  }
  return undefined;
}

const EMPTY: YamlMap = { kind: 'map', flow: true, entries: [], span: { start: 0, end: 0 } };
// More files than this beside a Compose file are not read.
const MAX_READ = 20;

/** A script or guide beside the file that deploys it, or a name that says so. */
function stackDeploy(doc: ComposeDoc, context: Context): string | undefined {
  const slash = doc.file.lastIndexOf('/');
  const folder = doc.file.slice(0, Math.max(slash, 0)) as Folder;
  const name = doc.file.slice(slash + 1);
  if (/\b(?:stacks?|swarm)\b/.test(doc.file.replaceAll('_', '-'))) return 'the path of the file speaks of a stack';
  const { repository } = context.evidence;
  const guides = repository.list(folder).filter((each) => /^(?:readme(?:\.\w+)?|makefile|[\w.-]+\.sh)$/i.test(each));
  for (const each of guides.slice(0, MAX_READ)) {
    const text = repository.read(child(folder, each));
    const line = text?.split('\n').find((words) => /\bstack\s+(?:deploy|up)\b/.test(words));
    if (line?.includes(name)) return `${each} deploys the file as a stack`;
  }
  return undefined;
}
