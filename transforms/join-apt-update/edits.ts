import { type Edit, type Stop, stop, isStop } from '../../src/model/index.js';
import {
  chainStyle,
  commentsAbove,
  insertAt,
  replaceSpan,
  wholeLines,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { removeLink, setsErrexit } from '../../src/runs/index.js';
import type { Fetch, Join, Mergeable, MovedJoin } from './detect.js';
export interface Edits {
  readonly changes: readonly [Edit, ...Edit[]];
}

const COMMENTED: Stop = stop(
  'not-contiguous',
  'comments stand above the apt-get update and other lines between it and the install, so it is not clear where they belong; move the update into the RUN that installs by hand',
);

const REPEATED: Stop = stop(
  'unsupported-syntax',
  'the RUN above fetches the lists more than once; leave one apt-get update there, or move it into the RUN that installs, by hand',
);

/** The edits of a join, or what stands in the way. */
export function editsFor(doc: DockerfileDoc, join: Join): Edits | Stop {
  if (join.kind === 'missing') {
    const insertion = insertUpdate(doc, join);
    return isStop(insertion) ? insertion : { changes: [insertion] };
  }
  if (join.fetch.repeated && join.fetch.unused) return REPEATED;
  if (join.kind === 'dead') {
    const removal = removeFetch(doc, join);
    return removal ? { changes: [removal] } : COMMENTED;
  }
  if (join.mergeInto) {
    const merged = mergeRuns(doc, join.mergeInto, join.install);
    if (merged) return { changes: merged };
  }
  const insertion = insertUpdate(doc, join);
  if (isStop(insertion)) return insertion;
  if (!join.fetch.unused || join.fetch.instruction.stage !== join.install.stage) return { changes: [insertion] };
  const removal = removeFetch(doc, join);
  if (removal) return { changes: [insertion, removal] };
  return isLone(join.fetch) ? COMMENTED : { changes: [insertion] };
}

function isLone({ instruction, event }: Fetch): boolean {
  const { links, commands } = instruction.shell;
  if (links.length !== 1 || commands.length !== 1 || links[0]!.kind !== 'command' || event.command!.place !== 'chain')
    return false;
  return instruction.heredocs.length === 0 && instruction.flags.length === 0;
}

/** Takes the update away where it was: the whole RUN, or the end of its chain. */
function removeFetch(doc: DockerfileDoc, { fetch, install }: MovedJoin): Edit | undefined {
  const { instruction, event } = fetch;
  if (!isLone(fetch)) {
    const { links } = instruction.shell;
    return event.command!.place === 'chain' &&
      event.command!.link === links.length - 1 &&
      links.at(-1)!.kind === 'command'
      ? removeLink(doc, instruction, links.length - 1)
      : undefined;
  }
  if (doc.comments.some((comment) => comment.inside === instruction.index)) return undefined;
  const above = commentsAbove(doc, instruction);
  if (above.length > 0 && install.index !== instruction.index + 1) return undefined;
  const span = wholeLines(doc, instruction);
  if (above.length === 0) return replaceSpan(doc, span, '');
  // The comments stay and now stand above the RUN that has the update: a blank line must not part them from it.
  let line = instruction.endLine + 1;
  while (line < install.line && isBlank(doc, line)) line++;
  return replaceSpan(doc, { start: span.start, end: doc.lines.startOf(line) }, '');
}

function isBlank(doc: DockerfileDoc, line: number): boolean {
  const { start, end } = doc.lines.contentOf(line);
  return doc.text.slice(start, end).trim() === '';
}

/** Puts the update in front of the link that installs, so that a failing update still fails the build. */
function insertUpdate(doc: DockerfileDoc, join: Join): Edit | Stop {
  const { install, event } = join;
  const { links } = install.shell;
  const command = event.command!;
  const link = links[command.link]!;
  const loop =
    command.place === 'nested' && link.kind === 'compound' && /^for\b/.test(install.shellText.slice(link.start));
  if (command.place === 'nested' && !loop) {
    return stop(
      'inside-construct',
      'the install stands inside if, a function or a subshell: put apt-get update in front of it there by hand',
    );
  }
  const sudo = event.call?.sudo ?? false;
  const text = join.kind === 'missing' ? `${sudo ? 'sudo ' : ''}apt-get update` : updateText(join.fetch, sudo);
  const strict = setsErrexit(doc, install);
  const tail = links.slice(command.link + 1);
  const fails = strict || tail.every((later) => later.operator === '&&');
  if (!text || command.place === 'alternative' || link.operator === '||' || !fails) {
    return stop(
      'unsupported-syntax',
      'apt-get update or the install behind it may fail without failing the build (`||`, `;`, `&`); put both into one RUN joined by && by hand',
    );
  }
  const at = install.shellSource.toSource(link.start);
  const semicolons = strict && (link.operator === ';' || tail[0]?.operator === ';');
  const joined = semicolons ? ';' : ' &&';
  if (install.scriptHeredoc()) return insertAt(doc, at, strict ? text + doc.eol + indentAt(doc, at) : `${text} && `);
  const style = links.length > 1 ? chainStyle(doc, install) : undefined;
  if (!style) return insertAt(doc, at, `${text}${joined} `);
  const lineBreak = ` ${doc.escape}${doc.eol}${ownIndent(doc, install, at) ?? style.indent}`;
  return insertAt(doc, at, style.leading && !semicolons ? `${text}${lineBreak}&& ` : `${text}${joined}${lineBreak}`);
}

/** The indent of a command that begins its line, an `&&` before it or not. */
function ownIndent(doc: DockerfileDoc, install: Instruction, offset: number): string | undefined {
  if (doc.lines.lineAt(offset) === install.line) return undefined;
  const before = doc.text.slice(doc.lines.startOf(doc.lines.lineAt(offset)), offset);
  return /^[ \t]*(?:&&[ \t]*)?$/.test(before) ? /^[ \t]*/.exec(before)![0] : undefined;
}

function indentAt(doc: DockerfileDoc, offset: number): string {
  return doc.text.slice(doc.lines.startOf(doc.lines.lineAt(offset)), offset).replace(/\S.*/s, '');
}

/** The update as it was written, with `sudo` as the install has it; `undefined` where it was no plain command. */
function updateText({ instruction, event }: Fetch, sudo: boolean): string | undefined {
  const command = event.command!;
  if (command.place !== 'chain') return undefined;
  const text = instruction.shellText.slice(command.start, command.end).replace(/\s+/g, ' ').trim();
  if (text.startsWith('sudo ') && !sudo) return text.slice('sudo '.length);
  return sudo && !event.call!.sudo ? `sudo ${text}` : text;
}

// Addressed to a tool, code that somebody may want back, or a heading that parts the file.
const COMMENT_THAT_STAYS =
  /ignore|disable|skip|check=|nosemgrep|no-dfiu|^#\s*(?:RUN|apt|FROM|COPY|ADD|ENV|&&|\\)|##|--|==|\\$/i;

/** Makes two RUNs that follow each other one, with a comment between them; `undefined` where the comments say more. */
function mergeRuns(
  doc: DockerfileDoc,
  { last: first, head }: Mergeable,
  second: Instruction,
): readonly [Edit, ...Edit[]] | undefined {
  const between = doc.comments.filter(
    (comment) => comment.inside === undefined && comment.line > first.endLine && comment.line < second.line,
  );
  if (between.length > 2 || between.some((comment) => COMMENT_THAT_STAYS.test(comment.text.trimEnd())))
    return undefined;
  const style = chainStyle(doc, head) ?? { leading: true, indent: '    ' };
  const end = first.body.toSource(first.shell.links.at(-1)!.end - 1) + 1;
  const lineEnd = doc.lines.contentOf(first.endLine).end;
  if (doc.text.slice(end, lineEnd).trim() !== '') return undefined;
  const edits: [Edit, ...Edit[]] = [
    replaceSpan(doc, { start: end, end: lineEnd }, `${style.leading ? '' : ' &&'} ${doc.escape}`),
  ];
  for (let line = first.endLine + 1; line < second.line; line++) {
    if (isBlank(doc, line)) edits.push(replaceSpan(doc, doc.lines.whole(line), ''));
    else
      edits.push(
        replaceSpan(
          doc,
          { start: doc.lines.startOf(line), end: between.find((comment) => comment.line === line)!.span.start },
          style.indent,
        ),
      );
  }
  const keyword = { start: doc.lines.startOf(second.line), end: second.body.toSource(second.argsStart) };
  // One between the keyword and the command would be taken away with the keyword.
  if (doc.comments.some(({ inside, span }) => inside === second.index && span.start < keyword.end)) return undefined;
  edits.push(replaceSpan(doc, keyword, `${style.indent}${style.leading ? '&& ' : ''}`));
  return edits;
}
