// The Dockerfile without the copy of a file, and with mounts where it is read.
import { baseName, isWithin, stop, type Edit, type Stop } from '../../src/model/index.js';
import {
  absoluteIn,
  anchorOf,
  baseChain,
  buildStates,
  copyArguments,
  deleteInstruction,
  imageParent,
  insertAt,
  isCopy,
  olderSyntax,
  replaceSpan,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { programIs } from '../../src/programs/index.js';
import { removeLink } from '../../src/runs/index.js';
import { commandName } from '../../src/shell/index.js';
import type { Part } from './edits.js';
import { joinedFlag } from './edits.js';
import type { Reading, Readings, Tidying } from './reading.js';
import type { Brings } from './standing.js';

/** All edits of the Dockerfile; a stop where one of them cannot be made. */
export function withoutCopies(
  doc: DockerfileDoc,
  secret: string,
  named: readonly Brings[],
  { reads, tidies }: Readings,
): Part | Stop<Instruction> {
  const tooOld = olderSyntax(doc, '1.2');
  if (tooOld !== undefined)
    return stop('conflicts', `# syntax=${tooOld} is older than secret mounts; name docker/dockerfile:1`);
  const edits: Edit[] = [];
  for (const instruction of new Set(named.map((each) => each.instruction))) {
    const sources = named.filter((each) => each.instruction === instruction).map(({ source }) => source);
    const edit = withoutSources(doc, instruction, sources);
    if (!edit)
      return stop('not-contiguous', `${COMMENT} the COPY; take it away, or write it for the mount`, instruction);
    edits.push(edit);
  }
  for (const run of new Set(tidies.map((each) => each.run))) {
    const found = withoutTidying(
      doc,
      run,
      tidies.filter((each) => each.run === run),
    );
    if (!found) return stop('unsupported-syntax', 'what removes the file stands so that it cannot go alone', run);
    edits.push(...found);
  }
  for (const reading of reads) {
    const flags = flagsOf(doc, secret, reading, named);
    if (typeof flags !== 'string') return { ...flags, at: reading.run };
    const { run } = reading;
    const start = run.body.toSource(run.argsStart);
    // What goes may be what the RUN begins with.
    const first = edits.findIndex(({ span }) => span.start === start);
    const gone = edits[first];
    if (gone) edits[first] = { ...gone, text: joinedFlag(doc, run, flags, '', gone.expect.length) };
    else edits.push(insertAt(doc, start, joinedFlag(doc, run, flags, '')));
  }
  const changed = [
    ...named.map((each) => each.instruction),
    ...tidies.map(({ run }) => run),
    ...reads.map(({ run }) => run),
  ];
  return { edits, touches: [...new Set(changed.flatMap((each) => placesOf(doc, each)))] };
}

const COMMENT = 'a comment speaks of';

/** Whatever is counted from there on in the stage. */
function placesOf(doc: DockerfileDoc, { keyword, stage }: Instruction): string[] {
  const { instructions, instruction } = doc.stages[stage]!;
  const anchor = anchorOf(doc, instruction);
  const count = instructions.filter((each) => (keyword === 'RUN' ? each.keyword === 'RUN' : isCopy(each))).length;
  const kind = keyword === 'RUN' ? 'run' : 'copy';
  return [`${anchor}.order`, ...Array.from({ length: count }, (_, at) => `${anchor}.${kind}:${at}`)];
}

/** A COPY without some of its sources, or gone with the last of them. */
function withoutSources(doc: DockerfileDoc, instruction: Instruction, gone: readonly number[]): Edit | undefined {
  const { sources = [] } = copyArguments(instruction) ?? {};
  if (gone.length === sources.length) return deleteInstruction(doc, instruction);
  if (instruction.execForm || doc.comments.some(({ inside }) => inside === instruction.index)) return undefined;
  const words = instruction.words();
  const [at, ...others] = gone;
  const [word, next] = [words[at!], words[at! + 1]];
  if (!word || !next || others.length > 0) return undefined;
  const { body } = instruction;
  return replaceSpan(doc, { start: body.toSource(word.start), end: body.toSource(next.start) }, '');
}

/** `undefined` where a comment or an operator other than && stands in the way. */
function withoutTidying(doc: DockerfileDoc, run: Instruction, tidies: readonly Tidying[]): Edit[] | undefined {
  const links = new Set(tidies.map(({ command }) => command.link));
  const edits: Edit[] = [];
  for (const link of links) {
    const ofLink = tidies.filter(({ command }) => command.link === link);
    const { command } = ofLink[0]!;
    const paths = command.words.slice(1).filter(({ raw }) => !raw.startsWith('-'));
    const isWhole = ofLink.length === paths.length || baseName(command.words[0]?.value ?? '') !== 'rm';
    const edit = isWhole
      ? run.shell.links.length === 1
        ? deleteInstruction(doc, run)
        : removeLink(doc, run, link)
      : withoutWord(doc, run, ofLink);
    // Two edits of one chain may touch each other.
    if (!edit || links.size > 1) return undefined;
    edits.push(edit);
  }
  return edits;
}

function withoutWord(doc: DockerfileDoc, run: Instruction, [only, ...others]: readonly Tidying[]): Edit | undefined {
  const before = only?.command.words[only.at - 1];
  if (!only || !before || others.length > 0) return undefined;
  const source = run.shellSource;
  const span = { start: source.toSource(before.end - 1) + 1, end: source.toSource(only.word.end - 1) + 1 };
  return doc.comments.some(
    ({ inside, span: at }) => inside === run.index && at.start >= span.start && at.start < span.end,
  )
    ? undefined
    : replaceSpan(doc, span, '');
}

/** The mounts of a RUN: where the file was, as whoever reads it. */
function flagsOf(doc: DockerfileDoc, secret: string, reading: Reading, named: readonly Brings[]): string | Stop {
  const owner = ownerOf(doc, reading.run);
  const flags: string[] = [];
  for (const path of reading.paths) {
    if (/[,"'\s\\$]/.test(path)) return stop('unsupported-syntax', `a mount cannot be written for the path ${path}`);
    if (owner !== '' && !isFolder(doc, reading.run, imageParent(path), named))
      return stop(
        'needs-decision',
        `${imageParent(path)} may be there for the copy alone, and would be root’s then; make it for whoever runs the RUN first`,
      );
    flags.push(`--mount=type=secret,id=${secret},target=${path}${owner},required=true`);
  }
  return flags.join(' ');
}

/** A secret is root's, and nobody else reads it, unless the mount says otherwise. */
function ownerOf(doc: DockerfileDoc, { index, stage, shell }: Instruction): string {
  if (shell.commands.some((command) => goesOnAsOther(commandName(command)))) return ',mode=0444';
  const image = doc.stages[stage]!.rootImage;
  const user = buildStates(doc)[index]!.user ?? (image === undefined ? undefined : imageProfile(image)?.defaultUser);
  const name = user?.split(':', 1)[0];
  if (name === undefined || name === 'root' || /^0+$/.test(name)) return '';
  return /^\d+$/.test(name) ? `,uid=${name}` : ',mode=0444';
}

function goesOnAsOther(name: string | undefined): boolean {
  return programIs(name, 'asUser') || programIs(name, 'givesRootUp') || programIs(name, 'runsElsewhere');
}

/** True for a folder that is there without the file: what a RUN makes for a mount belongs to root. */
function isFolder(doc: DockerfileDoc, run: Instruction, folder: string, named: readonly Brings[]): boolean {
  const { workdir } = buildStates(doc)[run.index]!;
  if (/^\/(?:|etc|root|tmp)$/.test(folder) || /^\/home\/[\w-]+$/.test(folder)) return true;
  if (workdir !== undefined && isWithin(workdir, folder)) return true;
  return baseChain(doc.stages[run.stage]!).some(({ instructions }) =>
    instructions.some(
      (each) =>
        each.index < run.index &&
        isCopy(each) &&
        absoluteIn(copyArguments(each)?.destination ?? '', buildStates(doc)[each.index]!.workdir) === folder &&
        named.filter(({ instruction }) => instruction === each).length < copyArguments(each)!.sources.length,
    ),
  );
}
