// What transforms of RUN share: which RUNs may be looked at, how evidence is quoted, links taken out of a chain.
import type { Context, Edit, Evidence } from '../model/index.js';
import type { ShellCommand } from '../shell/index.js';
import {
  anchorOf,
  isWindows,
  type DockerfileDoc,
  quote,
  replaceSpan,
  type Instruction,
  baseChain,
} from '../dockerfile/index.js';

/** The RUNs whose shell text parses, outside Windows images, in order. */
export function shellRuns(doc: DockerfileDoc): Instruction[] {
  return doc.instructions.filter(
    (instruction) => instruction.keyword === 'RUN' && instruction.shell.ok && !isWindows(doc, instruction),
  );
}

/** Evidence read in an instruction. */
export function instructionEvidence(doc: DockerfileDoc, instruction: Instruction, says: string): Evidence {
  return {
    says,
    from: {
      kind: 'source',
      file: doc.file,
      line: instruction.line + 1,
      span: instruction.span,
      quote: quote(instruction),
    },
  };
}

/** The fields of a proposal that follow from its instruction. */
export function proposalAt(
  doc: DockerfileDoc,
  instruction: Instruction,
  transform: string,
): { id: string; anchor: string; at: { file: DockerfileDoc['file']; span: Instruction['span'] } } {
  const anchor = anchorOf(doc, instruction);
  return { id: `${transform}@${anchor}`, anchor, at: { file: doc.file, span: instruction.span } };
}

/** The value a variable has in front of a command: its own assignment or an `export` before it in the RUN. */
export function isAssignedBefore(instruction: Instruction, command: ShellCommand, name: string): boolean {
  if (command.assignments.some((assignment) => assignment.name === name)) return true;
  for (const other of instruction.shell.commands) {
    if (other.start >= command.start) continue;
    if (other.words.length === 0 && other.assignments.some((assignment) => assignment.name === name)) return true;
    if (other.words.some((word) => word.raw === name || word.raw.startsWith(`${name}=`))) return true;
  }
  return false;
}

/** True when a command or a list of them can follow the RUN's last link: no comment, `;` or `&` stands behind it. */
export function canBeExtended(instruction: Instruction): boolean {
  const last = instruction.shell.links.at(-1);
  return last !== undefined && instruction.shellText.slice(last.end).trim() === '';
}

/**
 * Takes a link out of a RUN with the operator that joins it; `undefined` when it is the only one, stands beside `||` or
 * `&`, or a comment or heredoc lies in the way.
 */
export function removeLink(doc: DockerfileDoc, instruction: Instruction, at: number): Edit | undefined {
  const { links } = instruction.shell;
  const link = links[at];
  const next = links[at + 1];
  const before = links[at - 1];
  if (!link || (!next && !before) || instruction.heredocs.length > 0) return undefined;
  if (!isPlain(link.operator) || (next && next.operator !== '&&' && !(next.operator === ';' && at === 0)))
    return undefined;
  if (!next && !canBeExtended(instruction)) return undefined;
  const source = instruction.shellSource;
  // Where the next link starts a line and this one does not, the break between them stays.
  const inLine = before !== undefined && link.operator === '&&' && !lineBetween(instruction, before.end, link.start);
  const backwards = !next || (inLine && lineBetween(instruction, link.end, next.start));
  const start = backwards ? source.toSource(before!.end - 1) + 1 : source.toSource(link.start);
  const end = backwards ? source.toSource(link.end - 1) + 1 : source.toSource(next.start);
  if (
    doc.comments.some(
      (comment) => comment.inside === instruction.index && comment.span.start >= start && comment.span.start < end,
    )
  )
    return undefined;
  if (wouldContinueLine(doc, start, end)) return undefined;
  return replaceSpan(doc, { start, end }, '');
}

/**
 * True where a backslash that escapes a blank would come to stand at the end of its line once a span is gone: the line
 * would go on in the next then.
 */
export function wouldContinueLine({ text, escape }: DockerfileDoc, start: number, end: number): boolean {
  const rest = text.slice(end, text.indexOf('\n', end) === -1 ? undefined : text.indexOf('\n', end)).trim();
  if (rest !== '' && rest !== escape) return false;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return line.trimEnd().endsWith(escape);
}

/** True when a line of the file ends between the two. */
function lineBetween(instruction: Instruction, from: number, to: number): boolean {
  return !instruction.shellSource.range(from - 1, to + 1).contiguous;
}

function isPlain(operator: string): boolean {
  return operator === '' || operator === '&&' || operator === ';';
}

/** The targets that builds of the group name for this Dockerfile. */
export function targetsOf(doc: DockerfileDoc, context: Context): string[] {
  const { links, images = [] } = context.group;
  return [...links, ...images].flatMap((link) => (link.dockerfile === doc.file && link.target ? [link.target] : []));
}

/** The later RUNs of an instruction's stage and of the stages built on it. */
export function laterRuns(doc: DockerfileDoc, instruction: Instruction): Instruction[] {
  const own = doc.stages[instruction.stage]!;
  return doc.instructions.filter(
    (other) =>
      other.keyword === 'RUN' && other.index > instruction.index && baseChain(doc.stages[other.stage]!).includes(own),
  );
}
