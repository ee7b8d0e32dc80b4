// Everything of a repository that runs in a container, and the commands it calls.
import {
  type BuildLink,
  type Context,
  type FilePath,
  child,
  words,
  anyOf,
  partPattern,
  walkFiles,
} from '../model/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { interpreterOf, programIs } from '../programs/index.js';
import { type DockerfileDoc, type Instruction, isContextCopy } from '../dockerfile/index.js';
import { copyArguments, probableContexts } from '../dockerfile/index.js';
import { usesInCode, usesInInstruction, usesInShell, usesInWords, type Use } from './uses.js';

const MOST_FILES = 3000;
const LARGEST = 400_000;
const SKIPPED = words('dist vendor target test tests __tests__ docs doc .github examples');
/** What no ecosystem reads. */
const OTHER_CODE = /\.(?:pyw|pl)$/;
const SHELL = /\.(?:sh|bash)$|(?:^|\/)(?:docker-)?entrypoint[\w.-]*$/;
const BUILD_ONLY = partPattern(
  'setup build gulpfile Gruntfile webpack.config vite.config rollup.config conftest noxfile tasks fabfile',
  { before: /(?:^|\/)/, after: /\.[\w.]+$/ },
);

/** What the walk over the build contexts gave. */
export interface Material {
  readonly uses: readonly Use[];
  /** Files of source and scripts that were read. */
  readonly files: number;
  /** True when there were too many files to read them all. */
  readonly cut: boolean;
}

/**
 * Where files of the build contexts, the services that run the image and the instructions that say what runs call one of
 * the commands. Tests, documentation and the scripts of builds are left out.
 */
export function usesOf(
  doc: DockerfileDoc,
  context: Pick<Context, 'group' | 'evidence'>,
  instructions: readonly Instruction[],
  commands: ReadonlySet<string>,
): Material {
  const uses: Use[] = [];
  for (const instruction of instructions) uses.push(...usesInInstruction(doc.file, instruction, commands));
  const { repository } = context.evidence;
  const met = walkFiles(repository, {
    from: probableContexts(doc, context),
    wanted: (name, folder) => mayCall(child(folder, name)),
    enter: (name) => !SKIPPED.has(name),
    opens: 'hidden',
    mostFiles: MOST_FILES,
  });
  let files = 0;
  for (const path of met) {
    const text = repository.read(path);
    if (text === undefined || text.length > LARGEST) continue;
    const isCode = isSource(path);
    if (!isCode && !SHELL.test(path) && !programIs(interpreterOf(text), 'shell')) continue;
    files++;
    uses.push(...(isCode ? usesInCode(path, text, commands) : usesInShell(path, text, commands)));
  }
  for (const link of context.group.links) {
    if (link.dockerfile === doc.file) uses.push(...ofService(link, repository.read(link.file) ?? '', commands));
  }
  return { uses, files, cut: met.cut };
}

function isSource(path: FilePath): boolean {
  return OTHER_CODE.test(path) || ECOSYSTEMS.some(({ source }) => source?.files.test(path));
}

/** Source, scripts, and what has no ending and may be one. */
function mayCall(path: FilePath): boolean {
  return !BUILD_ONLY.test(path) && (isSource(path) || SHELL.test(path) || !/\.[A-Za-z0-9]+$/.test(path));
}

/** Commands, entry points and health checks of a Compose file: lines that may name a command of the service. */
function ofService({ file, service }: BuildLink, text: string, commands: ReadonlySet<string>): Use[] {
  const uses: Use[] = [];
  const lines = text.split('\n');
  const others = linesOfOthers(lines, service);
  let inside = -1;
  for (const [at, line] of lines.entries()) {
    const indent = line.search(/\S/);
    if (indent === -1 || others.has(at)) continue;
    if (/^\s*(?:command|entrypoint|test|post_start|pre_stop)\s*:/.test(line)) inside = indent;
    else if (indent < inside || (indent === inside && !/^\s*-/.test(line))) inside = -1;
    if (inside !== -1) uses.push(...usesInWords(file, at, line, commands));
  }
  return uses;
}

/** The lines of a Compose file that belong to other services, but for those that may be taken over by an anchor. */
function linesOfOthers(lines: readonly string[], service: string): ReadonlySet<number> {
  const found = new Set<number>();
  const start = lines.findIndex((line) => /^services:\s*(?:#.*)?$/.test(line));
  let own = true;
  let depth = -1;
  let block: number[] = [];
  const close = (): void => {
    const isShared = block.some((at) => /\s&[\w-]+/.test(lines[at]!));
    if (!own && !isShared) for (const at of block) found.add(at);
    block = [];
  };
  for (let at = start + 1; start !== -1 && at < lines.length; at++) {
    const line = lines[at]!;
    const indent = line.search(/[^\s]/);
    if (indent === -1 || /^\s*#/.test(line)) continue;
    if (indent === 0) break;
    if (depth === -1) depth = indent;
    if (indent === depth) {
      close();
      own = /^\s*["']?([^"':]+)/.exec(line)?.[1] === service;
    }
    block.push(at);
  }
  close();
  return found;
}

const NO_CODE = anyOf(
  partPattern(
    `
    txt conf cnf ini yaml yml toml json lock cfg crt pem key list md repo xml properties env patch deb gz zip`,
    { before: /\./, after: /$/, flags: 'i' },
  ),
  partPattern('Gemfile Pipfile nginx etc conf config cert certs patches requirements', {
    before: /(?:^|\/)/,
    after: /[\w.]*\/?$/,
    flags: 'i',
  }),
);

/** True where the image holds source of the repository that is not here to be read, so that no call in it is seen. */
export function sourceIsMissing(instructions: readonly Instruction[], files: number): boolean {
  if (files > 0) return false;
  return instructions.some((each) => {
    if (!isContextCopy(each)) return false;
    return copyArguments(each)?.sources.some((source) => !NO_CODE.test(source) && !/^<<|:\/\//.test(source)) ?? false;
  });
}
