// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import { lineAt } from '../settings.js';
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
  // axum, actix-web and Rocket.
  { call: /\.route\((?=\s*"[^"]*"\s*,\s*(?:web::|routing::|axum::routing::)?get\()/g, is: 'route' },
  { call: /#\[get\((?=\s*"[^"]*"\s*[,)])/g, is: 'route' },
];

/** What puts routes below a path. Sources: https://docs.rs/axum/latest/axum/struct.Router.html#method.nest, https://docs.rs/actix-web/latest/actix_web/struct.Scope.html, https://docs.rs/rocket/latest/rocket/struct.Rocket.html#method.mount */
const MOVES = /\.nest\(|\bscope\(\s{0,10}"\/|\.mount\(\s{0,10}"\/[^"]/;

/** The facts of one file. */
export function readRustSource(file: FilePath, text: string): Findings {
  const found = scanSource(file, text, RUST);
  const at = text.search(MOVES);
  if (at !== -1) found.movesRoutes('a path above them', lineAt(text, at));
  return found;
}
