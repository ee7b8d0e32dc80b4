// The settings written once at the top of the file, with an anchor.
import type { Edit } from '../../src/model/index.js';
import {
  asMap,
  columnOf,
  findEntry,
  findOwnEntry,
  renderEntry,
  styleOf,
  type YamlEntry,
  type YamlValue,
} from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';

/** A block that services can refer to. */
export interface Shared {
  readonly anchor: string;
  /** Absent where the file has the block already. */
  readonly edit?: Edit;
}

const KEY = 'x-logging';
const ANCHOR = 'default-logging';

/** What is written above `services:`, or why it cannot be: then every service gets its own. */
export function sharedBlock(doc: ComposeDoc, value: YamlValue): Shared | undefined {
  const services = doc.root && findOwnEntry(doc.root, 'services');
  // An anchor does not reach into another document.
  if (!doc.root || doc.root.flow || !services || doc.yaml.documents.length > 1) return undefined;
  const present = findOwnEntry(doc.root, KEY);
  if (present) return sameBlock(present, services, value);
  if (columnOf(doc.yaml, services.span.start) !== 0 || services.explicit || doc.text.includes(`&${ANCHOR}`))
    return undefined;
  const style = styleOf(doc.yaml);
  const [head, ...lines] = renderEntry(KEY, value, 0, style);
  const start = aboveComments(doc, services);
  const above =
    start === 0
      ? ''
      : doc.text
          .slice(0, start - 1)
          .split('\n')
          .at(-1)!
          .trim();
  const gap = above === '' || above === '---' || above.startsWith('#') || above === '\ufeff' ? [] : [''];
  const text = [...gap, `${head} &${ANCHOR}`, ...lines, '', ''].join(style.eol);
  return { anchor: ANCHOR, edit: { kind: 'edit', file: doc.file, span: { start, end: start }, expect: '', text } };
}

/** A block of the file that says the same, from an earlier run. */
function sameBlock(present: YamlEntry, services: YamlEntry, value: YamlValue): Shared | undefined {
  const map = present.value.kind === 'map' ? present.value : undefined;
  const limit = map && findEntry(asMap(findEntry(map, 'options')?.value) ?? map, 'max-size');
  if (!map?.anchor || !limit || present.span.start > services.span.start) return undefined;
  const driver = (value as { readonly driver?: string }).driver;
  const written = findEntry(map, 'driver')?.value;
  const same = written?.kind === 'scalar' && written.text === driver;
  return same ? { anchor: map.anchor } : undefined;
}

/** Comments right above `services:` speak of it, unless they open the file. */
function aboveComments({ yaml }: ComposeDoc, services: YamlEntry): number {
  const comments = new Set(
    yaml.comments.flatMap(({ offset, ownLine }) => (ownLine ? [yaml.lines.lineAt(offset)] : [])),
  );
  const own = yaml.lines.lineAt(services.span.start);
  let line = own;
  while (line > 0 && comments.has(line - 1)) line--;
  const first = line === 0 ? own : line;
  return first === own ? services.span.start : yaml.lines.startOf(first);
}
