import { ParseError, type FilePath, LIMITS } from '../model/index.js';
import { LineIndex, loneCarriageReturn } from '../text/index.js';
import { readByLibrary } from './library.js';
import { readSimple } from './simple.js';
import type { YamlFile } from './types.js';

/** Above these, reading could be made slow on purpose; real files are far below. */
const MAX_YAML_LENGTH = 4 * LIMITS.characters;
const MAX_YAML_LINES = 4 * LIMITS.lines;

/**
 * Reads a text of one or more YAML documents. Pure: never touches the disk.
 * @throws ParseError on a syntax error, a duplicate key (two `<<` included), an alias without its anchor, aliases that
 * expand beyond measure, nesting above 200, a lone carriage return, or a text above the size limit.
 */
export function parseYaml(file: FilePath, text: string): YamlFile {
  refuseOversize(text);
  const lone = loneCarriageReturn(text);
  if (lone !== -1) {
    throw new ParseError('a carriage return without a newline', lone, 'convert the line endings to LF or CRLF');
  }
  const lines = new LineIndex(text);
  const simple = readSimple(text);
  if (simple) return { file, text, lines, ...simple };
  return { file, text, lines, ...readByLibrary(text, lines) };
}

function refuseOversize(text: string): void {
  const hint = 'split the file, or leave it out with `ignore` in .harden.yaml';
  if (text.length > MAX_YAML_LENGTH) throw new ParseError('the file is larger than 4 MB', MAX_YAML_LENGTH, hint);
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (++count > MAX_YAML_LINES) throw new ParseError(`the file has more than ${MAX_YAML_LINES} lines`, at, hint);
  }
}
