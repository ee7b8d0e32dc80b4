// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const PHP: readonly ScanRule[] = [
  { call: /\b(?:file_put_contents|unlink|touch)\(/g, is: 'file' },
  { call: /\b(?:mkdir|rmdir)\(/g, is: 'folder' },
  { call: /\b(?:move_uploaded_file|rename|copy)\(/g, is: 'file', at: 1 },
  { call: /\b(?:exec|shell_exec|system|passthru|proc_open|popen)\(/g, is: 'program' },
];

/** The facts of one file. */
export function readPhpSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, PHP);
}
