// What add-app-user does beyond an account: programs that stood in /root, and those that supervisord starts.
import { cpSync } from 'node:fs';
import { temporary } from '../support/temporary.js';
import type { App } from './support/apps.js';
import { describeInLab, docker, harden } from './support/lab.js';
import { build, run } from './support/trial.js';

const SERVER = `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

os.makedirs("data", exist_ok=True)


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, open("data/note", "rb").read() if os.path.exists("data/note") else b"none")

    def do_PUT(self):
        with open("data/note", "wb") as file:
            file.write(self.rfile.read(int(self.headers["content-length"])))
        self.answer(201, b"kept")


ThreadingHTTPServer(("", 8000), Handler).serve_forever()
`;

const HOME = {
  'server.py': SERVER,
  'bin/check': '#!/bin/sh\nexit 0\n',
  Dockerfile: `FROM python:3.11
ENV PATH=/root/app/bin:$PATH
WORKDIR /root/app
COPY bin/ /root/app/bin/
RUN chmod 755 /root/app/bin/check && rm -rf /root/.cache
COPY server.py .
EXPOSE 8000
CMD ["python", "/root/app/server.py"]
`,
};

const SUPERVISED = {
  'srv/server.py': SERVER,
  'beat.py': 'import time\n\nwhile True:\n    time.sleep(60)\n',
  'supervisord.conf': `[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0

[program:server]
command=python server.py
directory=/app/srv
stdout_logfile=/app/log/%(program_name)s.log

[program:beat]
command=python beat.py ; says nothing
`,
  Dockerfile: `FROM python:3.11
WORKDIR /app
RUN apt-get update && apt-get install -y supervisor
RUN mkdir log
COPY . .
EXPOSE 8000
CMD ["supervisord", "-c", "/app/supervisord.conf"]
`,
};

function app(name: string): App {
  return {
    name,
    port: 8000,
    requests: [
      { get: '/', gives: [200, 'none'] },
      { put: '/', text: 'milk', gives: [201, 'kept'] },
      { get: '/', gives: [200, 'milk'] },
    ],
    touch: 'server.py',
    sourceFirst: false,
    buildTools: false,
    stops: 'handler',
  };
}

describeInLab('a user of its own', ['python:3.11'], () => {
  test.each([
    ['a program in the home directory of root', 'home', HOME, '/app'],
    ['programs of supervisord', 'supervised', SUPERVISED, '/app'],
  ] as const)('%s', async (_, name, files, directory) => {
    const before = temporary(files);
    const seenBefore = await run(app(name), build(before, `${name}-before`));
    expect(seenBefore).toMatchObject({ wrong: [], users: ['0'] });
    const after = temporary();
    cpSync(before, after, { recursive: true });
    const ran = harden(after, ['fix', '--yes', '--offline', '--only', 'add-app-user']);
    expect(ran.code).toBe(0);
    const image = build(after, `${name}-after`);
    const seenAfter = await run(app(name), image);
    expect(seenAfter).toMatchObject({ wrong: [], users: ['10001'], answers: seenBefore.answers });
    expect(docker('image', 'inspect', '--format', '{{.Config.WorkingDir}} {{.Config.User}}', image).trim()).toBe(
      `${directory} 10001:10001`,
    );
  });
});
