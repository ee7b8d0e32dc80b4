// RUNs that download packages, and where each tool keeps them.
import type { CacheMount } from '../../src/ecosystems/index.js';
import {
  type Context,
  type Folder,
  type Project,
  type RefusalCode,
  baseName,
  type Stop,
  stop,
  isWithin,
  parent,
} from '../../src/model/index.js';
import {
  baseChain,
  buildContexts,
  contextPath,
  copiesFromContext,
  copyArguments,
  buildStates,
  hasPosixShell,
  type DockerfileDoc,
  type Instruction,
  isCopy,
  olderSyntax,
  runMounts,
} from '../../src/dockerfile/index.js';
import { commandName, type ShellCommand } from '../../src/shell/index.js';
import { shellRuns } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { runnerOf } from './runner.js';
import { CACHING_TOOLS, type CachingTool } from './tools.js';

interface OwnedMount extends CacheMount {
  /** What follows in the mount for a user who is not root: `,uid=1000,gid=1000`. */
  readonly owner: string;
}

export interface CachedRun {
  readonly instruction: Instruction;
  readonly tools: readonly string[];
  readonly mounts: readonly OwnedMount[];
  /** The mounts of tools that compile, and whether what they compile lies in one. */
  readonly compiles?: { readonly into: 'kept' | 'again'; readonly targets: readonly string[] };
  /** The image's own setting that empties the cache of apt has to go first. */
  readonly dockerClean: boolean;
}

interface Found {
  readonly tools: string[];
  readonly mounts: OwnedMount[];
  compiles?: NonNullable<CachedRun['compiles']>;
  dockerClean: boolean;
}

/** Every RUN of a tool gets the mount or none does: what one leaves in a cache another has to find there. */
export function cachesOf(
  doc: DockerfileDoc,
  context: Context,
): {
  readonly runs: readonly CachedRun[];
  readonly obstacles: readonly Required<Stop<Instruction>>[];
} {
  const obstacles: Required<Stop<Instruction>>[] = [];
  const found = new Map<Instruction, Found>();
  const all = shellRuns(doc);
  const projects = projectsOf(doc, context);
  for (const tool of CACHING_TOOLS) {
    const runs = all.filter((run) => run.shell.commands.some((command) => isCall(tool, command)));
    const open = runs.filter((run) => !hasCacheMount(doc, run, tool, projects));
    if (open.length === 0) continue;
    const obstacle = obstacleOf(doc, tool, runs, open, context, projects);
    if (obstacle) {
      obstacles.push(obstacle);
      continue;
    }
    const stages = new Set<number>();
    for (const run of open) {
      const entry: Found = found.get(run) ?? { tools: [], mounts: [], dockerClean: false };
      found.set(run, entry);
      entry.tools.push(tool.name);
      const { home, owner } = runnerOf(doc, run)!;
      const mounts = tool.mounts(home, projects).map((mount) => ({ ...mount, owner }));
      entry.mounts.push(...mounts);
      if (tool.compiled) entry.compiles = { into: tool.compiled, targets: mounts.map(({ target }) => target) };
      if (tool.name === 'apt' && !stages.has(run.stage))
        entry.dockerClean = !doc.instructions.some(({ args }) => args.includes('docker-clean'));
      stages.add(run.stage);
    }
  }
  const runs = [...found].map(([instruction, entry]) => ({ instruction, ...entry }));
  return { runs: runs.sort((a, b) => a.instruction.index - b.instruction.index), obstacles };
}

function isCall(tool: CachingTool, command: ShellCommand): boolean {
  const words = command.words.map(({ value, raw }) => value ?? raw);
  const at = words[0] === 'sudo' ? 1 : 0;
  const name = at === 0 ? commandName(command) : words[at];
  return name !== undefined && tool.calls(name.replace(/^\.\//, ''), words.slice(at + 1));
}

function hasCacheMount(doc: DockerfileDoc, run: Instruction, tool: CachingTool, projects: readonly Project[]): boolean {
  const own = tool.mounts(runnerOf(doc, run)?.home ?? '/root', projects).map(({ target }) => target);
  return runMounts(run).some((mount) => {
    const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    const type = mount.get('type');
    return (
      (type === 'cache' || type === 'tmpfs') &&
      own.some((each) => each.startsWith(target.replace(/(?<!\/)\/+$/, '')) || target.startsWith(each))
    );
  });
}

function obstacleOf(
  doc: DockerfileDoc,
  tool: CachingTool,
  runs: readonly Instruction[],
  open: readonly Instruction[],
  context: Context,
  projects: readonly Project[],
): Required<Stop<Instruction>> | undefined {
  const { name } = tool;
  const syntax = olderSyntax(doc, '1.2');
  for (const instruction of runs) {
    const refuse = (code: RefusalCode, message: string): Required<Stop<Instruction>> =>
      stop(code, message, instruction);
    if (syntax !== undefined)
      return refuse('conflicts', `# syntax=${syntax} is older than cache mounts; name docker/dockerfile:1`);
    if (!hasPosixShell(doc, instruction) || instruction.heredocs.length > 0)
      return refuse('unsupported-syntax', `${name} runs in a heredoc or another shell here`);
    const state = buildStates(doc)[instruction.index]!;
    const runner = runnerOf(doc, instruction);
    if (!runner || (name === 'apt' && runner.owner !== ''))
      return refuse(
        'needs-decision',
        `${name} runs as ${state.user ?? 'the user of the base image'} here: a cache mount has to be given the number of that user (uid=) and its home`,
      );
    const moved = [...tool.variables, ...(name === 'apt' ? [] : ['HOME'])].find((each) => state.variables.has(each));
    if (moved !== undefined)
      return refuse('conflicts', `${moved} says where ${name} keeps its cache, or that it keeps none`);
    const root = doc.stages[instruction.stage]?.rootImage;
    if (tool.image && !tool.image.test(root ?? ''))
      return refuse('unknown-base', `where ${name} keeps its cache is known for its official image only`);
    if (name === 'apt' && !['debian', 'ubuntu'].includes(imageProfile(root ?? '')?.family ?? ''))
      return refuse('unknown-base', 'the base image is not known to be Debian or Ubuntu');
    if (name === 'apt' && !fetchesItsLists(instruction))
      return refuse(
        'used-later',
        'packages are installed here from lists that another line fetched, and a cache may be empty when that line does not run again; join apt-get update with the install',
      );
    if (tool.notWith?.args.test(instruction.args)) return refuse('used-later', tool.notWith.says);
    if (tool.notIn?.images.test(root ?? '')) return refuse('unknown-base', tool.notIn.says);
    if (
      /--cache-dir|--cache\b|--cache-folder|--store-dir|maven\.repo\.local|--gradle-user-home|\s-g\s\/|Dir::Cache/.test(
        instruction.args,
      )
    )
      return refuse('conflicts', `the command of ${name} says itself where its cache is`);
    if (open.includes(instruction) && instruction.flags.some((flag) => flag.name === 'mount' && /\$/.test(flag.value)))
      return refuse('contains-variable', 'a variable decides what is mounted here');
  }
  if (tool.obstacle) {
    const why = tool.obstacle(projects, context.evidence.repository);
    if (why) return { ...why, at: open[0]! };
  }
  return neededLater(doc, tool, open[0]!, projects);
}

/** The projects in the folders that the Dockerfile copies from. */
function projectsOf(doc: DockerfileDoc, context: Context): Project[] {
  const folders = new Set<Folder>();
  for (const root of buildContexts(doc, context)) {
    folders.add(root);
    for (const instruction of copiesFromContext(doc)) {
      for (const source of copyArguments(instruction)?.sources ?? []) {
        const path = contextPath(root, source.replace(/(?<![^/])[^/]*\*.*/s, ''));
        if (path === undefined) continue;
        folders.add(path);
        if (parent(path) !== '') folders.add(parent(path));
      }
    }
  }
  return [...folders].flatMap((folder) => context.evidence.projects(folder));
}

/** Each install comes behind an update of the same RUN. */
function fetchesItsLists({ shell }: Instruction): boolean {
  let fetched = false;
  for (const command of shell.commands) {
    const words = command.words.map(({ value, raw }) => value ?? raw);
    if (!words.some((word) => /^(?:apt|apt-get)$/.test(baseName(word)))) continue;
    if (words.includes('update')) fetched = true;
    else if (words.some((word) => /^(?:install|build-dep|upgrade|dist-upgrade)$/.test(word)) && !fetched) return false;
  }
  return true;
}

/** What the cache holds is not in the image: nobody may copy it out or start from it. */
function neededLater(
  doc: DockerfileDoc,
  tool: CachingTool,
  instruction: Instruction,
  projects: readonly Project[],
): Required<Stop<Instruction>> | undefined {
  const mounts = tool.mounts(runnerOf(doc, instruction)?.home ?? '/root', projects);
  const under = baseChain(doc.stages[instruction.stage]!);
  for (const other of doc.instructions) {
    const words = other.execForm ?? other.words().map(({ text }) => text);
    const isStart = other.keyword === 'CMD' || other.keyword === 'ENTRYPOINT';
    if (isStart && tool.start?.test(other.args))
      return stop('used-later', `the image starts with ${tool.name}, which needs what was downloaded`, instruction);
    // A script may run it as well.
    const isOwn = baseChain(doc.stages[other.stage]!).includes(doc.stages[instruction.stage]!);
    if (isStart && isOwn && tool.start && /\.sh\b|\bmake\b|\bsupervisord\b/.test(other.args))
      return stop(
        'used-later',
        `the image that ${tool.name} builds in starts with a script, which may need what was downloaded`,
        instruction,
      );
    const copies = isCopy(other) && other.flag('from');
    const isUnder = under.includes(doc.stages[other.stage]!);
    const hidden = isUnder ? hides(other, words, mounts) : undefined;
    if (hidden !== undefined)
      return stop(
        'used-later',
        `line ${other.lineMark} puts a file below ${hidden}, which a mount would hide`,
        instruction,
      );
    const inCache = (text: string): boolean =>
      mounts.some(({ target }) => text.startsWith(target) || target.startsWith(`${text.replace(/(?<!\/)\/+$/, '')}/`));
    if (copies && words.slice(0, -1).some((word) => word.startsWith('/') && tool.name !== 'apt' && inCache(word)))
      return stop('used-later', `line ${other.lineMark} copies from the cache of ${tool.name}`, instruction);
    if (
      other.keyword === 'RUN' &&
      other !== instruction &&
      /--offline\b|\s-o\s.{0,300}(?:package|install)|--no-download|--no-index/.test(other.args) &&
      tool.name !== 'apt' &&
      !other.shell.commands.some((command) => isCall(tool, command))
    )
      return stop('used-later', `line ${other.lineMark} works offline`, instruction);
  }
  return undefined;
}

/**
 * A folder of the cache into which the Dockerfile itself writes: `COPY gradle.properties /root/.gradle/`. What another stage
 * made may bring one along: `COPY --from=deps /opt/cargo /usr/local/cargo`.
 */
function hides(other: Instruction, words: readonly string[], mounts: readonly CacheMount[]): string | undefined {
  const to = isCopy(other) ? words.slice(-1) : other.keyword === 'RUN' ? redirectsOf(other.args) : [];
  const brings = isCopy(other) && other.flag('from') !== undefined;
  return mounts.find(({ target }) =>
    to.some((path) => isWithin(path, target) || (brings && path !== '/' && isWithin(target, path))),
  )?.target;
}

function redirectsOf(text: string): string[] {
  return [...text.matchAll(/>\s*["']?((?:\/|~\/|\$HOME\/)[^\s"';&|]{1,300})/g)].map((match) =>
    match[1]!.replace(/^(?:~|\$HOME)/, '/root'),
  );
}
