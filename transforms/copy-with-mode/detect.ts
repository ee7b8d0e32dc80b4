import { baseName, type Context, isWithin } from '../../src/model/index.js';
import { commandName, type ShellCommand } from '../../src/shell/index.js';
import {
  absoluteIn,
  copyArguments,
  imageChild,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { directoryAt, placementsOf } from '../../src/runs/index.js';

/** A `chmod` of a RUN that COPY could do: all that it changes was copied in the same stage, one file a COPY. */
export interface ChangedMode {
  readonly command: ShellCommand;
  /** As `--chmod` takes it in every version: `755`. */
  readonly mode: string;
  readonly copies: readonly Instruction[];
}

/** What the `chmod` commands of a RUN that COPY could do are. */
export function modesOf(doc: DockerfileDoc, run: Instruction, context: Context): ChangedMode[] {
  return run.shell.commands.flatMap((command) => readMode(doc, run, command, context) ?? []);
}

function readMode(
  doc: DockerfileDoc,
  run: Instruction,
  command: ShellCommand,
  context: Context,
): ChangedMode | undefined {
  if (commandName(command) !== 'chmod' || command.place !== 'chain' || command.redirected) return undefined;
  const [written, ...paths] = command.words.slice(1).map(({ value }) => value);
  const mode = written === undefined ? undefined : octal(written);
  const folder = directoryAt(doc, run, command);
  if (mode === undefined || paths.length === 0) return undefined;
  const copies: Instruction[] = [];
  for (const path of paths) {
    const absolute = path === undefined || /[*?[]/.test(path) ? undefined : absoluteIn(path, folder ?? '');
    const copy = absolute === undefined ? undefined : copyOf(doc, run, absolute, context);
    if (!copy || copies.includes(copy) || isChangedBetween(doc, { copy, run, command }, absolute!)) return undefined;
    copies.push(copy);
  }
  return { command, mode, copies };
}

interface Between {
  readonly copy: Instruction;
  readonly run: Instruction;
  readonly command: ShellCommand;
}

/** True where a `chmod` in front of this one reaches the file, too: it would come after the COPY then, and have the last word. */
function isChangedBetween(doc: DockerfileDoc, { copy, run, command }: Between, path: string): boolean {
  const stage = doc.stages[run.stage]!;
  const runs = stage.instructions.filter(
    ({ keyword, index }) => keyword === 'RUN' && index > copy.index && index <= run.index,
  );
  return runs.some((each) => {
    const { commands } = each.shell;
    const before = each === run ? commands.slice(0, commands.indexOf(command)) : commands;
    return before.some((one) => reaches(one, path, directoryAt(doc, each, one)));
  });
}

/** True for a `chmod` of the path or of a folder above it, and for one whose paths are not seen. */
function reaches(command: ShellCommand, path: string, folder: string | undefined): boolean {
  const values = command.words.map(({ value }) => value);
  if (commandName(command) !== 'chmod') return values.includes('chmod');
  const [, ...given] = values.slice(1).filter((value) => !/^-(?:[cfvR]+|-\w+)$/.test(value ?? ''));
  const isDeep = values.some(
    (value) => value === '--recursive' || (/^-[cfvR]+$/.test(value ?? '') && value?.includes('R')),
  );
  return given.some((value) => {
    const at = value === undefined || /[*?[]/.test(value) ? undefined : absoluteIn(value, folder);
    return at === undefined || at === path || (isDeep && isWithin(path, at));
  });
}

/** `+x` is 755 for whatever git has checked out; who else is meant, or what is taken away, hangs on the mode before. */
function octal(mode: string): string | undefined {
  if (/^(?:a|ugo)?\+r?x$/.test(mode)) return '755';
  return /^0?[0-7]{3}$/.test(mode) ? mode.slice(-3) : undefined;
}

/** The last COPY before the RUN, in its stage, that brings one file to the path. */
function copyOf(doc: DockerfileDoc, run: Instruction, path: string, context: Context): Instruction | undefined {
  const stage = doc.stages[run.stage]!;
  const before = stage.instructions.filter(({ keyword, index }) => keyword === 'COPY' && index < run.index);
  return before.findLast((copy) => bringsFile(doc, stage, copy, path, context));
}

function bringsFile(doc: DockerfileDoc, stage: Stage, copy: Instruction, path: string, context: Context): boolean {
  const args = copyArguments(copy);
  if (args?.sources.length !== 1 || copy.flag('chmod') || copy.heredocs.length > 0) return false;
  const { repository } = context.evidence;
  const found = context.evidence.contexts(doc.file).flatMap((folder) => placementsOf(doc, copy, folder, repository));
  return found.some((each) => {
    // What another stage holds is not seen: a file it is where the image starts it.
    if (each.kind === 'directory' || (each.stage && !startsWith(stage, path))) return false;
    const inFolder = /(?:^|\/)\.?$/.test(args.destination);
    return path === imageChild(each.target, baseName(each.source)) || (!inFolder && path === each.target);
  });
}

function startsWith(stage: Stage, path: string): boolean {
  return stage.instructions.some(
    ({ keyword, execForm }) => (keyword === 'ENTRYPOINT' || keyword === 'CMD') && execForm?.[0] === path,
  );
}
