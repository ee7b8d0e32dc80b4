import { factOf } from '../model/index.js';
import type { Quote } from './scalar.js';
import { findDominantEol } from '../text/index.js';
import type { YamlEntry, YamlFile, YamlNode } from './types.js';

/** How a file is written, as most of its places are. */
export interface YamlStyle {
  readonly eol: '\n' | '\r\n';
  /** Columns between a key and the keys below it. */
  readonly step: number;
  /** Columns between a key and the dashes of its list. */
  readonly listStep: number;
  readonly quote: Quote;
}

/** The file's style, read once, when an edit first asks. */
export function styleOf(yaml: YamlFile): YamlStyle {
  return factOf(yaml, readStyle);
}

function readStyle(yaml: YamlFile): YamlStyle {
  const tally: Tally = { steps: new Map(), listSteps: new Map(), single: 0, double: 0 };
  for (const root of yaml.documents) count(yaml, root, tally);
  const step = most(tally.steps) ?? 2;
  return {
    eol: findDominantEol(yaml.text),
    step,
    listStep: most(tally.listSteps) ?? step,
    quote: tally.single > tally.double ? 'single' : 'double',
  };
}

/** 0-based column of an offset; a byte order mark takes none. */
export function columnOf(yaml: YamlFile, offset: number): number {
  const start = yaml.lines.startOf(yaml.lines.lineAt(offset));
  return offset - start - (start === 0 && yaml.text.startsWith('\ufeff') ? 1 : 0);
}

/** Columns between a key and its list's dashes; `undefined` where the value is not a block list below the key. */
export function listStepOf(yaml: YamlFile, entry: YamlEntry): number | undefined {
  if (entry.value.kind !== 'seq' || entry.value.flow || entry.flow) return undefined;
  const step = columnOf(yaml, entry.value.span.start) - columnOf(yaml, entry.key.span.start);
  return step >= 0 ? step : undefined;
}

interface Tally {
  readonly steps: Map<number, number>;
  readonly listSteps: Map<number, number>;
  single: number;
  double: number;
}

function count(yaml: YamlFile, node: YamlNode, tally: Tally): void {
  if (node.kind === 'scalar') {
    if (node.style === 'single') tally.single++;
    if (node.style === 'double') tally.double++;
    return;
  }
  if (node.kind === 'alias') return;
  if (node.kind === 'seq') {
    for (const item of node.items) count(yaml, item, tally);
    return;
  }
  for (const entry of node.entries) {
    if (!entry.flow) countEntry(yaml, entry, tally);
    count(yaml, entry.value, tally);
  }
}

function countEntry(yaml: YamlFile, entry: YamlEntry, tally: Tally): void {
  const { value } = entry;
  const listStep = listStepOf(yaml, entry);
  if (listStep !== undefined) tally.listSteps.set(listStep, (tally.listSteps.get(listStep) ?? 0) + 1);
  if (value.kind !== 'map' || value.flow) return;
  const step = columnOf(yaml, value.span.start) - columnOf(yaml, entry.key.span.start);
  if (step > 0) tally.steps.set(step, (tally.steps.get(step) ?? 0) + 1);
}

/** The key that was counted most; the first of equals. */
function most(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [key, times] of counts) if (best === undefined || times > counts.get(best)!) best = key;
  return best;
}
