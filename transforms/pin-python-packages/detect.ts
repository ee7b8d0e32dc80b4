// The pip install calls of a Dockerfile: what each installs by name, which files it reads, and for which Python.
import {
  type Answers,
  type GroupContext,
  type FilePath,
  type Folder,
  wordList,
  exactPattern,
  anyOf,
  resolveFile,
  parent,
} from '../../src/model/index.js';
import {
  broughtFile,
  plainPackages,
  directoryAt,
  hasOption,
  isSetFor,
  packageCommands,
  shellRuns,
  isShownBefore,
  type PackageCommand,
} from '../../src/runs/index.js';
import {
  readRequirement,
  readRequirements,
  type Requirement,
  type RequirementsFile,
  isPythonImage,
  pythonOf,
} from '../../src/ecosystems/index.js';
import { buildContexts, type DockerfileDoc, type Instruction, isCopy } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import { imageBeforePin } from '../../src/images/index.js';

export type Surroundings = GroupContext & { readonly answers?: Answers };

/** A file that pip reads, as it is in the repository. */
export interface ReadFile extends RequirementsFile {
  readonly path: FilePath;
  readonly text: string;
}

export interface PipCall {
  readonly instruction: Instruction;
  readonly call: PackageCommand;
  /** What is named on the line, read. */
  readonly named: readonly { readonly word: ShellWord; readonly requirement: Requirement }[];
  readonly files: readonly ReadFile[];
  /** A constraints file that is not seen says which versions. */
  readonly bound: boolean;
  /** A requirements file it reads that is not seen in the repository. */
  readonly unseen: string | undefined;
  /** It does not ask the index that pip asks by itself. */
  readonly ownIndex: boolean;
  /** `3.12`; `undefined` where the image does not show it. */
  readonly python: string | undefined;
}

/** More than anyone writes by hand; the files that each reads are looked up one by one. */
const MOST_CALLS = 300;
/** Options of pip install that take no value. */
const FLAGS = exactPattern(
  `
  --upgrade --user --quiet --verbose --yes --pre --egg --compile --isolated --force-reinstall --ignore-installed
  --ignore-requires-python --prefer-binary --no-cache-dir --no-deps --no-dependencies --no-input --no-compile
  --no-clean --no-color --no-index --no-build-isolation --no-warn-script-location --no-warn-conflicts
  --no-python-version-warning --no-use-wheel --no-use-pep517 --use-wheel --use-pep517 --break-system-packages
  --system --check-build-dependencies --disable-pip-version-check --allow-all-external --require-virtualenv --debug`,
  { also: [/-[UIqvyh]+/] },
);
/** A pattern for the shell, which leaves it as it is where no file has such a name. */
const UNQUOTED_EXTRAS = /^[A-Za-z0-9][\w.-]*\[[\w,.-]+\]$/;
/** The line is about other versions, other machines, or nothing is installed. */
const LEFT_ALONE = wordList(`
  --pre --no-index --platform --python-version --abi --require-hashes --hash --help --dry-run --python`);
const OWN_INDEX = ['-i', '--index-url', '--pypi-url', '--extra-index-url', '-f', '--find-links'];
const INDEX_VARIABLES = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'PIP_CONFIG_FILE'];
const CONFIGURES = /\bpip3? config\b|\bpip\.(?:conf|ini)\b/;

/** The calls of a Dockerfile that may be pinned. */
export function pipCalls(doc: DockerfileDoc, around: Surroundings): PipCall[] {
  const found: PipCall[] = [];
  let contexts: readonly Folder[] | undefined;
  for (const instruction of shellRuns(doc)) {
    for (const call of packageCommands(instruction)) {
      if (call.manager !== 'pip' || call.verb !== 'install' || hasOption(call, ...LEFT_ALONE)) continue;
      if (found.length >= MOST_CALLS) return found;
      contexts ??= buildContexts(doc, around);
      found.push(readCall(doc, instruction, call, contexts, around));
    }
  }
  return found;
}

function readCall(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  contexts: readonly Folder[],
  around: Surroundings,
): PipCall {
  const named = plainPackages(call, FLAGS).flatMap((word) => {
    const text = word.value ?? (UNQUOTED_EXTRAS.test(word.raw) ? word.raw : undefined);
    const requirement = text === undefined ? undefined : readRequirement(text);
    return requirement ? [{ word, requirement }] : [];
  });
  const { repository } = around.evidence;
  const directory = directoryAt(doc, instruction, call.command);
  const files = new Map<FilePath, ReadFile>();
  let unseen: string | undefined;
  let bound = isSetFor(doc, instruction, call.command, ['PIP_CONSTRAINT']);
  for (const { path, constraint } of filesNamed(call)) {
    const seen = contexts.flatMap((context) => {
      const file = broughtFile(doc, instruction, path, directory, context, repository);
      return file ? [file] : [];
    });
    if (seen.length === 0 && constraint) bound = true;
    else if (seen.length === 0) unseen = path;
    for (const file of seen) readWith(file, around, files);
  }
  const ownIndex =
    hasOption(call, ...OWN_INDEX) ||
    isSetFor(doc, instruction, call.command, INDEX_VARIABLES) ||
    [...files.values()].some((file) => file.ownIndex) ||
    isShownBefore(doc, instruction, configures);
  const python = pythonFor(doc, instruction, call, around.answers);
  return { instruction, call, named, files: [...files.values()], bound, unseen, ownIndex, python };
}

/** pip's own configuration is written or copied. */
function configures(instruction: Instruction): boolean {
  return (instruction.keyword === 'RUN' || isCopy(instruction)) && CONFIGURES.test(instruction.args);
}

function bringsOtherPython({ keyword, args }: Instruction): boolean {
  return (keyword === 'RUN' || keyword === 'ENV') && OTHER.test(args);
}

function bringsPython2({ keyword, args }: Instruction): boolean {
  return keyword === 'RUN' && /\bpython2?-pip\b|\bpy2?-pip\b/.test(args);
}

/** The files behind `-r` and `-c`, in every way to write them. */
function filesNamed(call: PackageCommand): { readonly path: string; readonly constraint: boolean }[] {
  const found: { path: string; constraint: boolean }[] = [];
  const { words } = call.command;
  for (const [at, { value }] of words.entries()) {
    const option = /^(?:(-r|--requirement|-c|--constraint)|(?:--(requirement|constraint)=|-([rc]))(.+))$/.exec(
      value ?? '',
    );
    if (!option || words[at - 1]?.value === '-m') continue;
    const path = option[4] ?? words[at + 1]?.value;
    const kind = option[1] ?? option[2] ?? option[3] ?? '';
    // A variable or an address: not a file of the repository, though it may bind versions.
    found.push({
      path: path === undefined || path.includes('://') ? '$' : path,
      constraint: /^(?:-c|--constraint|constraint|c)$/.test(kind),
    });
  }
  return found;
}

/** A file and those it includes, each once. */
function readWith(path: FilePath, around: Surroundings, files: Map<FilePath, ReadFile>): void {
  if (files.has(path) || files.size >= 50) return;
  const text = around.evidence.repository.read(path);
  // UTF-16, as PowerShell writes it, has zeros.
  if (text === undefined || text.includes('\0')) return;
  const file = readRequirements(text);
  files.set(path, { ...file, path, text });
  for (const include of file.includes) {
    const inner = resolveFile(parent(path), include.path);
    if (inner) readWith(inner, around, files);
  }
}

/** Other Pythons than the image's own. */
const OTHER = anyOf(
  /conda|mamba|pyenv|deadsnakes|linuxbrew|\/edge\/|\basdf\b|\bmise\b|Python-[23]/,
  /\buv (?:python|venv)\b|python\d\.\d+ -m venv|virtualenv[^\n]{0,200}(?: -p|--python)/,
  /(?:update-alternatives|\bln -s)[^\n]{0,200}python/,
);

/** The Python that a call installs for; `undefined` where the image or the lines so far leave it open. */
function pythonFor(
  doc: DockerfileDoc,
  instruction: Instruction,
  { tool, command }: PackageCommand,
  answers: Answers | undefined,
): string | undefined {
  // `$VENV/bin/pip` has no value of its own, and ends as any other does.
  const name = tool.value ?? tool.raw;
  const program = name === 'pip' ? (command.words[command.words.indexOf(tool) - 2]?.value ?? 'pip') : name;
  const word = command.words[command.words.indexOf(tool) - 1]?.value === '-m' ? program : name;
  const exact = /(?:python|pip)(\d\.\d{1,2})$/.exec(word)?.[1];
  if (exact !== undefined) return exact;
  if (/(?:python|pip)2$/.test(word)) return '2.7';
  if (isShownBefore(doc, instruction, bringsOtherPython)) return undefined;
  if (OTHER.test(word)) return undefined;
  const root = doc.stages[instruction.stage]?.rootImage;
  const image = root === undefined ? undefined : imageBeforePin(root, answers);
  if (image === undefined) return undefined;
  if (isPythonImage(image) && word.startsWith('/usr/bin/')) return undefined;
  if (!isPythonImage(image) && !/3$/.test(word) && isShownBefore(doc, instruction, bringsPython2)) return undefined;
  return pythonOf(image, /3$/.test(word));
}
