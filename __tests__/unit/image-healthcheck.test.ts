// Which port the health check of an image asks, and of which programs it asks none.
import { planTexts } from '../support/plan.js';
import { onlyTransforms } from '../support/transforms.js';

function asked(files: Readonly<Record<string, string>>): string | undefined {
  const { after } = planTexts(files, { registry: onlyTransforms(['add-image-healthcheck']), level: 'unverified' });
  return /HEALTHCHECK .*\n\s*CMD \[(.*)/.exec(after.Dockerfile!)?.[1];
}

function nginx(settings: string): Readonly<Record<string, string>> {
  return { Dockerfile: 'FROM nginx:1.27\nCOPY site.conf /etc/nginx/conf.d/default.conf\n', 'site.conf': settings };
}

const ASKS_8080 = '"curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "http://127.0.0.1:8080/"]';
const ASKS_80 = ASKS_8080.replace(':8080', '');

test.each<[what: string, files: Readonly<Record<string, string>>, expected: string | undefined]>([
  ['a port', nginx('server {\n  listen 8080;\n}\n'), ASKS_8080],
  ['a port of an address', nginx('server {\n  listen [::]:8080;\n}\n'), ASKS_8080],
  ['the port without TLS', nginx('server {\n  listen 443;\n}\nserver {\n  listen 8080;\n}\n'), ASKS_8080],
  ['nothing where all speak TLS', nginx('server {\n  listen 8443 ssl;\n}\n'), undefined],
  ['nothing where a variable decides', nginx('server {\n  listen 8080;\n  listen $PORT;\n}\n'), undefined],
  ['the usual port', nginx('server {\n  root /srv;\n}\n'), ASKS_80],
  [
    'the usual port of no settings',
    { Dockerfile: 'FROM nginx:1.27\nCOPY a.html /usr/share/nginx/html/\n', 'a.html': '' },
    ASKS_80,
  ],
  [
    'nothing where settings come from elsewhere',
    { Dockerfile: 'FROM nginx:1.27\nCOPY --from=example.com/sites /all /etc/nginx/sites/\n' },
    undefined,
  ],
])('nginx: %s', (_what, files, expected) => {
  expect(asked(files)).toBe(expected);
});

function started(base: string, exposed: string, command: string): Readonly<Record<string, string>> {
  return { Dockerfile: `FROM ${base}\nEXPOSE ${exposed}\nCMD ${command}\n` };
}

test.each<[what: string, files: Readonly<Record<string, string>>, port: string | undefined]>([
  [
    'PHP asks with PHP',
    started('php:8.3-cli', '8000', 'php -S 0.0.0.0:8000 /app/a.php'),
    "fsockopen('127.0.0.1', 8000,",
  ],
  ['a program of two ports is not asked', started('debian:12', '8000 9000', '["/a"]'), undefined],
  ['a program that takes jobs is not asked', started('python:3.12', '9191', '["dramatiq", "shop"]'), undefined],
  [
    'a command that takes jobs is not asked',
    started('python:3.12', '8000', '["python", "manage.py", "qcluster"]'),
    undefined,
  ],
  ['a page about jobs is', started('python:3.12', '5555', '["celery", "-A", "shop", "flower"]'), "('127.0.0.1', 5555)"],
  [
    'a port of the stage below belongs to what that starts',
    { Dockerfile: 'FROM debian:12 AS base\nEXPOSE 9000\nCMD ["/a"]\nFROM base\nEXPOSE 8000\nCMD ["/b"]\n' },
    '/127.0.0.1/8000',
  ],
])('%s', (_what, files, port) => {
  if (port === undefined) expect(asked(files)).toBeUndefined();
  else expect(asked(files)).toContain(port);
});
