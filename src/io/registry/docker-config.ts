// The credentials of `docker login`, from the user's own configuration and never from the repository that is read.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../program.js';
import { type JsonRecord, parseJson, recordIn, textIn } from './json.js';

export interface Credential {
  readonly username: string;
  readonly secret: string;
  /** `secret` is a refresh token to be exchanged, not a password. */
  readonly identity: boolean;
}

export interface Credentials {
  /** What the user keeps for a registry, by the host in its images' names; `undefined` where there is nothing. */
  of(host: string): Promise<Credential | undefined>;
  /** Hosts the user has logged in to. */
  readonly hosts: readonly string[];
}

interface Config {
  readonly auths: ReadonlyMap<string, JsonRecord>;
  readonly helpers: ReadonlyMap<string, string>;
  readonly store: string | undefined;
}

const HELPER_MS = 15_000;
const HELPER_BYTES = 64 * 1024;
/** The name Docker Hub's credentials are kept under. Source: https://docs.docker.com/reference/cli/docker/login/ */
const HUB_KEY = 'https://index.docker.io/v1/';

/**
 * Reads `config.json` of DOCKER_CONFIG or `~/.docker`: `auths`, `credHelpers`, `credsStore`. A file that cannot be read
 * is as if it were absent, since most images are public.
 */
export function readCredentials(folder: string, env: Readonly<Record<string, string | undefined>>): Credentials {
  const config = parseConfig(join(folder, 'config.json'));
  const known = new Map<string, Promise<Credential | undefined>>();

  async function find(host: string): Promise<Credential | undefined> {
    const helper = config.helpers.get(host) ?? config.store;
    const key = host === 'docker.io' ? HUB_KEY : host;
    const helped = helper === undefined ? undefined : await askHelper(helper, key, folder, env);
    return helped ?? fromEntry(config.auths.get(host));
  }
  function of(host: string): Promise<Credential | undefined> {
    const found = known.get(host) ?? find(host);
    known.set(host, found);
    return found;
  }
  return { of, hosts: [...config.auths.keys(), ...config.helpers.keys()] };
}

function parseConfig(path: string): Config {
  const read = recordIn(readJson(path));
  const auths = new Map<string, JsonRecord>();
  for (const [key, entry] of Object.entries(recordIn(read.auths))) auths.set(hostOfKey(key), recordIn(entry));
  const helpers = new Map<string, string>();
  for (const [key, helper] of Object.entries(recordIn(read.credHelpers)))
    if (typeof helper === 'string') helpers.set(hostOfKey(key), helper);
  return { auths, helpers, store: textIn(read.credsStore) };
}

/** Absent, unreadable or not JSON: nobody is logged in. */
function readJson(path: string): unknown {
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** `https://index.docker.io/v1/` and `registry.example.com:5000` alike become hosts. */
function hostOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//, '').split('/')[0]!;
  return ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'].includes(host) ? 'docker.io' : host;
}

function fromEntry(entry: JsonRecord | undefined): Credential | undefined {
  if (!entry) return undefined;
  const { auth, username, password, identitytoken } = entry;
  const decoded = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = decoded.indexOf(':');
  const user = colon > 0 ? decoded.slice(0, colon) : username;
  const secret = colon > 0 ? decoded.slice(colon + 1).replace(/(?<!\0)\0+$/, '') : password;
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { username: typeof user === 'string' ? user : '', secret: identitytoken, identity: true };
  return typeof user === 'string' && typeof secret === 'string' && user !== ''
    ? { username: user, secret, identity: false }
    : undefined;
}

/**
 * `docker-credential-NAME get`, without a shell, from an absolute folder of PATH, and not in the repository's folder:
 * a helper that a repository brings along is never run. A helper that fails has nothing for us.
 * Source of the protocol: https://github.com/docker/docker-credential-helpers#development
 */
async function askHelper(
  name: string,
  server: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Credential | undefined> {
  const program = /^[A-Za-z0-9_-]+$/.test(name) ? findProgram(`docker-credential-${name}`, env.PATH) : undefined;
  if (program === undefined) return undefined;
  const answer = recordIn(parseJson(await output(program, server, folder, env)));
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  return { username, secret, identity: username === '<token>' };
}

function output(
  program: string,
  input: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, ['get'], {
      cwd,
      env: { ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: HELPER_MS,
      windowsHide: true,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.length > HELPER_BYTES) child.kill();
    });
    child.on('error', () => resolve(''));
    child.on('close', (code) => resolve(code === 0 ? text : ''));
    child.stdin.on('error', () => {}); // it need not read the question
    child.stdin.end(input);
  });
}
