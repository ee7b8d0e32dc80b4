// The script of the component for GitLab, as a shell runs it: harden is a script that says how it was called.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

interface Component {
  readonly [job: string]: { readonly before_script: readonly string[]; readonly script: readonly string[] };
}

/** Each call, its words between bars. */
function calls(
  inputs: Readonly<Record<string, string>>,
  ends = 0,
): { code: number | null; called: string[]; root: string } {
  const root = temporary({ 'bin/harden': `#!/bin/sh\nIFS='|'\necho "$*" >>"$LOG"\nexit ${ends}\n`, log: '' });
  chmodSync(join(root, 'bin', 'harden'), 0o755);
  const [, document] = parseAllDocuments(readFileSync(join(project, 'templates', 'harden.yml'), 'utf8'));
  const [job] = Object.values(document!.toJS() as Component);
  const names = ['PATHS', 'LEVEL', 'CONFIG', 'BASELINE', 'CHANGED_SINCE'].map((name) => [`INPUT_${name}`, '']);
  const { status } = spawnSync('sh', ['-ec', [...job!.before_script, ...job!.script].join('\n')], {
    cwd: root,
    env: {
      PATH: `${join(root, 'bin')}:${process.env.PATH}`,
      LOG: join(root, 'log'),
      INPUT_FAIL: 'true',
      ...Object.fromEntries(names),
      ...inputs,
    },
  });
  return { code: status, called: readFileSync(join(root, 'log'), 'utf8').trimEnd().split('\n'), root };
}

test('check reports twice, with what was asked for', () => {
  expect(calls({ INPUT_MODE: 'check' }).called).toEqual(['check|--format|codequality|--', 'check|--']);
  const inputs = { INPUT_LEVEL: 'safe', INPUT_BASELINE: 'known steps.json', INPUT_PATHS: 'a b\n*\n' };
  const { called } = calls({ INPUT_MODE: 'check', ...inputs });
  expect(called.at(-1)).toBe('check|--baseline=known steps.json|--level=safe|--|a b|*');
});

test('fix and verify know no baseline', () => {
  const inputs = { INPUT_BASELINE: 'x', INPUT_CHANGED_SINCE: 'origin/main', INPUT_CONFIG: 'ci.yaml' };
  const words = '--config=ci.yaml|--changed-since=origin/main|--';
  expect(calls({ INPUT_MODE: 'fix', ...inputs }).called.at(-1)).toBe(`fix|--output|harden.patch|${words}`);
  expect(calls({ INPUT_MODE: 'verify', ...inputs }).called).toEqual([`verify|--untrusted|--format|json|${words}`]);
});

test('what stands in an input is no part of the script', () => {
  const { called, root } = calls({
    INPUT_MODE: 'check',
    INPUT_LEVEL: '$(touch made)',
    INPUT_PATHS: '`touch made`; touch made',
  });
  expect(called.at(-1)).toBe('check|--level=$(touch made)|--|`touch made`; touch made');
  expect(existsSync(join(root, 'made'))).toBe(false);
});

test.each([
  [1, 'true', 1],
  [1, 'false', 0],
  [2, 'false', 2],
])('where harden ends with %d and fail is %s, the job ends with %d', (ends, fail, code) => {
  expect(calls({ INPUT_MODE: 'check', INPUT_FAIL: fail }, ends).code).toBe(code);
});
