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
import { parseImageReference } from '../../src/knowledge/index.js';
import { joinPath, type Surroundings } from './detect.js';

// Images whose own start-up gains privileges. Each was read in the Dockerfile or script named beside it.
const NEEDS_PRIVILEGES: readonly { readonly image: RegExp; readonly says: string }[] = [
  // https://github.com/coder/code-server/blob/main/ci/release-image/Dockerfile: chmod 4755 fixuid, NOPASSWD sudo
  { image: /^docker\.io\/codercom\/code-server$/, says: 'the image starts through the setuid program fixuid' },
  // https://github.com/SeleniumHQ/docker-selenium/blob/trunk/Base/Dockerfile: USER 1200 with sudo NOPASSWD
  { image: /^docker\.io\/selenium\//, says: 'the image runs as a normal user that calls sudo' },
  // https://github.com/zabbix/zabbix-docker/blob/trunk/Dockerfiles/server-mysql/alpine/Dockerfile: sudo nmap, fping
  { image: /^docker\.io\/zabbix\/zabbix-(?:server|proxy)-/, says: 'the image runs nmap through sudo as a normal user' },
  // https://github.com/pi-hole/docker-pi-hole/blob/master/src/start.sh: fix_capabilities, then capsh --user
  {
    image: /^docker\.io\/pihole\/pihole$/,
    says: 'the image gives its DNS server file capabilities and starts it as a normal user',
  },
  // https://github.com/hashicorp/docker-vault/blob/master/0.X/docker-entrypoint.sh: setcap cap_ipc_lock, then a normal user
  { image: /^docker\.io\/(?:library\/|hashicorp\/)vault$/, says: 'the image locks memory through a file capability' },
];

// A word of a command line, whatever quotes or brackets stand around it.
const GAINS = /(?:^|[\s"'`,;&|([])(?:\/usr\/bin\/|\/bin\/)?(sudo|doas|su)(?=$|[\s"'`,;&|)\]])/m;
const SSHD = /(?:^|[\s"'`,;&|([/])(openssh-server|sshd|dropbear)(?=$|[\s"'`,;&|)\]])/m;
const SETUID = /\bchmod\s+(?:-\w+\s+)?(?:[ugoa]*\+[rwx]*s|0?[46][0-7]{3})\s/;
const SETCAP = /(?:^|[\s"'`,;&|([])setcap(?=[\s"'`,])/m;

/** Why the service seems to need privileges it does not start with; `undefined` when nothing read says so. */
export function privilegeSign(around: Surroundings, service: Service): string | undefined {
  for (const key of ['entrypoint', 'command'] as const) {
    const word = GAINS.exec(wordsOf(service, key))?.[1] ?? SSHD.exec(wordsOf(service, key))?.[1];
    if (word) return `${key} calls ${word}`;
  }
  const image = service.image === undefined ? undefined : parseImageReference(service.image);
  if (image && !service.build) {
    const full = `${image.host}/${image.path}`;
    const known = NEEDS_PRIVILEGES.find((entry) => entry.image.test(full));
    if (known) return known.says;
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
  return textSign(`${instruction.args}\n${heredocs}`);
}

function textSign(text: string): string | undefined {
  const word = GAINS.exec(text)?.[1] ?? SSHD.exec(text)?.[1];
  if (word) return `uses ${word}`;
  if (SETUID.test(text)) return 'makes a setuid program';
  return SETCAP.test(text) ? 'gives a program file capabilities' : undefined;
}

/** Shell scripts that are copied in or started by name, where the context holds them. */
function scriptSign(instruction: Instruction, context: string, repository: Repository): string | undefined {
  if (!['COPY', 'ADD', 'CMD', 'ENTRYPOINT'].includes(instruction.keyword) || instruction.flag('from')) return undefined;
  for (const word of instruction.execForm ?? instruction.words().map((each) => each.text)) {
    if (!/^[\w./-]+\.sh$/.test(word)) continue;
    const inContext =
      instruction.keyword === 'COPY' || instruction.keyword === 'ADD' ? word : word.slice(word.lastIndexOf('/') + 1);
    const path = joinPath(context, inContext.replace(/^\/+/, ''));
    const sign = path && textSign(withoutComments(repository.read(path) ?? ''));
    if (sign) return `starts ${path}, which ${sign}`;
  }
  return undefined;
}

function withoutComments(script: string): string {
  return script.replace(/^[ \t]*#.*$/gm, '');
}
