// What calls write and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const ELIXIR: readonly ScanRule[] = [
  { call: /\bFile\.(?:write|touch|rm)!?[( ]/g, is: 'file' },
  { call: /\bFile\.(?:mkdir|mkdir_p|rm_rf)!?[( ]/g, is: 'folder' },
  { call: /\bFile\.(?:cp|rename)!?[( ]/g, is: 'file', at: 1 },
  { call: /\bSystem\.cmd[( ]/g, is: 'program' },
];

/** The facts of one file. */
export function readElixirSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, ELIXIR);
}
