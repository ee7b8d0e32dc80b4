// What source code is seen to do: a small file for each thing, and what is told of it.
import { readEvidence } from '../../src/evidence/index.js';
import { overlayRepository } from '../../src/planner/index.js';
import { memoryRepository } from '../../src/io/index.js';
import type { FilePath, Group, Repository, SourceFacts, SourceLanguage } from '../../src/model/index.js';

const GROUP = { id: 'x', dockerfiles: [], compose: [], kubernetes: [], links: [] } as unknown as Group;

function sourceOf(files: Readonly<Record<string, string>>, language: SourceLanguage, roots = ['']): SourceFacts {
  return readEvidence(memoryRepository(files), GROUP).source(roots as FilePath[], language);
}

/** `listen 5000 PORT 3`, `write data/x here 7`, `? reason 9`, in the order of the kinds. */
function told(facts: SourceFacts): string[] {
  const { listens, routes, writes, spawns, root } = facts;
  return [
    ...listens.known.map((each) =>
      `listen ${each.port} ${each.variable ?? ''} ${each.from.line}`.replace(/ {2,}/g, ' '),
    ),
    ...routes.known.map((each) => `route ${each.path} ${each.from.line}`),
    ...writes.known.map((each) =>
      [
        'write',
        each.path,
        each.folder ? 'folder' : '',
        each.base ? 'here' : '',
        (each.variable ?? '') + (each.rest ? `+${each.rest}` : ''),
        each.from.line,
      ]
        .filter((word) => word !== '')
        .join(' '),
    ),
    ...spawns.known.map((each) => `spawn ${each.program} ${each.from.line}`),
    ...listens.unread.map((each) => `? listen ${each.from?.line}`),
    ...writes.unread.map((each) => `? write ${each.from?.line ?? each.says}`),
    ...spawns.unread.map((each) => `? spawn ${each.from?.line}`),
    ...root.map(({ says, from }) => `root ${says.split(/[ ,]/)[1]} ${from.line}`),
  ];
}

const PYTHON: readonly (readonly [name: string, text: string, ...expected: string[]])[] = [
  ['a file opened to read is not written', 'with open("config.json") as f:\n  pass\nopen("x", "rb")'],
  ['a file opened to write', 'open("out/report.txt", "w")', 'write out/report.txt 1'],
  ['by name of the argument', 'open(file="a.bin", mode="ab")', 'write a.bin 1'],
  ['a path in a parameter', 'def f(path):\n  open(path, "w")', '? write 2'],
  ['a mode in a parameter', 'def f(mode):\n  open("x.txt", mode)', 'write x.txt 2'],
  ['a constant', 'LOG = "logs/app.log"\nopen(LOG, "a")', 'write logs/app.log 2'],
  ['a name set twice is not known', 'p = "a"\np = "b"\nopen(p, "w")', '? write 3'],
  [
    'below the file',
    'import os\nHERE = os.path.dirname(os.path.abspath(__file__))\nos.makedirs(os.path.join(HERE, "data"))',
    'write ./data folder here 3',
  ],
  [
    'two folders up',
    'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\n(BASE_DIR / "up").mkdir()',
    'write ../up folder here 3',
  ],
  [
    'an environment variable with a default',
    'import os\nD = os.getenv("DATA_DIR", "/data")\nos.makedirs(D)',
    'write /data folder DATA_DIR 3',
  ],
  [
    'a file below an environment variable',
    'import os\nD = os.getenv("DATA_DIR", "/data")\nopen(os.path.join(D, "a.db"), "w")\nopen(f"{D}/b/{name}", "w")',
    'write /data/a.db DATA_DIR+/a.db 3',
    'write /data/b/ folder DATA_DIR+/b/ 4',
  ],
  [
    'a name in an environment variable',
    'import os\nopen(os.path.join("/data", os.getenv("NAME", "x")), "w")',
    'write /data folder 2',
  ],
  ['an environment variable alone', 'import os\nos.makedirs(os.environ["DATA_DIR"])', '? write 2'],
  ['a known folder and an unknown name', 'import os\nopen(os.path.join("/data", name), "w")', 'write /data folder 2'],
  ['an f-string below a known folder', 'open(f"/data/{name}.txt", "w")', 'write /data/ folder 1'],
  ['a temporary folder', 'import tempfile, os\nopen(os.path.join(tempfile.mkdtemp(), "x"), "w")', 'write /tmp/x 2'],
  ['a database that is a file', 'e = create_engine("sqlite:///app.db")', 'write app.db 1'],
  ['a database in memory', 'e = create_engine("sqlite:///:memory:")\nimport sqlite3\nsqlite3.connect(":memory:")'],
  ['a database server', 'e = create_engine("postgresql://db/app")'],
  [
    'Django with SQLite',
    'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE / "db.sqlite3"}}',
    '? write 1',
  ],
  ['Django with a server', 'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "app"}}'],
  ['Django media', 'MEDIA_ROOT = "/srv/media"', 'write /srv/media folder 1'],
  ['Flask uploads', 'app.config["UPLOAD_FOLDER"] = "uploads"', 'write uploads folder 1'],
  [
    'a log handler',
    'from logging.handlers import RotatingFileHandler\nh = RotatingFileHandler("logs/a.log", maxBytes=1)',
    'write logs/a.log 2',
  ],
  [
    'a log configuration',
    'LOGGING = {"handlers": {"f": {"class": "logging.FileHandler", "filename": "/var/log/app/a.log"}}}',
    'write /var/log/app/a.log 1',
  ],
  ['saving a model writes no file', 'user.save()\nform.save(commit=False)'],
  ['saving a plot', 'plt.savefig("plots/x.png")', 'write plots/x.png 1'],
  ['a library that writes beside', 'import gradio as gr\ngr.Interface(f)', 'write flagged folder 2'],
  [
    'loguru',
    'from loguru import logger\nlogger.add("logs/x.log", rotation="1 day")\nlogger.add(sys.stderr)',
    'write logs/x.log 2',
  ],
  ['sessions of Flask', 'app.config["SESSION_TYPE"] = "filesystem"', 'write flask_session folder 1'],
  ['a logging configuration in a file', 'import logging.config\nlogging.config.fileConfig("logging.ini")', '? write 2'],
  ['a comment and a string are no code', '# open("x", "w")\ns = \'open("y", "w")\''],
  [
    'programs',
    'import subprocess, os\nsubprocess.run(["ffmpeg", "-i", x])\nos.system("git pull")\nsubprocess.check_output(cmd)',
    'spawn ffmpeg 2',
    'spawn git 3',
    '? spawn 4',
  ],
  [
    'Flask',
    'app = Flask(__name__)\n@app.route("/health")\ndef h(): pass\napp.run(host="0.0.0.0")',
    'listen 5000 4',
    'route /health 2',
  ],
  ['a port with a variable', 'import os\napp.run(port=int(os.environ.get("PORT", 8080)))', 'listen 8080 PORT 2'],
  ['uvicorn', 'import uvicorn\nuvicorn.run("main:app", host="0.0.0.0", port=9000)', 'listen 9000 2'],
  ['a router has a prefix', '@router.get("/health")\ndef h(): pass'],
  ['a server of the standard library', 'HTTPServer(("", 8081), H).serve_forever()', 'listen 8081 1'],
];

test.each(PYTHON)('Python: %s', (_name, text, ...expected) => {
  expect(told(sourceOf({ 'app.py': text }, 'python'))).toEqual(expected);
});

const JAVASCRIPT: readonly (readonly [name: string, text: string, ...expected: string[]])[] = [
  ['reading is not writing', 'const fs = require("fs");\nfs.readFileSync("x"); fs.createReadStream("y");'],
  ['writing', 'const fs = require("fs");\nfs.writeFileSync("out/a.txt", x);', 'write out/a.txt 2'],
  [
    'from fs/promises',
    'import { writeFile, mkdir } from "node:fs/promises";\nawait mkdir("/data/x");\nawait writeFile(path, x);',
    'write /data/x folder 2',
    '? write 3',
  ],
  [
    'below the file',
    'const fs = require("fs");\nfs.mkdirSync(require("path").join(__dirname, "uploads"));',
    '? write 2',
  ],
  [
    'below the file, with path',
    'const fs = require("fs"), path = require("path");\nfs.mkdirSync(path.join(__dirname, "uploads"));',
    'write ./uploads folder here 2',
  ],
  [
    'an environment variable with a default',
    'const fs = require("fs");\nconst dir = process.env.DIR || "./data";\nfs.mkdirSync(dir);',
    'write ./data folder DIR 3',
  ],
  [
    'a template below a known folder',
    'const fs = require("fs");\nfs.writeFileSync(`data/${name}.json`, x);',
    'write data/ folder 2',
  ],
  ['uploads', 'const multer = require("multer");\nconst up = multer({ dest: "uploads/" });', 'write uploads/ folder 2'],
  [
    'disk storage',
    'const s = multer.diskStorage({ destination: function (req, file, cb) { cb(null, "public/img"); } });',
    'write public/img folder 1',
  ],
  [
    'logs',
    'const winston = require("winston");\nnew winston.transports.File({ filename: "error.log" });',
    'write error.log 2',
  ],
  [
    'SQLite',
    'const Database = require("better-sqlite3");\nnew Database("app.db");\nnew Sequelize({ dialect: "sqlite", storage: "db.sqlite" });',
    'write app.db 2',
    'write db.sqlite 3',
  ],
  [
    'listening',
    'const express = require("express");\nconst port = process.env.PORT || 3000;\napp.listen(port, () => {});',
    'listen 3000 PORT 3',
  ],
  [
    'listening with options',
    'const fastify = require("fastify")();\nfastify.listen({ port: 4000, host: "0.0.0.0" });',
    'listen 4000 2',
  ],
  [
    'listening where a variable alone says',
    'const express = require("express");\napp.listen(process.env.PORT);',
    '? listen 2',
  ],
  [
    'routes',
    'const express = require("express");\napp.get("/health", (q, r) => r.send("ok")); app.get("title"); router.get("/x", f);',
    'route /health 2',
  ],
  [
    'programs',
    'const { exec, spawn } = require("child_process");\nexec("git pull"); spawn(cmd, []); /x/.exec("y");',
    'spawn git 2',
    '? spawn 2',
  ],
  [
    'a module that writes JSON',
    'const jsonfile = require("jsonfile"); const fs = 1;\njsonfile.writeFile("data/x.json", y);',
    'write data/x.json 2',
  ],
  ['a media folder', 'const nms = new NodeMediaServer({ http: { mediaroot: "./media" } });', 'write ./media folder 1'],
  ['a regular expression starts nothing', 'const fs = 1; const m = re.exec(text);'],
];

test.each(JAVASCRIPT)('JavaScript: %s', (_name, text, ...expected) => {
  expect(told(sourceOf({ 'app.js': text }, 'node'))).toEqual(expected);
});

test.each([
  [
    'node',
    'a.js',
    'const fs = require("fs"), a0 = "x";\n',
    (a: string, b: string) => `const ${b} = \`${`\${${a}}`.repeat(30)}\`;`,
    'fs.writeFileSync(a8, 1);',
  ],
  [
    'node',
    'a.js',
    'const fs = require("fs"), a0 = "x";\n',
    (a: string, b: string) => `const ${b} = path.join(${`${a}, `.repeat(30)});`,
    'fs.writeFileSync(a8, 1);',
  ],
  ['python', 'a.py', 'a0 = "x"\n', (a: string, b: string) => `${b} = f"${`{${a}}`.repeat(30)}"`, 'open(a8, "w")'],
] as const)(
  '%s: names that each repeat the one before are not followed without end',
  (language, file, start, repeat, write) => {
    const lines = Array.from({ length: 8 }, (_, at) => repeat(`a${at}`, `a${at + 1}`));
    expect(told(sourceOf({ [file]: `${start}${lines.join('\n')}\n${write}\n` }, language))).toEqual(['? write 10']);
  },
);

describe('brackets that are nested thousands deep', () => {
  const deep = `${'('.repeat(2000)}1${')'.repeat(2000)}`;
  const opened = 'const fs = require("fs");\n';

  test('are read like others', () => {
    const text = `${opened}fs.writeFileSync("data/x", ${deep});\napp.listen(3000);\n`;
    expect(told(sourceOf({ 'a.js': text }, 'node'))).toEqual(['listen 3000 3', 'write data/x 2']);
  });

  test.each([
    ['that are deeper still', `${deep.replace('1', deep.replace('1', deep))}`],
    ['in a file that only the large parser understands', `${deep}<!-- as old browsers have it\n`],
  ])('%s make a file unread', (_name, rest) => {
    const [unread] = sourceOf({ 'a.js': `${opened}fs.writeFileSync("data/x", 1);\n${rest}` }, 'node').writes.unread;
    expect(unread).toMatchObject({ says: expect.stringContaining('too deep'), from: { file: 'a.js' } });
  });
});

test.each([
  [
    'escapes',
    String.raw`fs.writeFileSync("\x64ata\u002fa\u{2f}b\
c", 1)`,
    'data/a/bc',
  ],
  ['templates', 'fs.writeFileSync(`data/${name}`, 1)', 'data/'],
  ['a number in another base', 'fs.writeFileSync("a" + 0x1f90 + 1_0 + 0o17 + 017, 1)', 'a8080101515'],
])('%s mean what JavaScript makes of them', (_name, call, path) => {
  const text = `const fs = require("fs");\n${call};\n`;
  expect(sourceOf({ 'a.js': text }, 'node').writes.known.map((each) => each.path)).toEqual([path]);
  // The large parser says the same.
  const broken = `${text}<!-- not for everyone\n`;
  expect(sourceOf({ 'a.js': broken }, 'node').writes.known.map((each) => each.path)).toEqual([path]);
});

test('a decorated class that is exported is read', () => {
  const text = '@Controller({ path: "a" })\nexport class A { run() { app.listen(3000); } }\n';
  expect(told(sourceOf({ 'a.ts': text }, 'node'))).toEqual(['listen 3000 2']);
});

test('what TypeScript writes beside itself is not known: it runs from where it was compiled to', () => {
  const text =
    'import fs from "fs"; import path from "path";\nfs.mkdirSync(path.join(__dirname, "x")); fs.mkdirSync("y");';
  expect(told(sourceOf({ 'src/app.ts': text }, 'node'))).toEqual(['write y folder 2', '? write 2']);
});

const OTHERS: readonly (readonly [
  name: string,
  language: SourceLanguage,
  file: string,
  text: string,
  ...expected: string[],
])[] = [
  [
    'Go',
    'go',
    'main.go',
    'func main() {\n  os.MkdirAll("/data", 0o755)\n  f, _ := os.Create(path)\n  http.HandleFunc("/healthz", h)\n  http.ListenAndServe(":8080", nil)\n}',
    'listen 8080 5',
    'route /healthz 4',
    'write /data folder 2',
    '? write 3',
  ],
  ['Go without any of it', 'go', 'main.go', 'package main\n// os.Create("x")\nfunc main() { println("hello") }'],
  ['a test of Go', 'go', 'main_test.go', 'os.Create("x")'],
  [
    'Java',
    'java',
    'src/main/java/A.java',
    'new FileWriter("logs/a.txt");\nFiles.createDirectories(Paths.get("data"));\nnew ProcessBuilder("git", "x");',
    'write logs/a.txt 1',
    'write data folder 2',
    'spawn git 3',
  ],
  [
    'Rust',
    'rust',
    'src/main.rs',
    'let l = TcpListener::bind("0.0.0.0:7878");\nFile::create("out.txt");\nfs::create_dir_all(dir);',
    'listen 7878 1',
    'write out.txt 2',
    '? write 3',
  ],
  [
    'C and C++',
    'c',
    'src/main.cc',
    'FILE *a = fopen("in.txt", "rb");\nFILE *b = fopen("out.txt", "a+");\nint c = open(path, O_RDONLY);\nint d = open("state", O_RDWR | O_CREAT, 0600);\nat.sin_port = htons(7878);\nstd::ofstream e(argv[1]); listen(s, 1);\nreader.open("x");\nmkdir("/var/lib/a", 0755);\nsystem("sendmail -t");\n// setuid(0);\nif (chroot("/srv")) return 1;\nsocket(AF_INET, SOCK_RAW, 1);',
    'listen 7878 5',
    'write out.txt 2',
    'write state 4',
    'write /var/lib/a folder 8',
    'spawn sendmail 9',
    '? write 6',
    'root chroot 11',
    'root SOCK_RAW 12',
  ],
  ['SQLite of .NET', 'dotnet', 'Program.cs', 'var c = "Filename=real.db";\noptions.UseSqlite(c);\n', 'write real.db 1'],
  ['SQLite of .NET from a setting', 'dotnet', 'Db.cs', 'options.UseSqlite(settings.Db);\n', '? write 1'],
  ['a client in C', 'c', 'a.c', 'at.sin_port = htons(80);\nconnect(s, &at, sizeof at);\n'],
  ['a command line in Go', 'go', 'main.go', 'app.Run(os.Args)\nserver.Start()\ncmd.Run(ctx)\n'],
  ['a user of its own', 'python', 'app.py', 'import os\nos.setuid(1000)\nos.setuid(1000)\n', 'root os.setuid 2'],
  [
    '.NET',
    'dotnet',
    'Program.cs',
    'app.MapHealthChecks("/healthz");\nvar c = "Data Source=app.db";',
    'route /healthz 1',
    'write app.db 2',
  ],
  ['Ruby', 'ruby', 'app.rb', 'File.write("log/x", y)', 'write log/x 1'],
  ['PHP', 'php', 'index.php', 'file_put_contents("storage/x", $y);', 'write storage/x 1'],
];

for (const [name, language, file, text, ...expected] of OTHERS) {
  test(name, () => {
    expect(told(sourceOf({ [file]: text }, language))).toEqual(expected);
  });
}

test('frameworks and their settings', () => {
  const next = sourceOf({ 'package.json': '{ "dependencies": {\n "next": "15.0.0" } }' }, 'node');
  expect(told(next)).toEqual(['write .next/cache folder here 2']);
  const spring = sourceOf(
    {
      'pom.xml': '<a>\nspring-boot-starter-web\nspring-boot-starter-actuator</a>',
      'src/main/resources/application.yml':
        'server:\n  port: ${PORT:9090}\nlogging:\n  file:\n    name: logs/a.log\nspring:\n  datasource:\n    url: jdbc:h2:file:./data/db;A=1',
    },
    'java',
  );
  expect(told(spring)).toEqual([
    'listen 9090 PORT 2',
    'route /actuator/health 3',
    'write logs/a.log 5',
    'write ./data/db 8',
  ]);
});

test('settings are looked for beside what is copied', () => {
  const files = {
    'web/pom.xml': 'spring-boot-starter-web',
    'web/src/main/resources/application.properties': 'server.port=81',
  };
  expect(told(sourceOf(files, 'java', ['web/pom.xml', 'web/src']))).toEqual(['listen 81 1']);
});

test('log files and databases of configuration files', () => {
  const java = sourceOf(
    {
      'src/main/resources/logback.xml':
        '<c>\n<file>logs/app.log</file>\n<fileNamePattern>old/a.%d.log</fileNamePattern>\n<file>${LOG}</file></c>',
    },
    'java',
  );
  expect(told(java)).toEqual(['write logs/app.log 2', 'write old/ folder 3', '? write 4']);
  const dotnet = sourceOf(
    { 'appsettings.json': '{ "Args": { "path": "logs/log-.txt" },\n"C": "Data Source=app.db" }' },
    'dotnet',
  );
  expect(told(dotnet)).toEqual(['write logs/log-.txt 1', 'write app.db 2']);
  const prisma = sourceOf(
    { 'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n  url = "file:./dev.db"\n}' },
    'node',
  );
  expect(told(prisma)).toEqual(['write ./dev.db here 3']);
});

test('what is not the project’s own is passed over, and what is too large is said', () => {
  const writes = 'open("x", "w")';
  const files = {
    'node_modules/a/a.py': writes,
    'tests/test_a.py': writes,
    'venv/b.py': writes,
    'big.py': ' '.repeat(200_001),
  };
  expect(told(sourceOf(files, 'python'))).toEqual([
    '? listen undefined',
    '? write big.py is too large to be read',
    '? spawn undefined',
  ]);
  const many = Object.fromEntries(Array.from({ length: 450 }, (_each, at) => [`a${at}.py`, '']));
  expect(sourceOf(many, 'python').writes.unread).toHaveLength(1);
});

describe('what one group read serves the next', () => {
  const files = { 'app/main.py': 'open("/tmp/a", "w")\n', 'app/go.mod': 'module a\n\nrequire b.c/d v1.0.0\n' };
  /** A repository that counts what is read of it. */
  function counted() {
    const reads: string[] = [];
    const plain = memoryRepository(files);
    const base: Repository = {
      ...plain,
      read(path) {
        reads.push(path);
        return plain.read(path);
      },
    };
    return { base, reads };
  }
  const read = (base: Repository, changes: Readonly<Record<string, string>> = {}) => {
    const tree = overlayRepository(base, new Map(Object.entries(changes)) as Map<FilePath, string>);
    const evidence = readEvidence(tree, GROUP);
    return {
      writes: evidence.source(['app' as FilePath], 'python').writes.known.map(({ path }) => path),
      locks: evidence.locks('app' as FilePath).map(({ file }) => file),
    };
  };

  test('nothing is read again, also where a plan changes other files', () => {
    const { base, reads } = counted();
    const first = read(base);
    expect(first).toEqual({ writes: ['/tmp/a'], locks: ['app/go.mod'] });
    const after = reads.length;
    expect(read(base, { Dockerfile: 'FROM a\n' })).toEqual(first);
    expect(reads).toHaveLength(after);
  });

  test.each([
    ['a change of what was read', { 'app/main.py': 'open("/tmp/b", "w")\n' }, ['/tmp/b'], 1],
    ['a new file', { 'app/more.py': 'open("/tmp/c", "w")\n' }, ['/tmp/a', '/tmp/c'], 1],
    ['a new lock file', { 'app/uv.lock': 'version = 1\n' }, ['/tmp/a'], 2],
  ])('%s is seen, and only there', (_what, changes, writes, locks) => {
    const { base } = counted();
    const first = read(base);
    const changed = read(base, changes as unknown as Record<string, string>);
    expect([changed.writes, changed.locks.length]).toEqual([writes, locks]);
    expect(read(base)).toEqual(first);
  });
});

test('does not parse a file of which nothing would be noted', () => {
  const deep = `const express = require('express');\n${'('.repeat(20_000)}`;
  // What is read of a file that is too deep says so.
  expect(sourceOf({ 'a.js': `fs.writeFileSync(${deep}` }, 'node').writes.unread).toHaveLength(1);
  expect(sourceOf({ 'a.js': deep }, 'node').writes.unread).toEqual([]);
  expect(sourceOf({ 'a.js': `${deep}\napp.locals.get` }, 'node').writes.unread).toEqual([]);
});
