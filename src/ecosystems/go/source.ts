// What calls write, bind, answer and start.
import type { FilePath } from '../../model/index.js';
import { scanSource, type ScanRule } from '../source-scan.js';
import type { Findings } from '../source-values.js';

const GO: readonly ScanRule[] = [
  { call: /\bos\.(?:Create|WriteFile|OpenFile|Remove)\(/g, is: 'file' },
  { call: /\bioutil\.WriteFile\(/g, is: 'file' },
  { call: /\bos\.(?:Mkdir|MkdirAll|RemoveAll)\(/g, is: 'folder' },
  { call: /\bos\.Rename\(/g, is: 'file', at: 1 },
  { call: /\b(?:sqlite|bolt|bbolt)\.Open\(/g, is: 'file' },
  { call: /\bsql\.Open\(\s*"sqlite3?",/g, is: 'file' },
  { call: /\bbadger\.DefaultOptions\(/g, is: 'folder' },
  // Source: https://pkg.go.dev/go.uber.org/zap#Config
  {
    call: /\bOutputPaths\s{0,4}(?::|=)\s{0,4}\[\]string\{\s{0,80}(?:"std(?:out|err)",\s{0,80}){0,4}(?=")(?!"std)/g,
    is: 'file',
  },
  { call: /\bListenAndServe(?:TLS)?\(/g, is: 'port' },
  { call: /\bnet\.Listen\(/g, is: 'port', at: 1 },
  // `app.Run(os.Args)` is a command line.
  {
    call: /\b(?:r|router|engine|e|app|srv|server)\.(?:Run|Start|Listen)\(/g,
    is: 'port',
    unless: /^\s*(?:\)|os\.Args|ctx\b|context\.)/,
  },
  { call: /\b(?:http|mux|r|router|e|app|engine)\.(?:HandleFunc|Handle|GET|Get)\(/g, is: 'route' },
  // Since 1.22 a pattern may begin with the method. Source: https://pkg.go.dev/net/http#hdr-Patterns-ServeMux
  { call: /\b(?:http|mux|r|router)\.(?:HandleFunc|Handle)\((?="GET \/)/g, is: 'route', after: 'GET ' },
  { call: /\bexec\.Command\(/g, is: 'program' },
  { call: /\bexec\.CommandContext\(/g, is: 'program', at: 1 },
];

/** A logger that names its file in a line of its own. Source: https://pkg.go.dev/gopkg.in/natefinch/lumberjack.v2#Logger */
const LUMBERJACK: readonly ScanRule[] = [...GO, { call: /\bFilename:\s{0,20}/g, is: 'file' }];

/** The facts of one file. */
export function readGoSource(file: FilePath, text: string): Findings {
  const found = scanSource(file, text, text.includes('lumberjack') ? LUMBERJACK : GO);
  return text.includes('.Route(') ? withoutNested(found, text) : found;
}

/** Routes below another stand further in. Source: https://pkg.go.dev/github.com/go-chi/chi/v5#Router */
function withoutNested(found: Findings, text: string): Findings {
  const lines = text.split('\n');
  const depth = (line: number): number => /^\s*/.exec(lines[line - 1] ?? '')![0].length;
  const outer = Math.min(...lines.flatMap((line, at) => (line.includes('.Route(') ? depth(at + 1) : [])));
  const nested = found.routes.filter(({ from }) => 'line' in from && depth(from.line ?? 0) > outer);
  for (const route of nested) found.routes.splice(found.routes.indexOf(route), 1);
  return found;
}
