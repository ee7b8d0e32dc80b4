// The splices: the manifests in front of each install, the source behind the last.
import { type Edit, stop, isStop, type Stop, anyOf, nonEmpty, followedBy, splitPath } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  commentsAbove,
  copyArguments,
  insertAt,
  insertLinesAbove,
  normalisePath,
  replaceSpan,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import type { Install, Reorder } from './detect.js';
import { overtaking } from './overtaking.js';
import { endsOpen, workdirAt } from './reading.js';

/** As many as a person reads; the file systems of images stop at about 127 layers. */
const MOST_LINES = 20;

export function editsFor(
  doc: DockerfileDoc,
  reorder: Reorder,
): { readonly changes: readonly [Edit, ...Edit[]] } | Stop<Instruction> {
  const { copy, along, installs, split } = reorder;
  const source = copy.instruction;
  const lastCopy = along.at(-1) ?? source;
  const last = installs.at(-1)!.instruction;
  const written = copyArguments(source)!.destination;
  // A relative destination means another place behind a WORKDIR.
  const moves = !written.startsWith('/') && !written.startsWith('$') && workdirAt(doc, source) !== workdirAt(doc, last);
  if (moves && copy.destination.startsWith('/<'))
    return stop(
      'needs-evidence',
      'where the source goes depends on the WORKDIR of the base image; write it in the Dockerfile',
    );

  const isRelative = along.some((each) => !copyArguments(each)?.destination.startsWith('/'));
  if (isRelative && workdirAt(doc, source) !== workdirAt(doc, last))
    return stop(
      'used-later',
      `COPY on line ${along[0]!.lineMark} stands between the source and a WORKDIR; put it behind the install`,
      along[0],
    );

  const overtakes = installs.find(({ later }) => later !== undefined);
  if (overtakes) return overtaking(doc, reorder, copyLines(doc, reorder, overtakes));
  const fetching = installs.find(({ fetch }) => fetch !== undefined);
  const others = nonEmpty(installs.filter((install) => install !== fetching));
  if (fetching && others) return editsFor(doc, { ...reorder, installs: others });
  if (fetching && fetching.instruction.index === lastCopy.index + 1) {
    const lines = [...copyLines(doc, reorder, fetching), `${fetching.instruction.keywordText} ${fetching.fetch}`];
    return { changes: [insertLinesAbove(doc, source, lines)] };
  }
  const first = doc.lines.startOf(source.line);
  const end = doc.lines.whole(lastCopy.endLine).end;
  const above = commentsAbove(doc, source);
  const next = doc.instructions[lastCopy.index + 1]!;
  const lines = new Map(installs.map((install) => [install, copyLines(doc, reorder, install)]));
  const count = [...lines.values()].reduce((sum, each) => sum + each.length, 0);
  if (count > MOST_LINES)
    return stop(
      'needs-decision',
      `the manifests lie in ${count} folders, a COPY for each; COPY --parents of Dockerfile syntax 1.20 copies them in one line`,
    );
  const own = lines.get(installs[0])!;
  const takesPlace = next === installs[0].instruction && own.length > 0 && !fetching;
  const stays = takesPlace && along.length === 0 && source.keyword === 'COPY' && speaksOfInstall(doc, reorder);
  const start = above.length > 0 && !stays ? doc.lines.startOf(above[0]!.line) : first;
  let block = doc.text.slice(start, end);
  if (!block.endsWith('\n')) block += doc.eol;
  if (moves) block = withDestination(doc, reorder, block, start);
  const blank = isBlank(doc, lastCopy.endLine + 1);
  const edits: Edit[] = [];
  if (takesPlace) edits.push(replaceSpan(doc, { start, end }, own.map((line) => line + doc.eol).join('')));
  else {
    const until = blank && isBlank(doc, doc.lines.lineAt(start) - 1) ? doc.lines.whole(lastCopy.endLine + 1).end : end;
    edits.push(replaceSpan(doc, { start, end: until }, ''));
  }
  if (fetching) {
    const copied = block.slice(0, -doc.eol.length).split(doc.eol);
    const moved = blank ? ['', ...copied, ''] : copied;
    const fetch = `${fetching.instruction.keywordText} ${fetching.fetch}`;
    return { changes: followedBy(edits, [insertLinesAbove(doc, fetching.instruction, [...own, fetch, ...moved])]) };
  }
  for (const install of installs) {
    const own = lines.get(install)!;
    if (own.length > 0 && !(takesPlace && install === installs[0]))
      edits.push(insertLinesAbove(doc, install.instruction, own));
  }
  const behind = behindInstall(doc, last, split, blank ? doc.eol + block : block);
  if (isStop(behind)) return behind;
  return { changes: followedBy(edits, [behind]) };
}

function isBlank(doc: DockerfileDoc, line: number): boolean {
  if (line < 0 || line >= doc.lines.count) return false;
  const { start, end } = doc.lines.contentOf(line);
  return doc.text.slice(start, end).trim() === '';
}

/** The comment is about both lines: it names the install, which has none of its own. */
function speaksOfInstall(doc: DockerfileDoc, { copy, installs }: Reorder): boolean {
  const comments = commentsAbove(doc, copy.instruction);
  if (comments.length === 0 || commentsAbove(doc, installs[0].instruction).length > 0) return false;
  return comments.some(({ text }) => /install|dependenc|package|requirement|module|bundle/i.test(text));
}

/** `COPY package.json package-lock.json ./`, one line for each folder. */
function copyLines(doc: DockerfileDoc, { copy }: Reorder, { instruction, files }: Install): string[] {
  const workdir = workdirAt(doc, instruction);
  const keyword = copy.instruction.keywordText === copy.instruction.keywordText.toLowerCase() ? 'copy' : 'COPY';
  const flags = copy.instruction.flags
    .map(({ name, value }) => `--${name}${value === '' ? '' : `=${value}`} `)
    .join('');
  const folder = copy.source.replace(/^(?:\.?\/)+|(?<!\/)\/+$/g, '').replace(/^\.$/, '');
  const prefix = folder === '' ? '' : `${folder}/`;
  const target = (inner: string): string => {
    if (normalisePath(`${copy.destination}/${inner}`) === workdir) return './';
    if (copy.destination === workdir) return `./${inner}/`;
    const base = copyArguments(copy.instruction)!.destination;
    const isOwn = base.startsWith('/') || base.startsWith('$');
    const root = (isOwn ? base : copy.destination.replace(/^\/<base>\//, '')).replace(/(?<!\/)\/+$/, '');
    return `${root}/${inner === '' ? '' : `${inner}/`}`;
  };
  const groups = new Map<string, string[]>();
  const folders: string[] = [];
  for (const { path, folder: isFolder, optional } of files) {
    if (isFolder) {
      folders.push(`${keyword} ${flags}${prefix}${path} ${target(path)}`);
      continue;
    }
    const inner = splitPath(path).folder.replace(/\/$/, '');
    const list = groups.get(inner) ?? [];
    // git leaves it out, so a fresh clone has none: a pattern may match nothing.
    list.push(`${prefix}${path}${optional ? '*' : ''}`);
    groups.set(inner, list);
  }
  return [...[...groups].map(([inner, list]) => `${keyword} ${flags}${list.join(' ')} ${target(inner)}`), ...folders];
}

function withDestination(doc: DockerfileDoc, { copy }: Reorder, block: string, start: number): string {
  const { instruction } = copy;
  const { destinationStart, destinationEnd } = copyArguments(instruction)!;
  const { span } = instruction.body.range(destinationStart, destinationEnd);
  return (
    block.slice(0, span.start - start) +
    copy.destination +
    (/\/$/.test(doc.text.slice(span.start, span.end)) ? '/' : '') +
    block.slice(span.end - start)
  );
}

/** The block on lines of its own behind the RUN, or between two parts of it. */
function behindInstall(
  doc: DockerfileDoc,
  run: Instruction,
  split: number | undefined,
  block: string,
): Edit | Stop<Instruction> {
  const { start, end: written } = doc.lines.contentOf(run.endLine);
  if (endsOpen(doc.text.slice(start, written), run))
    return stop(
      'unsupported-syntax',
      `the last line ends in ${run.escape} although nothing follows; take it off, then the source can be copied behind it`,
      run,
    );
  if (split === undefined) {
    const { end } = doc.lines.whole(run.endLine);
    if (doc.text[end - 1] === '\n') return insertAt(doc, end, block);
    return insertAt(doc, end, doc.eol + block.slice(0, -doc.eol.length));
  }
  const { links, commands, andChain } = run.shell;
  const refuse = (message: string): Stop<Instruction> => stop('unsupported-syntax', message, run);
  if (!andChain || run.flags.length > 0 || run.heredocs.length > 0 || run.execForm)
    return refuse(
      'the RUN goes on with commands that need the source, and is not a plain chain that can be divided; write two RUNs',
    );
  const before = commands.filter(({ link }) => link < split);
  const keeps = before.find(
    ({ words, assignments }) => words.length === 0 || assignments.length > 0 || programIs(words[0]?.value, 'setsShell'),
  );
  if (keeps)
    return refuse(
      'the RUN goes on with commands that need the source, and an earlier one sets something for them; write two RUNs',
    );
  if (commands.some(({ link, words }) => link >= split && isCleaning(words.map(({ value, raw }) => value ?? raw))))
    return refuse(
      'the RUN builds from the source and cleans up in one layer; write two RUNs, each with its own cleaning',
    );
  const directories = before.filter(({ words }) => words[0]?.value === 'cd');
  if (directories.length > 1) return refuse('the RUN changes its directory on the way; write two RUNs');
  const source = run.shellSource;
  const from = source.toSource(links[split - 1]!.end - 1) + 1;
  const to = source.toSource(links[split]!.start);
  if (endsOpen(doc.text.slice(run.span.start, from), run))
    return refuse(`${run.escape} stands behind a command where the RUN would be divided; write two RUNs`);
  if (doc.comments.some(({ inside, span }) => inside === run.index && span.start >= from && span.start < to))
    return refuse('a comment stands where the RUN would be divided; write two RUNs');
  const moves = directories[0] && links[directories[0].link]!;
  const cd = moves ? `${run.shellText.slice(moves.start, moves.end)} && ` : '';
  return replaceSpan(doc, { start: from, end: to }, `${doc.eol}${block}${run.keywordText} ${cd}`);
}

const CLEANING = anyOf(
  /^(?:sudo )?(?:rm|find) /,
  /^(?:sudo )?apt-get (?:-\S+ )*(?:purge|remove|autoremove|clean)/,
  /^(?:sudo )?apk (?:--\S+ )*del/,
  /^(?:sudo )?(?:(?:yum|dnf) clean|yarn cache)/,
  /^(?:sudo )?(?:npm (?:cache|prune|uninstall)|pip3? (?:cache|uninstall))/,
);

function isCleaning(words: readonly string[]): boolean {
  const text = words.slice(0, 4).join(' ');
  return CLEANING.test(text);
}
