// What is said to people: in answer to a command, and when a pull request is closed or left to them.
import type { Action } from '../bot/index.js';
import type { TransformMeta } from '../model/index.js';
import { fenceFor, markdownCode, markdownText, plural } from '../render/index.js';
import { named, type Choice } from './asked.js';
import type { Command } from './commands.js';

export interface AnswerContext {
  readonly choices: readonly Choice[];
  readonly metas: readonly TransformMeta[];
  readonly isOpen: boolean;
  /** What `/harden verify` is told. */
  readonly verify: string;
}

/** The answer to a comment: to each of its commands a paragraph. */
export function answerText(commands: readonly Command[], context: AnswerContext): string {
  return [...new Set(commands.map((command) => paragraph(command, context)))].join('\n\n');
}

function paragraph(command: Command, context: AnswerContext): string {
  if (!context.isOpen && command.name !== 'explain' && command.name !== 'help' && command.name !== 'close')
    return 'This pull request is closed, and what it proposes is declined. Open it again, and I go on with it.';
  switch (command.name) {
    case 'rebase':
    case 'recreate':
      return 'The branch is made anew from the base branch; what else was on it is gone.';
    case 'close':
      return 'Closed. I do not propose these steps again; open the pull request again to have them back.';
    case 'skip':
      return skipped(command.id, context);
    case 'unskip':
      return named(command.id, context.choices).length === 0
        ? unknownId(command.id)
        : `${markdownCode(command.id)} is proposed again, where it still applies.`;
    case 'level':
      return level(command.level);
    case 'explain':
      return explained(command.id, context);
    case 'verify':
      return context.verify;
    case 'help':
      return HELP;
    case 'unknown':
      return `I do not know ${markdownCode(`/harden ${command.words}`)}.\n\n${HELP}`;
  }
}

function skipped(id: string, { choices }: AnswerContext): string {
  const found = named(id, choices);
  if (found.length === 0) return unknownId(id);
  const transforms = [...new Set(found.map(({ step }) => step.transform))].sort();
  const files = [...new Set(found.map(({ step }) => step.at.file))].sort();
  const isAll = transforms.length === 1 && transforms[0] === id;
  const off = transforms.map((each) => `${isAll ? '' : '    '}  ${each}: off`);
  const lines = isAll
    ? ['transforms:', ...off]
    : [
        'overrides:',
        `  - paths: ${JSON.stringify(files.map((file) => `/${escapedPattern(file)}`))}`,
        '    transforms:',
        ...off,
      ];
  const settings = lines.join('\n');
  const fence = fenceFor(settings);
  return [
    `Left out, here and in pull requests that follow: ${plural(found.length, 'step')}. ${markdownCode(`/harden unskip ${id}`)} brings ${found.length === 1 ? 'it' : 'them'} back.`,
    'To have it so for everybody, put this into `.harden.yaml`:',
    `${fence}yaml\n${settings}\n${fence}`,
  ].join('\n\n');
}

/** A path as a pattern of `.gitignore` that fits it alone. */
function escapedPattern(path: string): string {
  return path.replace(/[\\*?[\]]/g, '\\$&');
}

function level(word: string): string {
  if (word === 'safe') return 'From here on this pull request has only steps that keep behaviour.';
  if (word === 'review') return 'Steps that rest on an assumption are proposed again; each says which.';
  if (word === 'unverified') return 'All steps that are found are proposed again, as far as the configuration allows.';
  return `There is no level ${markdownCode(word)}: it is \`safe\`, \`review\` or \`unverified\`.`;
}

function explained(id: string, { choices, metas }: AnswerContext): string {
  const found = named(id, choices);
  const meta = metas.find((each) => each.id === (found[0]?.step.transform ?? id));
  if (!meta) return unknownId(id);
  const rules = meta.rules.length > 0 ? ` It answers ${meta.rules.map((rule) => markdownCode(rule)).join(', ')}.` : '';
  const [first] = found;
  const why = first ? [`**${markdownText(first.step.title)}**`, markdownText(first.step.why)] : [];
  const believed = (first?.step.assumptions ?? []).map(
    ({ believes, breaksIf, checkBy }) =>
      `- It assumes: ${markdownText(believes)} It breaks if: ${markdownText(breaksIf)} Check by: ${markdownText(checkBy)}`,
  );
  return [
    `${markdownCode(meta.id)}: ${markdownText(meta.summary)}${rules}`,
    ...why,
    ...(believed.length > 0 ? [believed.join('\n')] : []),
  ].join('\n\n');
}

function unknownId(id: string): string {
  return `No step here is called ${markdownCode(id)}. The ids stand in the description above; the id of a transform stands for all of its steps.`;
}

const HELP = `What I do for people who may push to this repository, on a line of its own in a comment:

| command | what it does |
| --- | --- |
| \`/harden rebase\`, \`/harden recreate\` | makes the branch anew from the base branch, over commits of others as well |
| \`/harden skip ID\` | leaves a step, or all steps of a transform, out; \`/harden unskip ID\` brings them back |
| \`/harden level safe\` | only steps that keep behaviour; \`/harden level review\` takes that back |
| \`/harden explain ID\` | says what a step does and what it rests on |
| \`/harden verify\` | says what was built and run |
| \`/harden close\` | closes this pull request, and does not propose it again |

The label \`stop-updating\` makes me leave this pull request as it is.`;

/** What is said before a pull request is closed, or is left to the person who has pushed to it. */
export function noticeText(action: Extract<Action, { readonly do: 'close' | 'comment' }>): string {
  if (action.do === 'comment')
    return 'Somebody has pushed to this branch, so it is yours now: I change nothing on it. `/harden recreate` makes it anew, without those commits.';
  switch (action.reason) {
    case 'empty':
      return 'Nothing is left to do here: all of it is on the base branch, or applies no more. Thank you!';
    case 'held-back':
      return 'What is proposed here is held back for now, so I close this. Nothing of it is declined: where it is wanted again, I propose it anew.';
    case 'superseded':
      return 'Another pull request of mine proposes the same.';
    case 'asked':
      return 'Closed, as asked. I do not propose these steps again; open it again to have them back.';
    case 'branch-gone':
      return 'The branch was deleted, so I take these steps as declined.';
    case 'stale':
      return 'Nobody has looked at this for long, so I take these steps as declined. Open it again to have them back.';
  }
}
