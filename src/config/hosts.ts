// Hosts and addresses in the configuration: what is not one, would send a password around, or would go out in the clear.
import { asMap, type YamlNode } from '../yaml/index.js';
import { locate } from './locate.js';
import { quote, type Mistake } from './mistakes.js';

/** As in an image's name: `docker.io`, `registry.example.com:5000`, `[::1]:5000`. */
const HOST = /^(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?$/;
const LONGEST = 300;

/** Mistakes that the schema cannot see, each with its place. */
export function hostMistakes(data: unknown, root: YamlNode): Mistake[] {
  const mistakes: Mistake[] = [];
  const check = (value: unknown, pointer: readonly string[], problem: (text: string) => string | undefined): void => {
    const found = typeof value === 'string' && value !== '' ? problem(value) : undefined;
    if (found !== undefined) mistakes.push({ offset: locate(root, { pointer }), message: found });
  };
  const each = (list: unknown, pointer: readonly string[], problem: (text: string) => string | undefined): void => {
    if (Array.isArray(list)) for (const [at, value] of list.entries()) check(value, [...pointer, String(at)], problem);
  };
  const { registries, indexes, 'allowed-registries': allowed } = fields(data);
  each(allowed, ['allowed-registries'], allowedProblem);
  for (const [host, settings] of Object.entries(fields(registries))) {
    const problem = hostProblem(host);
    if (problem !== undefined)
      mistakes.push({ offset: locate(root, { pointer: ['registries'], key: host }), message: problem });
    each(fields(settings).mirrors, ['registries', host, 'mirrors'], mirrorProblem);
  }
  for (const [name, address] of Object.entries(fields(indexes))) check(address, ['indexes', name], addressProblem);
  return asMap(root) === undefined ? [] : mistakes;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function hostProblem(host: string): string | undefined {
  if (host.length <= LONGEST && HOST.test(host)) return undefined;
  return `${quote(host)} is not a host; write it as in the name of an image, with its port: registry.example.com:5000`;
}

function allowedProblem(entry: string): string | undefined {
  if (/^[a-z]+:\/\//.test(entry)) return `${quote(entry)}: write the host as in the name of an image, without https://`;
  return /[\s*]/.test(entry) ? `${quote(entry)}: a host, or a host and the start of a path, is meant` : undefined;
}

function mirrorProblem(mirror: string): string | undefined {
  return addressProblem(/^[a-z]+:\/\//.test(mirror) ? mirror : `https://${mirror}`);
}

/** Passwords belong into Docker's, pip's and npm's own settings: this file is read by many. The text is not quoted then. */
function addressProblem(text: string): string | undefined {
  const url = text.length <= LONGEST && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return `${quote(text)} is not an address`;
  if (url.username !== '' || url.password !== '')
    return 'an address with a password; credentials belong into the settings of docker, pip or npm, or the environment';
  if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    return `${quote(text)}: plain HTTP is used with this machine only; write https://`;
  return undefined;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
