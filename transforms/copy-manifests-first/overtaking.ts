// One RUN works on files of the source and installs behind that: `chmod +x entrypoint.sh && npm install`. It is divided,
// and its second half overtakes the source.
import { type Edit, type Stop, stop } from '../../src/model/index.js';
import { commentsAbove, type DockerfileDoc, type Instruction, replaceSpan } from '../../src/dockerfile/index.js';
import { endsOpen, workdirAt } from './reading.js';
import type { Reorder } from './detect.js';

export function overtaking(
  doc: DockerfileDoc,
  { copy, along, installs, split }: Reorder,
  manifests: readonly string[],
): { readonly changes: readonly [Edit, ...Edit[]] } | Stop<Instruction> {
  const [{ instruction: run, later }] = installs;
  const refuse = (message: string): Stop<Instruction> => stop('unsupported-syntax', message, run);
  if (
    installs.length > 1 ||
    split !== undefined ||
    later === undefined ||
    workdirAt(doc, run) !== workdirAt(doc, copy.instruction)
  )
    return refuse('the RUN works on the source before and after it installs; write a RUN for each');
  const { links, andChain } = run.shell;
  if (!andChain || run.flags.length > 0 || run.heredocs.length > 0 || run.execForm)
    return refuse(
      'the RUN works on the source before it installs, and is no plain chain that can be divided; write two',
    );
  if (doc.comments.some(({ inside }) => inside === run.index))
    return refuse('the RUN works on the source before it installs, and a comment stands in it; write two');
  const source = run.shellSource;
  const part = (from: number, to: number): string =>
    doc.text.slice(source.toSource(links[from]!.start), source.toSource(links[to]!.end - 1) + 1);
  const [ahead, rest] = [part(later, links.length - 1), part(0, later - 1)];
  if (endsOpen(ahead, run) || endsOpen(rest, run))
    return refuse(`${run.escape} stands behind a command where the RUN would be divided; write two RUNs`);
  const first = commentsAbove(doc, copy.instruction)[0];
  const start = doc.lines.startOf(first?.line ?? copy.instruction.line);
  const end = doc.lines.whole((along.at(-1) ?? copy.instruction).endLine).end;
  const block = doc.text.slice(start, end);
  // Two blank lines would meet where it stood.
  const { end: behind } = doc.lines.whole(Math.min(doc.lines.lineAt(end), run.line - 1));
  const isLone = doc.text.slice(0, start).endsWith(doc.eol + doc.eol) && doc.text.slice(end, behind).trim() === '';
  const { start: from } = doc.lines.contentOf(run.line);
  const { end: to } = doc.lines.contentOf(run.endLine);
  const lines = [...manifests, `${run.keywordText} ${ahead}`].join(doc.eol);
  const text = `${lines}${doc.eol}${block}${run.keywordText} ${rest}`;
  return {
    changes: [
      replaceSpan(doc, { start, end: isLone ? behind : end }, ''),
      replaceSpan(doc, { start: from, end: to }, text),
    ],
  };
}
