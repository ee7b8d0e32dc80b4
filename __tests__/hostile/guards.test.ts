// What once made a guard drop a step, which is a bug of its transform: a file that nobody would write, and that a fuzzer did.
import { mistakesOf } from '../fuzz/judge.js';

const FLASK =
  'from flask import Flask\napp = Flask(__name__)\n@app.route("/")\ndef a(): return ""\napp.run(host="0.0.0.0", port=8000)\n';
const STAGE = 'WORKDIR /app\nCOPY app.py .\nRUN pip install flask\nEXPOSE 8000\nCMD ["python", "app.py"]\n';
const GO = { 'go.mod': 'module a\n\ngo 1.22\n', 'main.go': 'package main\nfunc main() {}\n' };
const BUILD = 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n';
const TWO = 'services:\n  a:\n    build: {context: ., target: a}\n  b:\n    build: {context: ., target: b}\n';

test.each<[string, Readonly<Record<string, string>>]>([
  [
    'pip behind the activation of an environment',
    {
      Dockerfile:
        'FROM python:3.12\nRUN python -m venv venv && . venv/bin/activate && pip install flask\nRUN . venv/bin/activate; pip install --upgrade pip\n',
    },
  ],
  [
    'two stages that start one program',
    {
      Dockerfile: `FROM python:3.12 AS a\n${STAGE}FROM python:3.12 AS b\n${STAGE}`,
      'app.py': FLASK,
      'compose.yaml': TWO,
    },
  ],
  [
    'a stage that starts the program of the one it stands on',
    {
      Dockerfile: `FROM python:3.12 AS a\n${STAGE}FROM a AS b\nCMD ["python", "app.py"]\n`,
      'app.py': FLASK,
      'compose.yaml': TWO,
    },
  ],
  [
    'two equal RUNs around a COPY',
    { Dockerfile: 'FROM debian:12\nRUN cd /app && make\nCOPY . /app\nRUN cd /app && make\nCMD ["x"]\n' },
  ],
  ['a digest that is none', { Dockerfile: 'FROM python@sha256:abc\nRUN pip install flask\nCMD ["python", "a.py"]\n' }],
  ['a digest of nothing', { Dockerfile: 'FROM python:3.12@sha256:\nWORKDIR /app\nCMD ["python", "a.py"]\n' }],
  ['a CMD in quotes that JSON does not know', { ...GO, Dockerfile: `${BUILD}CMD ['/app']\n` }],
  ['a CMD with a comma too many', { ...GO, Dockerfile: `${BUILD}CMD ["/app",]\n` }],
  ['a CMD without quotes', { ...GO, Dockerfile: `${BUILD}CMD [ /app ]\n` }],
  ['a last line of blanks', { Dockerfile: 'FROM debian:12\nRUN true \\\n\n   \\\n   ' }],
  [
    'an empty .dockerignore of its own',
    {
      'X.Dockerfile': 'FROM node:20\nCOPY . .\nRUN npm ci\n',
      'X.Dockerfile.dockerignore': '',
      'package.json': '{}',
      'index.js': '',
    },
  ],
  [
    'a list by an alias under a strange key',
    {
      'compose.yaml':
        'services:\n  a:\n    image: nginx:1.27\n    x-y: &a [seccomp:unconfined]\n    security_opt: *a\n  ? [b]\n  : image: nginx:1.27\n',
    },
  ],
])('%s', (_, texts) => {
  expect([...mistakesOf(texts, false), ...mistakesOf(texts, true)]).toEqual([]);
});
