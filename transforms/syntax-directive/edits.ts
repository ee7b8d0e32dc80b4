// The directive goes on the first line: behind a byte order mark and a `#!` line, above everything else. A directive
// above others leaves them in force, so it may stand before `# escape=`; nothing else may.
import type { Assumption, Change, Evidence, Outcome, Proposal, Span } from '../../src/model/index.js';
import {
  insertAt,
  replaceSpan,
  wholeLines,
  type Comment,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { instructionEvidence, proposalAt } from '../../src/runs/index.js';
import { hasShebang, looksLikeDirective, syntaxIsSet, syntaxOf, type Feature } from './detect.js';

const WHY =
  'The first line tells BuildKit which Dockerfile syntax to use, so that every machine builds with the same one whatever its Docker version.';

function reachable(image: string): Assumption {
  return {
    id: 'frontend-reachable',
    believes: `whoever builds can pull ${image} from Docker Hub or a mirror of it`,
    breaksIf: 'builds run without access to a registry',
    checkBy: 'build once where the pipeline builds',
  };
}

/** `SYNTAX docker/dockerfile:1`, which Docker rejects, becomes the directive. */
export function repairInstruction(doc: DockerfileDoc, written: readonly Instruction[]): Outcome {
  const instruction = written[0]!;
  const step = proposalAt(doc, instruction, 'syntax-directive');
  const { anchor, at } = step;
  const image = instruction.args.replace(/^=[\t ]*/, '').replace(/^(["'])(.*)\1$/, '$2');
  const message =
    'SYNTAX is no instruction, and what it names cannot be taken over; write # syntax=docker/dockerfile:1 on the first line';
  if (
    written.length > 1 ||
    looksLikeDirective(doc, instruction) ||
    syntaxIsSet(doc) ||
    !/^[\w./:@-]+$/.test(image) ||
    instruction.line !== instruction.endLine
  ) {
    return { proposals: [], refusals: [{ anchor, at, code: 'ambiguous', message }] };
  }
  const place = anchor === 'file' ? `stray:${instruction.index}` : `${anchor}.syntax`;
  return proposed({
    ...step,
    title: 'Write SYNTAX as the directive it is meant to be',
    why: WHY,
    touches: ['directive.syntax', place],
    evidence: [
      instructionEvidence(doc, instruction, 'Docker knows no instruction SYNTAX, so the file does not build as it is'),
    ],
    changes: move(doc, wholeLines(doc, instruction), instruction.line, `# syntax=${image}`),
    safety: 'safe',
    assumptions: [],
  });
}

/** A directive that stands too low is taken to the top. */
export function moveDirective(doc: DockerfileDoc, comment: Comment): Outcome {
  const image = syntaxOf(comment.text.trim())!;
  const lines = doc.lines.whole(comment.line);
  const evidence: Evidence = {
    says: 'a blank line, comment or instruction stands above, so Docker takes the directive for a comment',
    from: { kind: 'source', file: doc.file, line: comment.line + 1, span: comment.span, quote: comment.text },
  };
  return proposed({
    id: 'syntax-directive@file',
    anchor: 'file',
    at: { file: doc.file, span: comment.span },
    title: 'Move the syntax directive to the first line, where Docker reads it',
    why: WHY,
    touches: ['directive.syntax'],
    evidence: [evidence],
    changes: move(doc, lines, comment.line, comment.text.trim()),
    safety: 'review',
    assumptions: [reachable(image)],
  });
}

/** A feature that older engines learn only from the directive. */
export function addDirective(doc: DockerfileDoc, { name, image, instruction }: Feature): Outcome {
  if (/(?:^|\/)Containerfile[^/]*$/.test(doc.file)) return { proposals: [], refusals: [] };
  return proposed({
    id: 'syntax-directive@file',
    anchor: 'file',
    at: { file: doc.file, span: instruction.span },
    title: 'Name the Dockerfile syntax that the file needs',
    why: WHY,
    touches: ['directive.syntax'],
    evidence: [instructionEvidence(doc, instruction, `${name} is not known to every version of Docker that is in use`)],
    changes: [insertAt(doc, top(doc), `# syntax=${image}${doc.eol}`)],
    safety: 'review',
    assumptions: [reachable(image)],
  });
}

function proposed(proposal: Proposal): Outcome {
  return { proposals: [proposal], refusals: [] };
}

function top(doc: DockerfileDoc): number {
  if (hasShebang(doc)) return doc.lines.startOf(1);
  return doc.text.startsWith('\ufeff') ? 1 : 0;
}

function move(doc: DockerfileDoc, from: Span, line: number, directive: string): [Change, ...Change[]] {
  const { start, end } = doc.lines.contentOf(line);
  const head = doc.text.slice(0, start).replace(/^\ufeff/, '');
  if (head.trim() === '') return [replaceSpan(doc, { start: top(doc), end }, directive)];
  if (from.start === top(doc)) return [replaceSpan(doc, from, directive + doc.eol)];
  return [insertAt(doc, top(doc), directive + doc.eol), replaceSpan(doc, from, '')];
}
