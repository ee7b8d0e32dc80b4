// Every place of a file where the words of a credential stand, and what is written there instead.
import { factOf, lineMark, type Edit, words, stop, isStop, type Stop, nonEmpty } from '../../src/model/index.js';
import { dottedPlace, findKeyPaths, styleOf, type YamlNode, type YamlScalar } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { NO_SECRET_NAME, SECRET_NAME } from '../../src/knowledge/index.js';

/** A scalar that holds the value. */
interface Use {
  readonly scalar: YamlScalar;
  /** Of the entry, or of `KEY=value` in a list. */
  readonly key: string;
  readonly flow: boolean;
  /** As a reader sees the file: once for every alias that brings it in. */
  readonly paths: readonly (readonly string[])[];
}

export interface Replaced {
  readonly edits: readonly [Edit, ...Edit[]];
  readonly touches: readonly string[];
  /** How often the value stood in the file. */
  readonly places: number;
}

/** A word this long does not stand somewhere else by chance. */
const TELLING = 8;

export interface Wish {
  readonly value: string;
  readonly variable: string;
  /** Where it was found by its name. */
  readonly scalars: ReadonlySet<YamlScalar>;
  /** A word that everybody uses: only where it is clearly the credential, whatever else it means elsewhere. */
  readonly common: boolean;
}

/** Puts the variable everywhere the value stands. One place that cannot be changed is a refusal: they must agree. */
export function replaceAll(doc: ComposeDoc, wish: Wish): Replaced | Stop {
  const uses = factOf(doc, scalarsOf).filter(({ scalar }) => scalar.text.includes(wish.value));
  const judged: (Use & { readonly hits: readonly boolean[]; readonly line: number })[] = [];
  for (const use of uses) {
    const { line } = doc.yaml.lines.position(use.scalar.span.start);
    const hits = hitsIn(use, wish);
    if (hits === 'ambiguous')
      return stop(
        'ambiguous',
        `the same word stands in line ${lineMark(doc.file, line)}, where it may mean something else; decide there first`,
      );
    if (hits.includes(true)) judged.push({ ...use, hits, line });
  }
  // Once is enough to stop Compose where the value is missing; a longer value is read better without.
  const stops = judged.some(({ scalar }) => isWhole(scalar, wish.value));
  const edits: Edit[] = [];
  const touches = new Set<string>();
  for (const use of judged) {
    const required = !stops || isWhole(use.scalar, wish.value);
    const text = required ? `\${${wish.variable}:?set it in .env}` : `\${${wish.variable}}`;
    const edit = editOf(doc, use, wish.value, text);
    if (isStop(edit)) return stop(edit.stop, `line ${lineMark(doc.file, use.line)}: ${edit.message}`);
    edits.push(edit);
    for (const path of use.paths) for (const each of touched(doc, path)) touches.add(each);
  }
  const elsewhere = wish.common ? undefined : besides(doc, wish.value);
  if (elsewhere) return elsewhere;
  const changes = nonEmpty(edits);
  if (!changes) return stop('unsupported-syntax', 'the value is not written as it reads');
  const places = judged.reduce((sum, { hits }) => sum + hits.filter(Boolean).length, 0);
  return { edits: changes, touches: [...touches], places };
}

/** Every scalar of the file, read once however many values are looked for. */
function scalarsOf(doc: ComposeDoc): readonly Use[] {
  const found: Use[] = [];
  const path: string[] = [];
  function walk(node: YamlNode, key: string, flow: boolean): void {
    if (node.kind === 'scalar') {
      const item = /^([A-Za-z_][\w.-]{0,100})=/.exec(node.text)?.[1];
      found.push({ scalar: node, key: item ?? key, flow, paths: [[...path]] });
      return;
    }
    if (node.kind === 'alias') return;
    const inner: Iterable<readonly [string, string, YamlNode, boolean]> =
      node.kind === 'seq'
        ? node.items.map((item, index) => [String(index), key, item, flow || node.flow] as const)
        : node.entries.map((entry) => [entry.name, entry.name, entry.value, flow || entry.flow] as const);
    for (const [at, name, value, inFlow] of inner) {
      path.push(at);
      walk(value, name, inFlow);
      path.pop();
    }
  }
  for (const root of doc.yaml.documents) walk(root, '', false);
  if (doc.yaml.aliases.length > 0) {
    const stands = findKeyPaths(doc.yaml, new Set(found.map(({ scalar }) => scalar)));
    found.forEach((use, index) => {
      found[index] = { ...use, paths: stands.get(use.scalar) ?? use.paths };
    });
  }
  return found;
}

function indexesOf(text: string, value: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) found.push(at);
  return found;
}

/** Nothing of a word stands at either end. */
function isWord(text: string, at: number, value: string): boolean {
  return !/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + value.length] ?? '');
}

const SECTIONS = words('environment command entrypoint healthcheck build labels post_start pre_stop');
/** Compose fills in variables in all values; a credential stands in these. */
function isPlaceFor({ paths }: Use): boolean {
  return paths.every((path) => path[0]!.startsWith('x-') || (path[0] === 'services' && SECTIONS.has(path[2] ?? '')));
}

const BEFORE =
  /(?:(?:pass|passwd|password|pwd|auth|secret|token|key)["']?\s{0,3}[=: ]\s{0,3}|(?:^|[\s"'])-[apP] {0,3})["']?$/i;

/** For each time the value stands in the scalar: whether it is the credential. `ambiguous` where nobody can tell. */
function hitsIn(use: Use, { value, scalars, common }: Wish): readonly boolean[] | 'ambiguous' {
  const { scalar, key } = use;
  const { text } = scalar;
  const found = scalars.has(scalar);
  const named = found || (SECRET_NAME.test(key) && !NO_SECRET_NAME.test(key));
  const long = value.length >= TELLING && !common;
  const hits: boolean[] = [];
  for (const at of indexesOf(text, value)) {
    const before = text.slice(Math.max(at - 40, 0), at);
    const inAddress = before.endsWith(':') && text[at + value.length] === '@';
    const ended = !/[\w-]/.test(text[at + value.length] ?? '');
    const word = isWord(text, at, value);
    const sure = inAddress || (ended && BEFORE.test(before)) || (isWhole(scalar, value) && (named || long));
    const likely = long && word && !text.includes('://');
    if ((sure || likely) && isPlaceFor(use)) hits.push(true);
    else if (common || !(word || (long && !isPartOfKey(text, at)))) hits.push(false);
    else return 'ambiguous';
  }
  return hits;
}

/** `KEY` of `KEY=value`. */
function isPartOfKey(text: string, at: number): boolean {
  return /^[A-Za-z_][\w.-]*=/.test(text) && at < text.indexOf('=');
}

function isWhole(scalar: YamlScalar, value: string): boolean {
  return (
    scalar.text === value || (scalar.text.endsWith(value) && /^[\w.-]+=$/.test(scalar.text.slice(0, -value.length)))
  );
}

function editOf(
  doc: ComposeDoc,
  { scalar, flow, hits }: Omit<Use, 'paths'> & { readonly hits: readonly boolean[] },
  value: string,
  text: string,
): Edit | Stop {
  const raw = doc.text.slice(scalar.span.start, scalar.span.end);
  const at = indexesOf(raw, value);
  if (at.length !== hits.length)
    return stop('unsupported-syntax', 'the value is written with escapes or over several lines');
  const number = typeof scalar.value === 'number' && String(scalar.value) !== scalar.text;
  if (number || typeof scalar.value === 'boolean')
    return stop('unsupported-syntax', 'Compose reads the value as a number or a switch; put it in quotes first');
  let written = '';
  let from = 0;
  for (const [index, each] of at.entries()) {
    if (!hits[index]) continue;
    written += raw.slice(from, each) + text;
    from = each + value.length;
  }
  written += raw.slice(from);
  if (flow && scalar.style === 'plain') {
    const quote = styleOf(doc.yaml).quote === 'single' ? "'" : '"';
    if (/["'\\]/.test(written))
      return stop('unsupported-syntax', 'the value would need quotes inside a list in one line');
    written = quote + written + quote;
  }
  return { kind: 'edit', file: doc.file, span: scalar.span, expect: raw, text: written };
}

/** The place, and what comes to other services from it. Of a list, the list: Compose counts and orders items anew. */
function touched(doc: ComposeDoc, full: readonly string[]): string[] {
  const index = full.findIndex((each) => /^\d+$/.test(each));
  const path = index === -1 ? full : full.slice(0, index);
  const [head, name, key] = path;
  if (head !== 'services' || name === undefined || key === undefined) return [dottedPlace(...path)];
  const own = doc.yaml.documents.length > 1 ? dottedPlace(head, name, key) : dottedPlace(...path);
  const heirs = doc.services.filter((each) => each.name === name).flatMap((each) => each.alsoChanges());
  return [own, ...heirs.filter((each) => each.extends).map((each) => each.place(key))];
}

/** In a key, or in a comment: there it would stay. */
function besides(doc: ComposeDoc, value: string): Stop | undefined {
  if (value.length < TELLING) return undefined;
  const comment = doc.yaml.comments.find(({ text }) => text.includes(value));
  if (comment) {
    const { line } = doc.yaml.lines.position(comment.offset);
    return stop(
      'used-later',
      `the value stands in the comment in line ${lineMark(doc.file, line)} as well; take it out there first`,
    );
  }
  const key = doc.yaml.documents.map((root) => keyWith(root, value)).find((each) => each !== undefined);
  return key === undefined ? undefined : stop('ambiguous', 'the same word is a key of the file');
}

function keyWith(node: YamlNode, value: string): string | undefined {
  if (node.kind === 'seq') return node.items.map((item) => keyWith(item, value)).find((each) => each !== undefined);
  for (const entry of node.kind === 'map' ? node.entries : []) {
    if (entry.name.includes(value)) return entry.name;
    const inner = keyWith(entry.value, value);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
