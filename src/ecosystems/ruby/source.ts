// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const RUBY: readonly ScanRule[] = [
  { call: /\bFile\.(?:write|binwrite|delete|unlink)[( ]/g, is: 'file' },
  { call: /\bFileUtils\.(?:mkdir_p|mkdir|touch|rm_rf)[( ]/g, is: 'folder' },
  { call: /\bDir\.mkdir[( ]/g, is: 'folder' },
  { call: /\bLogger\.new[( ]\s*(?=['"])/g, is: 'file' },
  { call: /\b(?:system|spawn|IO\.popen|Open3\.\w+)[( ]\s*(?=['"])/g, is: 'program' },
];

/** The facts of one file. */
export function readRubySource(file: FilePath, text: string): Findings {
  return scanSource(file, text, RUBY);
}
