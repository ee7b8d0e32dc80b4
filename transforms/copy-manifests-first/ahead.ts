// Commands that build as well as they fetch: what fetches alone, to stand in front of the source.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { type Context, type Folder, descendant, isWithin, wordList } from '../../src/model/index.js';
import {
  baseChain,
  buildStates,
  type DockerfileDoc,
  imagePathFrom,
  type Instruction,
  shippedStages,
} from '../../src/dockerfile/index.js';
import { targetsOf } from '../../src/runs/index.js';
import type { ShellCommand } from '../../src/shell/index.js';
import { type Around, workdirAt, type RunReading, type Touch } from './reading.js';
import { inImage, repeated } from './touched.js';
import { plainWords, programOf } from './words.js';

/**
 * A command that fetches and builds: `go build`, `mvn package`.
 * @param touches what the RUN does to files of the source in front of the command.
 */
export function readAhead(
  command: ShellCommand,
  around: Around,
  touches: readonly Touch[],
  context: Context,
): RunReading | undefined {
  const name = programOf(command);
  if (name === 'go') return touches.length > 0 ? undefined : goModules(command, around);
  const { doc, instruction, cwd, destination, root, evidence } = around;
  if (name === undefined || cwd === undefined || !isWithin(cwd, destination) || command.place !== 'chain')
    return undefined;
  // A cache mount keeps what was fetched already; secrets and settings of the command would be needed twice.
  if (
    instruction.flags.length > 0 ||
    instruction.execForm ||
    command.assignments.some(({ name: set }) => COUNTS.test(set))
  )
    return undefined;
  const values = plainWords(command).map(({ value }) => value);
  const directory = descendant(root, imagePathFrom(destination, cwd) ?? '');
  if (values.some((value) => value === undefined) || isFetchedBefore(doc, instruction, name, directory, evidence))
    return undefined;
  const ahead = evidence.fetchAhead(values as string[], directory);
  if (ahead && 'told' in ahead) return { kind: 'untold', code: ahead.code, message: ahead.message };
  if (!ahead || (ahead.fetchesForAll && isShipped(doc, instruction, context))) return undefined;
  const { files, needs, writes, because } = ahead.inputs;
  const before = repeated(touches, inImage(files, destination, root));
  const moved = cwd !== workdirAt(doc, instruction);
  if (!before || (moved && before.length > 0)) return undefined;
  const fetch = [...before, ...(moved ? [`cd ${cwd}`] : []), ahead.command].join(' && ');
  return { kind: 'installs', files, needs, writes, because, split: undefined, fetch, believes: ahead.believes };
}

/** Variables that decide what is fetched, and from where. */
const COUNTS = new RegExp(
  `^(?:${ECOSYSTEMS.flatMap(({ variables = '' }) => wordList(variables)).join('|')}|GIT|SSH)|PROXY|TOKEN|REGISTRY|MIRROR`,
  'i',
);
/** Goals and commands that fetch and do nothing else. */
const FETCHES = /dependenc|fetch|resolve|restore|download|offline|chef|deps/;

/** A line above that calls the tool on the project was written to fetch. */
function isFetchedBefore(
  doc: DockerfileDoc,
  run: Instruction,
  name: string,
  directory: Folder,
  { fetchAhead, installInputs }: Around['evidence'],
): boolean {
  const plain = name.replace(/^\.\//, '');
  return baseChain(doc.stages[run.stage]!)
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword, index }) => keyword === 'RUN' && index < run.index)
    .flatMap(({ execForm, shell }) =>
      execForm ? [execForm] : shell.commands.map((each) => plainWords(each).map(({ value, raw }) => value ?? raw)),
    )
    .some((words) => {
      if (words[0]?.replace(/^\.\//, '') !== plain) return false;
      if (words.some((word) => FETCHES.test(word)) || fetchAhead(words, directory)) return true;
      const read = installInputs(words, directory);
      return read.told || read.code !== 'not-an-install';
    });
}

function isShipped(doc: DockerfileDoc, { stage }: Instruction, context: Context): boolean {
  return shippedStages(doc, targetsOf(doc, context)).has(doc.stages[stage]!);
}

/**
 * `go build` downloads the modules first. Fetched in a line of their own they stay in the cache.
 * Source: https://docs.docker.com/guides/golang/build-images/
 */
function goModules(
  command: ShellCommand,
  { doc, instruction, cwd, destination, root, evidence }: Around,
): RunReading | undefined {
  const words = plainWords(command);
  if (!/^(?:build|install|test|vet|run)$/.test(words[1]?.value ?? '') || cwd !== workdirAt(doc, instruction))
    return undefined;
  if (
    cwd === undefined ||
    !isWithin(cwd, destination) ||
    words.some(({ raw }) => raw.includes('@') || /^-(?:mod|modfile|C)\b/.test(raw))
  )
    return undefined;
  // A cache mount keeps the modules already; secrets and settings of the command would be needed twice.
  if (instruction.flags.length > 0 || instruction.execForm) return undefined;
  const { variables } = buildStates(doc)[instruction.index]!;
  if (variables.has('GOFLAGS') || variables.get('GO111MODULE') === 'off') return undefined;
  if (
    command.assignments.some(({ name }) =>
      /^(?:GOFLAGS|GO111MODULE|GOPROXY|GOPRIVATE|GONO\w+|GOMODCACHE|GOPATH)$/.test(name),
    )
  )
    return undefined;
  const chain = baseChain(doc.stages[instruction.stage]!).flatMap(({ instructions }) => instructions);
  const earlier = chain.filter(({ keyword, index }) => keyword === 'RUN' && index < instruction.index);
  if (earlier.some(({ args }) => /\bgo (?:mod (?:download|vendor|tidy|verify)|get)\b/.test(args))) return undefined;
  const directory = descendant(root, imagePathFrom(destination, cwd) ?? '');
  const project = evidence.projects(directory).find(({ ecosystem }) => ecosystem === 'go');
  if (project?.ecosystem !== 'go' || project.requires.size === 0 || project.vendored) return undefined;
  const read = evidence.installInputs(['go', 'mod', 'download'], directory);
  if (!read.told) return { kind: 'untold', code: read.code, message: read.message };
  if (!project.sum)
    return {
      kind: 'untold',
      code: 'unread-manifest',
      message: 'there is no go.sum, so which modules are fetched is decided while building',
    };
  const { files, needs, writes, because } = read;
  return { kind: 'installs', files, needs, writes, because, split: undefined, fetch: 'go mod download' };
}
