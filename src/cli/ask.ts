// Questions on the terminal, and the editor. Loaded when one is asked.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as prompts from '@inquirer/prompts';
import { findProgram } from '../io/index.js';

export interface Choice<Value> {
  readonly value: Value;
  readonly name: string;
  readonly description: string;
}

/** Somebody who answers. Ctrl-C rejects with an `ExitPromptError`. */
export interface Person {
  /** False unless the person says yes. */
  confirm(message: string): Promise<boolean>;
  choose<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** One of many, found by a part of its name. */
  find<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** The text as the person leaves it; `undefined` when the editor fails. */
  edit(path: string, text: string): string | undefined;
}

/** The person at the terminal. Questions go to standard error, so that standard output can be piped. */
export function personAtTerminal(env: Readonly<Record<string, string | undefined>>): Person {
  const output = { output: process.stderr };
  return {
    confirm: (message) => prompts.confirm({ message, default: false }, output),
    choose: <Value>(message: string, choices: readonly Choice<Value>[]) =>
      prompts.select<Value>({ message, choices: [...choices], pageSize: choices.length }, output),
    find: <Value>(message: string, choices: readonly Choice<Value>[]) =>
      prompts.search<Value>({ message, source: (term = '') => choices.filter(({ name }) => isIn(name, term)) }, output),
    edit: (path, text) => inEditor(env.VISUAL || env.EDITOR || 'vi', path, text),
  };
}

function isIn(name: string, term: string): boolean {
  return name.toLowerCase().includes(term.toLowerCase());
}

function inEditor(editor: string, path: string, text: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'harden-'));
  try {
    const copy = join(folder, basename(path));
    writeFileSync(copy, text);
    // Through a shell, since EDITOR may hold arguments; the file's name is an argument, never part of the command.
    const { status } = spawnSync(
      findProgram('sh', process.env.PATH) ?? '/bin/sh',
      ['-c', `${editor} "$1"`, 'sh', copy],
      { stdio: 'inherit' },
    );
    return status === 0 ? readFileSync(copy, 'utf8') : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
