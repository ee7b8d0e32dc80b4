// Which calls of JavaScript write, listen, answer and start something. By the names of Node's own modules and of what is
// most used beside them.
import { anyOf, wordPattern } from '../../model/index.js';
import type { Call, Findings, Value } from '../source-values.js';

/** Functions of `fs`, `fs/promises` and `fs-extra`, and where the path stands that they write. */
const WRITES = new Map<string, number>([
  ['writeFile', 0],
  ['appendFile', 0],
  ['createWriteStream', 0],
  ['outputFile', 0],
  ['outputJson', 0],
  ['outputJSON', 0],
  ['writeJson', 0],
  ['writeJSON', 0],
  ['copyFile', 1],
  ['rename', 1],
  ['unlink', 0],
]);
const WRITES_FOLDER = new Map<string, number>([
  ['mkdir', 0],
  ['mkdirp', 0],
  ['ensureDir', 0],
  ['emptyDir', 0],
  ['rmdir', 0],
]);
const FILE_DATABASE = /\.(?:db|sqlite|sqlite3|json|nedb)$/;

/** What one of the calls and objects below cannot do without; `Sync` may stand behind names of `fs`. */
const NAMED = anyOf(
  wordPattern(
    `
    writeFile appendFile createWriteStream writeJson writeJSON copyFile rename unlink mkdir mkdirp ensureDir emptyDir
    rmdir listen PouchDB JSONFile FileSync FileAsync JsonDB DailyRotateFile multer execa execaCommand mediaroot
    uploadDir tempFileDir storagePath dataDir`,
    { also: [/output\w+/], after: /(?:Sync)?\b/ },
  ),
  /child_process|diskStorage|nedb|sqlite|Datastore|jdbc:h2:/,
);
/** Words that say something where all of them stand in a file. */
const TOGETHER: readonly (readonly RegExp[])[] = [
  // A comment may stand on either side of the dot.
  [/\b(?:app|server|application|fastify)\s*(?:\?\s*)?(?:\.\s*)?(?:get(?:Sync)?\b|\/[/*])/, /\bget(?:Sync)?\b/],
  [/\b(?:Database|Level)\b/, /\bnew\b/],
  [/\bFile\b/, /\bfilename\b/],
  [/\blaunch(?:Sync)?\b/, /\b(?:puppeteer|chromium|firefox|webkit|playwright|browserType)\b/],
];

/** False for a file of which nothing below would note anything, so that it need not be parsed. */
export function mayActInJavaScript(text: string): boolean {
  return NAMED.test(text) || TOGETHER.some((words) => words.every((word) => word.test(text)));
}

/** Notes what a call does. */
export function judgeJavaScriptCall(found: Findings, call: Call, text: string): void {
  const { callee, args, line } = call;
  const name = callee.slice(callee.lastIndexOf('.') + 1).replace(/Sync$/, '');
  const object = callee.slice(0, Math.max(callee.lastIndexOf('.'), 0));
  const onFiles =
    /(?:^|\.)(?:fs|fsp|fse|fsPromises|fsExtra|promises|\?)$/.test(object) || (object === '' && USES_FILES.test(text));
  if (callee === 'require')
    for (const path of WRITES_OF_PACKAGES.get(args[0]?.text ?? '') ?? []) found.wrote({ text: path }, true, line);
  const file = WRITES.get(name);
  const folder = WRITES_FOLDER.get(name);
  // No other module has functions of these names.
  const isFile = file !== undefined && (onFiles || /^(?:writeFile|appendFile|createWriteStream|output\w+)$/.test(name));
  if (isFile) found.wrote(args[file!], false, line);
  else if (onFiles && folder !== undefined) found.wrote(args[folder], true, line);
  else if (name === 'listen') listen(found, call);
  else if (name === 'get' && /^(?:app|server|application|fastify)$/.test(object)) {
    // `app.get('setting')` reads one; a route has a handler.
    if (args.length > 1) found.answered(args[0], line);
  } else if (call.kind === 'new') constructed(found, call);
  else if (callee === 'low' || name === 'rimraf') return;
  else if (callee === 'multer') multer(found, call);
  else if (name === 'cb' || name === 'callback') destination(found, call, text);
  else started(found, call, name, object, text);
}

/**
 * Where packages put what they bring once they are loaded: Instana's copies add-ons that are compiled for the Node it finds itself
 * in, where those of the install do not load (https://www.npmjs.com/package/@instana/shared-metrics, nativeModuleRetry.js).
 */
const WRITES_OF_PACKAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ['@instana/collector', ['node_modules/event-loop-stats/precompiled', 'node_modules/gcstats.js/precompiled']],
]);

const USES_FILES = /['"](?:node:)?fs(?:\/promises)?['"]|['"]fs-extra['"]/;

function listen(found: Findings, { args, named, line }: Call): void {
  const port = args[0]?.text === undefined && args[0]?.variable === undefined ? named.get('port') : args[0];
  if (port?.text !== undefined && /^\d+$/.test(port.text)) found.listened(port, line);
  // `.listen()` of something else: a store, a worker.
  else if (port?.variable !== undefined || args.length > 0)
    found.portUnread(line, port?.text === undefined ? port?.variable : undefined);
}

function constructed(found: Findings, { callee, args, named, line }: Call): void {
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  const [first] = args;
  if (
    name === 'Database' ||
    name === 'PouchDB' ||
    name === 'Level' ||
    name === 'JSONFile' ||
    name === 'FileSync' ||
    name === 'FileAsync' ||
    name === 'JsonDB'
  ) {
    if (first?.text !== undefined || first?.variable !== undefined) found.wrote(first, false, line);
  } else if ((name === 'File' && named.has('filename')) || name === 'DailyRotateFile') {
    if (named.has('dirname')) found.wrote(named.get('dirname'), true, line);
    else found.wrote(named.get('filename'), false, line);
  }
}

function multer(found: Findings, { named, line }: Call): void {
  const folder = named.get('dest');
  if (folder) found.wrote(folder, true, line);
}

/** `destination: (req, file, cb) => cb(null, 'uploads')` of multer. */
function destination(found: Findings, { args, line }: Call, text: string): void {
  if (args.length !== 2 || !text.includes('diskStorage')) return;
  const [, folder] = args;
  if (folder?.text?.includes('/') || /^(?:uploads?|public|tmp|files|images)$/.test(folder?.text ?? ''))
    found.wrote(folder, true, line);
}

const OF_CHILD_PROCESS = /require\(['"](?:node:)?child_process['"]\)\s*\./;

function started(found: Findings, { args, line }: Call, name: string, object: string, text: string): void {
  if (/^(?:exec|spawn|execFile|fork)$/.test(name) && text.includes('child_process')) {
    if (object === '?' && !OF_CHILD_PROCESS.test(text)) return;
    if (object !== '' && !/^(?:cp|child|childProcess|child_process|\?)$/.test(object)) return;
    if (name === 'fork') found.spawns.push({ program: 'node', from: found.at(line) });
    else found.started(args[0], line);
  } else if (/^execa(?:Command)?$/.test(name)) found.started(args[0], line);
  else if (name === 'launch' && /^(?:puppeteer|chromium|firefox|webkit|playwright|browserType)$/.test(object)) {
    found.spawns.push({ program: 'chromium', from: found.at(line) });
  }
}

/** Notes files that an object names: a database that is a file, a folder for uploads. */
export function judgeJavaScriptObject(
  found: Findings,
  named: ReadonlyMap<string, Value>,
  line: number,
  text: string,
): void {
  const kind = named.get('dialect')?.text ?? named.get('type')?.text ?? named.get('client')?.text ?? '';
  if (/sqlite/.test(kind)) {
    const path = named.get('storage') ?? named.get('database') ?? named.get('filename');
    if (path) found.wrote(path, false, line);
    return;
  }
  const file = named.get('filename');
  if (file?.text !== undefined && FILE_DATABASE.test(file.text) && /nedb|sqlite|Datastore/.test(text))
    found.wrote(file, false, line);
  for (const key of ['mediaroot', 'uploadDir', 'tempFileDir', 'storagePath', 'dataDir']) {
    const kept = named.get(key);
    if (kept?.text !== undefined) found.wrote(kept, true, line);
  }
  const folder = named.get('destination');
  if (folder?.text !== undefined && text.includes('diskStorage')) found.wrote(folder, true, line);
}
