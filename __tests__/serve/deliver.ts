// Deliveries as forges send them, and a service on the loopback that takes them.
import { createHmac } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  gitHubHook,
  serveHooks,
  type Hook,
  type RunResult,
  type ServeOptions,
  type Serving,
  type Wake,
} from '../../src/serve/index.js';

export const SECRET = 'a secret of some length';
export const HOOK_OPTIONS = { secrets: [SECRET], branches: 'harden/' } as const;

export interface Service extends Serving {
  readonly ran: Wake[];
  readonly said: string[];
  post(body: string | Buffer, headers: Readonly<Record<string, string>>): Promise<number>;
  get(path: string, method?: string): Promise<Response>;
}

const services: Serving[] = [];

export async function stopAll(): Promise<void> {
  for (const service of services.splice(0)) await service.stop();
}

/** A service whose runs are remembered. */
export async function service(
  changed: Partial<ServeOptions> = {},
  run: (wake: Wake) => Promise<RunResult> = async () => ({ outcome: 'done' }),
  hook: Hook = gitHubHook(HOOK_OPTIONS),
): Promise<Service> {
  const ran: Wake[] = [];
  const said: string[] = [];
  const serving = await serveHooks({
    hook,
    isOwn: (login) => login === 'harden-bot',
    allows: () => true,
    run(wake) {
      ran.push(wake);
      return run(wake);
    },
    say: (line) => said.push(line),
    host: '127.0.0.1',
    port: 0,
    jobs: 2,
    ...changed,
  });
  services.push(serving);
  const at = `http://${serving.address}`;
  return {
    ...serving,
    ran,
    said,
    async post(body, headers) {
      const response = await fetch(`${at}/webhook`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
      await response.text();
      return response.status;
    },
    get: (path, method = 'GET') => fetch(`${at}${path}`, { method }),
  };
}

export function hmac(body: string | Buffer, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** What GitHub sends with a body. */
export function fromGitHub(
  body: string | Buffer,
  { event = 'push', id = `${Math.random()}`, secret = SECRET } = {},
): Record<string, string> {
  return {
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${hmac(body, secret)}`,
  };
}

/** A push to the default branch, by a person. */
export function push(repository: string, login = 'ann'): string {
  return JSON.stringify({
    ref: 'refs/heads/main',
    deleted: false,
    repository: { full_name: repository, default_branch: 'main' },
    sender: { login },
  });
}

/** Far longer than anything here takes, and shorter than a test may: what never holds would be waited for for ever. */
const PATIENCE_MS = 50_000;

/** Ends once it holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await setTimeout(2))
    if (Date.now() > end) throw new Error(`it never came to ${holds}`);
}
