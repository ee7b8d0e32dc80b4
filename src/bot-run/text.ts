// The pull request as people read it.
import { commitMessage, plural, renderPullRequest } from '../render/index.js';
import type { Forge } from '../forge/index.js';
import type { TransformMeta } from '../model/index.js';
import { withoutMentions } from './neutral.js';
import type { Part } from './parts.js';
import type { LeftOut } from './settle.js';
import type { PullText } from './types.js';

/** What the bot finds its own words by. Those of a file are none of them. */
const MARK = '<!-- harden';
/** What the marker takes of a body at most, with room to spare: the keys of some hundred steps. */
const FOR_MARKER = 12_000;

/** More nobody reads, whatever a forge takes. */
const MOST_CHARACTERS = 65_536;

interface TextOptions extends Pick<Forge, 'limits'> {
  readonly metas: readonly TransformMeta[];
  readonly leftOut: readonly LeftOut[];
  /** Why nothing was built or run. */
  readonly unproven?: string;
}

/** Title and body of the pull request for a part of a plan. */
export function textOf({ steps, plan, planned }: Part, { metas, limits, leftOut, unproven }: TextOptions): PullText {
  const notes = notesOn(leftOut.filter(({ group }) => group === planned.group));
  const limit = Math.min(limits.body, MOST_CHARACTERS) - FOR_MARKER;
  return {
    title: titleOf({ steps, planned }, metas, limits.title),
    body: renderPullRequest(plan, { metas, limit, notes, ...(unproven === undefined ? {} : { unproven }) }).replaceAll(
      MARK,
      `${MARK}\u200b`,
    ),
  };
}

function notesOn(leftOut: readonly LeftOut[]): string[] {
  const forbidden = leftOut.filter(({ why }) => why === 'forbidden');
  const declined = leftOut.filter(({ why }) => why === 'declined');
  return [
    ...forbidden.map(
      ({ step }) => `Not pushed, since this account may not change workflows: ${step.title} (\`${step.at.file}\`).`,
    ),
    ...(declined.length > 0 ? [`Declined, and left out: ${plural(declined.length, 'step')}.`] : []),
  ];
}

function titleOf(
  { steps, planned }: Pick<Part, 'steps' | 'planned'>,
  metas: readonly TransformMeta[],
  most: number,
): string {
  const [first, ...more] = steps;
  if (first && more.length === 0)
    return withoutMentions(
      commitMessage(
        first,
        metas.find(({ id }) => id === first.transform),
      ).subject,
    ).slice(0, most);
  const files = [...new Set(steps.flatMap((step) => step.files.map(({ path }) => path)))].sort();
  const isPlain = files.every((file) => /^[\w./-]{1,60}$/.test(file));
  const named = isPlain && files.length <= 2 ? files.join(' and ') : `${files.length} files`;
  return planned.group === 'update' ? `Update pins in ${named}` : `Harden ${named}`;
}
