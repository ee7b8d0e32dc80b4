// Pages: a file `browser/NAME.page` names the program and the style of a page, and those who import it get both as text,
// with what a page's policy calls them. jest, scripts and the build compile them alike, and keep nothing.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of pages that code imports. */
export const PAGE = /[/\\]browser[/\\][\w-]+\.page$/;

/** How esbuild makes the program or the style of a page. */
export function pagePart(path) {
  return {
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    format: path.endsWith('.css') ? undefined : 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
  };
}

/** The parts of a page: the program first, then the style. */
export function pageParts(path) {
  const names = readFileSync(path, 'utf8').trim().split('\n');
  return names.map((name) => pagePart(join(dirname(path), name)));
}

/** A text as a page's policy names it, in quotes. */
export function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * The module of a page.
 * @param {'esm' | 'cjs'} form
 */
export function pageModule([script, style], form) {
  const exported = form === 'cjs' ? 'exports.default =' : 'export default';
  const page = { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
  return `const page = ${JSON.stringify(page)};\n${exported} () => page;\n`;
}
