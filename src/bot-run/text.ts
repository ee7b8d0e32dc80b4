// The pull request as people read it.
import { commitMessage, renderMarkdown, type MarkdownOptions } from '../render/index.js';
import type { Forge } from '../forge/index.js';
import type { TransformMeta } from '../model/index.js';
import { withoutMentions } from './neutral.js';
import type { Part } from './parts.js';
import type { PullText } from './types.js';

/** What the marker takes of a body at most, with room to spare: the keys of some hundred steps. */
const FOR_MARKER = 12_000;

/** Title and body of the pull request for a part of a plan. */
export function textOf({ steps, plan }: Part, metas: readonly TransformMeta[], { limits }: Forge): PullText {
  const options = { mode: 'dry-run', metas, limit: limits.body - FOR_MARKER } satisfies MarkdownOptions;
  return { title: titleOf({ steps }, metas, limits.title), body: renderMarkdown(plan, options) };
}

function titleOf({ steps }: Pick<Part, 'steps'>, metas: readonly TransformMeta[], most: number): string {
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
  return `Harden ${named}`;
}
