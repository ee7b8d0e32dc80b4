// What a Dockerfile takes from its context and does with it.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { mentionsProgram } from '../../src/programs/index.js';
import {
  buildStates,
  expandArgs,
  isWindows,
  type DockerfileDoc,
  type Instruction,
  isCopy,
  runMounts,
} from '../../src/dockerfile/index.js';
import { packageCommands } from '../../src/runs/index.js';

export interface Usage {
  readonly doc: DockerfileDoc;
  /** COPY and ADD that bring a folder, `.` or a glob of folders. */
  readonly broad: readonly { readonly instruction: Instruction; readonly source: string }[];
  /** Everything else that is taken by name, cleaned: `target/app.jar`, `package*.json`. */
  readonly named: readonly string[];
  /** A source holds a variable without a known value. */
  readonly unknown: boolean;
  /** The words of what runs while building and in the image. */
  readonly words: string;
  /** What the Dockerfile makes by itself, by the names that ecosystems give it. */
  readonly makes: ReadonlySet<string>;
}

const MAKINGS = ECOSYSTEMS.flatMap(({ tools = [] }) => tools.flatMap(({ makes }) => makes ?? []));

/** A build that records the commit in what it makes, in words. */
export function findStamping({ makes, words }: Usage): string | undefined {
  return MAKINGS.find(({ id, stamps }) => stamps && makes.has(id) && !stamps.unless.test(words))?.stamps?.says;
}

/**
 * `undefined` for a Dockerfile that builds for Windows.
 * @param folders tells whether a path of the context is a folder.
 */
export function usageOf(doc: DockerfileDoc, folders: (path: string) => boolean): Usage | undefined {
  const broad: { instruction: Instruction; source: string }[] = [];
  const named: string[] = [];
  let unknown = false;
  for (const instruction of doc.instructions) {
    if (instruction.keyword === 'RUN') {
      for (const mount of runMounts(instruction)) {
        if (mount.get('type') !== 'bind' || mount.has('from')) continue;
        named.push(clean(mount.get('source') ?? mount.get('src') ?? '.'));
      }
    } else if (isCopy(instruction)) {
      for (const raw of sourcesOf(instruction)) {
        const known = expandArgs(raw, raw.includes('$') ? buildStates(doc)[instruction.index]!.variables : NONE);
        const source = known === undefined ? undefined : clean(known);
        if (source === undefined) unknown = true;
        else if (isBroad(source, folders)) broad.push({ instruction, source: source.replace(/(?:^|\/)\*+$/, '') });
        else named.push(source);
      }
    }
  }
  if (broad.some(({ instruction }) => isWindows(doc, instruction))) return undefined;
  let words: string | undefined;
  let makes: ReadonlySet<string> | undefined;
  return {
    doc,
    broad,
    named,
    unknown,
    // Most Dockerfiles bring no folder, and then nobody asks.
    get words() {
      words ??= wordsOf(doc);
      return words;
    },
    get makes() {
      makes ??= makesOf(doc, this.words);
      return makes;
    },
  };
}

const NONE: ReadonlyMap<string, string> = new Map();

function wordsOf(doc: DockerfileDoc): string {
  const words = doc.instructions.filter(({ keyword }) => keyword === 'RUN').map(runWords);
  for (const stage of doc.stages) {
    // Of several only the last one counts, and a dead one may go.
    for (const keyword of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
      const last = stage.instructions.filter((each) => each.keyword === keyword).at(-1);
      if (last) words.push(last.args);
    }
  }
  return words.join('\n');
}

function makesOf(doc: DockerfileDoc, words: string): ReadonlySet<string> {
  const makes = new Set<string>();
  const runs = doc.instructions.filter(({ keyword }) => keyword === 'RUN');
  if (runs.some((run) => packageCommands(run).some(installsNode))) makes.add('npm-install');
  const lines = words.split('\n');
  if (lines.some((line) => mentionsProgram(line, 'buildsFolder') && /\bbuild\b(?!-)/.test(line)))
    makes.add('npm-build');
  for (const { id, tool, task } of MAKINGS) {
    if (lines.some((line) => tool.test(line) && task.test(line))) makes.add(id);
  }
  return makes;
}

function runWords(instruction: Instruction): string {
  const heredoc = instruction.heredocs.length > 0 ? `\n${instruction.shellSource.text}` : '';
  return instruction.args + heredoc;
}

function installsNode({ manager, action, packages, verb }: ReturnType<typeof packageCommands>[number]): boolean {
  if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') return false;
  return action === 'install' && (packages.length === 0 || (manager === 'yarn' && verb === 'install'));
}

function sourcesOf(instruction: Instruction): string[] {
  if (instruction.flag('from') || instruction.heredocs.length > 0) return [];
  const words = instruction.execForm ?? instruction.words().map((word) => word.text.replace(/^(["'])(.*)\1$/, '$2'));
  return words.slice(0, -1).filter((word) => !/^(?:https?:|git@|git:|ssh:)/.test(word));
}

function clean(source: string): string {
  const parts: string[] = [];
  for (const part of source.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function isBroad(source: string, folders: (path: string) => boolean): boolean {
  const folder = source.replace(/(?:^|\/)\*+$/, '');
  return folder === '' || (!/[*?[\\]/.test(folder) && folders(folder));
}
