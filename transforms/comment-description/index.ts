import { anyOf, wordPattern, stop } from '../../src/model/index.js';
import {
  commentsAbove,
  insertAt,
  type Comment,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

// Comments that a tool reads for the line below them; set apart they would no longer count.
const FOR_TOOLS = anyOf(
  wordPattern(
    `
    hadolint harden check checkov trivy kics nosemgrep no-dfiu renovate dependabot dclint gitleaks nosec lint
    dockerfile`,
    { before: /^#\s*/, flags: 'i' },
  ),
  /^#\s*\w+\s*[:=]\s*\S+=/i,
);

const READ_BY_TOOL = stop(
  'conflicts',
  'a tool reads the comment for the line below it, so nothing may come between; leave it, or turn the check off for the line',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'comment-description',
    title: 'Set comments off that are no description',
    why: 'Docker shows the comment above an ARG or a named stage as its description, if it begins with the name, and warns about others.',
    summary: 'Puts an empty comment below a comment that Docker would take for the description of an ARG or a stage.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['BK InvalidDefinitionDescription'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/invalid-definition-description/'],
    // The check is experimental, and off in BuildKit unless asked for.
    enabledByDefault: false,
  },
  on: (doc) => doc.instructions,
  judge(instruction, { doc }) {
    const names = describedNames(doc, instruction);
    const comment = names.length > 0 ? commentsAbove(doc, instruction).at(-1) : undefined;
    if (!comment || fits(comment, names)) return undefined;
    if (FOR_TOOLS.test(comment.text)) return READ_BY_TOOL;
    const says = `the comment does not begin with ${names.join(' or ')}`;
    const { line, span, text } = comment;
    return {
      edits: [insertAt(doc, doc.lines.startOf(instruction.line), `#${doc.eol}`)],
      touches: [],
      evidence: [{ says, from: { kind: 'source', file: doc.file, line: line + 1, span, quote: text } }],
    };
  },
});

/** The names a description may begin with: of the stage, or of the arguments. */
function describedNames(doc: DockerfileDoc, instruction: Instruction): string[] {
  if (instruction.keyword === 'ARG') return instruction.pairs().pairs.map(({ key }) => key);
  const name = instruction.keyword === 'FROM' ? doc.stages[instruction.stage]?.from.name : undefined;
  return name ? [name.text.toLowerCase()] : [];
}

function fits(comment: Comment, names: readonly string[]): boolean {
  const text = comment.text.slice(1).trim();
  return text === '' || names.includes(text.split(' ', 1)[0]!);
}
