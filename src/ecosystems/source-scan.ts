// Source of languages without a parser here: calls that are spelled out on one line are found, and nothing is concluded
// from a line that is not understood.
import type { FilePath, SourceLanguage } from '../model/index.js';
import { databaseFile, Findings, type Value } from './source-values.js';

type Kind = 'file' | 'folder' | 'port' | 'route' | 'program';

/** A call up to its opening bracket; `at` is the position of the argument that counts. */
interface Rule {
  readonly call: RegExp;
  readonly is: Kind;
  readonly at?: number;
  /** What follows the bracket when the call only reads. */
  readonly unless?: RegExp;
}

const GO: readonly Rule[] = [
  { call: /\bos\.(?:Create|WriteFile|OpenFile|Remove)\(/g, is: 'file' },
  { call: /\bioutil\.WriteFile\(/g, is: 'file' },
  { call: /\bos\.(?:Mkdir|MkdirAll|RemoveAll)\(/g, is: 'folder' },
  { call: /\bos\.Rename\(/g, is: 'file', at: 1 },
  { call: /\b(?:sqlite|bolt|bbolt)\.Open\(/g, is: 'file' },
  { call: /\bsql\.Open\(\s*"sqlite3?",/g, is: 'file' },
  { call: /\bbadger\.DefaultOptions\(/g, is: 'folder' },
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
const JAVA: readonly Rule[] = [
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
const RUST: readonly Rule[] = [
  { call: /\bFile::create\(/g, is: 'file' },
  { call: /\bfs::(?:write|remove_file)\(/g, is: 'file' },
  { call: /\bfs::(?:create_dir|create_dir_all|remove_dir_all)\(/g, is: 'folder' },
  { call: /\bfs::(?:rename|copy)\(/g, is: 'file', at: 1 },
  { call: /\bOpenOptions::new\(/g, is: 'file' },
  { call: /\bTcpListener::bind\(/g, is: 'port' },
  { call: /\.bind\(/g, is: 'port' },
  { call: /\bCommand::new\(/g, is: 'program' },
];
const RUBY: readonly Rule[] = [
  { call: /\bFile\.(?:write|binwrite|delete|unlink)[( ]/g, is: 'file' },
  { call: /\bFileUtils\.(?:mkdir_p|mkdir|touch|rm_rf)[( ]/g, is: 'folder' },
  { call: /\bDir\.mkdir[( ]/g, is: 'folder' },
  { call: /\bLogger\.new[( ]\s*(?=['"])/g, is: 'file' },
  { call: /\b(?:system|spawn|IO\.popen|Open3\.\w+)[( ]\s*(?=['"])/g, is: 'program' },
];
const PHP: readonly Rule[] = [
  { call: /\b(?:file_put_contents|unlink|touch)\(/g, is: 'file' },
  { call: /\b(?:mkdir|rmdir)\(/g, is: 'folder' },
  { call: /\b(?:move_uploaded_file|rename|copy)\(/g, is: 'file', at: 1 },
  { call: /\b(?:exec|shell_exec|system|passthru|proc_open|popen)\(/g, is: 'program' },
];
const DOTNET: readonly Rule[] = [
  { call: /\bFile\.(?:Write\w+|Append\w+|Create|OpenWrite|Delete)\(/g, is: 'file' },
  { call: /\bDirectory\.(?:CreateDirectory|Delete)\(/g, is: 'folder' },
  { call: /\bnew (?:FileStream|StreamWriter)\(/g, is: 'file' },
  { call: /\bProcess\.Start\(/g, is: 'program' },
  { call: /\bMap(?:Get|HealthChecks)\(/g, is: 'route' },
];
/** C and C++. A declaration looks like a call whose argument is not written out, which is the careful side. */
const C: readonly Rule[] = [
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
const RULES: Readonly<Partial<Record<SourceLanguage, readonly Rule[]>>> = {
  go: GO,
  java: JAVA,
  rust: RUST,
  ruby: RUBY,
  php: PHP,
  dotnet: DOTNET,
  c: C,
};

/** Source: https://learn.microsoft.com/dotnet/standard/data/sqlite/connection-strings#keywords */
const SQLITE_FILE = /(["'])(?:Data Source|DataSource|Filename)=([^"';]+)/i;
/** Lines longer than this are generated or packed. */
const LONGEST_LINE = 2000;

/** The facts of one file of a language that is scanned. */
export function scanSource(file: FilePath, text: string, language: SourceLanguage): Findings {
  const found = new Findings(file, text);
  // A client names the port of somebody else.
  const isClient = language === 'c' && !/\blisten\s*\(/.test(text);
  const rules = (RULES[language] ?? []).filter(({ is }) => is !== 'port' || !isClient);
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE || /^\s*(?:\/\/|#(?!\[)|\*|\/\*)/.test(line)) continue;
    for (const { call, is, at: position = 0, unless } of rules) {
      call.lastIndex = 0;
      for (let match = call.exec(line); match; match = call.exec(line)) {
        if (unless?.test(line.slice(match.index + match[0].length))) continue;
        note(found, is, argumentAt(line.slice(match.index + match[0].length), position, is), at + 1);
      }
    }
    for (const [, , literal] of line.matchAll(/(["'`])((?:sqlite|jdbc:sqlite|jdbc:h2)[^"'`]*)\1/g)) {
      const path = databaseFile(literal!);
      if (path !== undefined) found.wrote({ text: path }, false, at + 1);
    }
    const source = SQLITE_FILE.exec(line)?.[2];
    if (source !== undefined && /\.(?:db|sqlite\d?)$/.test(source)) found.wrote({ text: source }, false, at + 1);
    else if (/\bUseSqlite\(/.test(line) && !SQLITE_FILE.test(text)) found.wrote(undefined, false, at + 1);
  }
  return found;
}

function note(found: Findings, is: Kind, value: Value, line: number): void {
  switch (is) {
    case 'file':
    case 'folder':
      found.wrote(value, is === 'folder', line);
      return;
    case 'program':
      found.started(value, line);
      return;
    case 'route':
      found.answered(value, line);
      return;
    case 'port': {
      const port = /(?:^|:)(\d{1,5})$/.exec(value.text ?? '')?.[1];
      if (port !== undefined) found.listened({ text: port }, line);
      else found.unread.listens.push({ says: 'the port it listens on is not written out', from: found.at(line) });
    }
  }
}

/** The argument at a position, where it is a plain string (`"x"`, `Paths.get("x")`, `new File("x")`) or a port. */
function argumentAt(text: string, position: number, is: Kind): Value {
  let rest = text;
  for (let at = 0; at < position; at++) {
    const comma = rest.indexOf(',');
    if (comma === -1) return {};
    rest = rest.slice(comma + 1);
  }
  const number = is === 'port' ? /^\s*(\d{1,5})\s*[),]/.exec(rest) : null;
  if (number) return { text: number[1]! };
  const match = /^\s*(?:(?:Paths\.get|Path\.of|new File|Path::new|&)\(?\s*)?(["'`])([^"'`$#]*)\1\s*[),]/.exec(rest);
  return match ? { text: match[2]! } : {};
}
