// RUNs that download packages, and where each tool keeps them.
import type { RefusalCode } from '../../src/model/index.js';
import {
  baseChain,
  buildStates,
  commandName,
  hasPosixShell,
  runMounts,
  shellRuns,
  type DockerfileDoc,
  type Instruction,
  type ShellCommand,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

export interface Mount {
  readonly target: string;
  readonly locked: boolean;
}

export interface CachedRun {
  readonly instruction: Instruction;
  readonly tools: readonly string[];
  readonly mounts: readonly Mount[];
  /** The image's own setting that empties the cache of apt has to go first. */
  readonly dockerClean: boolean;
}

export interface Obstacle {
  readonly instruction: Instruction;
  readonly code: RefusalCode;
  readonly message: string;
}

interface Tool {
  readonly name: string;
  readonly calls: (name: string, words: readonly string[]) => boolean;
  readonly mounts: readonly Mount[];
  /** Variables that move the cache. */
  readonly variables: readonly string[];
  /** The images in which the place is known. */
  readonly image?: RegExp;
  /** A start that needs what was downloaded. */
  readonly start?: RegExp;
}

const shared = (target: string): Mount => ({ target, locked: false });
const locked = (target: string): Mount => ({ target, locked: true });

// Places: https://docs.docker.com/build/cache/optimize/#use-cache-mounts, https://pip.pypa.io/en/stable/topics/caching/,
// https://docs.npmjs.com/cli/commands/npm-cache, https://github.com/docker-library/golang, https://github.com/rust-lang/docker-rust,
// https://maven.apache.org/guides/mini/guide-configuring-maven.html, https://docs.gradle.org/current/userguide/directory_layout.html
const TOOLS: readonly Tool[] = [
  {
    name: 'apt',
    calls: (name, words) =>
      (name === 'apt-get' || name === 'apt') &&
      words.some((word) => /^(?:install|update|upgrade|dist-upgrade|build-dep)$/.test(word)),
    // The lists alone: what else lies in /var/lib/apt says which packages were asked for, and belongs to the image.
    mounts: [locked('/var/cache/apt'), locked('/var/lib/apt/lists')],
    variables: [],
  },
  {
    name: 'pip',
    calls: (name, words) =>
      (/^pip[\d.]*$/.test(name) && words.includes('install')) ||
      (/^python[\d.]*$/.test(name) && words[0] === '-m' && words[1] === 'pip' && words.includes('install')),
    mounts: [shared('/root/.cache/pip')],
    variables: ['PIP_CACHE_DIR', 'XDG_CACHE_HOME', 'PIP_NO_CACHE_DIR'],
  },
  {
    name: 'npm',
    calls: (name, words) => name === 'npm' && /^(?:install|i|ci)$/.test(words[0] ?? ''),
    mounts: [shared('/root/.npm')],
    variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'],
  },
  {
    name: 'go',
    calls: (name, words) => name === 'go' && /^(?:build|install|test|vet|generate|get|mod)$/.test(words[0] ?? ''),
    mounts: [shared('/go/pkg/mod'), shared('/root/.cache/go-build')],
    variables: ['GOPATH', 'GOMODCACHE', 'GOCACHE', 'XDG_CACHE_HOME'],
    image: /^(?:docker\.io\/)?(?:library\/)?golang(?:[:@]|$)/,
    start: /(?:^|[\s"'/;&])(?:go|dlv|air|reflex)(?=[\s"']|$)/,
  },
  {
    name: 'cargo',
    calls: (name, words) => name === 'cargo' && /^(?:build|install|fetch|test|run|check)$/.test(words[0] ?? ''),
    mounts: [shared('/usr/local/cargo/registry'), shared('/usr/local/cargo/git/db')],
    variables: ['CARGO_HOME'],
    image: /^(?:docker\.io\/)?(?:library\/)?rust(?:[:@]|$)/,
    start: /\bcargo\b/,
  },
  {
    name: 'maven',
    calls: (name) => name === 'mvn' || name === 'mvnw',
    mounts: [shared('/root/.m2/repository')],
    variables: ['MAVEN_CONFIG', 'MAVEN_OPTS', 'MAVEN_ARGS'],
    start: /\bmvnw?\b/,
  },
  {
    name: 'gradle',
    calls: (name) => name === 'gradlew' || name === 'gradle',
    mounts: [shared('/root/.gradle')],
    variables: ['GRADLE_USER_HOME', 'GRADLE_OPTS'],
    start: /\bgradlew?\b/,
  },
];

/** Every RUN of a tool gets the mount or none does: what one leaves in a cache another has to find there. */
export function cachesOf(doc: DockerfileDoc): {
  readonly runs: readonly CachedRun[];
  readonly obstacles: readonly Obstacle[];
} {
  const obstacles: Obstacle[] = [];
  const found = new Map<Instruction, { tools: string[]; mounts: Mount[]; dockerClean: boolean }>();
  const all = shellRuns(doc);
  for (const tool of TOOLS) {
    const runs = all.filter((run) => run.shell.commands.some((command) => isCall(tool, command)));
    const open = runs.filter((run) => !hasCacheMount(run, tool));
    if (open.length === 0) continue;
    const obstacle = obstacleOf(doc, tool, runs, open);
    if (obstacle) {
      obstacles.push(obstacle);
      continue;
    }
    const stages = new Set<number>();
    for (const run of open) {
      const entry = found.get(run) ?? { tools: [], mounts: [], dockerClean: false };
      found.set(run, entry);
      entry.tools.push(tool.name);
      entry.mounts.push(...tool.mounts);
      if (tool.name === 'apt' && !stages.has(run.stage))
        entry.dockerClean = !doc.instructions.some(({ args }) => args.includes('docker-clean'));
      stages.add(run.stage);
    }
  }
  const runs = [...found].map(([instruction, entry]) => ({ instruction, ...entry }));
  return { runs: runs.sort((a, b) => a.instruction.index - b.instruction.index), obstacles };
}

function isCall(tool: Tool, command: ShellCommand): boolean {
  const words = command.words.map(({ value, raw }) => value ?? raw);
  const at = words[0] === 'sudo' ? 1 : 0;
  const name = at === 0 ? commandName(command) : words[at];
  return name !== undefined && tool.calls(name.replace(/^\.\//, ''), words.slice(at + 1));
}

function hasCacheMount(run: Instruction, tool: Tool): boolean {
  return runMounts(run).some((mount) => {
    const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    const type = mount.get('type');
    return (
      (type === 'cache' || type === 'tmpfs') &&
      tool.mounts.some((own) => own.target.startsWith(target.replace(/\/+$/, '')) || target.startsWith(own.target))
    );
  });
}

function obstacleOf(
  doc: DockerfileDoc,
  tool: Tool,
  runs: readonly Instruction[],
  open: readonly Instruction[],
): Obstacle | undefined {
  const { name } = tool;
  const syntax = doc.directives.find((directive) => directive.name === 'syntax');
  for (const instruction of runs) {
    const refuse = (code: RefusalCode, message: string): Obstacle => ({ instruction, code, message });
    if (syntax && /dockerfile(?:-upstream)?:(?:0|1\.[01](?:\D|$))/.test(syntax.value) && !syntax.value.includes('labs'))
      return refuse('conflicts', `# syntax=${syntax.value} is older than cache mounts; name docker/dockerfile:1`);
    if (!hasPosixShell(doc, instruction) || instruction.heredocs.length > 0)
      return refuse('unsupported-syntax', `${name} runs in a heredoc or another shell here`);
    const state = buildStates(doc)[instruction.index]!;
    if (state.user !== undefined && !/^(?:root|0)(?::|$)/.test(state.user))
      return refuse(
        'needs-decision',
        `${name} runs as ${state.user} here: a cache mount has to be given the number of that user (uid=)`,
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
    if (name === 'gradle' && /(?:^|\/)gradle(?:[:@]|$)/.test(root ?? ''))
      return refuse('unknown-base', 'the image of Gradle keeps its cache in a volume of its own');
    if (/--cache-dir|--cache\b|maven\.repo\.local|--gradle-user-home|\s-g\s\/|Dir::Cache/.test(instruction.args))
      return refuse('conflicts', `the command of ${name} says itself where its cache is`);
    if (open.includes(instruction) && instruction.flags.some((flag) => flag.name === 'mount' && /\$/.test(flag.value)))
      return refuse('contains-variable', 'a variable decides what is mounted here');
  }
  return neededLater(doc, tool, open[0]!);
}

/** Each install comes behind an update of the same RUN. */
function fetchesItsLists({ shell }: Instruction): boolean {
  let fetched = false;
  for (const command of shell.commands) {
    const words = command.words.map(({ value, raw }) => value ?? raw);
    if (!words.some((word) => /^(?:apt|apt-get)$/.test(word.slice(word.lastIndexOf('/') + 1)))) continue;
    if (words.includes('update')) fetched = true;
    else if (words.some((word) => /^(?:install|build-dep|upgrade|dist-upgrade)$/.test(word)) && !fetched) return false;
  }
  return true;
}

/** What the cache holds is not in the image: nobody may copy it out or start from it. */
function neededLater(doc: DockerfileDoc, tool: Tool, instruction: Instruction): Obstacle | undefined {
  for (const other of doc.instructions) {
    const words = other.execForm ?? other.words().map(({ text }) => text);
    const isStart = other.keyword === 'CMD' || other.keyword === 'ENTRYPOINT';
    if (isStart && tool.start?.test(other.args))
      return {
        instruction,
        code: 'used-later',
        message: `the image starts with ${tool.name}, which needs what was downloaded`,
      };
    // A script may run it as well.
    const isOwn = baseChain(doc.stages[other.stage]!).includes(doc.stages[instruction.stage]!);
    if (isStart && isOwn && tool.start && /\.sh\b|\bmake\b|\bsupervisord\b/.test(other.args))
      return {
        instruction,
        code: 'used-later',
        message: `the image that ${tool.name} builds in starts with a script, which may need what was downloaded`,
      };
    const copies = (other.keyword === 'COPY' || other.keyword === 'ADD') && other.flag('from');
    const inCache = (text: string): boolean =>
      tool.mounts.some(({ target }) => text.startsWith(target) || target.startsWith(`${text.replace(/\/+$/, '')}/`));
    if (copies && words.slice(0, -1).some((word) => word.startsWith('/') && tool.name !== 'apt' && inCache(word)))
      return {
        instruction,
        code: 'used-later',
        message: `line ${other.line + 1} copies from the cache of ${tool.name}`,
      };
    if (
      other.keyword === 'RUN' &&
      other !== instruction &&
      /--offline\b|\s-o\s.*(?:package|install)|--no-download|--no-index/.test(other.args) &&
      tool.name !== 'apt' &&
      !other.shell.commands.some((command) => isCall(tool, command))
    )
      return { instruction, code: 'used-later', message: `line ${other.line + 1} works offline` };
  }
  return undefined;
}
