// Lines of logs as programs print them, and what they say is needed.
import { readNeeds } from '../../src/verify/index.js';
import type { Need } from '../../src/model/index.js';

const access = (path: string, folder = false): Need => ({ kind: 'access', path, folder });
const writable = (path: string, folder = false): Need => ({ kind: 'writable', path, folder });
const library = (name: string): Need => ({ kind: 'library', name });
const program = (name: string): Need => ({ kind: 'program', name });
const imported = (name: string): Need => ({ kind: 'module', name });
const rights = (...names: string[]): Need[] => names.map((name) => ({ kind: 'capability', name }));

test.each<[string, string, readonly Need[]]>([
  // Denied a path.
  ['CPython', "PermissionError: [Errno 13] Permission denied: '/app/data/x.db'", [access('/app/data/x.db')]],
  [
    'CPython, a folder',
    'Traceback (most recent call last):\n  File "/app/app.py", line 3, in <module>\n    os.makedirs(folder)\n  File "<frozen os>", line 225, in makedirs\nPermissionError: [Errno 13] Permission denied: \'/app/data\'',
    [access('/app/data', true)],
  ],
  ['Node', "Error: EACCES: permission denied, mkdir '/srv/uploads'", [access('/srv/uploads', true)]],
  ['Node, a file', "  [Error: EACCES: permission denied, open '/app/log.txt'] {", [access('/app/log.txt')]],
  ['GNU mkdir', 'mkdir: cannot create directory ‘/app/tmp’: Permission denied', [access('/app/tmp', true)]],
  ['BusyBox mkdir', "mkdir: can't create directory '/app/tmp': Permission denied", [access('/app/tmp', true)]],
  ['touch', "touch: cannot touch '/data/ready': Permission denied", [access('/data/ready')]],
  ['cp', "cp: cannot create regular file '/app/conf/a.ini': Permission denied", [access('/app/conf/a.ini')]],
  ['dash', '/start.sh: 3: cannot create /app/env.js: Permission denied', [access('/app/env.js')]],
  ['bash', '/start.sh: line 3: /app/env.js: Permission denied', [access('/app/env.js')]],
  ['tee', 'tee: /var/log/app/out.log: Permission denied', [access('/var/log/app/out.log')]],
  [
    'nginx',
    '2024/05/01 10:00:00 [emerg] 1#1: open() "/run/nginx.pid" failed (13: Permission denied)',
    [access('/run/nginx.pid')],
  ],
  [
    'nginx, a folder',
    'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)',
    [access('/var/cache/nginx/client_temp', true)],
  ],
  ['Go', '2024/05/01 10:00:00 open /data/app.db: permission denied', [access('/data/app.db')]],
  ['Go, a folder', 'panic: mkdir /data/index: permission denied', [access('/data/index', true)]],
  [
    'Ruby',
    'Permission denied @ rb_sysopen - /app/tmp/pids/server.pid (Errno::EACCES)',
    [access('/app/tmp/pids/server.pid')],
  ],
  ['Java', 'java.io.FileNotFoundException: /data/app.log (Permission denied)', [access('/data/app.log')]],
  [
    'Java, a class',
    'Exception in thread "main" java.lang.NoClassDefFoundError: org/slf4j/LoggerFactory',
    [imported('org/slf4j/LoggerFactory')],
  ],
  [
    'Java, the cause',
    'Caused by: java.lang.ClassNotFoundException: org.slf4j.LoggerFactory',
    [imported('org.slf4j.LoggerFactory')],
  ],
  ['Java, the first', 'Error: Could not find or load main class shop.Main', [imported('shop.Main')]],
  ['Java NIO', 'java.nio.file.AccessDeniedException: /data/index', [access('/data/index')]],
  [
    '.NET',
    "Unhandled exception. System.UnauthorizedAccessException: Access to the path '/app/keys' is denied.",
    [access('/app/keys')],
  ],
  [
    'PHP',
    'PHP Warning:  file_put_contents(/var/www/html/cache/a.php): Failed to open stream: Permission denied in /var/www/html/index.php on line 3',
    [access('/var/www/html/cache/a.php')],
  ],
  [
    'Monolog',
    'The stream or file "/var/www/storage/logs/laravel.log" could not be opened in append mode: Failed to open stream: Permission denied',
    [access('/var/www/storage/logs/laravel.log')],
  ],
  [
    'PostgreSQL',
    'FATAL:  could not create lock file "/var/run/postgresql/.s.lock": Permission denied',
    [access('/var/run/postgresql/.s.lock')],
  ],
  // A root file system that is read-only.
  ['CPython', "OSError: [Errno 30] Read-only file system: '/app/.cache/x'", [writable('/app/.cache/x')]],
  ['Node', "Error: EROFS: read-only file system, mkdir '/app/.next/cache'", [writable('/app/.next/cache', true)]],
  ['nginx', 'nginx: [emerg] open() "/run/nginx.pid" failed (30: Read-only file system)', [writable('/run/nginx.pid')]],
  ['Go', 'open /cache/a: read-only file system', [writable('/cache/a')]],
  ['Ruby', 'Read-only file system @ dir_s_mkdir - /app/tmp/cache (Errno::EROFS)', [writable('/app/tmp/cache', true)]],
  ['Java', 'java.nio.file.FileSystemException: /app/work: Read-only file system', [writable('/app/work')]],
  ['dash', 'sh: 1: cannot create /run/app.pid: Read-only file system', [writable('/run/app.pid')]],
  // A library, a program, a module, a file that is not there.
  [
    'glibc',
    '/app/server: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory',
    [library('libpq.so.5')],
  ],
  [
    'CPython',
    'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
    [library('libGL.so.1')],
  ],
  [
    'ctypes',
    'OSError: libmagic.so.1: cannot open shared object file: No such file or directory',
    [library('libmagic.so.1')],
  ],
  [
    'musl',
    'Error loading shared library libstdc++.so.6: No such file or directory (needed by /app/server)',
    [library('libstdc++.so.6')],
  ],
  ['the engine', 'exec: "curl": executable file not found in $PATH: unknown', [program('curl')]],
  ['dash', 'sh: 1: git: not found', [program('git')]],
  ['dash, a script', '/start.sh: 3: git: not found', [program('git')]],
  ['bash', '/start.sh: line 3: git: command not found', [program('git')]],
  ['BusyBox', '/bin/sh: git: not found', [program('git')]],
  ['env', "/usr/bin/env: 'node': No such file or directory", [program('node')]],
  ['subprocess', "FileNotFoundError: [Errno 2] No such file or directory: 'git'", [program('git')]],
  ['child_process', 'Error: spawn git ENOENT', [program('git')]],
  ['Ruby', 'No such file or directory - convert (Errno::ENOENT)', [program('convert')]],
  ['Java', 'java.io.IOException: Cannot run program "git": error=2, No such file or directory', [program('git')]],
  ['CPython', "ModuleNotFoundError: No module named 'plugins.mail'", [imported('plugins.mail')]],
  ['Node', "Error: Cannot find module 'ts-node/register'", [imported('ts-node/register')]],
  [
    'Node, ESM',
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'tsx' imported from /app/start.mjs",
    [imported('tsx')],
  ],
  ['Ruby', 'cannot load such file -- rake (LoadError)', [imported('rake')]],
  ['Node, a file', "Error: Cannot find module '/app/dist/main.js'", [{ kind: 'file', path: '/app/dist/main.js' }]],
  [
    'CPython',
    "FileNotFoundError: [Errno 2] No such file or directory: '/app/conf/a.yaml'",
    [{ kind: 'file', path: '/app/conf/a.yaml' }],
  ],
  // A right of root.
  ['chown', "chown: changing ownership of '/data': Operation not permitted", rights('CHOWN')],
  [
    'CPython',
    '  File "/app/a.py", line 2, in <module>\n    os.chown("/data", 1, 1)\nPermissionError: [Errno 1] Operation not permitted: \'/data\'',
    rights('CHOWN'),
  ],
  ['gosu', 'error: failed switching to "redis": operation not permitted', rights('SETGID', 'SETUID')],
  ['su-exec', 'su-exec: setgroups(999): Operation not permitted', rights('SETGID')],
  ['nginx', 'nginx: [emerg] initgroups(nginx, 101) failed (1: Operation not permitted)', rights('SETGID')],
  ['Node', "Error: EPERM: operation not permitted, chown '/data'", rights('CHOWN')],
  ['chmod', "chmod: changing permissions of '/data': Operation not permitted", rights('FOWNER')],
  ['ping', 'ping: socket: Operation not permitted', rights('NET_RAW')],
  ['nginx', 'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)', rights('NET_BIND_SERVICE')],
  ['Node', 'Error: listen EACCES: permission denied 0.0.0.0:80', rights('NET_BIND_SERVICE')],
  ['Go', 'listen tcp :80: bind: permission denied', rights('NET_BIND_SERVICE')],
  ['httpd', '(13)Permission denied: AH00072: make_sock: could not bind to address [::]:80', rights('NET_BIND_SERVICE')],
])('%s: %s', (_, log, expected) => {
  expect(readNeeds(log).map(({ need }) => need)).toEqual(expected);
});

test.each([
  ['the root', "PermissionError: [Errno 13] Permission denied: '/'"],
  ['a file of the system', "PermissionError: [Errno 13] Permission denied: '/etc/shadow'"],
  ['a device', 'open /dev/mem: permission denied'],
  ['the kernel’s', 'sh: 1: cannot create /proc/sys/net/x: Read-only file system'],
  ['a way out', "PermissionError: [Errno 13] Permission denied: '/app/../etc/passwd'"],
  ['a way up', "PermissionError: [Errno 13] Permission denied: '/app/../srv/x'"],
  ['a way up to a file', "FileNotFoundError: [Errno 2] No such file or directory: '/app/../srv/x'"],
  ['a path with a blank', "PermissionError: [Errno 13] Permission denied: '/app/my file'"],
  ['a path with a quote', `open "/app/a'; rm -rf b" failed (13: Permission denied)`],
  ['a path with a variable', "PermissionError: [Errno 13] Permission denied: '/app/$HOME/x'"],
  ['a relative path', "PermissionError: [Errno 13] Permission denied: 'data/x'"],
  ['a name with a slash', 'sh: 1: ../git: not found'],
  ['an option', 'sh: 1: --privileged: not found'],
  ['another call', 'mount: /mnt: Operation not permitted'],
  ['a port that is taken', 'Error: listen EADDRINUSE: address already in use 0.0.0.0:8000'],
  ['nothing', 'listening on 0.0.0.0:8000'],
])('nothing is made of %s', (_, log) => {
  expect(readNeeds(log)).toEqual([]);
});

test('only a traceback right above an error says which call it was', () => {
  const error = "PermissionError: [Errno 13] Permission denied: '/app/data'";
  expect(readNeeds(`mkdir /srv/other\n${error}`).map(({ need }) => need)).toEqual([access('/app/data')]);
  const call = '  File "/app/a.py", line 2, in <module>\n    os.chown("/data", 1, 1)';
  expect(readNeeds(`${call}\nserving\nPermissionError: [Errno 1] Operation not permitted`)).toEqual([]);
});

test('a line that came before as well is no reason, whatever its numbers', () => {
  const line = (pid: number): string =>
    `2024/05/0${pid} [error] ${pid}#${pid}: open() "/run/a.pid" failed (13: Permission denied)`;
  expect(readNeeds(line(2), [line(1)])).toEqual([]);
  expect(readNeeds(`${line(2)}\nsh: 1: git: not found`, [line(1)]).map(({ need }) => need)).toEqual([program('git')]);
});

test('what is kept of a line is plain, and a log of strangers is read within bounds', () => {
  const [read] = readNeeds('\u001b[31msh: 1: git: not found');
  expect(read!.line).toBe('?[31msh: 1: git: not found');
  const many = Array.from({ length: 5000 }, (_, at) => `sh: 1: tool${at}: not found`).join('\n');
  expect(readNeeds(many)).toHaveLength(8);
  expect(readNeeds(many)[0]!.need).toEqual(program('tool3000'));
  expect(readNeeds(`${'x'.repeat(400)} sh: 1: git: not found`)).toEqual([]);
});
