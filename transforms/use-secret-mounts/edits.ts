// The Dockerfile without the ARG, and with the mounts.
import { stop, type Edit, type Stop } from '../../src/model/index.js';
import {
  anchorOf,
  buildStates,
  deleteInstruction,
  insertAt,
  olderSyntax,
  runPlace,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import type { Token } from './tokens.js';

export interface Part {
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
}

const LONGEST_LINE = 100;

export function inDockerfile(doc: DockerfileDoc, { name, args, runs }: Token): Part | Stop {
  const tooOld = olderSyntax(doc, '1.2');
  if (tooOld !== undefined)
    return stop('conflicts', `# syntax=${tooOld} is older than secret mounts; name docker/dockerfile:1`);
  const edits: Edit[] = [];
  for (const arg of args) {
    const gone = deleteInstruction(doc, arg);
    if (!gone)
      return stop('not-contiguous', `a comment speaks of ARG ${name}; take it away, or write it for the mount`);
    edits.push(gone);
  }
  const asVariable = readsVariables(doc);
  for (const run of runs) edits.push(asVariable ? mountVariable(doc, run, name) : mountFile(doc, run, name));
  const anchors = new Set(args.map((arg) => anchorOf(doc, arg)));
  return {
    edits,
    touches: [
      ...[...anchors].flatMap((anchor) =>
        anchor === 'file' ? [`arg.${name}`] : [`${anchor}.arg.${name}`, `${anchor}.order`],
      ),
      ...runs.map((run) => runPlace(doc, run)),
    ],
  };
}

/** A secret is a variable since 1.10; what an engine has built in may be older, and is where Debian's Docker is. */
function readsVariables(doc: DockerfileDoc): boolean {
  const named = doc.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  return /docker\/dockerfile(?:-upstream)?:1/.test(named) && olderSyntax(doc, '1.10') === undefined;
}

function mountVariable(doc: DockerfileDoc, run: Instruction, name: string): Edit {
  return mounted(doc, run, `--mount=type=secret,id=${name},env=${name}`, '');
}

/** The file of a secret is root's. */
function mountFile(doc: DockerfileDoc, run: Instruction, name: string): Edit {
  const { user } = buildStates(doc)[run.index]!;
  const mode = user === undefined || /^(?:root|0)(?::|$)/.test(user) ? '' : ',mode=0444';
  const exported = `export ${name}="$(cat /run/secrets/${name})" && `;
  return mounted(doc, run, `--mount=type=secret,id=${name}${mode}`, exported);
}

function mounted(doc: DockerfileDoc, run: Instruction, flag: string, command: string): Edit {
  return insertAt(doc, run.body.toSource(run.argsStart), joinedFlag(doc, run, flag, command));
}

/** A flag and what a command begins with, on a line of their own where that of the RUN would become long. */
export function joinedFlag(doc: DockerfileDoc, run: Instruction, flag: string, command: string, gone = 0): string {
  const line = doc.text.slice(doc.lines.startOf(run.line), doc.lines.contentOf(run.line).end);
  const joint = line.length - gone + flag.length + command.length < LONGEST_LINE ? ' ' : ` ${doc.escape}${doc.eol}    `;
  return flag + joint + command;
}
