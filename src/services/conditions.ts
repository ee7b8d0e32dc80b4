// What somebody adds to a service that changes what is known of its image: variables, mounts, arguments.
import { resolveFile, baseName } from '../model/index.js';
import { programIs } from '../programs/index.js';
import { asMap, asSeq, asText, findEntry, type YamlNode } from '../yaml/index.js';
import type { Condition } from '../knowledge/index.js';
import type { ShellCommand } from '../shell/index.js';
import type { Surroundings } from './around.js';
import { envFiles } from './dotenv.js';
import { serviceMounts } from './mounts.js';
import type { ServiceView } from './rule.js';

/** Whether the container gets a variable. `unknown`: a file that is not in the repository, or the host, decides. */
export type VariableState = 'set' | 'unset' | 'unknown';

/** Whether a variable is set for the container, by the service or by the Dockerfile that it builds. */
export function variableState({ service, around, runs }: ServiceView, name: string): VariableState {
  const own = fromEnvironment(service.get('environment'), name);
  if (own !== undefined) return own;
  let unread = false;
  for (const path of envFiles(service.get('env_file'))) {
    const state = fromEnvFile(around, path, name);
    if (state === 'set') return 'set';
    if (state === 'unknown') unread = true;
  }
  const inImage = runs.built?.chain.some(({ instructions }) =>
    instructions.some(({ keyword, args }) => keyword === 'ENV' && wordAt(args, name)),
  );
  return inImage ? 'set' : unread ? 'unknown' : 'unset';
}

/** A key without a value is passed through from where Compose runs. */
function fromEnvironment(node: YamlNode | undefined, name: string): VariableState | undefined {
  const map = asMap(node);
  if (map) {
    const entry = findEntry(map, name);
    return entry && (asText(entry.value) === undefined ? 'unknown' : 'set');
  }
  for (const item of asSeq(node)?.items ?? []) {
    const text = asText(item) ?? '';
    if (text === name) return 'unknown';
    if (text.startsWith(`${name}=`)) return 'set';
  }
  return undefined;
}

function fromEnvFile({ context, folder }: Surroundings, path: string, name: string): VariableState {
  const at = resolveFile(folder, path);
  const text = at && context.evidence.repository.read(at);
  if (text === undefined) return 'unknown';
  const found = text.split('\n').some((line) => {
    const words = line.trim().replace(/^export\s+/, '');
    return words.startsWith(name) && /^\s*[=:]/.test(words.slice(name.length));
  });
  return found ? 'set' : 'unset';
}

function wordAt(args: string, name: string): boolean {
  return args.split(/[\s=]+/).includes(name);
}

/** The flags of Go take one dash for two, and two for one: `--js` is `-js` (https://pkg.go.dev/flag). */
function isArgument(word: string, begins: string): boolean {
  if (word.startsWith(begins)) return true;
  const [, dashes, name] = /^(--?)(\w.*)$/.exec(begins) ?? [];
  if (dashes === undefined) return false;
  const other = `${dashes === '-' ? '--' : '-'}${name}`;
  return word === other || word.startsWith(`${other}=`);
}

/**
 * What makes a condition hold, in words; `undefined` where the files show that it does not. What cannot be read counts
 * as holding.
 */
export function whyConditionHolds(view: ServiceView, condition: Condition): string | undefined {
  if ('variable' in condition) {
    const state = variableState(view, condition.variable);
    if (state === 'unset') return undefined;
    return state === 'set' ? `${condition.variable} is set` : `${condition.variable} may be set outside the repository`;
  }
  if ('argument' in condition) {
    const word = commandWords(view).find((each) => isArgument(each, condition.argument));
    return word === undefined ? undefined : `its command has ${condition.argument}`;
  }
  const { mount } = condition;
  if (view.service.has('volumes_from')) return 'volumes_from mounts what another container has';
  for (const { target } of serviceMounts(view.service)) {
    if (target === undefined) return 'something is mounted at a path that a variable decides';
    if (overlap(target, mount)) return `something is mounted at ${target}`;
  }
  for (const { instructions } of view.runs.built?.chain ?? []) {
    const writes = instructions.find(({ keyword, args }) => /^(?:COPY|ADD|RUN)$/.test(keyword) && args.includes(mount));
    if (writes) return `line ${writes.lineMark} of ${view.runs.built!.file} writes to ${mount}`;
    const calls = instructions.find((each) => each.keyword === 'RUN' && each.shell.commands.some(callsScript));
    if (calls) return `line ${calls.lineMark} of ${view.runs.built!.file} runs a script, which may write to ${mount}`;
  }
  return undefined;
}

/** `RUN /config.sh`, `RUN sh /config.sh`: what it changes is not followed. */
function callsScript({ words }: ShellCommand): boolean {
  const [first = '', second = ''] = words.map(({ value, raw }) => value ?? raw);
  const name = baseName(first);
  const isGiven = programIs(name, 'shell') || programIs(name, 'interpreter') || first === 'source' || first === '.';
  const script = isGiven ? second : first;
  return /\.(?:sh|bash|py|pl|rb)$/.test(script);
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [`${one.replace(/(?<!\/)\/+$/, '')}/`, `${other.replace(/(?<!\/)\/+$/, '')}/`];
  return a.startsWith(b) || b.startsWith(a);
}

/** The words of the command, of the service or else of the Dockerfile, without the quotes around them. */
export function commandWords({ runs }: ServiceView): string[] {
  const { command } = runs.built ?? {};
  const words = runs.command ?? command?.exec ?? command?.text.split(/\s+/) ?? [];
  return words.map((word) => word.replace(/^["']|["']$/g, ''));
}
