// How many words of its own a program takes in front of the one that it runs.
import { baseName, words as wordSet } from '../model/index.js';
import type { Fact } from './facts.js';
import { programIs } from './table.js';

/** What may stand in front: `sudo` where it makes root; all others are facts. */
type WrapperKind = Extract<Fact, 'asUser' | 'init' | 'prefix' | 'runner'> | 'sudo';

interface OwnWords {
  /** The word behind which the program stands: `poetry run`. */
  readonly verb?: RegExp;
  /** Options that take the next word as their value. */
  readonly valued?: ReadonlySet<string>;
  /** How many words stand between the options and the program: `timeout 5`, `gosu app`. */
  readonly operands?: number;
  /** With these options it runs nothing. */
  readonly asks?: ReadonlySet<string>;
}

const TINI: OwnWords = { valued: wordSet('-e -p') };
const RUN: OwnWords = { verb: /^run$/ };
const USER: OwnWords = { operands: 1 };

/** Sources: the manual of each program. What is not here has no options with a value. */
export const OWN_WORDS: Readonly<Record<string, OwnWords>> = {
  bundle: { verb: /^exec$/ },
  chpst: { valued: wordSet('-/ -b -c -d -e -f -l -L -m -n -o -p -r -s -t -u -U') },
  command: { asks: wordSet('-v -V') },
  conda: { verb: /^run$/, valued: wordSet('--cwd --name --prefix -n -p') },
  doas: { valued: wordSet('-C -u') },
  dotenv: { valued: wordSet('-c -e -f -p -v') },
  'dumb-init': { valued: wordSet('--rewrite -r') },
  env: { valued: wordSet('--chdir --unset -C -u') },
  exec: { valued: wordSet('-a') },
  gosu: USER,
  hatch: RUN,
  ionice: { valued: wordSet('--class --classdata -c -n') },
  'newrelic-admin': { verb: /^run-program$/ },
  nice: { valued: wordSet('--adjustment -n') },
  npx: { valued: wordSet('--call --package -c -p') },
  'opentelemetry-instrument': {
    valued: wordSet(`
      --exporter_otlp_endpoint --id_generator --logs_exporter --metrics_exporter --propagators --resource_attributes
      --service_name --traces_exporter`),
  },
  pdm: RUN,
  pipenv: RUN,
  pnpm: { verb: /^(?:exec|dlx)$/ },
  poetry: RUN,
  rye: RUN,
  's6-setuidgid': USER,
  setpriv: {
    valued: wordSet(`
      --ambient-caps --apparmor-profile --bounding-set --egid --euid --groups --inh-caps --pdeathsig --regid --reuid
      --rgid --ruid --securebits --selinux-label`),
  },
  setuidgid: USER,
  stdbuf: { valued: wordSet('--error --input --output -e -i -o') },
  'su-exec': USER,
  'sw-python': { verb: /^run$/, valued: wordSet('-p -d') },
  sudo: {
    valued: wordSet(`
      --chdir --chroot --close-from --command-timeout --group --host --prompt --role --type --user -C -D -g -h -p -R -r
      -T -t -u`),
  },
  time: { valued: wordSet('--format --output -f -o') },
  timeout: { valued: wordSet('--kill-after --signal -k -s'), operands: 1 },
  tini: TINI,
  'tini-static': TINI,
  uv: {
    verb: /^run$/,
    valued: wordSet('--directory --env-file --extra --group --package --project --python --with -p'),
  },
  'xvfb-run': {
    valued: wordSet(`
      --auth-file --error-file --server-args --server-num --wait --xauth-protocol -e -f -n -p -s -w`),
  },
};
const NONE: OwnWords = {};
const NAMES_USER = wordSet('--reuid --user -u');
const ROOT = /^(?:root|#?0)(?::|$)/;

/**
 * Where the program stands that the words run behind others: 2 for `nice -n 5 make`, with `prefix`. 0 where no wrapper of
 * these kinds stands in front, or where it is given nothing to run.
 */
export function behindWrappers(words: readonly string[], ...kinds: readonly WrapperKind[]): number {
  let at = 0;
  for (;;) {
    const name = baseName(words[at] ?? '');
    if (!kinds.some((kind) => (kind === 'sudo' ? name === kind : programIs(name, kind)))) return at;
    const past = behindOwnWords(words, at, Object.hasOwn(OWN_WORDS, name) ? OWN_WORDS[name]! : NONE);
    if (!past || past.at >= words.length) return at;
    if (name === 'sudo' && !kinds.includes('asUser') && !ROOT.test(past.user ?? 'root')) return at;
    at = past.at;
  }
}

interface Past {
  readonly at: number;
  /** As whom the rest runs, where that is said. */
  readonly user: string | undefined;
}

function behindOwnWords(words: readonly string[], start: number, own: OwnWords): Past | undefined {
  const { verb, valued, operands = 0, asks } = own;
  const verbAt = verb ? words.findIndex((word, index) => index > start && verb.test(word)) : start;
  if (verbAt === -1) return undefined;
  let at = verbAt + 1;
  let user: string | undefined;
  for (; at < words.length && words[at] !== '--'; at++) {
    const word = words[at]!;
    if (/^[A-Za-z_]\w*=/.test(word)) continue;
    if (!word.startsWith('-')) break;
    if (asks?.has(word)) return undefined;
    const [option = '', value] = word.split('=', 2);
    if (NAMES_USER.has(option)) user = value ?? words[at + 1];
    if (valued?.has(word)) at++;
  }
  if (words[at] === '--') at++;
  if (operands > 0) user = words[at];
  at += operands;
  return { at: operands > 0 && words[at] === '--' ? at + 1 : at, user };
}

/** True where words behind the first are, or may be, a command that the program runs as it stands. */
export function runsItsWords(name: string | undefined): boolean {
  return programIs(name, 'prefix') || programIs(name, 'asUser') || name === 'xargs';
}

/** The program that the first line of a script names: `bash` for `#!/usr/bin/env -S bash -e`. */
export function interpreterOf(script: string): string | undefined {
  const line = /^#!([^\n]{0,200})/.exec(script)?.[1];
  if (line === undefined) return undefined;
  const named = line.trim().split(/\s+/);
  return baseName(named[behindWrappers(named, 'prefix')] ?? '');
}
