// The source of the program as TypeScript's parser sees it, for the tests that hold it to its rules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { root } from './transforms.js';

const parsed = new Map<string, ts.SourceFile>();

/** A file of the repository, by its path from the root: parsed once, whoever asks. */
export function sourceFileOf(path: string): ts.SourceFile {
  let source = parsed.get(path);
  if (!source) {
    source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2023, true);
    parsed.set(path, source);
  }
  return source;
}
