// Programs that gain privileges while a container runs, as far as the files show them.
import { ParseError, type FilePath, type Repository } from '../../src/model/index.js';
import {
  asSeq,
  asText,
  composeLinks,
  type ComposeDoc,
  type ComposeLink,
  type Service,
} from '../../src/compose/index.js';
import {
  baseChain,
  findStage,
  packageCommands,
  parseDockerfile,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import {
  commandGainsPrivileges,
  fileGainsPrivileges,
  imageGainsPrivileges,
  packageGainsPrivileges,
} from '../../src/knowledge/index.js';
import { joinPath, type Surroundings } from './detect.js';

export interface Signs {
  /** Why the running container seems to need privileges it does not start with. */
  readonly stands: string | undefined;
  /** What the image holds that gains privileges, though nothing read calls it while the container runs. */
  readonly held: readonly string[];
}

/** What the files show of programs that gain privileges. */
export function privilegeSigns(around: Surroundings, service: Service): Signs {
  for (const key of ['entrypoint', 'command'] as const) {
    const sign = commandGainsPrivileges(wordsOf(service, key));
    if (sign) return { stands: `\`${key}\` ${sign}`, held: [] };
  }
  const known = service.image === undefined || service.build ? undefined : imageGainsPrivileges(service.image);
  if (known) return { stands: known.says, held: [] };
  const user = asText(service.get('user'));
  if (user !== undefined && !/^(?:root|0)(?:$|:)/.test(user) && asSeq(service.get('cap_add'))?.items.length) {
    return { stands: 'a normal user gets what `cap_add` grants only through file capabilities', held: [] };
  }
  return service.build ? dockerfileSigns(around, service) : { stands: undefined, held: [] };
}

function wordsOf(service: Service, key: string): string {
  const node = service.get(key);
  return asText(node) ?? (asSeq(node)?.items ?? []).map((item) => asText(item) ?? '').join(' ');
}

function dockerfileSigns(around: Surroundings, service: Service): Signs {
  const held: string[] = [];
  const link = linkOf(around, service);
  const { repository } = around.context.evidence;
  const built = link?.dockerfile && tryParse(link.dockerfile, repository.read(link.dockerfile));
  if (!link || !built) return { stands: undefined, held };
  const started = `${wordsOf(service, 'entrypoint')} ${wordsOf(service, 'command')}`;
  const last = (link.target === undefined ? undefined : findStage(built.stages, link.target)) ?? built.stages.at(-1);
  const chain = last ? baseChain(last) : [];
  const starters = chain.flatMap(({ instructions }) => instructions.filter(({ keyword }) => STARTS.has(keyword)));
  const words = `${started} ${starters.map(({ args }) => args).join(' ')}`;
  for (const stage of chain) {
    for (const instruction of stage.instructions) {
      const place = `\`${link.dockerfile}:${instruction.line + 1}\``;
      const sign = instructionSign(instruction);
      if (sign) return { stands: `${place} ${sign}`, held: [] };
      const script = scriptSign(instruction, link.context ?? '', repository, words);
      if (script?.starts) return { stands: `${place} starts \`${script.path}\`, which ${script.sign}`, held: [] };
      if (script) held.push(`${place} copies \`${script.path}\`, which ${script.sign}`);
      held.push(...heldBy(instruction).map((each) => `${place} ${each}`));
    }
  }
  return { stands: undefined, held };
}

/** What a RUN leaves in the image: the packages it installs, and whom it lets become root. */
function heldBy(instruction: Instruction): string[] {
  if (instruction.keyword !== 'RUN') return [];
  const held: string[] = [];
  for (const { action, packages } of packageCommands(instruction)) {
    if (action !== 'install') continue;
    for (const { value = '' } of packages) {
      const says = packageGainsPrivileges(value);
      if (says) held.push(`installs \`${value}\`, ${says}`);
    }
  }
  if (/\bsudoers\b|\bNOPASSWD\b/.test(instruction.args)) held.push('lets a user call `sudo`');
  else if (/(?:^|[\s;&|])sudo\s/m.test(instruction.args) && held.length === 0) held.push('calls `sudo` in the build');
  return held;
}

const links = new WeakMap<ComposeDoc, ReadonlyMap<string, ComposeLink>>();

function linkOf({ doc }: Surroundings, service: Service): ComposeLink | undefined {
  let known = links.get(doc);
  if (!known) {
    known = new Map(composeLinks(doc).map((link) => [link.service, link]));
    links.set(doc, known);
  }
  return known.get(service.name);
}

function tryParse(path: FilePath, text: string | undefined): DockerfileDoc | undefined {
  if (text === undefined) return undefined;
  try {
    return parseDockerfile(path, text);
  } catch (error) {
    if (error instanceof ParseError) return undefined; // planning that file reports it
    throw error;
  }
}

const STARTS = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** What runs in the container, and programs that a RUN gives privileges to on purpose. */
function instructionSign(instruction: Instruction): string | undefined {
  if (STARTS.has(instruction.keyword)) return commandGainsPrivileges(instruction.args);
  if (instruction.keyword !== 'RUN') return undefined;
  const heredocs = instruction.heredocs.length > 0 ? instruction.shellSource.text : '';
  return fileGainsPrivileges(`${instruction.args}\n${heredocs}`);
}

interface Script {
  readonly path: string;
  readonly sign: string;
  /** Named by what the container starts, or put where the entry point of a base image looks. */
  readonly starts: boolean;
}

/** A shell script of the context that is copied in or started, and gains privileges. */
function scriptSign(
  instruction: Instruction,
  context: string,
  repository: Repository,
  started: string,
): Script | undefined {
  if (!['COPY', 'ADD', 'CMD', 'ENTRYPOINT'].includes(instruction.keyword) || instruction.flag('from')) return undefined;
  const copies = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
  for (const word of instruction.execForm ?? instruction.words().map((each) => each.text)) {
    if (!/^[\w./-]+\.sh$/.test(word)) continue;
    const name = word.slice(word.lastIndexOf('/') + 1);
    const path = joinPath(context, (copies ? word : name).replace(/^\/+/, ''));
    const sign = path && commandGainsPrivileges(withoutComments(repository.read(path) ?? ''));
    const starts = started.trim() === '' || started.includes(name) || instruction.args.includes('entrypoint');
    if (sign) return { path, sign, starts };
  }
  return undefined;
}

function withoutComments(script: string): string {
  return script.replace(/^[ \t]*#.*$/gm, '');
}
