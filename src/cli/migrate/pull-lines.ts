// The pull requests of a campaign in counts, for people.
import type { CampaignStatus } from '../../fleet-publish/index.js';
import { plural } from '../../render/index.js';

const MOST = 8;

/** Lines for a terminal; none where nothing is planned. */
export function pullLines(status: CampaignStatus): readonly string[] {
  const { pulls, waves, next, paused, cannot, troubled } = status;
  const total = Object.values(pulls).reduce((sum, each) => sum + each, 0);
  const isPlanned = (status.repositories.planned ?? 0) > 0;
  const lines: string[] = [];
  if (total > 0) lines.push(`${plural(total, 'pull request')}: ${counted(pulls)}`);
  const open = pulls.open + pulls.edited;
  if (open > 0) lines.push(...openLines(status));
  for (const { name, members, waiting, open, merged, declined, red } of waves)
    if (members > 0)
      lines.push(
        `wave ${name}: ${plural(members, 'repository', 'repositories')}: ${counted({ waiting, open, merged, declined, red })}`,
      );
  for (const { transform, pulls: of, declined, red } of troubled.slice(0, MOST))
    lines.push(
      `${transform}: ${declined} of ${of} declined, ${red} red; harden migrate pause ${transform} holds it back`,
    );
  for (const { kind, id } of paused) lines.push(`held back: ${kind} ${id}`);
  for (const { why, count } of cannot.slice(0, MOST))
    lines.push(`nothing can be opened in ${plural(count, 'repository', 'repositories')}: ${why}`);
  if (isPlanned && next.why !== undefined) lines.push(`next: ${next.why}${againFrom(next.next)}`);
  return [...lines, ...burnDown(status)];
}

function openLines({ ci, reviews, conflicts, stale, oldest = 0 }: CampaignStatus): readonly string[] {
  const more = { conflicts, stale };
  return [
    `  checks: ${counted(ci)}`,
    `  reviews: ${counted(reviews)}`,
    `  the oldest is ${plural(oldest, 'day')} old${conflicts + stale > 0 ? `; ${counted(more)}` : ''}`,
  ];
}

/** What planning found to be left, first and last. */
function burnDown({ history }: CampaignStatus): readonly string[] {
  const first = history[0];
  const last = history.at(-1);
  if (!first || !last || history.length < 2) return [];
  const day = new Date(first.at).toISOString().slice(0, 10);
  return [
    `left by the last plan: ${plural(last.steps, 'step')} in ${plural(last.pending, 'repository', 'repositories')}, of ${first.steps} in ${first.pending} on ${day}`,
  ];
}

function counted(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return found.length === 0 ? 'none' : found.map(([name, count]) => `${count} ${name}`).join(', ');
}

/** When something may be opened again, behind what says why nothing is; empty where that is not known. */
export function againFrom(next: Date | undefined): string {
  return next === undefined ? '' : ` (again from ${next.toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}
