// What asks a container whether it answers: the language that the program runs in, or what its base image surely holds.
import type { Evidence } from '../model/index.js';
import { baseChain, type DockerfileDoc, type Stage } from '../dockerfile/index.js';
import { packageCommands, instructionEvidence } from '../runs/index.js';
import { imageProfile, runsPython3, type ImageProfile } from '../knowledge/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { Endpoint } from './endpoint.js';

export interface ProbeWords {
  readonly words: readonly string[];
  /** `connection`: it asks whether a connection is taken, and for no route. */
  readonly asks: 'route' | 'page' | 'connection';
  readonly evidence: Evidence;
}

/** What the container is made of. */
export interface Holder {
  readonly image: string;
  /** The stage that is built on the image. */
  readonly built?: { readonly doc: DockerfileDoc; readonly stage: Stage };
}

/** A command that ends with 0 where the program answers, by a program that is known or seen to be in the image. */
export function probeFor({ image, built }: Holder, endpoint: Endpoint): ProbeWords | undefined {
  const profile = imageProfile(image);
  if (!profile || profile.family === 'distroless' || profile.family === 'scratch' || profile.family === 'windows') {
    return undefined;
  }
  const from = { kind: 'knowledge', entry: profile.image, source: profile.source } as const;
  const { route, http } = endpoint;
  const asks = route === undefined ? 'connection' : 'route';
  function held(words: readonly string[], program: string, what: ProbeWords['asks'] = asks): ProbeWords {
    return { words, asks: what, evidence: { says: `${profile!.image} holds ${program}`, from } };
  }
  if (profile.language === 'python') return askPython(image, endpoint, held);
  if (profile.language === 'node') return held(['node', '-e', node(endpoint)], 'node');
  if (route !== undefined || http) {
    const curl = built && installs(built.doc, built.stage, 'curl');
    const evidence = curl ?? (profile.packages?.includes('curl') ? held([], 'curl').evidence : undefined);
    // Without `-f`, since a page for people may be behind a login, or its server away.
    const option = route === undefined ? '-sS' : '-fsS';
    const words = inShell(endpoint, (url) => ['curl', option, '--noproxy', '*', '-o', '/dev/null', url]);
    if (evidence) return { words, asks: route === undefined ? 'page' : 'route', evidence };
    const ownWget = built !== undefined && installs(built.doc, built.stage, 'wget') !== undefined;
    if (route !== undefined && isBusyBox(profile) && !ownWget) {
      const get = inShell(endpoint, (url) => ['wget', '-q', '-Y', 'off', '-O', '/dev/null', url]);
      return { words: get, asks, evidence: { says: `BusyBox of ${profile.image} has wget`, from } };
    }
  }
  return connectionProbe(profile, endpoint, held);
}

function connectionProbe(
  profile: ImageProfile,
  { port, variable, route }: Endpoint,
  held: (words: readonly string[], program: string, asks: ProbeWords['asks']) => ProbeWords,
): ProbeWords | undefined {
  const number = variable === undefined ? String(port) : `\${${variable}:-${port}}`;
  const ask = ECOSYSTEMS.find(({ id }) => id === profile.language)?.asks;
  if (route !== undefined && ask) {
    const request = {
      port,
      path: route,
      headers: [],
      failsByStatus: true,
      ...(variable !== undefined && { variable }),
    };
    return held(ask(request), profile.language!, 'route');
  }
  if (profile.language === 'ruby') {
    const value = variable === undefined ? String(port) : `(ENV['${variable}'] || ${port}).to_i`;
    return held(['ruby', '-rsocket', '-e', `TCPSocket.new('127.0.0.1', ${value}).close`], 'ruby', 'connection');
  }
  if (profile.language === 'php') {
    const value = variable === undefined ? String(port) : `(int) (getenv('${variable}') ?: ${port})`;
    return held(['php', '-r', `exit(@fsockopen('127.0.0.1', ${value}, $n, $s, 4) ? 0 : 1);`], 'php', 'connection');
  }
  if (isBusyBox(profile)) {
    // Source: https://gitlab.alpinelinux.org/alpine/aports/-/blob/master/main/busybox/busyboxconfig (CONFIG_NC_110_COMPAT)
    const words =
      variable === undefined
        ? ['nc', '-z', '-w', '4', '127.0.0.1', number]
        : ['sh', '-c', `nc -z -w 4 127.0.0.1 "${number}"`];
    return held(words, 'nc of BusyBox', 'connection');
  }
  // By the shell itself, which opens the connection: https://www.gnu.org/software/bash/manual/html_node/Redirections.html
  if (profile.hasBash && route !== undefined) return held(['bash', '-c', bashRequest(number, route)], 'bash', 'route');
  if (profile.hasBash) return held(['bash', '-c', `</dev/tcp/127.0.0.1/${number}`], 'bash', 'connection');
  return undefined;
}

/** The status stands second in the first line of an answer: https://www.rfc-editor.org/rfc/rfc9112#section-4 */
function bashRequest(number: string, route: string): string {
  const request = `GET ${route} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n`;
  return `exec 3<>/dev/tcp/127.0.0.1/${number} && printf '${request}' >&3 && read -r _ status _ <&3 && [ "$status" -lt 400 ]`;
}

function isBusyBox({ family }: ImageProfile): boolean {
  return family === 'alpine';
}

/** A client cannot read a variable without a shell. */
function inShell(
  { port, variable, route = '/' }: Endpoint,
  words: (url: string) => readonly string[],
): readonly string[] {
  if (variable === undefined) return words(`http://127.0.0.1${port === 80 ? '' : `:${port}`}${route}`);
  const quoted = words(`"http://127.0.0.1:\${${variable}:-${port}}${route}"`).map((word) =>
    word === '*' ? "'*'" : word,
  );
  return ['sh', '-c', quoted.join(' ')];
}

function installs(doc: DockerfileDoc, stage: Stage, name: string): Evidence | undefined {
  for (const each of baseChain(stage)) {
    for (const instruction of each.instructions) {
      if (instruction.keyword !== 'RUN') continue;
      const calls = packageCommands(instruction);
      const found = calls.some(
        ({ action, packages }) => action === 'install' && packages.some(({ value }) => value === name),
      );
      const removed = calls.some(
        ({ action, packages }) => action === 'remove' && packages.some(({ value }) => value === name),
      );
      if (!found || removed) continue;
      return instructionEvidence(doc, instruction, `the image gets ${name}`);
    }
  }
  return undefined;
}

/** Alone (`-I`), so that a file or a folder of the program that is called `http` or `socket` is not taken for the library. */
function askPython(
  image: string,
  endpoint: Endpoint,
  held: (words: readonly string[], program: string, asks?: ProbeWords['asks']) => ProbeWords,
): ProbeWords {
  const { port, variable } = endpoint;
  const isNew = runsPython3(image);
  const plain: Endpoint = { port, ...(variable === undefined ? {} : { variable }), evidence: [] };
  const text = python(isNew ? endpoint : plain);
  return held(['python', ...(isNew ? ['-I'] : []), '-c', text], 'python', isNew ? undefined : 'connection');
}

/**
 * By http.client, which knows no proxy: urllib would ask the one of the environment.
 * `sys.exit(True)` ends with 1.
 */
function python({ port, variable, route }: Endpoint): string {
  const number = variable === undefined ? String(port) : `int(os.environ.get('${variable}') or ${port})`;
  const os = variable === undefined ? '' : 'os, ';
  if (route === undefined) return `import ${os}socket; socket.create_connection(('127.0.0.1', ${number}), 4)`;
  return `import ${os}sys, http.client as h; c = h.HTTPConnection('127.0.0.1', ${number}, timeout=4); c.request('GET', '${route}'); sys.exit(c.getresponse().status >= 400)`;
}

/** By the modules that every version has. */
function node({ port, variable, route }: Endpoint): string {
  const number = variable === undefined ? String(port) : `process.env.${variable} || ${port}`;
  if (route === undefined) {
    return `require('net').connect(${number}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
  }
  return `require('http').get({ host: '127.0.0.1', port: ${number}, path: '${route}' }, (r) => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))`;
}
