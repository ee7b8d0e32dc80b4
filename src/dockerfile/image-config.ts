// What an image will be: the places of a stage evaluated with the base image and the build arguments, as BuildKit does.
// Source: https://github.com/moby/buildkit (frontend/dockerfile/dockerfile2llb/convert.go, shell/lex.go)
import { fillIn } from '../model/index.js';
import type { DockerfileDoc, Stage } from './document.js';
import { unquoteValue, type Instruction } from './instruction.js';
import { baseChain, stageByReference } from './stages.js';
import { normalisePath } from './image-path.js';

/** The configuration of an image. Durations in nanoseconds, 0 for the engine's default. */
export interface PredictedImage {
  readonly user: string;
  readonly env: ReadonlyMap<string, string>;
  readonly command: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly workdir: string;
  /** `80/tcp` */
  readonly ports: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly stopSignal: string;
  readonly shell: readonly string[] | undefined;
  readonly healthcheck: PredictedCheck | undefined;
}

interface PredictedCheck {
  readonly test: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly startInterval: number;
  readonly retries: number;
}

export interface PredictionInput {
  /** Stage that is built; absent for the last. */
  readonly target?: string;
  readonly args: ReadonlyMap<string, string>;
  /** Of the image the chain of stages starts from; `undefined` for scratch. */
  readonly base: PredictedImage | undefined;
  /** `linux/amd64` */
  readonly platform: string;
}

/** The image a chain of stages starts from, arguments filled in; `undefined` for scratch. */
export function rootImageOf(
  doc: DockerfileDoc,
  { target, args }: Pick<PredictionInput, 'target' | 'args'>,
): string | undefined {
  const root = baseChain(targetStage(doc, target)).at(-1)!;
  const image = expand(root.from.image, metaScope(doc, args));
  return image.toLowerCase() === 'scratch' ? undefined : image;
}

/** Evaluates the stage and those it stands on. */
export function predictImage(doc: DockerfileDoc, input: PredictionInput): PredictedImage {
  const chain = baseChain(targetStage(doc, input.target)).reverse();
  const meta = metaScope(doc, input.args);
  const image = draft(input.base);
  // A stage that stands on another has its arguments too.
  const args = new Map<string, string>();
  for (const stage of chain) {
    const scope: Scope = { image, args, commandSet: false, meta, input };
    for (const instruction of stage.instructions) evaluate(instruction, scope);
  }
  return image;
}

function targetStage(doc: DockerfileDoc, target: string | undefined): Stage {
  const named = target === undefined ? undefined : stageByReference(doc, target, doc.stages.length);
  return named ?? doc.stages.at(-1)!;
}

type Draft = { -readonly [key in keyof PredictedImage]: PredictedImage[key] } & {
  env: Map<string, string>;
  labels: Map<string, string>;
  ports: Set<string>;
  volumes: Set<string>;
};

interface Scope {
  readonly image: Draft;
  readonly args: Map<string, string>;
  commandSet: boolean;
  readonly meta: ReadonlyMap<string, string>;
  readonly input: PredictionInput;
}

/** BuildKit gives an image that starts from nothing a search path, so that its shell finds programs. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function draft(base: PredictedImage | undefined): Draft {
  const env = new Map(base?.env);
  if (!env.has('PATH')) env.set('PATH', PATH);
  return {
    user: base?.user ?? '',
    env,
    command: base?.command,
    entrypoint: base?.entrypoint,
    workdir: base?.workdir || '/',
    ports: new Set(base?.ports),
    volumes: new Set(base?.volumes),
    labels: new Map(base?.labels),
    stopSignal: base?.stopSignal ?? '',
    shell: base?.shell,
    healthcheck: base?.healthcheck,
  };
}

/** Arguments before the first FROM; what the build gives counts before a default. */
function metaScope(doc: DockerfileDoc, args: ReadonlyMap<string, string>): Map<string, string> {
  const scope = new Map<string, string>();
  for (const instruction of doc.instructions) {
    if (instruction.stage !== -1 || instruction.keyword !== 'ARG') continue;
    for (const { key, rawValue } of instruction.pairs().pairs) {
      const value = args.get(key) ?? (rawValue === undefined ? undefined : expandRaw(rawValue, instruction, scope));
      if (value !== undefined) scope.set(key, value);
    }
  }
  return scope;
}

function evaluate(instruction: Instruction, scope: Scope): void {
  const { image } = scope;
  const values = variables(scope);
  const text = (): string => expandRaw(instruction.args, instruction, values);
  switch (instruction.keyword) {
    case 'ARG':
      for (const { key, rawValue } of instruction.pairs().pairs) declare(scope, key, rawValue, instruction);
      return;
    case 'ENV':
      for (const [key, value] of pairsOf(instruction, values)) image.env.set(key, value);
      return;
    case 'LABEL':
      for (const [key, value] of pairsOf(instruction, values)) image.labels.set(key, value);
      return;
    case 'USER':
      image.user = text();
      return;
    case 'WORKDIR': {
      const path = text();
      image.workdir = normalisePath(path.startsWith('/') ? path : `${image.workdir}/${path}`);
      return;
    }
    case 'EXPOSE':
      for (const word of instruction.words())
        for (const port of portsOf(expandRaw(word.text, instruction, values))) image.ports.add(port);
      return;
    case 'VOLUME':
      for (const path of instruction.execForm ?? instruction.words().map((word) => word.text))
        image.volumes.add(expandRaw(path, instruction, values));
      return;
    case 'STOPSIGNAL':
      image.stopSignal = text();
      return;
    case 'SHELL':
      image.shell = instruction.execForm ?? image.shell;
      return;
    case 'CMD':
      image.command = commandOf(instruction, image);
      scope.commandSet = true;
      return;
    case 'ENTRYPOINT':
      image.entrypoint = commandOf(instruction, image);
      // A command of the base image was meant for its entry point.
      if (!scope.commandSet) image.command = undefined;
      return;
    case 'HEALTHCHECK':
      image.healthcheck = checkOf(instruction);
      return;
    default:
  }
}

function declare(scope: Scope, key: string, raw: string | undefined, instruction: Instruction): void {
  const { args, meta, input } = scope;
  const inherited = raw === undefined ? (meta.get(key) ?? platformArgument(key, input.platform)) : undefined;
  const given = input.args.get(key) ?? inherited;
  const value = given ?? (raw === undefined ? undefined : expandRaw(raw, instruction, variables(scope)));
  if (value !== undefined) args.set(key, value);
}

/** https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
function platformArgument(key: string, platform: string): string | undefined {
  const [os = '', arch = ''] = platform.split('/');
  const match = /^(?:TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)$/.exec(key);
  if (!match) return undefined;
  return { PLATFORM: platform, OS: os, ARCH: arch, VARIANT: '' }[match[1] as 'PLATFORM' | 'OS' | 'ARCH' | 'VARIANT'];
}

/** What is set in the image counts before an argument of the same name. */
function variables({ image, args }: Scope): Values {
  return { get: (name) => image.env.get(name) ?? args.get(name) };
}

interface Values {
  get(name: string): string | undefined;
}

function pairsOf(instruction: Instruction, values: Values): [string, string][] {
  const { legacy, pairs } = instruction.pairs();
  // All values of one instruction see what was set before it.
  return pairs.map(({ key, rawValue = '' }) => [
    legacy ? key : expandRaw(key, instruction, values),
    expandRaw(rawValue, instruction, values),
  ]);
}

function portsOf(word: string): string[] {
  const [range = '', protocol = 'tcp'] = word.toLowerCase().split('/');
  const inner = range.slice(range.lastIndexOf(':') + 1);
  const [first = '', last = first] = inner.split('-');
  const ports: string[] = [];
  for (let port = Number(first); port <= Number(last) && ports.length < 65_536; port++)
    ports.push(`${port}/${protocol}`);
  return ports;
}

function commandOf(instruction: Instruction, image: Draft): readonly string[] {
  if (instruction.execForm) return instruction.execForm;
  return [...(image.shell ?? ['/bin/sh', '-c']), instruction.args];
}

const DURATIONS = {
  interval: 'interval',
  timeout: 'timeout',
  startPeriod: 'start-period',
  startInterval: 'start-interval',
} as const;

function checkOf(instruction: Instruction): PredictedCheck {
  const duration = (name: string): number => nanoseconds(instruction.flag(name)?.value ?? '');
  const times = {
    interval: duration(DURATIONS.interval),
    timeout: duration(DURATIONS.timeout),
    startPeriod: duration(DURATIONS.startPeriod),
    startInterval: duration(DURATIONS.startInterval),
    retries: Number(instruction.flag('retries')?.value ?? '0'),
  };
  if (/^NONE$/i.test(instruction.args)) return { ...times, test: ['NONE'] };
  const exec = instruction.execForm;
  return { ...times, test: exec ? ['CMD', ...exec] : ['CMD-SHELL', instruction.args.replace(/^CMD[\t\v\f\r ]+/i, '')] };
}

const NANOSECONDS = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;

function nanoseconds(text: string): number {
  let sum = 0;
  for (const [, number, unit] of text.slice(0, 60).matchAll(/([0-9.]{1,12})(h|ms|us|ns|m|s)/g))
    sum += Number(number) * NANOSECONDS[unit as keyof typeof NANOSECONDS];
  return Math.round(sum);
}

/** A word as written: variables filled in, quotes and escapes dropped. */
function expandRaw(raw: string, { escape }: Instruction, values: Values): string {
  // Text in single quotes is taken as it is: `unquoteValue` marks its dollar signs.
  return expand(unquoteValue(raw, escape), values);
}

// A dollar sign that was escaped; `${name}` with an alternative; `$name`.
const REFERENCE = /\\\$|\$\{([\p{L}_][\p{L}\p{Nd}_]*|[0-9])(?:(:?[-+])([^{}]*))?\}|\$([\p{L}_][\p{L}\p{Nd}_]*)/gu;

/** Text with its variables filled in; one that is not set is empty. As it stands where it would be too long to build. */
function expand(text: string, values: Values): string {
  const filled = fillIn(text, REFERENCE, (whole, braced, operator, word = '', plain) => {
    if (whole === '\\$') return '$';
    const value = values.get((braced ?? plain)!);
    const there = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
    if (operator?.endsWith('-')) return there ? value! : expand(word, values);
    if (operator?.endsWith('+')) return there ? expand(word, values) : '';
    return value ?? '';
  });
  return filled ?? text;
}
