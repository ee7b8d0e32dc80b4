// What asks: the language that the program runs in, or a client that a line installs.
import type { Evidence } from '../../src/model/index.js';
import { baseChain, type DockerfileDoc, type Stage } from '../../src/dockerfile/index.js';
import { packageCommands, instructionEvidence } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import type { ImageUse } from '../../src/uses/index.js';
import type { Endpoint } from './endpoint.js';

export interface Probe {
  readonly words: readonly string[];
  readonly evidence: Evidence;
}

/** A command that ends with 0 where the program answers, by a program that is seen to be in the image. */
export function probeFor(doc: DockerfileDoc, stage: Stage, use: ImageUse, endpoint: Endpoint): Probe | undefined {
  const profile = imageProfile(stage.rootImage!);
  const last = use.program.started.at(-1);
  if (!last) return undefined;
  const from = { kind: 'knowledge', entry: profile?.image ?? stage.rootImage!, source: profile?.source ?? '' } as const;
  const hasShell = profile?.family !== 'distroless' && profile?.family !== 'scratch';
  if (profile?.language === 'python' && hasShell) {
    return { words: ['python', '-c', python(endpoint)], evidence: { says: `${profile.image} holds python`, from } };
  }
  if (profile?.language === 'node' && hasShell) {
    return { words: ['node', '-e', node(endpoint)], evidence: { says: `${profile.image} holds node`, from } };
  }
  // A client cannot read a variable without a shell, and asks for a page.
  if (endpoint.route === undefined || endpoint.variable !== undefined) return undefined;
  const address = `http://127.0.0.1:${endpoint.port}${endpoint.route}`;
  const curl = installs(doc, stage, 'curl');
  if (curl) return { words: ['curl', '-fsS', '--noproxy', '*', '-o', '/dev/null', address], evidence: curl };
  if (profile?.family === 'alpine' && !installs(doc, stage, 'wget')) {
    return {
      words: ['wget', '-q', '-Y', 'off', '-O', '/dev/null', address],
      evidence: { says: `BusyBox of ${profile.image} has wget`, from },
    };
  }
  return undefined;
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
