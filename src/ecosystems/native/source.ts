// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

/** C and C++. A declaration looks like a call whose argument is not written out, which is the careful side. */
const C: readonly ScanRule[] = [
  { call: /(?<![\w.>])(?:std::)?f(?:re)?open(?:64)?\(/g, is: 'file', unless: /,\s*"r[be]*"\s*[,)]/ },
  {
    call: /(?<![\w.>])open(?:64)?\(/g,
    is: 'file',
    unless: /^[^;]*\bO_RDONLY\b(?![^;]*\bO_(?:CREAT|TRUNC|APPEND)\b)/,
  },
  { call: /(?<![\w.>])(?:creat|unlink|remove|truncate|mkfifo)\(/g, is: 'file' },
  { call: /(?<![\w.>])(?:mkdir|rmdir)\(|\bfs::(?:create_director(?:y|ies)|remove_all)\(/g, is: 'folder' },
  { call: /(?<![\w.>])rename\(/g, is: 'file', at: 1 },
  { call: /\bo?fstream\s+\w+(?:[({]|\s*;)/g, is: 'file' },
  { call: /\bsqlite3_open(?:_v2|16)?\(/g, is: 'file' },
  { call: /\bsun_path\s*,/g, is: 'file' },
  { call: /\bhtons\(/g, is: 'port' },
  { call: /(?<![\w.>])(?:system|popen|execlp?e?|execvp?e?)\(/g, is: 'program' },
];
/** A client names the port of somebody else. */
const LISTENS = /\blisten\s*\(/;

/** The facts of one file. */
export function readCSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, C, LISTENS);
}
