// Which commands of a script run for the arguments it gets: entry points are often one `case "$1"` of several programs.
import { commandName, type ShellArm, type ShellCase, type ShellCommand } from '../shell/index.js';

/**
 * The commands that the arguments do not rule out. Whatever is not understood is not ruled out.
 * @param words the arguments of the script.
 */
export function takenCommands(
  text: string,
  commands: readonly ShellCommand[],
  words: readonly string[],
): ReadonlySet<ShellCommand> {
  const bodies = new Map<string, ShellCommand[]>();
  const taken = new Set<ShellCommand>();
  const waiting: ShellCommand[] = [];
  const moved = commands.find(movesArguments)?.start ?? Number.POSITIVE_INFINITY;
  const ruledOut = new Map<ShellCase, ReadonlySet<number>>();
  function isTaken({ of, branch }: ShellArm): boolean {
    if (of.start > moved) return true;
    const known = ruledOut.get(of) ?? branchesRuledOut(of, words);
    ruledOut.set(of, known);
    return !known.has(branch);
  }
  for (const command of commands) {
    const { inFunction, arms } = command;
    if (inFunction === undefined) {
      if (arms.every(isTaken)) waiting.push(command);
      continue;
    }
    const body = bodies.get(inFunction);
    if (body) body.push(command);
    else bodies.set(inFunction, [command]);
  }
  function call(name: string): void {
    waiting.push(...(bodies.get(name) ?? []));
    bodies.delete(name);
  }
  for (let command = waiting.pop(); command; command = waiting.pop()) {
    taken.add(command);
    if (bodies.size === 0) continue;
    for (const name of text.slice(command.start, command.end).match(/[\w-]+/g) ?? []) call(name);
    const [first] = command.words;
    if (first === undefined || first.value !== undefined) continue;
    // `"$@"` calls a function that the first argument names; another variable may call any.
    if (/^"?\$(?:[@*1]|\{[@*1]\})"?$/.test(first.raw)) call(words[0] ?? '');
    else for (const name of [...bodies.keys()]) call(name);
  }
  return taken;
}

/** `shift`, `set -- a b`: what `$1` is behind it is not followed. */
function movesArguments(command: ShellCommand): boolean {
  const name = commandName(command);
  if (command.inFunction !== undefined) return false;
  return name === 'shift' || name === 'getopts' || (name === 'set' && command.words.some(({ raw }) => raw === '--'));
}

const FIRST = /^"?\$(?:1|\{1(?::?-([\w-]*))?\})"?$/;

/** The branches of a `case` that the arguments do not lead to. */
function branchesRuledOut({ subject, branches }: ShellCase, words: readonly string[]): ReadonlySet<number> {
  const out = new Set<number>();
  const match = FIRST.exec(subject);
  const value = words[0] ?? match?.[1] ?? '';
  if (!match || /[$`]/.test(value)) return out;
  let isDecided = false;
  for (const [at, patterns] of branches.entries()) {
    const all = patterns.map((each) => fits(each, value));
    if (isDecided || all.every((each) => each === false)) out.add(at);
    isDecided ||= all.includes(true);
  }
  return out;
}

/** Whether a pattern of `case` fits; `undefined` where that takes more than stars. */
function fits(pattern: string, value: string): boolean | undefined {
  const plain = pattern.replace(/^(["'])([^"'$`\\]*)\1$/, '$2');
  if (/["'$`\\[\]?(]/.test(plain)) return undefined;
  const quoted = plain !== pattern;
  const [head = '', ...rest] = quoted ? [plain] : plain.split('*');
  if (rest.length === 0) return value === head;
  if (!value.startsWith(head)) return false;
  let at = head.length;
  const tail = rest.pop()!;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - at >= tail.length && value.endsWith(tail);
}
