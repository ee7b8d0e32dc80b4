// The lines that make the account, give it what it writes, and switch to it.
import { type Context, type Edit, type Folder, type Stop, isStop, stop, followedBy } from '../../src/model/index.js';
import {
  anchorOf,
  childStages,
  copyPlace,
  inCaseOf,
  insertAt,
  insertBeforeStart,
  insertLinesBelow,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import type { Rewrite } from '../../src/rewrites/index.js';
import type { Account } from './account.js';
import { cacheEdits } from './caches.js';
import type { Moved } from './home.js';
import { planOwnership } from './ownership.js';
import type { Written } from './written.js';

export interface Edits {
  readonly changes: readonly [Edit, ...Edit[]];
  readonly touches: readonly string[];
}

export function editsFor(
  doc: DockerfileDoc,
  stage: Stage,
  account: Account,
  written: Written,
  folder: Folder,
  context: Context,
): Edits | Stop {
  const plan = planOwnership(doc, stage, account, written, folder, context);
  if (isStop(plan)) return plan;
  const { copies, early } = plan;
  const late = [...plan.late, ...cacheFolders(account, written)];
  if (!account.shell && early.length + late.length > 0) {
    const path = [...written.folders, ...written.own.keys()][0]!;
    return stop(
      'needs-decision',
      `it writes ${path}, and the image has no shell to give that to another user; copy it in with --chown, or mount a volume there`,
    );
  }
  const anchor = anchorOf(doc, stage.instruction);
  const touches = [`${anchor}.user`, `${anchor}.order`, ...copies.map((copy) => copyPlace(doc, copy))];
  const edits: Edit[] = copies.map((copy) => withOwner(doc, copy, ownerIn(account, copy)));
  const caches = cacheEdits(doc, stage, anchor);
  edits.push(...caches.edits);
  touches.push(...caches.touches);
  const first = [...account.commands, ...early];
  if (first.length > 0) edits.push(insertLinesBelow(doc, lastOfHead(stage), runLines(doc, stage, first)));
  if (first.length + late.length > 0) touches.push(`${anchor}.run`);
  const keyword = inCaseOf(stage, 'USER');
  const last = [
    ...(late.length > 0 ? runLines(doc, stage, late) : []),
    ...(account.comment === undefined ? [] : [account.comment]),
    `${keyword} ${account.user}`,
  ];
  return { changes: followedBy(edits, [insertBeforeStart(doc, stage, last)]), touches };
}

/** The edits of a file whose program was moved, with those that move it, as edits of the file as it is. */
export function inOriginal(moved: Moved, [first, ...rest]: Edits['changes']): Edits['changes'] {
  return [moved.back(first), ...rest.map((edit) => moved.back(edit)), ...moved.edits];
}

function ownerIn({ owner, made, user, name }: Account, copy: Instruction): string {
  if (!made) return owner;
  // Before the account is made only its number is known.
  return made.index > copy.index ? user : name;
}

function withOwner(doc: DockerfileDoc, copy: Instruction, owner: string): Edit {
  const end = copy.flags.at(-1)?.end ?? copy.keyword.length;
  return insertAt(doc, copy.body.toSource(end - 1) + 1, ` --chown=${owner}`);
}

function runLines(doc: DockerfileDoc, stage: Stage, commands: readonly string[]): string[] {
  return commands.map((command, at) => {
    const head = at === 0 ? `${inCaseOf(stage, 'RUN')} ` : '    && ';
    return `${head}${command}${at === commands.length - 1 ? '' : ` ${doc.escape}`}`;
  });
}

function cacheFolders({ owner }: Account, { caches = [], filled }: Written): string[] {
  if (caches.length === 0) return [];
  const [name, group = name] = owner.split(':');
  const full = caches.filter((path) => filled?.has(path));
  return [
    `install -d -o ${name} -g ${group || name} ${caches.join(' ')}`,
    ...(full.length > 0 ? [`chown -R ${owner} ${full.join(' ')}`] : []),
  ];
}

/** FROM, and the lines directly behind it that change no files. */
function lastOfHead({ instructions }: Stage): Instruction {
  const end = instructions.findIndex(({ keyword }) => !HEAD.has(keyword));
  return instructions[end === -1 ? instructions.length - 1 : end - 1]!;
}

const HEAD: ReadonlySet<string> = new Set(['FROM', 'ARG', 'ENV', 'LABEL', 'MAINTAINER', 'SHELL', 'EXPOSE']);

/** What builds on the stage goes on as root, as it did. */
export function keptAsRoot(
  doc: DockerfileDoc,
  children: readonly Stage[],
  { edits, touches = [] }: Rewrite,
): Pick<Rewrite, 'edits' | 'touches'> {
  const open = children.filter(({ instructions }) => instructions[1]?.keyword !== 'USER');
  return {
    edits: [
      ...edits,
      ...open.map((child) => insertLinesBelow(doc, child.instruction, [`${inCaseOf(child, 'USER')} root`])),
    ],
    // Each line of theirs runs as root again, by a line of its own.
    touches: [...touches, ...allAbove(doc, open).map((each) => anchorOf(doc, each.instruction))],
  };
}

/** The stages and all that stand on them. */
function allAbove(doc: DockerfileDoc, stages: readonly Stage[]): Stage[] {
  return stages.flatMap((each) => [each, ...allAbove(doc, childStages(doc, each))]);
}
