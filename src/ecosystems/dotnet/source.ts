// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const DOTNET: readonly ScanRule[] = [
  { call: /\bFile\.(?:Write\w+|Append\w+|Create|OpenWrite|Delete)\(/g, is: 'file' },
  { call: /\bDirectory\.(?:CreateDirectory|Delete)\(/g, is: 'folder' },
  { call: /\bnew (?:FileStream|StreamWriter)\(/g, is: 'file' },
  { call: /\bProcess\.Start\(/g, is: 'program' },
  { call: /\bMap(?:Get|HealthChecks)\(/g, is: 'route' },
];

/** The facts of one file. */
export function readDotnetSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, DOTNET);
}
