// What the pip calls of a stage install, as far as the repository shows it.
import type { FilePath, Source } from '../../../src/model/index.js';
import type { RunCommand } from '../../../src/builds/index.js';
import {
  broughtFile,
  normalisedName,
  readRequirement,
  readRequirements,
  type Instruction,
} from '../../../src/dockerfile/index.js';
import type { Run, Site } from '../recipe.js';

export interface Required {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  readonly from: string;
  readonly source: Source;
}

const MOST_NESTED = 5;

/** The requirements that are seen; a file that is not here gives none. */
export function requirementsOf(site: Site, producers: ReadonlyMap<RunCommand, Run>): Required[] {
  const found: Required[] = [];
  for (const [{ call, command, name }, { instruction }] of producers) {
    if (call?.manager === 'pip' || name === 'uv') {
      const words = command.words.map(({ value, raw }) => value ?? raw);
      for (const word of call?.packages ?? []) {
        const required = readRequirement(word.value ?? word.raw);
        if (required) found.push(onLine(site, instruction, required.name));
      }
      for (const [at, word] of words.entries()) {
        const file =
          word === '-r' || word === '--requirement' ? words[at + 1] : /^(?:-r|--requirement=)(.+)$/.exec(word)?.[1];
        if (file !== undefined) found.push(...inFile(site, instruction, file));
      }
    }
    if (call?.manager === 'pip' && !call.packages.some(({ value }) => value?.startsWith('.'))) continue;
    found.push(...ofProject(site));
  }
  return found;
}

function onLine({ doc }: Site, instruction: Instruction, name: string): Required {
  const line = instruction.line + 1;
  return { name, from: `line ${line}`, source: { kind: 'source', file: doc.file, line } };
}

function inFile(site: Site, instruction: Instruction, path: string): Required[] {
  const { repository } = site.context.evidence;
  const { workdir } = site.stateAt(instruction);
  for (const context of site.contexts) {
    const file = broughtFile(site.doc, instruction, path, workdir, context, repository);
    if (file) return ofFile(site, file, 0);
  }
  return [];
}

function ofFile(site: Site, file: FilePath, depth: number): Required[] {
  const text = depth < MOST_NESTED ? site.context.evidence.repository.read(file) : undefined;
  if (text === undefined) return [];
  const { requirements, includes } = readRequirements(text);
  const found = requirements.map(
    ({ name, line }): Required => ({
      name,
      from: `${file} line ${line}`,
      source: { kind: 'source', file, line },
    }),
  );
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  for (const { path, constraint } of includes) {
    if (!constraint && !path.includes('..')) found.push(...ofFile(site, `${folder}${path}` as FilePath, depth + 1));
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
        found.push({ name: normalisedName(is), from: `${from.file} line ${from.line ?? 1}`, source: from });
    }
  }
  return found;
}
