// What can be typed after `harden`, as the scripts of all shells need it.
import type { Option } from 'commander';
import type { CommandFamily, CommandRow } from '../command-row.js';
import { metas } from '../session.js';

/** What stands behind an option or after a command. */
export type Value =
  | { readonly kind: 'file' | 'any' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export interface TypedOption {
  /** `--dry-run` */
  readonly long: string;
  /** `-n` */
  readonly short?: string;
  readonly about: string;
  /** Absent for a switch. */
  readonly value?: Value;
}

export interface TypedCommand {
  /** `fix`, or `bot run`. */
  readonly name: string;
  readonly about: string;
  readonly options: readonly TypedOption[];
  readonly words: Value;
}

export interface Typed {
  /** Commands of one word, families of commands among them. */
  readonly first: readonly { readonly name: string; readonly about: string }[];
  /** Words that need a second. */
  readonly families: readonly { readonly name: string; readonly commands: readonly TypedCommand[] }[];
  /** Every command that can be called. */
  readonly commands: readonly TypedCommand[];
}

const HELP: TypedOption = { long: '--help', short: '-h', about: 'print help' };

/** The commands with their options, as the command table has them. */
export function typedCommands(table: readonly (CommandRow | CommandFamily)[]): Typed {
  const families = table.flatMap((row) => ('commands' in row ? [{ name: row.name, commands: typedIn(row) }] : []));
  const single = table.flatMap((row) => ('commands' in row || row.isHidden ? [] : [typed(row, row.name)]));
  return {
    first: table.flatMap((row) => ('isHidden' in row && row.isHidden ? [] : [{ name: row.name, about: row.summary }])),
    families,
    commands: [...single, ...families.flatMap(({ commands }) => commands)],
  };
}

function typedIn({ name, commands }: CommandFamily): TypedCommand[] {
  return commands.flatMap((row) => (row.isHidden ? [] : [typed(row, `${name} ${row.name}`)]));
}

function typed(row: CommandRow, name: string): TypedCommand {
  return {
    name,
    about: row.summary,
    options: [...row.options().map(typedOption), HELP],
    words: wordsOf(row),
  };
}

function wordsOf({ words }: CommandRow): Value {
  if (words === undefined) return { kind: 'any' };
  const [shown] = words;
  if (shown.includes('path') || shown.includes('folder')) return { kind: 'file' };
  return shown.includes('id') ? { kind: 'choice', choices: ids() } : { kind: 'any' };
}

function typedOption(option: Option): TypedOption {
  const { long, short, description, argChoices, required, flags } = option;
  const about = description.replace(/\s+/g, ' ');
  const named = { long: long ?? flags, ...(short === undefined ? {} : { short }), about };
  if (!required) return named;
  if (argChoices !== undefined) return { ...named, value: { kind: 'choice', choices: argChoices } };
  if (/<id>/.test(flags) && long !== '--step') return { ...named, value: { kind: 'choice', choices: ids() } };
  return { ...named, value: { kind: /<(?:file|folder|path)>/.test(flags) ? 'file' : 'any' } };
}

function ids(): readonly string[] {
  return metas.map(({ id }) => id);
}
