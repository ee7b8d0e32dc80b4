import type { Typed, TypedCommand, TypedOption } from './commands.js';

/** For PowerShell 5 and later: `harden completion powershell | Out-String | Invoke-Expression`, in `$PROFILE`. */
export function powershellCompletion({ first, families, commands }: Typed): string {
  const words = [
    entry('', first),
    ...families.map(({ name, commands: own }) =>
      entry(
        name,
        own.map((each) => ({ name: each.name.slice(name.length + 1), about: each.about })),
      ),
    ),
  ];
  return `Register-ArgumentCompleter -Native -CommandName harden -ScriptBlock {
  param($word, $ast, $position)
  $commands = @{
${words.join('\n')}
  }
  $options = @{
${commands.map(optionsEntry).join('\n')}
  }
  $values = @{
${commands.flatMap(valueEntries).join('\n')}
  }
  $command = ''
  $previous = ''
  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $position -and "$element" -eq $word) { break }
    $next = "$command $element".Trim()
    if ($options.ContainsKey($next) -or $commands.ContainsKey($next)) { $command = $next }
    $previous = "$element"
  }
  $found = if ($values.ContainsKey("$command $previous")) { $values["$command $previous"] }
    elseif ($word.StartsWith('-') -and $options.ContainsKey($command)) { $options[$command] }
    else { $commands[$command] }
  $found | Where-Object { $_ -and $_[0].StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}

interface Told {
  readonly name: string;
  readonly about: string;
}

function entry(key: string, told: readonly Told[]): string {
  const pairs = told.map(({ name, about }) => `@(${quoted(name)}, ${quoted(about)})`);
  // The comma keeps a list of one pair a list of pairs.
  return `    ${quoted(key)} = @(${pairs.length === 1 ? ',' : ''}${pairs.join(', ')})`;
}

function optionsEntry({ name, options }: TypedCommand): string {
  return entry(
    name,
    options.map(({ long, about }) => ({ name: long, about })),
  );
}

function valueEntries({ name, options }: TypedCommand): string[] {
  return options.flatMap((option) => choicesOf(option).map(([flag, choices]) => entry(`${name} ${flag}`, choices)));
}

function choicesOf({ long, short, value }: TypedOption): [string, Told[]][] {
  if (value?.kind !== 'choice') return [];
  const told = value.choices.map((each) => ({ name: each, about: each }));
  return [long, ...(short === undefined ? [] : [short])].map((flag) => [flag, told]);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
