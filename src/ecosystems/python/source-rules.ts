// Which calls of Python write, listen, answer and start something. By the names of the standard library and of what is
// most used beside it.
import { anyOf, exactPattern, partPattern } from '../../model/index.js';
import type { Call, Findings, Value } from '../source-values.js';

/** Calls that write the path at an argument: its position, and its name where it may be given by name. */
const WRITES: Readonly<Record<string, readonly [at: number, name?: string]>> = {
  'shutil.copy': [1, 'dst'],
  'shutil.copy2': [1, 'dst'],
  'shutil.copyfile': [1, 'dst'],
  'shutil.move': [1, 'dst'],
  'shutil.make_archive': [0, 'base_name'],
  'os.remove': [0, 'path'],
  'os.unlink': [0, 'path'],
  'os.rename': [1, 'dst'],
  'os.replace': [1, 'dst'],
  'os.mkfifo': [0],
  'sqlite3.connect': [0, 'database'],
  'aiosqlite.connect': [0, 'database'],
  'joblib.dump': [1, 'filename'],
  'torch.save': [1, 'f'],
  'np.save': [0, 'file'],
  'np.savetxt': [0, 'fname'],
  'np.savez': [0, 'file'],
  'numpy.save': [0, 'file'],
  'cv2.imwrite': [0],
  'shelve.open': [0],
  'dbm.open': [0],
  'urllib.request.urlretrieve': [1, 'filename'],
  urlretrieve: [1, 'filename'],
  TinyDB: [0],
};
const WRITES_FOLDER: Readonly<Record<string, readonly [at: number, name?: string]>> = {
  'os.makedirs': [0, 'name'],
  'os.mkdir': [0, 'path'],
  makedirs: [0],
  'shutil.copytree': [1, 'dst'],
  'shutil.rmtree': [0, 'path'],
  'chromadb.PersistentClient': [0, 'path'],
};
/** Libraries that write into the working directory unless they are told otherwise. */
const BESIDE: Readonly<Record<string, string>> = {
  'gr.Interface': 'flagged',
  'gradio.Interface': 'flagged',
  'wandb.init': 'wandb',
  'mlflow.start_run': 'mlruns',
};
/** Methods whose receiver is the path. */
const OF_PATH = /\.(?:write_text|write_bytes|touch|unlink)$/;
/** Methods that write to their first argument, whatever their object. */
const METHODS = /\.(?:savefig|to_csv|to_excel|to_parquet|to_pickle|to_feather|to_hdf|write_image|write_html|save)$/;
const OPEN = /^(?:open|io\.open|codecs\.open|gzip\.open|bz2\.open|lzma\.open|aiofiles\.open)$/;

/** What one of the calls, settings and strings below cannot do without. */
const NAMED = anyOf(
  partPattern(
    `
    makedirs mkdir .extractall shutil sqlite spatialite urlretrieve TinyDB write_text write_bytes touch unlink FileHandler
    savefig to_csv to_excel to_parquet to_pickle to_feather to_hdf write_image write_html PersistentClient Interface wandb
    mlflow persist_directory fileConfig filename subprocess popen Popen create_subprocess_ HTTPServer TCPServer WSGIServer
    SimpleXMLRPCServer run_simple make_server uvicorn hypercorn run_app add_insecure_port urlpatterns jdbc:h2: SESSION_TYPE
    SQLITE_PATH DB_FILE DATABASE_FILE`,
    { also: [/open\s*\(/, /logger\s*\.\s*add/, /\bserve\b/] },
  ),
  /\b(?:os|joblib|torch|np|numpy|cv2|shelve|dbm)[\s\\]*\.[\s\\]*(?:remove|rename|replace|mkfifo|system|exec|dump|save|imwrite)/,
  // Without something in its brackets it writes no file that it names.
  /\.\s*save\s*\(\s*[^)\s]/,
  /@\s*(?:app|application|server|api)\.(?:route|get)\b/,
  /\b(?:app|application|server|socketio)[\s\\]*\.[\s\\]*run\b/,
  /(?:MEDIA|STATIC)_ROOT|LOGS?_(?:DIR|PATH|FOLDER|FILE)/,
  /(?:UPLOAD|STORAGE|OUTPUT)[A-Z_]/,
);

/** False for a file of which nothing below would note anything, so that it need not be parsed. */
export function mayActInPython(text: string): boolean {
  return NAMED.test(text);
}

function argument({ args, named }: Call, [at, name]: readonly [number, string?]): Value | undefined {
  return args[at] ?? (name === undefined ? undefined : named.get(name));
}

/** Notes what a call does. */
export function judgePythonCall(found: Findings, call: Call, text: string): void {
  const { callee, args, named, line } = call;
  if (call.kind === 'decorator') {
    // A router has a prefix that stands elsewhere; an application has none.
    if (/^(?:app|application|server|api)\.(?:route|get)$/.test(callee)) found.answered(args[0], line);
    return;
  }
  if (OPEN.test(callee)) {
    if (writes(args[1] ?? named.get('mode'))) found.wrote(args[0] ?? named.get('file'), false, line);
    return;
  }
  if (callee.endsWith('.open') && call.receiver.text !== undefined && writes(args[0] ?? named.get('mode'))) {
    found.wrote(call.receiver, false, line);
    return;
  }
  if (Object.hasOwn(WRITES, callee)) found.wrote(argument(call, WRITES[callee]!), false, line);
  else if (Object.hasOwn(WRITES_FOLDER, callee)) found.wrote(argument(call, WRITES_FOLDER[callee]!), true, line);
  else if (callee.endsWith('.mkdir')) found.wrote(call.receiver, true, line);
  else if (callee.endsWith('.extractall')) found.wrote(args[0] ?? named.get('path') ?? { text: '.' }, true, line);
  else if (OF_PATH.test(callee)) found.wrote(call.receiver, false, line);
  else if (/(?:^|\.)(?:Watched|Rotating|TimedRotating)?FileHandler$/.test(callee))
    found.wrote(args[0] ?? named.get('filename'), false, line);
  else if (Object.hasOwn(BESIDE, callee)) found.wrote({ text: BESIDE[callee]! }, true, line);
  else if (callee === 'logger.add' && args[0]?.text !== undefined) found.wrote(args[0], false, line);
  else if (named.has('persist_directory')) found.wrote(named.get('persist_directory'), true, line);
  else if (callee === 'logging.config.fileConfig' || callee === 'fileConfig')
    found.unread.writes.push({ says: 'a logging configuration of its own may name files', from: found.at(line) });
  else if (callee === 'logging.basicConfig' && named.has('filename')) found.wrote(named.get('filename'), false, line);
  else if (METHODS.test(callee)) method(found, call, text);
  else started(found, call, text);
}

/** `model.save()` writes no file, and `image.save(stream)` may not. */
function method(found: Findings, { callee, args, line }: Call, text: string): void {
  const [first] = args;
  if (first === undefined) return;
  const isFile = !callee.endsWith('.save') || first.text !== undefined || /secure_filename|UPLOAD|\bImage\b/.test(text);
  if (isFile) found.wrote(first, false, line);
}

/** True for a mode that writes; one that is not written out may. */
function writes(mode: Value | undefined): boolean {
  if (mode === undefined) return false;
  return mode.text === undefined || /[wax+]/.test(mode.text);
}

function started(found: Findings, call: Call, text: string): void {
  const { callee, args, named, line } = call;
  if (
    /^(?:os\.system|os\.popen|os\.exec[lv]p?e?)$|^subprocess\.\w+$|\.create_subprocess_(?:exec|shell)$/.test(callee)
  ) {
    if (!/^subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$/.test(callee)) {
      if (callee.startsWith('subprocess.')) return;
    }
    found.started(args[0] ?? named.get('args'), line);
  } else if (/^(?:Popen|check_output|check_call)$/.test(callee) && text.includes('subprocess')) {
    found.started(args[0], line);
  } else if (
    /(?:^|\.)(?:HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|WSGIServer|SimpleXMLRPCServer)$/.test(
      callee,
    )
  )
    found.listened(args[0] ?? named.get('server_address'), line);
  else if (/^(?:run_simple|make_server)$/.test(callee)) found.listened(args[1], line);
  else if (/^(?:uvicorn|hypercorn)\.run$|^web\.run_app$|^serve$/.test(callee)) portOf(found, call, defaultOf(callee));
  else if (/^(?:app|application|server|socketio)\.run$/.test(callee)) appRun(found, call, text);
  else if (callee.endsWith('.add_insecure_port')) {
    const [address] = args;
    const port = /:(\d+)$/.exec(address?.text ?? '')?.[1];
    found.listened(port === undefined ? undefined : { ...address, text: port }, line);
  } else if (/^(?:path|re_path|url)$/.test(callee) && /\burlpatterns\b/.test(text) && args[0]?.text !== undefined)
    found.unread.routes.push({ says: 'the prefix of its routes stands elsewhere', from: found.at(line) });
}

function defaultOf(callee: string): string | undefined {
  return callee === 'uvicorn.run' || callee === 'hypercorn.run' ? '8000' : callee === 'serve' ? '8080' : undefined;
}

function portOf(found: Findings, { named, line }: Call, otherwise: string | undefined): void {
  const port = named.get('port') ?? (otherwise === undefined ? undefined : { text: otherwise });
  found.listened(port, line);
}

/** `app.run(host, port)` of Flask, where it listens on 5000 unless told otherwise; Sanic and others have it as well. */
function appRun(found: Findings, call: Call, text: string): void {
  const { args, named, line } = call;
  const port = named.get('port') ?? args.find((value) => /^\d{2,5}$/.test(value.text ?? ''));
  if (port) found.listened(port, line);
  else if (/\bFlask\s*\(/.test(text)) found.listened({ text: '5000' }, line);
}

const FOLDER_SETTING = exactPattern('MEDIA_ROOT LOG_DIR LOG_PATH LOG_FOLDER LOGS_DIR LOGS_PATH LOGS_FOLDER', {
  also: [/(?=[A-Z_]*(?:UPLOAD|STORAGE|OUTPUT))[A-Z_]+(?:FOLDER|DIR|DIRECTORY|PATH|ROOT)/],
});
const SESSION_FOLDER = 'flask_session';
const FILE_SETTING = /^(?:LOG_FILE|LOG_FILENAME|SQLITE_PATH|DB_FILE|DATABASE_FILE)$/;

/** Notes what is written where a setting says: Django's folders, Flask's `config["UPLOAD_FOLDER"]`. */
export function judgePythonSetting(found: Findings, name: string, value: () => Value, line: number): void {
  // Source: https://docs.djangoproject.com/en/5.2/ref/settings/#static-root
  if (name === 'STATIC_ROOT') found.wrote(value(), true, line, 'collectstatic');
  else if (FOLDER_SETTING.test(name)) found.wrote(value(), true, line);
  else if (FILE_SETTING.test(name)) found.wrote(value(), false, line);
  // Source: https://flask-session.readthedocs.io/en/latest/config.html
  else if (name === 'SESSION_TYPE' && value().text === 'filesystem') found.wrote({ text: SESSION_FOLDER }, true, line);
}
