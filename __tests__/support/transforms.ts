// What the tests read of a transform besides its code: its folder and its page. Its golden cases are in golden.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransformMeta } from '../../src/model/index.js';
import type { Registry } from '../../src/planner/index.js';
import { registry } from '../../transforms/index.js';

/** Of the project; scripts are bundled elsewhere, and told. */
export const root = process.env.HARDEN_ROOT ?? join(__dirname, '..', '..');

export const metas: readonly TransformMeta[] = [
  ...registry.dockerfile,
  ...registry.compose,
  ...registry.kubernetes,
  ...registry.pipeline,
].map(({ meta }) => meta);

/** Whether the tests of a transform run: all do, but with GOLDEN=<id>,<id> only those of these. */
export function isWanted(id: string): boolean {
  return !process.env.GOLDEN || process.env.GOLDEN.split(',').includes(id);
}

/** Folders of transforms/ that hold a transform, `_template` left out. */
export function transformFolders(): string[] {
  return readdirSync(join(root, 'transforms')).filter(
    (name) => !name.startsWith('_') && existsSync(join(root, 'transforms', name, 'index.ts')),
  );
}

/** The registry with these transforms only, none of which waits for one that is not there. */
export function onlyTransforms(ids: readonly string[]): Registry {
  function pick<T extends { readonly meta: TransformMeta }>(list: readonly T[]): T[] {
    return list
      .filter(({ meta }) => ids.includes(meta.id))
      .map((transform) => ({
        ...transform,
        meta: { ...transform.meta, after: transform.meta.after?.filter((id) => ids.includes(id)) ?? [] },
      }));
  }
  return {
    dockerfile: pick(registry.dockerfile),
    compose: pick(registry.compose),
    kubernetes: pick(registry.kubernetes),
    pipeline: pick(registry.pipeline),
  };
}

export interface Page {
  readonly title: string;
  readonly summary: string;
  readonly sections: ReadonlyMap<string, string>;
  /** Level and text of every heading, code left out. */
  readonly headings: readonly string[];
}

/** A transform's README taken apart. Headings inside fenced blocks are none. */
export function readPage(id: string): Page {
  const lines = readFileSync(join(root, 'transforms', id, 'README.md'), 'utf8').split('\n');
  const headings: string[] = [];
  const parts: { readonly name: string; readonly lines: string[] }[] = [];
  let fence = '';
  for (const line of lines) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === '') fence = mark;
    else if (mark && line.trim() === fence) fence = '';
    const isHeading = fence === '' && /^#{1,6} /.test(line);
    if (isHeading) {
      headings.push(line);
      parts.push({ name: line.replace(/^#+ /, ''), lines: [] });
    } else parts.at(-1)?.lines.push(line);
  }
  const sections = new Map(parts.map(({ name, lines: body }) => [name, body.join('\n')]));
  return { title: parts[0]?.name ?? '', summary: parts[0]?.lines.join('\n').trim() ?? '', sections, headings };
}

export interface Block {
  readonly language: string;
  /** What stands behind the language: the name of the file. */
  readonly path: string;
  readonly text: string;
}

/** The fenced blocks of some Markdown. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  for (const match of markdown.matchAll(/^```(\w*)[ \t]*(\S*)\n([\s\S]*?)^```$/gm))
    blocks.push({ language: match[1]!, path: match[2]!, text: match[3]! });
  return blocks;
}
