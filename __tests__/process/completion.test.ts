// Completion in the shells themselves. A shell that is not installed is left out, but not in CI.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../src/io/index.js';
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

async function scriptOf(shell: string): Promise<string> {
  const ran = await harden(temporary(), ['completion', shell]);
  expect([ran.code, ran.err]).toEqual([0, '']);
  return ran.out;
}

function inShell(shell: string): jest.It {
  return findProgram(shell, process.env.PATH) === undefined && !process.env.CI ? test.skip : test;
}

/** What is typed, and what completes it. */
const TYPED = [
  ['harden fi', 'harden fix '],
  ['harden fix --lev', 'harden fix --level '],
  ['harden fix --level un', 'harden fix --level unverified '],
  ['harden fix --only split-b', 'harden fix --only split-build-stage '],
  ['harden bot ser', 'harden bot serve '],
  ['harden bot run --dash', 'harden bot run --dashboard '],
  ['harden explain split-b', 'harden explain split-build-stage '],
] as const;

inShell('bash')('bash', async () => {
  const lines = TYPED.map(([typed]) => `try ${typed}`);
  const program = `${await scriptOf('bash')}
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _harden; printf '%s\\n' "\${COMPREPLY[*]}"; }
${lines.join('\n')}
`;
  const out = execFileSync('bash', ['--norc', '-c', program], { encoding: 'utf8' }).trimEnd().split('\n');
  expect(out).toEqual(TYPED.map(([, whole]) => whole.trimEnd().split(' ').at(-1)));
});

inShell('fish')('fish', async () => {
  const folder = temporary({ 'harden.fish': await scriptOf('fish') });
  const asked = TYPED.map(([typed]) => `complete -C '${typed}'`).join('; ');
  const out = execFileSync('fish', ['--no-config', '-c', `source ${join(folder, 'harden.fish')}; ${asked}`], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
  });
  const found = out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0]);
  expect(found).toEqual(TYPED.map(([, whole]) => whole.trimEnd().split(' ').at(-1)));
});

inShell('zsh')('zsh, as at a terminal', async () => {
  const folder = temporary({ 'harden.zsh': await scriptOf('zsh') });
  const answer = join(folder, 'answer');
  writeFileSync(
    join(folder, 'ask.zsh'),
    `zmodload zsh/zpty
zpty -b z zsh -f -i
zpty -w z "PS1='>'; autoload -Uz compinit; compinit -u -D; source ${join(folder, 'harden.zsh')}; dump() { print -r -- \\$BUFFER > ${answer}; BUFFER=''; }; zle -N dump; bindkey '^X' dump; bindkey '^I' complete-word; : > ${answer}.ready"
until [[ -e ${answer}.ready ]]; do zpty -r -t z junk; sleep 0.1; done
for line in "$@"; do
  rm -f ${answer}
  zpty -w -n z "$line"$'\\t'$'\\C-X'
  until [[ -s ${answer} ]]; do zpty -r -t z junk; sleep 0.05; done
  cat ${answer}
done
zpty -d z
`,
  );
  const out = execFileSync('zsh', ['-f', join(folder, 'ask.zsh'), ...TYPED.map(([typed]) => typed)], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, ZDOTDIR: folder },
    timeout: 50_000,
  });
  expect(existsSync(`${answer}.ready`)).toBe(true);
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => `${line.trimEnd()} `),
  ).toEqual(TYPED.map(([, whole]) => whole));
});

test('PowerShell gets every command and every choice, quoted', async () => {
  const script = await scriptOf('powershell');
  expect(script).toMatch(/^ {4}'bot run' = @\(@\('--repo', '/m);
  expect(script).toMatch(/^ {4}'fix --level' = @\(@\('safe', 'safe'\), @\('review', 'review'\)/m);
  expect(script).toContain("''mon-fri 08:00-16:00''");
  // What stands between quotes, and nothing else, is text.
  expect(script.replace(/'(?:[^']|'')*'/g, '').includes("'")).toBe(false);
});

test('a shell that it knows nothing of', async () => {
  const ran = await harden(temporary(), ['completion', 'tcsh']);
  expect([ran.code, ran.err]).toEqual([2, 'harden: tcsh: give one of bash, zsh, fish, powershell\n']);
});
