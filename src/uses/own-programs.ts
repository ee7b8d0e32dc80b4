// The programs that the build of an image makes out of the source that it copies, by the name they are started with.
import { type EvidenceReader, type SourceLanguage, type Folder, baseName } from '../model/index.js';
import { type BuildFolder, ECOSYSTEMS } from '../ecosystems/index.js';
import {
  absoluteIn,
  buildStates,
  expandArgs,
  baseChain,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../dockerfile/index.js';
import { commandName, type ShellCommand } from '../shell/index.js';
import { placementsIn } from '../runs/index.js';

/**
 * The language of each program that the stage, and those it copies from, are seen to build: `go build -o`, `go install`
 * of a package of the project, `cargo build`, a compiler's `-o`, targets of a makefile that a line makes. A copy under
 * another name counts as well. Nothing that a package may have brought is among them.
 */
export function findOwnPrograms(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  evidence: EvidenceReader,
): ReadonlyMap<string, SourceLanguage> {
  const made = new Map<string, SourceLanguage>();
  const stages = new Set<Stage>();
  const waiting = [stage];
  const renamed: (readonly [string, string])[] = [];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (stages.has(at)) continue;
    stages.add(at);
    for (const { stage: from, source, target } of placementsIn(doc, at, folder, evidence.repository)) {
      if (!from) continue;
      waiting.push(from);
      renamed.push([baseName(source), baseName(target)]);
    }
    const earlier: (readonly string[])[] = [];
    for (const each of [...baseChain(at)].reverse()) {
      for (const instruction of each.instructions) {
        if (instruction.keyword !== 'RUN' || !instruction.shell.ok) continue;
        const state = buildStates(doc)[instruction.index]!;
        let directory = state.workdir;
        for (const command of instruction.shell.commands) {
          const words = command.words.map(({ value, raw }) => expandArgs(value ?? raw, state.variables) ?? '');
          if (words[0] === 'cd') directory = absoluteIn((words[1] ?? '').replaceAll('"', ''), directory);
          note(made, doc, instruction, command, { folder, projectsIn: evidence.projects, directory, earlier });
          earlier.push(words);
        }
      }
    }
  }
  for (const [from, to] of renamed) {
    const language = made.get(from);
    if (language) made.set(to, language);
  }
  return made;
}

function note(
  made: Map<string, SourceLanguage>,
  doc: DockerfileDoc,
  instruction: Instruction,
  command: ShellCommand,
  where: BuildFolder,
): void {
  const name = commandName(command) ?? '';
  const { variables } = buildStates(doc)[instruction.index]!;
  const at = command.words.findIndex(({ value }) => value !== undefined && baseName(value) === name);
  const words = command.words
    .slice(at + 1)
    .map(({ value, raw }) => expandArgs(value ?? raw.replaceAll('"', ''), variables) ?? '');
  function add(path: string, language: SourceLanguage): void {
    const program = baseName(path.replace(/(?<!\/)\/+$/, ''));
    if (/^[\w.+-]+$/.test(program) && program !== '.' && program !== '..') made.set(program, language);
  }
  for (const { source, builtPrograms } of ECOSYSTEMS) {
    const built = builtPrograms?.(name, words, where);
    if (!built || !source) continue;
    for (const path of built) add(path, source.language);
    return;
  }
}
