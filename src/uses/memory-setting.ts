// The memory of a server or a runtime that is told how much to take, and the limit that follows from it.
import {
  type Assumption,
  type Context,
  type Evidence,
  isWithin,
  sourcePlace,
  type Stop,
  stop,
} from '../model/index.js';
import { asText } from '../yaml/index.js';
import { unquoteValue } from '../dockerfile/index.js';
import { memoryRules, type MemoryRule, type ServiceProfile } from '../knowledge/index.js';
import type { Container } from '../kubernetes/index.js';
import type { PodView } from '../pods/index.js';
import {
  commandWords,
  isJobOrTool,
  isMemory,
  isSourceMounted,
  isWholeServer,
  mebibytes,
  roundUpMebibytes,
  serviceEvidence,
  startsOwnServer,
  startsServerOf,
  viewOfMaker,
  type BuiltImage,
  type ServiceView,
} from '../services/index.js';
import { variablesOfContainer, variablesOfService } from './container-variables.js';
import { copiedPaths, mountedPaths, type GivenPath, filesAt } from './given-paths.js';
import { sizeIn } from './memory-sizes.js';
import { isSettingsFile, settingsPlaces, valueInFile, valueInVariable, valuesInCommand } from './memory-words.js';

/** In mebibytes. */
export interface MemorySetting {
  readonly limit: number;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly assumption: Assumption;
}

/** A container, and where it may be told. */
interface Told {
  /** The image whose server it starts; absent where that is not known. */
  readonly image?: string;
  /** The words it is started with. */
  readonly words: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
  /** Built here, of an application: what is set for its runtime is read as a heap of it. */
  readonly isOwnProgram: boolean;
  /** Files that lie in it. */
  given(): readonly GivenPath[];
  here(says: string): Evidence;
  /** Mebibytes of memory that it has for files beside its own. */
  readonly shared: number;
}

/** Of a service that stays up: the limit that a setting needs, or why none follows; `undefined` where nothing is set. */
export function memorySettingOfService(pulled: ServiceView, context: Context): MemorySetting | Stop | undefined {
  const view = viewOfMaker(pulled) ?? pulled;
  const { service, around, runs } = view;
  const { built, profile } = runs;
  const image = profile && isStarted(view, profile) ? profile.image : undefined;
  const shm = asText(service.get('shm_size')) ?? '';
  const told: Told = {
    ...(image === undefined ? {} : { image }),
    words: [...(runs.entrypoint ?? []), ...commandWords(view)],
    variables: new Map([...variablesOfImage(built), ...variablesOfService(view)]),
    isOwnProgram: isProgramOf(built, profile),
    given: () => [...(mountedPaths(view) ?? []), ...copiedInto(built, context)],
    here: (says) => serviceEvidence(around.doc, service, says),
    shared: isMemory(shm) ? mebibytes(shm) : 0,
  };
  const found = settingOf(told, context);
  return found && (isJobOrTool(view) || isSourceMounted(around, service)) ? undefined : found;
}

/** Its entry point is skipped where the server itself is one. */
function isStarted(view: ServiceView, { image }: ServiceProfile): boolean {
  const { entrypoint } = view.runs;
  return (
    startsOwnServer(view) || (entrypoint !== undefined && entrypoint.length > 0 && startsServerOf(image, entrypoint))
  );
}

/** Of a container of a manifest, in the same way. */
export function memorySettingOfContainer(
  view: PodView,
  container: Container,
  context: Context,
): MemorySetting | Stop | undefined {
  const running = view.runs(container);
  if (!running || container.list === 'initContainers' || /Job$/.test(view.workload.kind)) return undefined;
  const { built, command, ofImage, profile } = running;
  const server = profile ?? (ofImage && command && startsServerOf(ofImage.image, command) ? ofImage : undefined);
  const args = running.args ?? (command ? [] : (built?.command?.exec ?? []));
  const { file, yaml } = view.doc;
  const { line } = yaml.lines.position(container.nameSpan.start);
  return settingOf(
    {
      ...(server ? { image: server.image } : {}),
      words: [...(command ?? []), ...args],
      variables: new Map([...variablesOfImage(built), ...variablesOfContainer(view, container)]),
      isOwnProgram: isProgramOf(built, ofImage),
      given: () => copiedInto(built, context),
      here: (says) => ({ says, from: { kind: 'source', file, line } }),
      shared: 0,
    },
    context,
  );
}

function isProgramOf(built: BuiltImage | undefined, profile: ServiceProfile | undefined): boolean {
  return built !== undefined && !(profile && isWholeServer(profile));
}

/** What ENV sets, the stages below first. */
function variablesOfImage(built: BuiltImage | undefined): readonly (readonly [string, string])[] {
  return [...(built?.chain ?? [])]
    .reverse()
    .flatMap(({ instructions }) =>
      instructions.flatMap((instruction) =>
        instruction.keyword === 'ENV'
          ? instruction
              .pairs()
              .pairs.map(({ key, rawValue = '' }) => [key, unquoteValue(rawValue, instruction.escape)] as const)
          : [],
      ),
    );
}

function copiedInto(built: BuiltImage | undefined, context: Context): readonly GivenPath[] {
  const doc = built && context.documents.dockerfile(built.file);
  const stage = built && doc?.stages[built.stage.index];
  return doc && stage && built ? copiedPaths(doc, stage, built.context, context) : [];
}

interface Value {
  readonly text: string;
  readonly where: string;
  readonly evidence: Evidence;
}

function settingOf(told: Told, context: Context): MemorySetting | Stop | undefined {
  for (const rule of memoryRules(told.image)) {
    // A heap of a program that is built here has its own room: memoryForHeap.
    if (rule.reads === 'jvm' && told.isOwnProgram && !rule.images) continue;
    const found = limitBy(rule, valuesOf(rule, told, context), told);
    if (found) return found;
  }
  return undefined;
}

function valuesOf(rule: MemoryRule, told: Told, context: Context): Value[] {
  const { name, reads, variables = [] } = rule;
  const values = variables.flatMap((variable): Value[] => {
    const set = told.variables.get(variable);
    const text = set === undefined ? undefined : valueInVariable(reads, set);
    if (text === undefined) return [];
    const says = variable === name ? `${name} is ${text}` : `${variable} sets ${name} to ${text}`;
    return [{ text, where: variable, evidence: told.here(says) }];
  });
  for (const text of valuesInCommand(reads, told.words))
    values.push({ text, where: 'its command', evidence: told.here(`its command sets ${name} to ${text}`) });
  const places = settingsPlaces(reads, told.words);
  return places.length === 0 ? values : [...values, ...valuesInFiles(rule, places, told, context)];
}

function valuesInFiles(
  { name, reads }: MemoryRule,
  places: readonly string[],
  { given }: Told,
  { evidence: { repository } }: Context,
): Value[] {
  return given().flatMap(({ target, path }) => {
    if (path === undefined || !places.some((each) => isWithin(target, each) || isWithin(each, target))) return [];
    return (filesAt(path, repository) ?? []).flatMap((file): Value[] => {
      const place = `${target}${file.slice(path.length)}`;
      if (!isSettingsFile(reads, place) || !places.some((each) => isWithin(place, each))) return [];
      const found = valueInFile(reads, repository.read(file) ?? '');
      if (!found) return [];
      const from = { kind: 'source', file, line: found.line } as const;
      return [{ text: found.value, where: sourcePlace(from), evidence: { says: `${name} is ${found.value}`, from } }];
    });
  });
}

function limitBy(rule: MemoryRule, values: readonly Value[], { shared }: Told): MemorySetting | Stop | undefined {
  const sizes: { readonly size: number; readonly value: Value }[] = [];
  for (const value of values) {
    const size = sizeIn(rule.reads, value.text);
    if (typeof size === 'number') sizes.push({ size, value });
    else if (size !== 'none') return whyNot(rule, value, size);
  }
  const [first] = sizes;
  if (!first) return undefined;
  const other = sizes.find(({ size }) => size !== first.size)?.value;
  if (other) {
    const { value } = first;
    const message = `${rule.name} is ${value.text} by ${value.where} and ${other.text} by ${other.where}: which counts, or how much both take together, is not told; keep one`;
    return stop('conflicts', message);
  }
  const files = rule.reads === 'postgres' ? shared : 0;
  const limit = roundUpMebibytes(Math.max((first.size * 100) / rule.share, first.size + rule.beside) + files);
  const knows: Evidence = { says: rule.says, from: { kind: 'knowledge', entry: rule.name, source: rule.source } };
  return { limit, evidence: [first.value.evidence, knows], assumption: beliefOf(rule, first.value, limit) };
}

function whyNot({ name }: MemoryRule, { text, where }: Value, size: 'variable' | 'odd'): Stop {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  if (size === 'variable') {
    const message = `${where} leaves ${name === where ? 'its value' : name} to a variable, ${short}: a limit has to follow it; set one beside it`;
    return stop('contains-variable', message);
  }
  const says = name === where ? `${name} is ${short}` : `${where} gives ${name} as ${short}`;
  return stop('needs-decision', `${says}, which is not read as that size; write it in a unit that is`);
}

function beliefOf({ name, says, passedOn }: MemoryRule, { text, where }: Value, limit: number): Assumption {
  const reads = passedOn ? `Its start script passes ${where} on, and it` : 'It';
  return {
    id: passedOn ? 'heap-setting-is-read' : 'memory-follows-its-setting',
    believes: `${reads} stays below ${limit} MiB with ${name} at ${text}: ${says}`,
    breaksIf: `${passedOn ? 'nothing reads the variable, or ' : ''}it takes more beside that, for connections, queries or buffers: the kernel kills a process of the container`,
    checkBy: 'compare with `docker stats` or `kubectl top pod` under load',
  };
}
