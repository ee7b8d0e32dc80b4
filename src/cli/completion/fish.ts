import type { Typed, TypedCommand, Value } from './commands.js';

/** For fish: `harden completion fish > ~/.config/fish/completions/harden.fish`. */
export function fishCompletion({ first, families, commands }: Typed): string {
  const lines = [
    '# fish completion for harden',
    'complete -c harden -f',
    ...first.map(({ name, about }) => line('__fish_use_subcommand', `-a ${name} -d ${quoted(about)}`)),
    ...families.flatMap(({ name, commands: own }) => {
      const words = own.map((each) => each.name.slice(name.length + 1));
      const none = `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${words.join(' ')}`;
      return own.map((each, at) => line(none, `-a ${words[at]} -d ${quoted(each.about)}`));
    }),
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, options, words }: TypedCommand): string[] {
  const is = name
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
  const after = words.kind === 'any' ? [] : [line(is, valueOf(words))];
  return [
    ...after,
    ...options.map(({ long, short, about, value }) => {
      const names = short === undefined ? `-l ${long.slice(2)}` : `-l ${long.slice(2)} -s ${short.slice(1)}`;
      const given = value === undefined ? '' : ` -r ${valueOf(value)}`;
      return line(is, `${names}${given} -d ${quoted(about)}`);
    }),
  ];
}

function valueOf(value: Value): string {
  if (value.kind === 'file') return '-F';
  return value.kind === 'choice' ? `-f -a ${quoted(value.choices.join(' '))}` : '-f';
}

function line(condition: string, rest: string): string {
  return `complete -c harden -n ${quoted(condition)} ${rest}`;
}

/** In single quotes fish reads a backslash before a quote or a backslash alone. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
