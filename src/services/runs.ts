import { factOf, type FilePath, type Folder } from '../model/index.js';
import { asSeq, asText } from '../yaml/index.js';
import { composeLinks, type ComposeDoc, type ComposeLink, type Service, withDefaults } from '../compose/index.js';
import {
  baseChain,
  expandArgs,
  stageByReference,
  unquoteValue,
  type Instruction,
  type Stage,
} from '../dockerfile/index.js';
import { serviceProfile, type ServiceProfile } from '../knowledge/index.js';
import type { Surroundings } from './around.js';

/** What a container is started from. */
export interface Runs {
  /** The image, with the defaults of variables filled in; absent where the service builds, or a variable decides. */
  readonly image?: string;
  /** Of the image, or of the base image of what is built. */
  readonly profile?: ServiceProfile;
  /** The Dockerfile of the repository that is built. */
  readonly built?: BuiltImage;
  /** The Dockerfile of the repository that makes the image which the service pulls: a file that is laid over this one builds it. */
  readonly madeBy?: BuiltImage;
  /** The service replaces the image's entry point, so that what is known of it no longer holds. */
  readonly entrypoint?: readonly string[];
  /** The service gives the command: words, or one string for a shell-less split. */
  readonly command?: readonly string[];
}

/** What a Dockerfile makes of its last, or the chosen, stage. A field is absent where its base image decides. */
export interface BuiltImage {
  readonly file: FilePath;
  readonly context: Folder;
  readonly stage: Stage;
  /** The stage and those it is built on, outermost last. */
  readonly chain: readonly Stage[];
  /** The image below, defaults of ARGs filled in. */
  readonly base?: string;
  readonly user?: Written;
  readonly workdir?: Written;
  readonly entrypoint?: Written;
  readonly command?: Written;
  readonly healthcheck?: Written;
  /** Ports of EXPOSE, with their protocol where one is written. */
  readonly exposed: readonly string[];
  readonly volumes: readonly string[];
}

/** The arguments of an instruction and where it stands. */
export interface Written {
  readonly text: string;
  /** The words of the JSON form. */
  readonly exec?: readonly string[];
  readonly instruction: Instruction;
}

/** What a service's container is started from, read from the files. */
export function readRuns(around: Surroundings, service: Service): Runs {
  const { given, image, profile: ofImage } = factOf(service, readOwn);
  if (service.build) {
    const built = builtBy(around, service);
    const profile = built?.base === undefined ? undefined : serviceProfile(built.base);
    return { ...given, ...(built ? { built } : {}), ...(profile ? { profile } : {}) };
  }
  const madeBy = image === undefined || ofImage ? undefined : builtBeside(around, service);
  return {
    ...given,
    ...(image === undefined ? {} : { image }),
    ...(ofImage ? { profile: ofImage } : {}),
    ...(madeBy ? { madeBy } : {}),
  };
}

interface Own {
  readonly given: Pick<Runs, 'command' | 'entrypoint'>;
  readonly image?: string;
  readonly profile?: ServiceProfile | undefined;
}

/** What the service alone says: the same whatever is around it. */
function readOwn(service: Service): Own {
  const command = wordsOf(service, 'command');
  const entrypoint = wordsOf(service, 'entrypoint');
  const given = { ...(command ? { command } : {}), ...(entrypoint ? { entrypoint } : {}) };
  const image = service.build ? undefined : imageOf(service);
  return image === undefined ? { given } : { given, image, profile: serviceProfile(image) };
}

/** What the service of that name builds in a file beside this one. */
function builtBeside(around: Surroundings, { name }: Service): BuiltImage | undefined {
  for (const { doc } of around.beside) {
    const other = doc.service(name);
    const built = other?.build ? builtBy({ doc, documents: around.documents }, other) : undefined;
    if (built) return built;
  }
  return undefined;
}

/** `undefined` where the service does not set it; empty for `[]` and `''`, which clear the image's. */
function wordsOf(service: Service, key: 'command' | 'entrypoint'): readonly string[] | undefined {
  const node = service.get(key);
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return undefined;
  const list = asSeq(node);
  if (list) return list.items.map((item) => asText(item) ?? '');
  return (asText(node) ?? '').split(/\s+/).filter((word) => word !== '');
}

/** With the defaults that stand in the text: `redis:${TAG:-7}` is `redis:7` unless somebody sets TAG. */
function imageOf(service: Service): string | undefined {
  const text = service.image === undefined ? undefined : withDefaults(service.image);
  return text === undefined || text.includes('$') ? undefined : text;
}

function builtBy(
  { doc, documents }: Pick<Surroundings, 'doc' | 'documents'>,
  service: Service,
): BuiltImage | undefined {
  const link = factOf(doc, linksByService).get(service.name);
  const built = documents.dockerfile(link?.dockerfile);
  if (!built || link?.context === undefined) return undefined;
  const stage =
    link.target === undefined ? built.stages.at(-1) : stageByReference(built, link.target, built.stages.length);
  return stage && imageOfStage(built.file, link.context, stage);
}

function linksByService(doc: ComposeDoc): ReadonlyMap<string, ComposeLink> {
  return new Map(composeLinks(doc).map((link) => [link.service, link]));
}

/** What a stage makes, its base stages included. */
export function imageOfStage(file: FilePath, context: Folder, stage: Stage): BuiltImage {
  const chain = baseChain(stage);
  const exposed: string[] = [];
  const volumes: string[] = [];
  const found: { -readonly [key in keyof BuiltImage]: BuiltImage[key] } = {
    file,
    context,
    stage,
    chain,
    exposed,
    volumes,
  };
  if (stage.rootImage !== undefined) found.base = stage.rootImage;
  const environment = new Map<string, string>();
  // The inner stages come last and win.
  for (const each of [...chain].reverse()) {
    for (const instruction of each.instructions) {
      const key = KEYS[instruction.keyword];
      if (key) found[key] = written(instruction);
      if (instruction.keyword === 'ENV') note(environment, instruction);
      if (key === 'user') found.user = withValues(written(instruction), environment);
      // An entry point clears the command of the base image.
      if (key === 'entrypoint' && !each.instructions.some(({ keyword }) => keyword === 'CMD')) delete found.command;
      if (instruction.keyword === 'EXPOSE') exposed.push(...wordsIn(instruction));
      if (instruction.keyword === 'VOLUME') volumes.push(...(instruction.execForm ?? wordsIn(instruction)));
    }
  }
  return found;
}

/** What ENV sets in plain words; another value may come of a build argument, which whoever builds decides. */
function note(environment: Map<string, string>, instruction: Instruction): void {
  for (const { key, rawValue = '' } of instruction.pairs().pairs) {
    const text = unquoteValue(rawValue, instruction.escape);
    if (text.includes('$')) environment.delete(key);
    else environment.set(key, text);
  }
}

/** `USER $NAME` as the engine reads it, where an ENV sets the name. */
function withValues(user: Written, environment: ReadonlyMap<string, string>): Written {
  const text = expandArgs(user.text, environment);
  return text === undefined ? user : { ...user, text };
}

const KEYS: Readonly<Record<string, 'user' | 'workdir' | 'entrypoint' | 'command' | 'healthcheck'>> = {
  USER: 'user',
  WORKDIR: 'workdir',
  ENTRYPOINT: 'entrypoint',
  CMD: 'command',
  HEALTHCHECK: 'healthcheck',
};

function written(instruction: Instruction): Written {
  const exec = instruction.execForm;
  const text = unquoteValue(instruction.args, instruction.escape);
  return { text, instruction, ...(exec ? { exec } : {}) };
}

function wordsIn(instruction: Instruction): string[] {
  return instruction.words().map(({ text }) => text);
}
