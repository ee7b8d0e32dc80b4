import type { Step, TransformMeta } from '../model/index.js';
import { afterLabel } from './told.js';
import { cutText, oneLine, wrap } from './visible.js';

export interface CommitMessage {
  /** At most 72 characters. */
  readonly subject: string;
  /** Wrapped at 72, without a final newline. No line starts with `#`, which git takes for a comment. */
  readonly body: string;
}

const WIDTH = 72;

/** Of the commit that follows those of the steps. */
export const LOCK_MESSAGE = `Record in harden.lock what registries answered

The same run on the same files gives the same result, and needs no network.
`;

/** As git takes it: subject, blank line, body, newline. */
export function commitText(step: Omit<Step, 'files' | 'changes'>, metas: readonly TransformMeta[]): string {
  const { subject, body } = commitMessage(
    step,
    metas.find(({ id }) => id === step.transform),
  );
  return `${subject}\n\n${body}\n`;
}

/** The message of the commit that applies one step: what, why, what it believes, which rules it resolves. */
export function commitMessage(step: Omit<Step, 'files' | 'changes'>, meta?: TransformMeta): CommitMessage {
  const sections = [paragraph(step.why)];
  for (const { believes, breaksIf, checkBy } of step.assumptions) {
    sections.push(
      [
        item('Assumes', afterLabel(believes)),
        item('Breaks if', afterLabel(breaksIf)),
        item('Check by', afterLabel(checkBy)),
      ].join('\n'),
    );
  }
  const rules = meta?.rules ?? [];
  if (rules.length > 0) sections.push(paragraph(`Rules: ${rules.join(', ')}`));
  sections.push(`Harden-Step: ${plain(step.id)}\nHarden-Safety: ${step.safety}`);
  return { subject: subjectOf(step), body: sections.filter((section) => section !== '').join('\n\n') };
}

function subjectOf({ title, at }: Pick<Step, 'title' | 'at'>): string {
  const short = guarded(plain(title));
  const named = `${short} (${plain(at.file)})`;
  if (named.length <= WIDTH) return named;
  if (short.length <= WIDTH) return short;
  const cut = short.slice(0, WIDTH - 3);
  const word = cut.lastIndexOf(' ');
  return word > WIDTH / 2 ? `${cut.slice(0, word)}...` : cutText(short, WIDTH, false);
}

function item(label: string, text: string): string {
  const lines = wrap(plain(text), WIDTH - label.length - 2);
  const indent = ' '.repeat(label.length + 2);
  return lines.map((line, at) => (at === 0 ? `${label}: ${line}` : indent + line)).join('\n');
}

function paragraph(text: string): string {
  return wrap(plain(text), WIDTH).map(guarded).join('\n');
}

/** A line that starts with `#` is a comment to git; `---` and `diff ` end the message for `git am`. */
function guarded(line: string): string {
  return /^(?:#|---|diff |Index: )/.test(line) ? ` ${line}` : line;
}

function plain(text: string): string {
  return oneLine(text);
}
