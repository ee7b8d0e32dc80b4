import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  nonEmpty,
} from '../../src/model/index.js';
import { isWindows, replaceLogical, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';

const ID = 'expose-format';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Name only container ports in EXPOSE',
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
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of doc.instructions) {
      if (instruction.keyword !== 'EXPOSE' || isWindows(doc, instruction)) continue;
      const step = stepAt(doc, instruction, ID);
      const edits: Edit[] = [];
      let mapped = false;
      for (const word of instruction.words()) {
        const wanted = containerPort(word.text);
        if (wanted === 'variable') {
          refusals.push({
            anchor: step.anchor,
            at: step.at,
            code: 'contains-variable',
            message: `${word.text.slice(0, 60)} maps a port and holds a variable; write only the port inside the container`,
          });
        } else if (wanted !== undefined) {
          const edit = replaceLogical(doc, instruction, word.start, word.end, wanted);
          if (edit) edits.push(edit);
          mapped ||= word.text.includes(':');
        }
      }
      const proposal = propose(doc, instruction, edits, mapped);
      if (proposal) proposals.push(proposal);
    }
    return { proposals, refusals };
  },
};

function propose(
  doc: DockerfileDoc,
  instruction: Instruction,
  edits: readonly Edit[],
  mapped: boolean,
): Proposal | undefined {
  const changes = nonEmpty(edits);
  if (!changes) return undefined;
  const step = stepAt(doc, instruction, ID);
  return {
    ...step,
    title: mapped ? 'Name only container ports in EXPOSE' : 'Write protocols of EXPOSE in lower case',
    why: mapped
      ? 'EXPOSE publishes nothing: Docker drops the host part, and will reject it. Where a port is published is said by whoever runs the image.'
      : 'Docker keeps protocols in lower case, and its build checks warn.',
    touches: mapped ? [`${step.anchor}.expose`] : [],
    safety: 'safe',
    assumptions: [],
    evidence: [seenIn(doc, instruction, 'Docker exposes the last port of each, with the protocol in lower case')],
    changes,
  };
}

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
