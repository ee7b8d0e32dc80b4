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
import { findStage, parseDockerfile, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { commandGainsPrivileges, imageGainsPrivileges } from '../../src/knowledge/index.js';
import { joinPath, type Surroundings } from './detect.js';

/** Why the service seems to need privileges it does not start with; `undefined` when nothing read says so. */
export function privilegeSign(around: Surroundings, service: Service): string | undefined {
  for (const key of ['entrypoint', 'command'] as const) {
    const sign = commandGainsPrivileges(wordsOf(service, key));
    if (sign) return `${key} ${sign}`;
  }
  const known = service.image === undefined || service.build ? undefined : imageGainsPrivileges(service.image);
  if (known) return known.says;
  const user = asText(service.get('user'));
  if (user !== undefined && !/^(?:root|0)(?:$|:)/.test(user) && asSeq(service.get('cap_add'))?.items.length) {
    return 'a normal user gets what cap_add grants only through file capabilities';
  }
  return service.build ? dockerfileSign(around, service) : undefined;
}

function wordsOf(service: Service, key: string): string {
  const node = service.get(key);
  return asText(node) ?? (asSeq(node)?.items ?? []).map((item) => asText(item) ?? '').join(' ');
}

function dockerfileSign(around: Surroundings, service: Service): string | undefined {
  const link = linkOf(around, service);
  const { repository } = around.context.evidence;
  const built = link?.dockerfile && tryParse(link.dockerfile, repository.read(link.dockerfile));
  if (!link || !built) return undefined;
  let stage = (link.target === undefined ? undefined : findStage(built.stages, link.target)) ?? built.stages.at(-1);
  for (; stage; stage = stage.base) {
    for (const instruction of stage.instructions) {
      const sign = instructionSign(instruction) ?? scriptSign(instruction, link.context ?? '', repository);
      if (sign) return `${link.dockerfile}:${instruction.line + 1} ${sign}`;
    }
  }
  return undefined;
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

const RUNS = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function instructionSign(instruction: Instruction): string | undefined {
  if (!RUNS.has(instruction.keyword)) return undefined;
  const heredocs = instruction.heredocs.length > 0 ? instruction.shellSource.text : '';
  return commandGainsPrivileges(`${instruction.args}\n${heredocs}`);
}

/** Shell scripts that are copied in or started by name, where the context holds them. */
function scriptSign(instruction: Instruction, context: string, repository: Repository): string | undefined {
  if (!['COPY', 'ADD', 'CMD', 'ENTRYPOINT'].includes(instruction.keyword) || instruction.flag('from')) return undefined;
  for (const word of instruction.execForm ?? instruction.words().map((each) => each.text)) {
    if (!/^[\w./-]+\.sh$/.test(word)) continue;
    const inContext =
      instruction.keyword === 'COPY' || instruction.keyword === 'ADD' ? word : word.slice(word.lastIndexOf('/') + 1);
    const path = joinPath(context, inContext.replace(/^\/+/, ''));
    const sign = path && commandGainsPrivileges(withoutComments(repository.read(path) ?? ''));
    if (sign) return `starts ${path}, which ${sign}`;
  }
  return undefined;
}

function withoutComments(script: string): string {
  return script.replace(/^[ \t]*#.*$/gm, '');
}
