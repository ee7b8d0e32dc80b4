// The README of each transform, as the build packs them (dist/help.json) or as they lie in the source tree.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleHelp } from '../render/index.js';
import { metas } from './session.js';

let known: ReadonlyMap<string, RuleHelp> | undefined;

/** Markdown by transform id. */
export function helpTexts(): ReadonlyMap<string, RuleHelp> {
  known ??= read();
  return known;
}

function read(): Map<string, RuleHelp> {
  const packed = join(__dirname, 'help.json');
  const texts = existsSync(packed) ? (JSON.parse(readFileSync(packed, 'utf8')) as Record<string, string>) : {};
  const help = new Map<string, RuleHelp>();
  for (const { id, references } of metas) {
    const markdown = texts[id] ?? sourceText(id);
    if (markdown !== undefined) help.set(id, { markdown, ...(references[0] ? { uri: references[0] } : {}) });
  }
  return help;
}

function sourceText(id: string): string | undefined {
  const path = join(__dirname, '..', '..', 'transforms', id, 'README.md');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
