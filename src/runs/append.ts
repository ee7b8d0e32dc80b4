// A command more at the end of a RUN, so that it runs whenever the RUN went well and never hides that it did not.
import type { Edit, Span } from '../model/index.js';
import { indentOf } from '../text/index.js';
import { type DockerfileDoc, chainStyle, insertAt, type Instruction, buildStates } from '../dockerfile/index.js';
import { commandName } from './packages.js';

/**
 * Appends a command to a RUN in its own style: `&& command`, or `; command` where the RUN joins with `;` and stops at
 * the first failure. `undefined` where it would not run: the RUN ends in the background, or leaves early.
 */
export function appendInStyle(doc: DockerfileDoc, instruction: Instruction, command: string): Edit | undefined {
  const { ok, links } = instruction.shell;
  const last = links.at(-1);
  if (!ok || !last || leavesEarly(instruction)) return undefined;
  const rest = /^[\s]*(&|;)?/.exec(instruction.shellText.slice(last.end));
  if (rest?.[1] === '&') return undefined;
  const strict = setsErrexit(doc, instruction);
  const heredoc = instruction.scriptHeredoc();
  if (heredoc) {
    if (strict && links.length > 1) return appendLine(doc, heredoc.body, command);
    return insertAt(doc, instruction.shellSource.toSource(last.end - 1) + 1, ` && ${command}`);
  }
  if (!strict || last.operator !== ';') return appendAfter(doc, instruction, last.end, command);
  const closed = rest?.[1] === ';';
  const end = closed ? last.end + rest![0].length : last.end;
  const at = instruction.body.toSource(end - 1) + 1;
  if (instruction.line === instruction.endLine) return insertAt(doc, at, closed ? ` ${command};` : `; ${command}`);
  const line = doc.lines.lineAt(instruction.body.toSource(last.start));
  const model = line > instruction.line ? line : instruction.line + 1;
  const { start, end: stop } = doc.lines.contentOf(model);
  const lineBreak = ` ${doc.escape}${doc.eol}${indentOf(doc.text.slice(start, stop)) || '    '}`;
  return insertAt(doc, at, closed ? `${lineBreak}${command};` : `;${lineBreak}${command}`);
}

/** A line of its own at the end of a heredoc, with the indent of the last one. */
function appendLine(doc: DockerfileDoc, body: Span, command: string): Edit {
  const text = doc.text.slice(body.start, body.end).replace(/\r?\n$/, '');
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  return insertAt(doc, body.end, indentOf(lastLine) + command + doc.eol);
}

/** `&& command` where a link ends, so before a comment behind it, which stays on the line it speaks of. */
function appendAfter(doc: DockerfileDoc, instruction: Instruction, end: number, command: string): Edit {
  const at = instruction.body.toSource(end - 1) + 1;
  const style = chainStyle(doc, instruction);
  if (!style || /^\s*#/.test(instruction.body.text.slice(end))) return insertAt(doc, at, ` && ${command}`);
  const text = style.leading
    ? ` ${doc.escape}${doc.eol}${style.indent}&& ${command}`
    : ` && ${doc.escape}${doc.eol}${style.indent}${command}`;
  return insertAt(doc, at, text);
}

/** True when a failing command ends the RUN whatever joins it to the next: `set -e`, or a SHELL that starts with it. */
export function setsErrexit(doc: DockerfileDoc, instruction: Instruction): boolean {
  const shell = buildStates(doc)[instruction.index]?.shell;
  if (shell?.slice(1).some((word, at, words) => isErrexit(word, words[at - 1]))) return true;
  const first = instruction.shell.commands[0];
  if (first?.place !== 'chain' || commandName(first) !== 'set') return false;
  return first.words.some((word, at) => isErrexit(word.raw, first.words[at - 1]?.raw));
}

function isErrexit(word: string, before: string | undefined): boolean {
  return /^-[a-df-z]*e[a-z]*$/.test(word) || (word === 'errexit' && before !== undefined && /^-[a-z]*o$/.test(before));
}

/** True when the RUN may end well before its last command: `exec`, or `exit` with anything but a failure. */
function leavesEarly(instruction: Instruction): boolean {
  return instruction.shell.commands.some((command) => {
    const name = commandName(command);
    if (name === 'exec') return command.words.length > 1;
    if (name !== 'exit' && name !== 'return') return false;
    return !/^[1-9]\d{0,2}$/.test(command.words[1]?.value ?? '');
  });
}
