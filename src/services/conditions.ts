// What somebody adds to a service that changes what is known of its image: variables, mounts, arguments.
import { asMap, asSeq, asText, findEntry, type YamlNode } from '../compose/index.js';
import type { Condition } from '../knowledge/index.js';
import { joinPath, type Surroundings } from './around.js';
import type { ServiceView } from './propose.js';

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

function envFiles(node: YamlNode | undefined): string[] {
  const one = asText(node);
  if (one !== undefined) return [one];
  return (asSeq(node)?.items ?? []).map((item) => {
    const map = asMap(item);
    return asText(map ? findEntry(map, 'path')?.value : item) ?? '$';
  });
}

function fromEnvFile({ context, folder }: Surroundings, path: string, name: string): VariableState {
  const at = joinPath(folder, path);
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

/** The paths in the container at which the service mounts something; `undefined` among them: a variable decides. */
export function mountTargets({ service }: ServiceView): (string | undefined)[] {
  const targets: (string | undefined)[] = [];
  for (const key of ['volumes', 'tmpfs'] as const) {
    const node = service.get(key);
    for (const item of asSeq(node)?.items ?? (node ? [node] : [])) targets.push(targetOf(item));
  }
  for (const key of ['configs', 'secrets'] as const) {
    for (const item of asSeq(service.get(key))?.items ?? []) {
      const map = asMap(item);
      const target = map && asText(findEntry(map, 'target')?.value);
      const name = (map ? asText(findEntry(map, 'source')?.value) : asText(item)) ?? '';
      targets.push(target ?? (key === 'configs' ? `/${name}` : `/run/secrets/${name}`));
    }
  }
  if (service.has('volumes_from')) targets.push(undefined);
  return targets;
}

/** `./a:/b:ro`, `/b`, `${DIR:-./a}:/b`, or the long form. */
function targetOf(item: YamlNode): string | undefined {
  const map = asMap(item);
  if (map) return asText(findEntry(map, 'target')?.value);
  const parts = withoutVariables(asText(item) ?? '').split(':');
  return parts.some((part) => part.includes('${')) || parts[1]?.startsWith('$')
    ? undefined
    : parts.findLast((part) => part.startsWith('/'));
}

const DEEPEST = 4;

/** Every `${...}` as one `$`, inner ones first, as deep as people write them. */
function withoutVariables(text: string): string {
  let now = text;
  for (let depth = 0; depth < DEEPEST && now.includes('${'); depth++) now = now.replace(/\$\{[^{}]*\}/g, '$$');
  return now;
}

/**
 * What makes a condition hold, in words; `undefined` where the files show that it does not. What cannot be read counts
 * as holding.
 */
export function conditionMet(view: ServiceView, condition: Condition): string | undefined {
  if ('variable' in condition) {
    const state = variableState(view, condition.variable);
    if (state === 'unset') return undefined;
    return state === 'set' ? `${condition.variable} is set` : `${condition.variable} may be set outside the repository`;
  }
  if ('argument' in condition) {
    const word = commandWords(view).find((each) => each.startsWith(condition.argument));
    return word === undefined ? undefined : `its command has ${condition.argument}`;
  }
  const { mount } = condition;
  for (const target of mountTargets(view)) {
    if (target === undefined) return 'something is mounted at a path that a variable decides';
    if (overlap(target, mount)) return `something is mounted at ${target}`;
  }
  for (const { instructions } of view.runs.built?.chain ?? []) {
    const writes = instructions.find(({ keyword, args }) => /^(?:COPY|ADD|RUN)$/.test(keyword) && args.includes(mount));
    if (writes) return `line ${writes.line + 1} of ${view.runs.built!.file} writes to ${mount}`;
  }
  return undefined;
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [`${one.replace(/\/+$/, '')}/`, `${other.replace(/\/+$/, '')}/`];
  return a.startsWith(b) || b.startsWith(a);
}

/** The words of the command, of the service or else of the Dockerfile, without the quotes around them. */
export function commandWords({ runs }: ServiceView): string[] {
  const { command } = runs.built ?? {};
  const words = runs.command ?? command?.exec ?? command?.text.split(/\s+/) ?? [];
  return words.map((word) => word.replace(/^["']|["']$/g, ''));
}
