// The Compose services that run an image which they build.
import type { Source } from '../model/index.js';
import { asBoolean, asSeq, asText, findValue } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import {
  environmentPairs,
  filledIn,
  lookAround,
  projectVariables,
  splitOutsideVariables,
  variablesOfFiles,
} from '../services/index.js';
import { mountsOfService } from './shared-volumes.js';
import {
  asShell,
  OPEN_PORT,
  openPortIn,
  programOf,
  startWords,
  workdirOf,
  type ImageUse,
  type UseReader,
} from './start.js';
import { linkedStage } from '../dockerfile/index.js';

export interface LinkedService {
  readonly doc: ComposeDoc;
  readonly service: Service;
  /** The one that builds the image, where this one only lies over it. */
  readonly below?: Service;
}

/** The Compose services that run an image which they, or another file of theirs, build. */
export function servicesOf({ doc, stage, context }: UseReader): LinkedService[] {
  const found: LinkedService[] = [];
  for (const link of context.group.links) {
    const compose = linkedStage(doc, link) === stage ? context.documents.compose(link.file) : undefined;
    const service = compose?.service(link.service);
    if (!compose || !service) continue;
    found.push({ doc: compose, service });
    const around = lookAround(compose, context);
    for (const { doc: other } of around.beside) {
      const same = other.service(link.service);
      if (same && !context.group.links.some((each) => each.file === other.file && each.service === same.name))
        found.push({ doc: other, service: same, below: service });
    }
  }
  return found;
}

export function useOfService(reader: UseReader, { doc, service, below }: LinkedService): ImageUse {
  const { line } = doc.yaml.lines.position(service.keySpan.start);
  const from: Source = { kind: 'source', file: doc.file, line, quote: `${service.name}:` };
  function get(key: string) {
    return service.get(key) ?? below?.get(key);
  }
  const entrypoint = wordsIn(get('entrypoint'));
  const command = wordsIn(get('command'));
  const directory = asText(get('working_dir')) ?? workdirOf(reader);
  const words = startWords(reader.image, entrypoint, command);
  const around = lookAround(doc, reader.context);
  const user = asText(get('user'));
  const given: string[] = [];
  if (asBoolean(get('privileged') ?? undefined) === true) given.push('is privileged');
  for (const key of ['cap_add', 'devices', 'pid', 'ipc', 'userns_mode', 'cgroup', 'group_add'] as const) {
    if (service.has(key) && !(key === 'cap_add' && addsPortsAlone(get(key)))) given.push(`sets ${key}`);
  }
  return {
    by: 'compose',
    name: `${service.name} of ${doc.file}`,
    from,
    program: programOf(reader, words, from, directory),
    starts: words,
    beside: checkIn(get('healthcheck')),
    directory,
    ...(user === undefined || user === '' ? {} : { user }),
    ports: servicePorts(service, projectVariables(around)),
    ...mountsOfService(reader, doc, service),
    environment: new Map([
      ...variablesOfFiles(get('env_file'), around),
      ...[...environmentPairs(get('environment'))].map(
        ([name, value]) => [name, filledIn(value, projectVariables(around))] as const,
      ),
    ]),
    hostNetwork: asText(get('network_mode')) === 'host',
    ...openPortIn(new Map(environmentPairs(get('sysctls'))).get(OPEN_PORT)),
    ownHealthcheck: get('healthcheck') !== undefined,
    ...(entrypoint ? { ownEntrypoint: true } : {}),
    ...(asBoolean(get('init') ?? undefined) === true ? { belowInit: true } : {}),
    given,
  };
}

type Node = ReturnType<Service['get']>;

/** The command of a health check; none where it is turned off. */
function checkIn(healthcheck: Node): (readonly string[])[] {
  const test = findValue(healthcheck, 'test');
  const line = asSeq(test) ? undefined : asText(test);
  if (line !== undefined) return [asShell(line)];
  const [kind, ...words] = asSeq(test)?.items.map((item) => asText(item) ?? '') ?? [];
  if (kind === 'CMD-SHELL') return [asShell(words.join(' '))];
  return kind === 'CMD' ? [words] : [];
}

/** To listen below 1024 nobody needs to be root: the engine opens these ports to every user of the container. */
function addsPortsAlone(node: Node): boolean {
  const items = asSeq(node)?.items ?? [];
  return items.length > 0 && items.every((item) => /^(?:CAP_)?NET_BIND_SERVICE$/i.test(asText(item) ?? ''));
}

const DOUBLE = /"((?:[^"\\]|\\.)*)"/sy;
const SINGLE = /'([^']*)'/y;
const PLAIN = /[^\s"']+/y;

/** `undefined` where it is not set. A string is split at blanks outside quotes, as Compose does. */
function wordsIn(node: Node): readonly string[] | undefined {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return undefined;
  const list = asSeq(node);
  if (list) return list.items.map((item) => (asText(item) ?? '').replaceAll('$$', '$'));
  return splitWords((asText(node) ?? '').replaceAll('$$', '$'));
}

/** Words without their quotes. A quote that nobody closes parts them as a blank does. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  // Behind one that nobody closes no other of its kind is closed: none is looked for again.
  const unclosed = new Set<string>();
  let word: string | undefined;
  for (let at = 0; at < text.length; ) {
    const char = text[at]!;
    const part = char === '"' ? DOUBLE : char === "'" ? SINGLE : PLAIN;
    part.lastIndex = at;
    const match = unclosed.has(char) ? null : part.exec(text);
    if (match) {
      const inner = match[1] ?? match[0];
      word = (word ?? '') + (char === '"' ? inner.replace(/\\(["\\$])/g, '$1') : inner);
      at += match[0].length;
      continue;
    }
    if (part !== PLAIN) unclosed.add(char);
    if (word !== undefined) words.push(word);
    word = undefined;
    at += 1;
  }
  return word === undefined ? words : [...words, word];
}

/**
 * The ports of the container that a service publishes or exposes for TCP; both ends of a range.
 * @param variables what the `.env` of the repository sets.
 */
export function servicePorts(service: Service, variables: ReadonlyMap<string, string>): number[] {
  return portsNamed(service).flatMap((text) => {
    const port = filledIn(text, variables);
    return /^\d{1,5}(?:-\d{1,5})?$/.test(port) ? port.split('-').map(Number) : [];
  });
}

/** Whoever starts the service may say another port than is written, in the file or in the `.env` of the repository. */
export function hasVariablePort(service: Service, variables: ReadonlyMap<string, string>): boolean {
  return portsNamed(service).some((text) => {
    const plain = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
    return text.includes('$') && (plain === undefined || !variables.has(plain));
  });
}

/** As they are written, without what stands for the host. */
function portsNamed(service: Service): string[] {
  const found: string[] = [];
  for (const key of ['ports', 'expose'] as const) {
    for (const item of asSeq(service.get(key))?.items ?? []) {
      if ((asText(findValue(item, 'protocol')) ?? 'tcp') !== 'tcp') continue;
      const text = asText(item) ?? asText(findValue(item, 'target')) ?? '';
      found.push(splitOutsideVariables(text.replace(/\/tcp$/, ''), ':').at(-1)!);
    }
  }
  return found;
}
