// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const JAVA: readonly ScanRule[] = [
  { call: /\bnew (?:FileOutputStream|FileWriter|RandomAccessFile|PrintWriter|PrintStream)\(/g, is: 'file' },
  {
    call: /\bFiles\.(?:write|writeString|newOutputStream|newBufferedWriter|createFile|delete|deleteIfExists)\(/g,
    is: 'file',
  },
  { call: /\bFiles\.createDirector(?:y|ies)\(/g, is: 'folder' },
  { call: /\bFiles\.(?:copy|move)\(/g, is: 'file', at: 1 },
  { call: /\.(?:mkdirs?|transferTo)\(/g, is: 'folder' },
  { call: /\bgetRuntime\(\)\.exec\(/g, is: 'program' },
  { call: /\bnew ProcessBuilder\(/g, is: 'program' },
  { call: /@GetMapping\(/g, is: 'route' },
];

/** The facts of one file. */
export function readJavaSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, JAVA);
}
