// What starts and asks in the image, and what of it a distribution has and an image without one has not.
import { baseName, type Context, type Edit, type Span, type Stop, stop } from '../../src/model/index.js';
import { replaceLogical, type DockerfileDoc, type Instruction, type Stage } from '../../src/dockerfile/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import type { RunTimeBase } from '../../src/knowledge/index.js';
import { parseShell } from '../../src/shell/index.js';
import { type ImageUse, moveChecks, type MovedChecks } from '../../src/uses/index.js';
import type { RunTimeProgram } from './program.js';

/** Clients that a distribution has, and an image without one has not. */
const CLIENTS: ReadonlySet<string> = new Set(['curl', 'wget']);

/** The health checks that ask with such a client, as the run time asks, where the image has one that can. */
export function movedChecks(
  { stage, starts, needs }: RunTimeProgram,
  { image, program = starts }: RunTimeBase,
  doc: DockerfileDoc,
  context: Context,
): MovedChecks {
  const check = stage.instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK');
  const runTime = { language: needs?.language ?? '', program };
  return moveChecks({ doc, stage, context }, image, CLIENTS, check ? [check] : [], runTime);
}

/** What counts on the present image: a command that only a distribution has, a user of its own, a volume that is written. */
export function needOf(
  { stage, starts, needs }: RunTimeProgram,
  uses: readonly ImageUse[],
  { image }: RunTimeBase,
  moved: MovedChecks,
): Stop | undefined {
  const check = stage.instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK');
  const asks = check?.args.match(/\bCMD\b[ \t]*(.{0,2000})/s)?.[1];
  const isMoved = check !== undefined && moved.edits.some(({ span }) => isInside(span, check.span));
  if (check && asks !== undefined && !isMoved && ownCheck(check)?.[0] !== starts)
    return stop(
      'needs-decision',
      `its health check runs ${asks.slice(0, 60)}, which an image without a distribution has not, ${clientOf(image, needs)}; let ${starts} ask itself, then the image can be moved`,
    );
  const isMovedFor = ({ name }: ImageUse): boolean =>
    moved.touches.includes(`services.${name.split(' of ', 1)[0]}.healthcheck`);
  for (const use of uses) {
    const {
      name,
      starts: [first = starts],
      beside,
      user,
      mounts,
    } = use;
    const asked = isMovedFor(use) ? beside.filter(([word]) => !isClient(word)) : beside;
    const other = [first, ...asked.map(([word = '']) => word)].find((word) => word !== starts);
    if (other !== undefined)
      return stop(
        'needs-decision',
        `${name} runs ${other} in it, which an image without a distribution has not${isClient(other) ? `, ${clientOf(image, needs)}` : ''}; let ${starts} do that, then the image can be moved`,
      );
    if (user !== undefined || mounts.some(({ readOnly }) => !readOnly))
      return stop(
        'needs-decision',
        `${name} names a user, or mounts what it writes, so it counts on the present image; move both by hand`,
      );
  }
  // Services of one name in two files.
  const inCompose = moved.edits.length - (isMoved ? 1 : 0);
  const asking = uses.filter(({ beside }) => beside.some(([word]) => isClient(word)));
  return asking.length > inCompose
    ? stop(
        'ambiguous',
        `${asking.map(({ name }) => name).join(' and ')} ask in the image with programs that it has no longer`,
      )
    : undefined;
}

function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isClient(word: string | undefined): boolean {
  return CLIENTS.has(baseName(word ?? ''));
}

/** The words of a health check that takes no shell: in exec form, or one plain command, with `|| exit 1` behind it or without. */
function ownCheck({ execForm, args }: Instruction): readonly string[] | undefined {
  if (execForm) return execForm;
  const asked = /^CMD[ \t]{1,20}([^|]{1,2000}?)(?:\|\|[ \t]{0,20}exit[ \t]{1,20}1[ \t]{0,20})?$/i.exec(args)?.[1];
  const { ok, commands } = parseShell(asked ?? '');
  const [only, ...others] = commands;
  if (!ok || !only || others.length > 0 || only.redirected || only.assignments.length > 0) return undefined;
  const words = only.words.flatMap(({ value }) => value ?? []);
  return words.length === only.words.length && only.place === 'chain' ? words : undefined;
}

/** Whether something else in the image could ask in its place. */
function clientOf(image: string, needs: RunTimeProgram['needs']): string {
  const asks = ECOSYSTEMS.find(({ id }) => id === needs?.language)?.asks;
  return asks
    ? 'and what it asks is not plain enough to ask it otherwise'
    : `and nothing else in ${image} makes requests`;
}

/** A start of its own, which calls the program by its name, where the image has it in another place. */
export function otherPlace(
  { starts }: RunTimeProgram,
  [own, ...uses]: readonly ImageUse[],
  { image, program }: RunTimeBase,
): Stop | undefined {
  if (program === undefined) return undefined;
  const written = own?.starts.join(' ');
  const other = uses.find((use) => use.starts[0] === starts && use.starts.join(' ') !== written);
  const beside = uses.find((use) => use.beside.some(([word]) => word === starts));
  const found = other ?? beside;
  return (
    found &&
    stop(
      'needs-decision',
      `${found.name} calls ${starts} by its name, and ${image} has it as ${program}; write that there, then the image can be moved`,
    )
  );
}

/** The start, and a check by the same program, as they are called without a shell in the image. */
export function startedAs(
  doc: DockerfileDoc,
  { instructions }: Stage,
  starts: string,
  program: string = starts,
): (Edit | undefined)[] {
  const last = (wanted: string): Instruction | undefined => instructions.findLast(({ keyword }) => keyword === wanted);
  const start = last('ENTRYPOINT') ?? last('CMD');
  const check = last('HEALTHCHECK');
  const edits: (Edit | undefined)[] = [];
  if (start && program !== starts) edits.push(withProgram(doc, start, starts, program));
  const words = check && ownCheck(check);
  if (!check || words?.[0] !== starts) return edits;
  if (!check.execForm) {
    const from = check.argsStart + /^CMD[ \t]{1,20}/i.exec(check.args)![0].length;
    const written = [program, ...words.slice(1)].map((word) => JSON.stringify(word)).join(', ');
    edits.push(replaceLogical(doc, check, from, check.argsStart + check.args.length, `[${written}]`));
  } else if (program !== starts) edits.push(withProgram(doc, check, starts, program));
  return edits;
}

/** `undefined` where the first word is not written as it reads. */
function withProgram(doc: DockerfileDoc, each: Instruction, starts: string, program: string): Edit | undefined {
  const at = each.args.indexOf(`"${starts}"`);
  if (at === -1) return undefined;
  const start = each.argsStart + at;
  return replaceLogical(doc, each, start, start + starts.length + 2, JSON.stringify(program));
}
