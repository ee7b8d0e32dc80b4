// What a comment by an install says of development dependencies: whoever wrote it has decided.
import { commentsAbove, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';

/** `# without --production, for the debugger`: the option itself. */
const OPTION = /(?:^|\s|[`'"])--?(?:production|prod|omit|only|no-dev|without)\b/i;
/** `# including devDependencies`: they are meant to be there. */
const WANTED =
  /\b(?:include|including|incl|all|also|with|need|needs|needed|keep)\b[^.]{0,40}\bdev(?:elopment)?[ -]?dep/i;

/** True where a comment above, inside or right below an install names the option, or says that they are meant to be there. */
export function isDecidedInComment(doc: DockerfileDoc, install: Instruction): boolean {
  const { comments } = doc;
  const inside = comments.filter((comment) => comment.inside === install.index);
  const below = comments.filter(({ inside: within, line }) => within === undefined && line === install.endLine + 1);
  return [...commentsAbove(doc, install), ...inside, ...below].some(
    ({ text }) => OPTION.test(text) || WANTED.test(text),
  );
}
