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
  { call: /\bexec\.Command\(/g, is: 'program' },
  { call: /\bexec\.CommandContext\(/g, is: 'program', at: 1 },
];

/** A logger that names its file in a line of its own. Source: https://pkg.go.dev/gopkg.in/natefinch/lumberjack.v2#Logger */
const LUMBERJACK: readonly ScanRule[] = [...GO, { call: /\bFilename:\s{0,20}/g, is: 'file' }];

/** The facts of one file. */
export function readGoSource(file: FilePath, text: string): Findings {
  return scanSource(file, text, text.includes('lumberjack') ? LUMBERJACK : GO);
}
