// Counts what matching costs, in steps of a machine that backtracks: the same number on every computer.
import type { Instruction, Program } from './program.js';

interface Machine {
  readonly text: string;
  readonly slots: Int32Array;
  /** What backtracking undoes, in pairs: where in the program and in the text to go on; or -1 - slot, and what it held. */
  readonly undo: number[];
  readonly limit: number;
  steps: number;
}

/** The steps of all matches that an expression finds in a text; stops where they are more than the limit. */
export function countSteps(program: Program, text: string, limit: number): number {
  const machine: Machine = { text, slots: new Int32Array(program.slots).fill(-1), undo: [], limit, steps: 0 };
  for (let at = 0; at <= text.length && machine.steps <= limit; ) {
    if (program.slots > 0) machine.slots.fill(-1);
    const end = run(program.instructions, at, machine);
    if (end < 0) {
      if (program.sticky) break;
      at += 1;
    } else if (program.global) {
      at = Math.max(end, at + 1);
    } else break;
  }
  return machine.steps;
}

/** Where the match that starts here ends; -1 where none does, or the limit is reached. */
function run(code: readonly Instruction[], start: number, machine: Machine): number {
  const { text, slots, undo } = machine;
  const base = undo.length;
  let at = start;
  let pc = 0;
  for (;;) {
    machine.steps += 1;
    const instruction = code[pc]!;
    let fits = machine.steps <= machine.limit;
    pc += 1;
    switch (instruction.op) {
      case 'end':
        undo.length = base;
        return at;
      case 'read': {
        const index = instruction.back ? at - 1 : at;
        fits &&= index >= 0 && index < text.length && instruction.accepts(text.charCodeAt(index));
        at += instruction.back ? -1 : 1;
        break;
      }
      case 'split':
        undo.push(instruction.second, at);
        pc = instruction.first;
        break;
      case 'jump':
        pc = instruction.to;
        break;
      case 'test':
        fits &&= instruction.holds(text, at);
        break;
      case 'mark':
        undo.push(-1 - instruction.slot, slots[instruction.slot]!);
        slots[instruction.slot] = at;
        break;
      case 'moved':
        fits &&= slots[instruction.slot] !== at;
        break;
      case 'look':
        fits &&= run(instruction.program, at, machine) >= 0 !== instruction.negate;
        break;
      case 'repeat': {
        const again = repeated(instruction.group, machine);
        fits &&= text.startsWith(again, instruction.back ? at - again.length : at);
        machine.steps += again.length;
        at += instruction.back ? -again.length : again.length;
        break;
      }
    }
    if (fits) continue;
    for (;;) {
      if (undo.length === base || machine.steps > machine.limit) {
        undo.length = base;
        return -1;
      }
      const value = undo.pop()!;
      const place = undo.pop()!;
      if (place >= 0) {
        pc = place;
        at = value;
        break;
      }
      slots[-1 - place] = value;
    }
  }
}

/** What a group has taken; a group that has taken nothing repeats nothing. */
function repeated(group: number, { text, slots }: Machine): string {
  if (group < 0 || slots[group]! < 0 || slots[group + 1]! < 0) return '';
  return text.slice(slots[group], slots[group + 1]);
}
