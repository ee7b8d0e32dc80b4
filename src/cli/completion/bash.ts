import type { Typed, TypedCommand, Value } from './commands.js';

/** For bash 3.2 and later: `source <(harden completion bash)`. */
export function bashCompletion({ first, families, commands }: Typed): string {
  const found = [
    ...first.map(({ name }) => `      ' ${name}') command=${name} ;;`),
    ...families.flatMap(({ commands: own }) => own.map(({ name }) => `      '${name}') command='${name}' ;;`)),
  ];
  return `# bash completion for harden
_harden() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$command \${COMP_WORDS[at]}" in
${found.join('\n')}
    esac
  done
  case "$command $prev" in
${commands.flatMap(valuesOf).join('\n')}
  esac
  case "$command" in
    '') COMPREPLY=($(compgen -W '${words([...first.map(({ name }) => name), '--help', '--version'])}' -- "$cur")) ;;
${families.map(({ name, commands: own }) => `    ${name}) COMPREPLY=($(compgen -W '${words(own.map(({ name: each }) => each.slice(name.length + 1)))}' -- "$cur")) ;;`).join('\n')}
${commands.map(wordsOf).join('\n')}
  esac
}
complete -o bashdefault -o default -F _harden harden
`;
}

function valuesOf({ name, options }: TypedCommand): string[] {
  return options.flatMap(({ long, short, value }) => {
    if (value === undefined) return [];
    const names = [long, ...(short === undefined ? [] : [short])].map((each) => `'${name} ${each}'`).join('|');
    return [`    ${names}) ${replyOf(value)} return ;;`];
  });
}

function wordsOf({ name, options, words: value }: TypedCommand): string {
  const names = options.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]));
  return `    '${name}')
      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '${words(names)}' -- "$cur"))
      else ${replyOf(value)} fi ;;`;
}

/** Of files nothing is said: bash then completes them itself, with names that hold blanks. */
function replyOf(value: Value): string {
  return value.kind === 'choice' ? `COMPREPLY=($(compgen -W '${words(value.choices)}' -- "$cur"));` : ':;';
}

function words(all: readonly string[]): string {
  return all.join(' ');
}
