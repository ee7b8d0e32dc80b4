// Counts what matching costs, in steps of a machine that backtracks: the same number on every computer. Some hundred
// million steps are counted, so the program is numbers, and nothing is made while it runs.
import type { Accepts, Instruction, Program } from './program.js';

const OP = { end: 0, read: 1, readBack: 2, split: 3, jump: 4, test: 5, mark: 6, moved: 7, look: 8, repeat: 9 } as const;
/** Numbers of an instruction: what it does, and two that it needs. */
const WIDTH = 3;
/** Characters whose answer is kept: those below. */
const KEPT = 256;

interface Machine {
  readonly code: Int32Array;
  readonly accepts: readonly Accepts[];
  /** For each of those `KEPT` answers: 1 is taken, 2 is not, 0 is not asked yet. */
  readonly kept: Uint8Array;
  readonly tests: readonly ((text: string, at: number) => boolean)[];
  readonly slots: Int32Array;
  /** What backtracking undoes, in pairs: where in the program and in the text to go on; or -1 - slot, and what it held. */
  undo: Int32Array;
  top: number;
  text: string;
  limit: number;
  steps: number;
}

const machines = new WeakMap<Program, Machine>();

/** The steps of all matches that an expression finds in a text; stops where they are more than the limit. */
export function countSteps(program: Program, text: string, limit: number): number {
  const machine = machines.get(program) ?? machineOf(program);
  machines.set(program, machine);
  machine.text = text;
  machine.limit = limit;
  machine.steps = 0;
  machine.top = 0;
  for (let at = 0; at <= text.length && machine.steps <= limit; ) {
    machine.slots.fill(-1);
    const end = run(0, at, machine);
    if (end < 0) {
      if (program.sticky) break;
      at += 1;
    } else if (program.global) {
      at = Math.max(end, at + 1);
    } else break;
  }
  return machine.steps;
}

/** The program with those of its assertions behind it. */
function machineOf({ instructions, slots }: Program): Machine {
  const code: number[] = [];
  const accepts: Accepts[] = [];
  const tests: ((text: string, at: number) => boolean)[] = [];
  const looks: { readonly at: number; readonly program: readonly Instruction[] }[] = [];

  function add(program: readonly Instruction[]): void {
    const start = code.length;
    const placeOf = (index: number): number => start + index * WIDTH;
    for (const instruction of program) {
      switch (instruction.op) {
        case 'end':
          code.push(OP.end, 0, 0);
          break;
        case 'read':
          code.push(instruction.back ? OP.readBack : OP.read, accepts.push(instruction.accepts) - 1, 0);
          break;
        case 'split':
          code.push(OP.split, placeOf(instruction.first), placeOf(instruction.second));
          break;
        case 'jump':
          code.push(OP.jump, placeOf(instruction.to), 0);
          break;
        case 'test':
          code.push(OP.test, tests.push(instruction.holds) - 1, 0);
          break;
        case 'mark':
        case 'moved':
          code.push(OP[instruction.op], instruction.slot, 0);
          break;
        case 'look':
          looks.push({ at: code.length + 1, program: instruction.program });
          code.push(OP.look, 0, Number(instruction.negate));
          break;
        case 'repeat':
          code.push(OP.repeat, instruction.group, Number(instruction.back));
          break;
      }
    }
  }

  add(instructions);
  for (let look = looks.shift(); look; look = looks.shift()) {
    code[look.at] = code.length;
    add(look.program);
  }
  return {
    code: Int32Array.from(code),
    accepts,
    kept: new Uint8Array(accepts.length * KEPT),
    tests,
    slots: new Int32Array(slots),
    undo: new Int32Array(1024),
    top: 0,
    text: '',
    limit: 0,
    steps: 0,
  };
}

/** Where the match that starts here ends; -1 where none does, or the limit is reached. */
function run(start: number, from: number, machine: Machine): number {
  const { code, text, slots, kept, limit } = machine;
  const base = machine.top;
  let steps = machine.steps;
  let at = from;
  let pc = start;
  for (;;) {
    steps += 1;
    const op = code[pc]!;
    const x = code[pc + 1]!;
    let fits = steps <= limit;
    switch (op) {
      case OP.end:
        machine.top = base;
        machine.steps = steps;
        return at;
      case OP.read:
        if (fits && at < text.length) {
          const char = text.charCodeAt(at);
          const known = char < KEPT ? kept[x * KEPT + char]! : 0;
          fits = known === 0 ? isTaken(x, char, machine) : known === 1;
        } else fits = false;
        at += 1;
        pc += WIDTH;
        break;
      case OP.readBack:
        fits &&= at > 0 && at <= text.length && isTaken(x, text.charCodeAt(at - 1), machine);
        at -= 1;
        pc += WIDTH;
        break;
      case OP.split:
        push(machine, code[pc + 2]!, at);
        pc = x;
        break;
      case OP.jump:
        pc = x;
        break;
      case OP.test:
        fits &&= machine.tests[x]!(text, at);
        pc += WIDTH;
        break;
      case OP.mark:
        push(machine, -1 - x, slots[x]!);
        slots[x] = at;
        pc += WIDTH;
        break;
      case OP.moved:
        fits &&= slots[x] !== at;
        pc += WIDTH;
        break;
      case OP.look:
        if (fits) {
          machine.steps = steps;
          fits = run(x, at, machine) >= 0 !== (code[pc + 2] === 1);
          steps = machine.steps;
        }
        pc += WIDTH;
        break;
      default: {
        const back = code[pc + 2] === 1;
        const again = repeated(x, machine);
        fits &&= text.startsWith(again, back ? at - again.length : at);
        steps += again.length;
        at += back ? -again.length : again.length;
        pc += WIDTH;
      }
    }
    if (fits) continue;
    for (;;) {
      if (machine.top === base || steps > limit) {
        machine.top = base;
        machine.steps = steps;
        return -1;
      }
      machine.top -= 2;
      const place = machine.undo[machine.top]!;
      const value = machine.undo[machine.top + 1]!;
      if (place >= 0) {
        pc = place;
        at = value;
        break;
      }
      slots[-1 - place] = value;
    }
  }
}

/** Asks, and remembers. */
function isTaken(part: number, char: number, { accepts, kept }: Machine): boolean {
  const takes = accepts[part]!(char);
  if (char < KEPT) kept[part * KEPT + char] = takes ? 1 : 2;
  return takes;
}

function push(machine: Machine, place: number, value: number): void {
  if (machine.top === machine.undo.length) {
    const larger = new Int32Array(2 * machine.top);
    larger.set(machine.undo);
    machine.undo = larger;
  }
  machine.undo[machine.top] = place;
  machine.undo[machine.top + 1] = value;
  machine.top += 2;
}

/** What a group has taken; a group that has taken nothing repeats nothing. */
function repeated(group: number, { text, slots }: Machine): string {
  if (group < 0 || slots[group]! < 0 || slots[group + 1]! < 0) return '';
  return text.slice(slots[group], slots[group + 1]);
}
