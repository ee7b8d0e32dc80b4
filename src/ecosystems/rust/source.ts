// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const RUST: readonly ScanRule[] = [
  { call: /\bFile::create\(/g, is: 'file' },
  { call: /\bfs::(?:write|remove_file)\(/g, is: 'file' },
  { call: /\bfs::(?:create_dir|create_dir_all|remove_dir_all)\(/g, is: 'folder' },
  { call: /\bfs::(?:rename|copy)\(/g, is: 'file', at: 1 },
  { call: /\bOpenOptions::new\(/g, is: 'file' },
  { call: /\bTcpListener::bind\(/g, is: 'port' },
  { call: /\.bind\(/g, is: 'port' },
  { call: /\bCommand::new\(/g, is: 'program' },
];

/** The facts of one file. */
export function readRustSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, RUST);
}
