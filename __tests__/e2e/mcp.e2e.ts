// `harden mcp --run` with the official client and a real engine: what verify and observe answer, and what a client that
// gives up leaves behind.
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { build, OFFLINE, project } from '../support/command.js';
import { filesBelow, temporary } from '../support/temporary.js';
import { describeInLab, labConfig } from './support/lab.js';
import { left } from './support/left.js';

const LONGEST_MS = 400_000;
const SERVER = `import http.server
import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit())
http.server.ThreadingHTTPServer(("", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
`;
const APP = {
  'server.py': SERVER,
  Dockerfile: 'FROM python:3.11\nWORKDIR /srv\nCOPY server.py ./\nEXPOSE 8000\nCMD python server.py\n',
  'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["127.0.0.1::8000"]\n',
};

interface Answered {
  readonly notRun: readonly string[];
  readonly says: readonly string[];
  readonly quoted: {
    readonly report: string;
    readonly messages: string;
    readonly entries: readonly { readonly kind: string; readonly id: string }[];
  };
}

describeInLab('harden mcp --run', ['python:3.11'], () => {
  beforeAll(build, 120_000);
  const clients: Client[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  async function connect(root: string): Promise<{ client: Client; pid: number }> {
    const client = new Client({ name: 'test', version: '1' });
    const env = { ...OFFLINE, HARDEN_OFFLINE: '', PATH: process.env.PATH ?? '', HOME: temporary() };
    const args = [join(project, 'bin', 'harden.js'), 'mcp', '--run', '--config', labConfig()];
    const transport = new StdioClientTransport({ command: process.execPath, args, cwd: root, env, stderr: 'ignore' });
    await client.connect(transport);
    clients.push(client);
    return { client, pid: transport.pid! };
  }

  async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Answered> {
    // A server that says that it is alive is not given up on.
    const options = { timeout: 60_000, resetTimeoutOnProgress: true, onprogress: () => {} };
    const { structuredContent, isError, content } = await client.callTool({ name, arguments: args }, options);
    if (isError) throw new Error(JSON.stringify(content));
    return structuredContent as unknown as Answered;
  }

  test(
    'chosen steps are verified, services are observed, and nothing is written',
    async () => {
      const root = temporary(APP);
      const { client, pid } = await connect(root);
      const { quoted } = await call(client, 'plan', { only: ['exec-form', 'add-app-user'] });
      const steps = quoted.entries.filter(({ kind }) => kind === 'step').map(({ id }) => id);
      expect(steps).toHaveLength(2);

      const verified = await call(client, 'verify', { steps, quick: true });
      expect(verified.says[0]).toBe('Everything planned holds.');
      expect(verified.notRun).toEqual([]);
      expect(JSON.parse(verified.quoted.report)).toMatchObject({
        groups: [{ outcome: 'passed', verified: expect.arrayContaining(steps.map((each) => each.split('::').at(-1))) }],
      });

      const observed = await call(client, 'observe', { services: ['web'], seconds: 1 });
      expect(observed.says[0]).toBe('Something was seen of every service.');
      expect(observed.quoted.report).toContain('web');
      expect(filesBelow(root)).toEqual(APP);
      expect(left([pid])).toEqual([]);
    },
    LONGEST_MS,
  );

  test(
    'a client that gives up leaves nothing running',
    async () => {
      const { client, pid } = await connect(temporary(APP));
      const controller = new AbortController();
      const asked = client.callTool(
        { name: 'observe', arguments: { services: ['web'], seconds: 300 } },
        { signal: controller.signal, timeout: LONGEST_MS },
      );
      const gone = expect(asked).rejects.toThrow();
      await until(() => left([pid]).some((each) => each.startsWith('container ')));
      controller.abort();
      await gone;
      await until(() => left([pid]).length === 0);
    },
    LONGEST_MS,
  );
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 500));
}
