// Moves a program out of the home directory of root, which nobody else can enter: every mention in the stage gets another
// folder, or nothing is moved.
import {
  lineMark,
  type Assumption,
  type Context,
  type Edit,
  type Evidence,
  type Folder,
  words,
  type Stop,
  stop,
  partPattern,
} from '../../src/model/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  baseChain,
  copyArguments,
  dockerfilePlaces,
  editedDocument,
  replaceSpan,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  isCopy,
} from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { mentionAround } from './mentions.js';

/** The same file with the program elsewhere, and how it comes to be. */
export interface Moved {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
  readonly evidence: Evidence;
  readonly assumption: Assumption;
  /** An edit of the moved file, as one of the file as it is. */
  back(edit: Edit): Edit;
}

/** The path, and no longer one: `/root`, `/root/app`; not `/opt/root`, `/rootfs`. */
const HOME = /(?<![\w./@$}-])\/root(?![\w.-])/g;
const TILDE = /(?:^|[\s"'=:,(])~(?:\/|[\s"']|$)|\$HOME\b|\$\{HOME\b/;
/** Folders and files that tools look for in a home directory, by a name that counts from it. */
const HOME_FILE = partPattern(
  `
  cache local config ssh profile kube aws docker netrc gnupg
  ${ECOSYSTEMS.flatMap(({ homeFiles = '' }) => homeFiles).join(' ')}`,
  { before: /(?:^|[\s"'=])(?:\.\/)?\./, after: /\b/, also: [/bash\w*/] },
);
const MAKES = /\bmkdir\s+(?:-\S+\s+){0,3}-\S*p/;
const TARGETS = ['/app', '/srv/app'];

interface Mention {
  readonly instruction: Instruction;
  /** Offset in the file of `/root`. */
  readonly at: number;
  /** What follows: `/app/main`. */
  readonly rest: string;
}

/** Moves what a stage keeps in the home directory of root; a reason where that cannot be seen to be all of it. */
export function moveOutOfHome(doc: DockerfileDoc, stage: Stage, folder: Folder, context: Context): Moved | Stop {
  const chain = baseChain(stage);
  const all: Mention[] = [];
  for (const each of [...chain].reverse()) {
    for (const instruction of each.instructions) {
      const found = mentionsIn(doc, instruction);
      if (typeof found === 'string') return stays(instruction, found);
      all.push(...found);
    }
  }
  const first = all.find(({ instruction }) => !/^(?:ENV|ARG)$/.test(instruction.keyword));
  if (!first)
    return stop('used-later', 'the home directory of root is used, and no line says how; let it stand elsewhere');
  const { instruction } = first;
  if (!/^(?:WORKDIR|COPY|ADD)$/.test(instruction.keyword) && !MAKES.test(instruction.args))
    return stays(instruction, 'no line before it would make the other folder');
  const taker = doc.instructions.find((each) => {
    const from = each.keyword === 'COPY' ? each.flag('from')?.value : undefined;
    const source = from === undefined ? undefined : stageByReference(doc, from, each.stage);
    return source !== undefined && chain.includes(source);
  });
  if (taker) return stays(taker, 'it copies out of this stage');
  const comment = doc.comments.find(
    ({ line, text }) => line >= chain.at(-1)!.instruction.line && new RegExp(HOME.source).test(text),
  );
  if (comment) return stays({ lineMark: lineMark(doc.file, comment.line + 1) }, 'a comment speaks of it');
  const around = mentionAround(doc, stage, folder, context);
  if (around !== undefined)
    return stop('used-later', `${where(instruction)}; ${around}, so moving it is for somebody who knows both`);
  const from = all.every(({ rest }) => /^\/app(?![\w.-])/.test(rest)) ? '/root/app' : '/root';
  const to = TARGETS.find(
    (path) => !chain.some((each) => each.instructions.some(({ body }) => names(body.text, path))),
  );
  if (to === undefined) return stays(instruction, `${TARGETS.join(' and ')} are in use`);
  const edits = all.map(({ at }) => replaceSpan(doc, { start: at, end: at + from.length }, to));
  const { doc: moved, back } = editedDocument(doc, edits, context.documents);
  return {
    doc: moved,
    stage: moved.stages[stage.index]!,
    edits,
    touches: changedPlaces(doc, moved),
    evidence: instructionEvidence(
      doc,
      instruction,
      'the program stands in the home directory of root, which nobody else can enter',
    ),
    assumption: {
      id: 'nobody-looks-in-the-home-of-root',
      believes: `Nobody outside of this repository looks for the program in ${from}: it is in ${to} now`,
      breaksIf: `a mount, a command of "docker exec" or a script elsewhere names ${from}`,
      checkBy: `search for ${from} where the image is run`,
    },
    back,
  };
}

function where(at: { readonly lineMark: string }): string {
  return `line ${at.lineMark} uses the home directory of root, which nobody else can enter`;
}

function stays(at: { readonly lineMark: string }, why: string): Stop {
  return stop(
    'used-later',
    `${where(at)}, and ${why}; let it stand elsewhere, as in /app, then another user can run it`,
  );
}

function names(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    if (!/[\w./-]/.test(text[at - 1] ?? '') && !/[\w.-]/.test(text[at + path.length] ?? '')) return true;
  }
  return false;
}

/** The mentions of an instruction that have to be moved; or why they cannot be. */
function mentionsIn(doc: DockerfileDoc, instruction: Instruction): readonly Mention[] | string {
  const { keyword, body, argsStart, heredocs } = instruction;
  if (heredocs.some(({ body: { start, end } }) => isNamed(doc.text.slice(start, end)))) return 'a heredoc speaks of it';
  const args = copyArguments(instruction);
  if (isCopy(instruction) && !args) return [];
  const start = isCopy(instruction) ? args!.destinationStart : argsStart;
  const flags = body.text.slice(0, argsStart);
  // A cache mount is of the build alone, which goes on as root.
  if (new RegExp(HOME.source).test(flags.replace(/\/root\/\.\w+/g, ''))) return 'a flag names it';
  const found: Mention[] = [];
  const text = body.text.slice(start);
  if (keyword === 'ENV' && /(?:^|\s)HOME[= ]/.test(text)) return 'HOME is set';
  if (keyword === 'RUN' && HOME_FILE.test(text) && !instruction.shell.commands.every(isRemoval))
    return 'settings lie in it';
  for (const match of text.matchAll(HOME)) {
    const at = start + match.index;
    const rest = /^(?:\/[^\s"'`:;,|&<>()]*)?/.exec(text.slice(match.index + 5))![0];
    const command = instruction.shell.commands.find((each) => each.start <= at && at < each.end);
    if (keyword === 'RUN' && !command) return 'its shell text is not read here';
    if (/^\/+\./.test(rest)) {
      if (command && isRemoval(command)) continue;
      return `${match[0]}${rest} is a setting of root`;
    }
    if (!MOVABLE.has(keyword)) return `${keyword} names it`;
    if (command && programIs(nameOf(command), 'cleverWithPaths')) return `${nameOf(command)} is given it`;
    if (command && rest.replace(/\//g, '') === '' && programIs(nameOf(command), 'takesWholeFolder'))
      return `${nameOf(command)} is given all of it`;
    const { span, contiguous } = body.range(at, at + match[0].length);
    if (!contiguous) return 'its name is broken over lines';
    found.push({ instruction, at: span.start, rest });
  }
  const isTidy = keyword === 'RUN' && instruction.shell.ok && instruction.shell.commands.every(isRemovalOrOther);
  if (TILDE.test(text) && !isTidy) return 'it is meant by ~ or HOME';
  if (keyword === 'RUN' && /(?:^|[;&|]\s*)cd\s*(?:$|[;&|])/.test(text)) return 'cd goes there';
  return found;

  function isRemovalOrOther(command: { readonly start: number; readonly end: number } & Named): boolean {
    return isRemoval(command) || !TILDE.test(instruction.shellText.slice(command.start, command.end));
  }
}

const MOVABLE: ReadonlySet<string> = words('WORKDIR ENV ARG COPY ADD RUN CMD ENTRYPOINT HEALTHCHECK');

interface Named {
  readonly words: readonly { readonly value?: string | undefined }[];
}

function nameOf({ words }: Named): string {
  return (words[0]?.value ?? '').replace(/^.*\//, '');
}

function isRemoval(command: Named): boolean {
  return programIs(nameOf(command), 'looksOrRemoves');
}

function isNamed(text: string): boolean {
  return new RegExp(HOME.source).test(text) || TILDE.test(text);
}

/** Places that stand for something else afterwards, by their name in the moved file. */
function changedPlaces(doc: DockerfileDoc, moved: DockerfileDoc): string[] {
  const old = dockerfilePlaces(doc);
  return [...dockerfilePlaces(moved)].filter(([place, value]) => old.get(place) !== value).map(([place]) => place);
}
