// The bot from end to end: a stack on the fake forge, built and run by a process without the token. What it proposes is what
// held, and what broke is declined by the run itself.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { TOKEN } from '../forge/fake/server.js';
import { forgeWith, type BotScene } from '../support/bot-scene.js';
import { build, git, OFFLINE, project } from '../support/command.js';
import { removeTemporary } from '../support/temporary.js';

const DOCKERFILE = `FROM python:3.12-slim
WORKDIR /app
ADD app.py .
EXPOSE 8000
CMD python app.py
`;
/** Where it writes is known when it runs. */
const APP = `import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(os.environ["COUNT_FILE"], "a") as counts:
            counts.write("x")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello\\n")
print("listening", flush=True)
http.server.HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;
const COMPOSE = `services:
  web:
    build: .
    ports:
      - "8000:8000"
    environment:
      COUNT_FILE: /var/lib/counts
`;

let scene: BotScene;
beforeAll(build);
afterAll(async () => {
  await scene.fake.close();
  removeTemporary();
});

function bot(...argv: string[]): Promise<{ code: number | null; out: string }> {
  const repository = ['--repo', 'acme/shop', '--server', scene.fake.address, '--forge', 'github'];
  const words = ['bot', 'run', ...repository, '--offline', '--verify', '--level', 'review', ...argv];
  const child = spawn(process.execPath, [join(project, 'bin/harden.js'), ...words], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...OFFLINE, HARDEN_FORGE_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
}

test('a pull request shows what was seen, without the step that broke, and the next run finds nothing to do', async () => {
  scene = await forgeWith({ Dockerfile: DOCKERFILE, 'app.py': APP, 'compose.yaml': COMPOSE });
  const first = await bot();
  expect(first).toEqual({
    code: 0,
    out: expect.stringMatching(/^acme\/shop: harden\/main #1: push, open a pull request/),
  });
  const [pull] = scene.fake.pulls;
  const body = pull?.body ?? '';
  const proof = /^Verified (\d+) of (\d+) steps with Docker .*; 1 left out/m.exec(body)!;
  expect(Number(proof[1])).toBeGreaterThan(5);
  expect(proof[1]).toBe(proof[2]);
  expect(body).toMatch(/^\| GET :8000\/ \| 200 \| 200 \| same content \|$/m);
  expect(body).toContain('**Left out:** Run the program as a user of its own');
  expect(body).toContain("PermissionError: [Errno 13] Permission denied: '/var/lib/counts'");
  expect(body).not.toContain(TOKEN);
  const text = git(scene.bare, 'show', 'harden/main:Dockerfile');
  expect(text).toContain('CMD ["python", "app.py"]');
  expect(text).not.toContain('USER');

  const before = scene.writes().length;
  const second = await bot();
  expect(second).toEqual({ code: 0, out: expect.stringMatching(/^acme\/shop: harden\/main #1: up to date/) });
  expect(scene.writes()).toHaveLength(before);
});
