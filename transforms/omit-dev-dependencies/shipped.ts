// Installs whose packages end up in an image that is started, with what is known of the build and of its containers.
import { type FilePath, type Folder, baseName, isWithin, walkFiles } from '../../src/model/index.js';
import { broughtFolder } from '../../src/runs/index.js';
import {
  buildContexts,
  buildStates,
  childStages,
  contextPath,
  copyArguments,
  type DockerfileDoc,
  type Instruction,
  isContextCopy,
  quote,
  type Stage,
  stageByReference,
  unquoteValue,
} from '../../src/dockerfile/index.js';
import { type ContainerUse, type Omission, type ShippedInstall, toolsCalled } from '../../src/ecosystems/index.js';
import { imageBeforePin } from '../../src/images/index.js';
import { pipelineFiles } from '../../src/pipelines/index.js';
import { behindWrappers } from '../../src/programs/index.js';
import type { DockerfileContext } from '../../src/rewrites/index.js';
import { type ShellCommand, type ShellWord, textsOf } from '../../src/shell/index.js';
import { imageUses } from '../../src/uses/index.js';

export interface Shipped {
  readonly instruction: Instruction;
  readonly omission: Omission;
  /** The word of the call that an option goes behind. */
  readonly verb: ShellWord;
  /** Where it installs, and what is started: the same, or the stage that copies from it. */
  readonly stage: Stage;
  readonly last: Stage;
  readonly install: ShippedInstall;
}

/** The installs of a RUN that install everything. */
export function shippedInstalls(instruction: Instruction, context: DockerfileContext): Shipped[] {
  const { doc } = context;
  return instruction.shell.commands.flatMap((command): Shipped[] => {
    if (command.place !== 'chain') return [];
    const called = callOf(command);
    const stage = doc.stages[instruction.stage];
    const last = called && stage && startedOf(stage, instruction, context);
    if (!called || !stage || !last || (called.omission.ownStage && last !== stage)) return [];
    const { omission, words, verb } = called;
    const contexts = buildContexts(doc, context);
    const { folder } = broughtFolder(doc, instruction, { command }, omission.manifest, contexts, context);
    if (folder === undefined) return [];
    const install = installOf({ instruction, command, stage, last, folder, contexts }, textsOf(words), context);
    return [{ instruction, omission, verb, stage, last, install }];
  });
}

interface Called {
  readonly omission: Omission;
  readonly words: readonly ShellWord[];
  readonly verb: ShellWord;
}

function callOf({ words }: ShellCommand): Called | undefined {
  const own = words.slice(behindWrappers(textsOf(words), 'prefix', 'sudo'));
  const texts = textsOf(own);
  for (const { omission } of toolsCalled(baseName(texts[0] ?? ''))) {
    const at = omission?.installsAll(texts);
    const verb = at === undefined ? undefined : own[at];
    if (omission && verb) return { omission, words: own, verb };
  }
  return undefined;
}

/** The stage whose containers get what is installed: itself, or the one that copies from it. `undefined` where several do. */
function startedOf(stage: Stage, instruction: Instruction, { doc, isShipped }: DockerfileContext): Stage | undefined {
  if (childStages(doc, stage).length > 0) return undefined;
  if (isShipped(instruction)) return stage;
  const copying = doc.stages.filter(({ instructions }) =>
    instructions.some((each) => {
      const from = each.keyword === 'COPY' ? each.flag('from')?.value : undefined;
      return from !== undefined && stageByReference(doc, from, each.stage) === stage;
    }),
  );
  const [only, ...others] = copying;
  return only && others.length === 0 && childStages(doc, only).length === 0 && isShipped(only.instruction)
    ? only
    : undefined;
}

interface Site {
  readonly instruction: Instruction;
  readonly command: ShellCommand;
  readonly stage: Stage;
  readonly last: Stage;
  readonly folder: Folder;
  readonly contexts: readonly Folder[];
}

function installOf(site: Site, words: readonly string[], context: DockerfileContext): ShippedInstall {
  const { instruction, command, stage, last, folder, contexts } = site;
  const { doc, evidence } = context;
  const { repository } = evidence;
  const shells = [...new Set([stage, last])]
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword }) => keyword === 'RUN');
  const later = shells.filter(({ index }) => index > instruction.index).map(({ shellText }) => shellText);
  let uses: readonly ContainerUse[] | undefined;
  return {
    words,
    folder,
    projects: evidence.projects(folder),
    repository,
    image: stage.rootImage === undefined ? undefined : imageBeforePin(stage.rootImage, context.answers),
    line: instruction.args,
    start: startIn(last, doc),
    startedElsewhere: () => startedElsewhere(context),
    during: buildStates(doc)[instruction.index]!.variables,
    atEnd: endOf(doc, last),
    runs: shells.map(({ shellText }) => shellText),
    behind: [instruction.shellText.slice(command.end), ...later],
    hasSource: stage.instructions.some(
      (each) => each.index < instruction.index && bringsFolder(each, contexts, context),
    ),
    get uses() {
      uses ??= usesOf(site, context);
      return uses;
    },
    *scripts() {
      for (const { path, text } of pipelineFiles(repository)) yield { file: path, text };
      const seen = new Set<FilePath>();
      for (const file of scriptFiles(folder, contexts, context)) {
        const text = seen.has(file) ? undefined : repository.read(file);
        seen.add(file);
        if (text !== undefined) yield { file, text };
      }
    },
  };
}

/** What the last line of a stage sets counts for what is started. */
function endOf(doc: DockerfileDoc, { instructions }: Stage): ShippedInstall['atEnd'] {
  const set = new Map<string, string>();
  const last = instructions.at(-1)!;
  if (last.keyword === 'ENV')
    for (const { key, rawValue = '' } of last.pairs().pairs) set.set(key, unquoteValue(rawValue, last.escape));
  const { variables } = buildStates(doc)[last.index]!;
  return {
    get: (name) => set.get(name) ?? variables.get(name),
    has: (name) => set.has(name) || variables.has(name),
  };
}

function bringsFolder(
  instruction: Instruction,
  [root]: readonly Folder[],
  { evidence: { repository } }: DockerfileContext,
): boolean {
  if (!isContextCopy(instruction) || root === undefined) return false;
  return (copyArguments(instruction)?.sources ?? []).some((source) => {
    const path = contextPath(root, source);
    return path !== undefined && (path === '' || repository.kind(path) === 'directory');
  });
}

/** What containers are made of the image; it first, even where its base image decides what is started. */
function usesOf({ last, contexts }: Site, context: DockerfileContext): ContainerUse[] {
  const { doc } = context;
  const uses = imageUses(doc, last, contexts, context).map(({ name, program, environment, mounts, directory }) => ({
    name,
    starts: program.started.map((each) => [...each.through, ...each.words].join(' ')).join('\n'),
    environment,
    isMountedOver: mounts.some(
      ({ kind, target }) =>
        kind === 'bind' && target !== undefined && directory !== undefined && isWithin(directory, target),
    ),
  }));
  const own = [...last.instructions].filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const starts = own.map(({ args }) => args).join('\n');
  return [{ name: 'the image', starts, environment: new Map(), isMountedOver: false }, ...uses];
}

const MOST_ENTRIES = 3000;

/** Scripts, makefiles and Compose files of the project and around it. */
function scriptFiles(folder: Folder, contexts: readonly Folder[], { evidence, group }: DockerfileContext): FilePath[] {
  const files = walkFiles(evidence.repository, {
    from: [...new Set([folder, ...contexts])],
    wanted: (name) =>
      /\.sh$|^(?:docker-)?entrypoint|^(?:GNU)?[Mm]akefile$|^(?:docker-)?compose[\w.-]*\.ya?ml$/.test(name),
    enter: (name) => name !== 'vendor',
    mostEntries: MOST_ENTRIES,
  });
  return [...group.links.map(({ file }) => file), ...files];
}

/** What the stage starts, where one instruction says it. */
function startIn({ instructions }: Stage, { file }: DockerfileDoc): ShippedInstall['start'] {
  const starts = instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const start = starts.at(-1);
  if (!start || new Set(starts.map(({ keyword }) => keyword)).size > 1) return undefined;
  return {
    words: start.execForm ?? start.args.split(/\s+/),
    from: { kind: 'source', file, line: start.line + 1, span: start.span, quote: quote(start) },
  };
}

function startedElsewhere({ doc, group, evidence }: DockerfileContext): ReturnType<ShippedInstall['startedElsewhere']> {
  return group.links.filter(
    (link) => link.dockerfile === doc.file && replacesCommand(evidence.repository.read(link.file) ?? '', link.service),
  );
}

/** The block of a service has a command or entry point of its own. */
function replacesCommand(text: string, service: string): boolean {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const indent = /^(\s+)/.exec(lines[at]!)?.[1];
    if (indent === undefined || lines[at]!.trim().replace(/^(["'])(.*)\1:/, '$2:') !== `${service}:`) continue;
    for (let below = at + 1; below < lines.length; below++) {
      const line = lines[below]!;
      if (line.trim() === '') continue;
      if ((/^\s*/.exec(line)?.[0].length ?? 0) <= indent.length) break;
      if (/^\s+(?:command|entrypoint|extends|<<)\s*:/.test(line)) return true;
    }
  }
  return false;
}
