import { type Edit, stop, type Stop } from '../../src/model/index.js';
import { replaceLogical } from '../../src/dockerfile/index.js';
import { instructions, rewriteDockerfile } from '../../src/rewrites/index.js';

const ONLY_CASE = {
  title: 'Write protocols of EXPOSE in lower case',
  why: 'Docker keeps protocols in lower case, and its build checks warn.',
  touches: [],
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'expose-format',
    title: 'Name only container ports in EXPOSE',
    why: 'EXPOSE publishes nothing: Docker drops the host part, and will reject it. Where a port is published is said by whoever runs the image.',
    summary: 'Drops host addresses and host ports from EXPOSE, and writes protocols in lower case.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['BK ExposeProtoCasing', 'BK ExposeInvalidFormat'],
    hints: ['expose'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/build-checks/expose-invalid-format/',
      'https://docs.docker.com/reference/build-checks/expose-proto-casing/',
    ],
  },
  on: instructions('EXPOSE'),
  judge(instruction, { doc }) {
    const edits: Edit[] = [];
    const stops: Stop[] = [];
    let isMapped = false;
    for (const { text, start, end } of instruction.words()) {
      const wanted = containerPort(text);
      if (wanted === undefined) continue;
      if (wanted === 'variable') {
        const message = `${text.slice(0, 60)} maps a port and holds a variable; write only the port inside the container`;
        stops.push(stop('contains-variable', message));
        continue;
      }
      const edit = replaceLogical(doc, instruction, start, end, wanted);
      if (edit) edits.push(edit);
      isMapped ||= text.includes(':');
    }
    const seen = 'Docker exposes the last port of each, with the protocol in lower case';
    return [...stops, { edits, seen, ...(isMapped ? {} : ONLY_CASE) }];
  },
});

const PORT = /^(\d+(?:-\d+)?)(?:\/(tcp|udp|sctp))?$/i;
const HOST = /^(?:\[[\da-f:]+\]|\d{1,3}(?:\.\d{1,3}){3})$|^$/i;

/** The port inside the container as Docker takes it; `undefined` where the word is right, or is no port at all. */
function containerPort(word: string): string | 'variable' | undefined {
  if (word.includes('$')) {
    if (word.replace(/\$\{[^{}]*\}/g, '').includes(':')) return 'variable';
    const lower = word.replace(/\/(?:tcp|udp|sctp)$/i, (protocol) => protocol.toLowerCase());
    return lower === word ? undefined : lower;
  }
  const parts = word.split(':');
  const port = PORT.exec(parts.pop()!);
  if (!port) return undefined;
  const hostPort = parts.pop();
  if (hostPort !== undefined && !/^\d+(?:-\d+)?$|^$/.test(hostPort)) return undefined;
  if (!HOST.test(parts.join(':'))) return undefined;
  const wanted = port[1]! + (port[2] === undefined ? '' : `/${port[2].toLowerCase()}`);
  return wanted === word ? undefined : wanted;
}
