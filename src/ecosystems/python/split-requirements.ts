// What the pip calls of a stage install, as far as the repository shows it.
import { lineMark, sourceLine, type FilePath, type Source, baseName, child, parent } from '../../model/index.js';
import { broughtFile, type Site } from '../../runs/index.js';
import { copyArguments, type Instruction, isCopy } from '../../dockerfile/index.js';
import type { ShellCommand } from '../../shell/index.js';
import type { Producer } from '../../splits/index.js';
import { normalisedName, readRequirement, readRequirements } from './requirements.js';

export interface Required {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  readonly from: string;
  readonly source: Source;
}

const MOST_FILES = 50;

/** The requirements that are seen; a file that is not here gives none. */
export function requirementsOf(site: Site, producers: readonly Producer[]): Required[] {
  const found: Required[] = [];
  for (const { command: each, instruction, words } of producers) {
    const { call, command, name } = each;
    if (call?.manager === 'pip' || name === 'uv') {
      for (const word of call?.packages ?? []) {
        const required = readRequirement(word.value ?? word.raw);
        if (required) found.push(onLine(site, instruction, required.name));
      }
      for (const file of filesOf(words)) found.push(...inFile(site, instruction, command, file));
    }
    if (call?.manager === 'pip' && !call.packages.some(({ value }) => value?.startsWith('.'))) continue;
    found.push(...ofProject(site));
  }
  return found;
}

function onLine({ doc }: Site, instruction: Instruction, name: string): Required {
  const line = instruction.line + 1;
  return { name, from: `line ${instruction.lineMark}`, source: { kind: 'source', file: doc.file, line } };
}

function inFile(site: Site, instruction: Instruction, command: ShellCommand, path: string): Required[] {
  const file = fileOf(site, instruction, command, path);
  return file ? ofFile(site, file, new Set()) : [];
}

function fileOf(site: Site, instruction: Instruction, command: ShellCommand, path: string): FilePath | undefined {
  const { repository } = site.context.evidence;
  const directory = site.directoryAt(instruction, command);
  for (const context of site.contexts) {
    const file = broughtFile(site.doc, instruction, path, directory, context, repository);
    if (file) return file;
  }
  return undefined;
}

/** What a file and those that it includes name. @param seen files that were read: each counts once, whoever includes it. */
function ofFile(site: Site, file: FilePath, seen: Set<FilePath>): Required[] {
  const text = seen.has(file) || seen.size >= MOST_FILES ? undefined : site.context.evidence.repository.read(file);
  if (text === undefined) return [];
  seen.add(file);
  const { requirements, includes } = readRequirements(text);
  const found = requirements.map(
    ({ name, line }): Required => ({
      name,
      from: `${file} line ${lineMark(file, line)}`,
      source: { kind: 'source', file, line },
    }),
  );
  for (const { path, constraint } of includes) {
    if (!constraint && !path.includes('..')) found.push(...ofFile(site, child(parent(file), path), seen));
  }
  return found;
}

/** What pyproject.toml, setup.py or Pipfile beside the Dockerfile name. */
function ofProject(site: Site): Required[] {
  const found: Required[] = [];
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) {
      if (project.ecosystem !== 'python') continue;
      for (const { is, from } of project.dependencies)
        found.push({ name: normalisedName(is), from: `${from.file} line ${sourceLine(from)}`, source: from });
    }
  }
  return found;
}

function hasProject(site: Site): boolean {
  return site.contexts.some((directory) =>
    site.context.evidence.projects(directory).some(({ ecosystem }) => ecosystem === 'python'),
  );
}

/** A manifest whose dependencies a program puts together: those that are read are not all. */
function computedManifest({ contexts, context: { evidence } }: Site): FilePath | undefined {
  for (const directory of contexts) {
    for (const project of evidence.projects(directory)) {
      if (project.ecosystem !== 'python') continue;
      for (const file of project.manifests) {
        const text = evidence.repository.read(file) ?? '';
        if (file.endsWith('setup.py') && /install_requires\s*=\s*[^\s[]|\bsetup\(\s*\*\*/.test(text)) return file;
        if (file.endsWith('pyproject.toml') && /^dynamic\s*=\s*\[[^\]]{0,500}"dependencies"/m.test(text)) return file;
      }
    }
  }
  return undefined;
}

/** The COPYs that bring requirements files alone: only pip reads those. */
export function requirementFiles(site: Site, producers: readonly Producer[]): Set<Instruction> {
  const read = new Set(producers.flatMap(({ words }) => filesOf(words).map(baseName)));
  const found = new Set<Instruction>();
  for (const instruction of site.body) {
    if (!isCopy(instruction)) continue;
    const sources = copyArguments(instruction)?.sources ?? [];
    const all = sources.every((source) => read.has(baseName(source)) && /require|constraint/i.test(baseName(source)));
    if (sources.length > 0 && all && !instruction.flag('from')) found.add(instruction);
  }
  return found;
}

/** The first requirements file that pip is given and that is not here; a project without its manifest counts as one. */
export function unreadFile(site: Site, producers: readonly Producer[]): string | undefined {
  for (const { command: each, instruction, words } of producers) {
    const { command, name, call } = each;
    for (const file of filesOf(words)) if (fileOf(site, instruction, command, file) === undefined) return file;
    const own =
      call?.manager === 'pip'
        ? call.packages.some(({ value }) => value?.startsWith('.'))
        : name === 'poetry' || name === 'pipenv' || name === 'pdm' || words[1] === 'sync';
    if (!own) continue;
    if (!hasProject(site)) return 'the manifest of the project';
    const computed = computedManifest(site);
    if (computed !== undefined) return `what ${computed} computes as dependencies`;
  }
  return undefined;
}

/** As written behind `-r` and `--requirement`; by its name alone for comparing with what a COPY brings. */
function filesOf(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const file =
      word === '-r' || word === '--requirement' ? words[at + 1] : /^(?:-r|--requirement=)(.+)$/.exec(word)?.[1];
    return file === undefined ? [] : [file];
  });
}
