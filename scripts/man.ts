// The manual page, made of what the commands say of themselves.
import { COMMANDS } from '../src/cli/command-table.js';
import { typedCommands, type TypedCommand, type TypedOption } from '../src/cli/completion/commands.js';

/** man/harden.1 in the macros of man(7). Without a date, so that the same commands give the same page. */
export function manPage(): string {
  const { commands } = typedCommands(COMMANDS);
  return `${[
    '.TH HARDEN 1 "" "harden" "User Commands"',
    '.SH NAME',
    `harden ${roff('-')} harden and slim Dockerfiles, Compose files and Kubernetes manifests, one reviewable step at a time`,
    '.SH SYNOPSIS',
    '.B harden',
    '.br',
    '.B harden',
    '.I command',
    `[${roff('options')}] [\\fIargument\\fR...]`,
    '.SH DESCRIPTION',
    text('Alone, at a terminal in a work tree, it says what is there and what to run next.'),
    ...commands.flatMap(section),
    '.SH EXIT STATUS',
    ...entry('0', 'done, or nothing to do'),
    ...entry('1', 'check found steps, or something was left out'),
    ...entry('2', 'wrong usage, bad input, a refusal to write, or a bug'),
    '.SH FILES',
    ...entry('.harden.yaml', 'the configuration'),
    ...entry('harden.lock', 'what registries and indexes answered'),
    ...entry('.harden/observations.json', 'what harden observe saw'),
    '.SH ENVIRONMENT',
    ...entry('HARDEN_OFFLINE', 'with 1: connect to nothing'),
    ...entry('NO_COLOR, FORCE_COLOR', 'whether to colour'),
  ].join('\n')}\n`;
}

function section({ name, about, options }: TypedCommand): string[] {
  return [`.SH ${roff(`harden ${name}`).toUpperCase()}`, text(`${about}.`), ...options.flatMap(optionEntry)];
}

function optionEntry({ long, short, about, value }: TypedOption): string[] {
  const names = short === undefined ? long : `${short}, ${long}`;
  if (value === undefined) return entry(names, about);
  const choices = value.kind === 'choice' && value.choices.length < 12 ? `: ${value.choices.join(', ')}` : '';
  return entry(`${names} ...`, `${about}${choices}`);
}

function entry(term: string, about: string): string[] {
  return ['.TP', `.B ${roff(term)}`, text(about)];
}

/** A line that begins with a dot or a quote would be a request. */
function text(line: string): string {
  const safe = roff(line);
  return /^[.']/.test(safe) ? `\\&${safe}` : safe;
}

function roff(plain: string): string {
  return plain.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}
