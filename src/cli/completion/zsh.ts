import type { Typed, TypedCommand, TypedOption, Value } from './commands.js';

/** For zsh: a file `_harden` in a folder of `fpath`, or `source <(harden completion zsh)` after `compinit`. */
export function zshCompletion({ first, families, commands }: Typed): string {
  const single = commands.filter(({ name }) => !name.includes(' '));
  return `#compdef harden
_harden() {
  local -a commands
  if (( CURRENT == 2 )); then
    commands=(${first.map(described).join(' ')})
    _describe -t commands command commands
    return
  fi
  case $words[2] in
${families.map(familyCase).join('\n')}
${single.map((command) => `    ${command.name}) shift words; (( CURRENT-- )); ${argumentsOf(command)} ;;`).join('\n')}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _harden "$@"; else compdef _harden harden; fi
`;
}

function familyCase({ name, commands }: Typed['families'][number]): string {
  const own = commands.map(({ name: whole, about }) => ({ name: whole.slice(name.length + 1), about }));
  const cases = commands.map(
    (command, at) => `        ${own[at]!.name}) shift 2 words; (( CURRENT -= 2 )); ${argumentsOf(command)} ;;`,
  );
  return `    ${name})
      if (( CURRENT == 3 )); then
        commands=(${own.map(described).join(' ')})
        _describe -t commands command commands
        return
      fi
      case $words[3] in
${cases.join('\n')}
      esac ;;`;
}

function described({ name, about }: { readonly name: string; readonly about: string }): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${about}`);
}

function argumentsOf({ options, words }: TypedCommand): string {
  const after = words.kind === 'any' ? [] : [quoted(`*:${wordsName(words)}:${actionOf(words)}`)];
  return ['_arguments', ...options.flatMap(specsOf), ...after].join(' ');
}

function wordsName(value: Value): string {
  return value.kind === 'choice' ? 'id' : 'path';
}

/** An option may be given again, so `*`: which may not is said by harden itself. */
function specsOf({ long, short, about, value }: TypedOption): string[] {
  const told = `[${about.replace(/[\\[\]:]/g, '\\$&')}]`;
  const behind = value === undefined ? '' : `:value:${actionOf(value)}`;
  return [long, ...(short === undefined ? [] : [short])].map((name) => quoted(`*${name}${told}${behind}`));
}

function actionOf(value: Value): string {
  if (value.kind === 'file') return '_files';
  return value.kind === 'choice' ? `(${value.choices.join(' ')})` : ' ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
