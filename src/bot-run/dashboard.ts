// One issue that says where everything stands.
import { isFault, type Fault } from '../forge/index.js';
import { markdownCode, markdownText, plural } from '../render/index.js';
import { wholeOf } from './parts.js';
import type { LeftOut, Scene, Settlement } from './settle.js';
import type { PartReport } from './types.js';

const KEY = 'dashboard';
const TITLE = 'harden: where things stand';
/** More nobody reads; the plan has them all. */
const MOST_LINES = 100;

/**
 * Writes the issue, where it is wanted: one that says the same already is left as it is.
 * @returns why not.
 */
export async function tellDashboard(
  { source: { request }, asker }: Scene,
  settlement: Settlement,
  parts: readonly PartReport[],
): Promise<Fault | undefined> {
  // A run that moves pins knows nothing of the others, whose issue it is.
  if (!request.dashboard || request.isDry || wholeOf(request) === 'update') return undefined;
  const told = await asker.forge.ensureIssue(asker.repo, KEY, TITLE, dashboardText(settlement, parts));
  return isFault(told) ? told : undefined;
}

function dashboardText({ leftOut, settled }: Settlement, parts: readonly PartReport[]): string {
  const isOpen = ({ pull, state }: PartReport): boolean => pull !== undefined && state !== 'closing';
  const refused = settled.flatMap(({ part: { plan } }) => plan.groups.flatMap((group) => group.refused));
  return [
    'What `harden bot` proposes in this repository, and what it does not. It is written anew by each run.',
    ...section('Open', parts.filter(isOpen).map(openLine)),
    ...section('Waiting', parts.filter((part) => part.state === 'waiting').map(otherLine)),
    ...section(
      'Not possible',
      parts
        .filter(({ state, fault }) => state === 'cannot' || state === 'unsure' || fault !== undefined)
        .map(otherLine),
    ),
    ...section(
      'Declined',
      linesOf(leftOut, 'declined'),
      'A person closed or skipped them. `/harden unskip ID` in an open pull request brings one back.',
    ),
    ...section('Not for this account', linesOf(leftOut, 'forbidden'), 'It may not change workflows.'),
    ...section(
      'For a person',
      [...new Set(refused.map(({ at, message }) => `- ${markdownCode(at.file)}: ${markdownText(message)}`))],
      'Found, and not changed, for these reasons.',
    ),
    ...(parts.every((part) => !isOpen(part)) && leftOut.length + refused.length === 0
      ? ['Nothing is to be done.']
      : []),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[], about = ''): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MOST_LINES);
  const rest = lines.length - shown.length;
  const list = [...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
  return [`## ${title}`, ...(about === '' ? [] : [about]), list];
}

function openLine({ pull, steps, branch, state }: PartReport): string {
  const left = state === 'edited' ? '; a person has pushed to it' : state === 'left' ? '; left as it is' : '';
  return `- #${pull}: ${plural(steps, 'step')} on ${markdownCode(branch)}${left}`;
}

function otherLine({ branch, why, fault }: PartReport): string {
  const reason = fault?.why ?? why;
  return `- ${markdownCode(branch)}${reason === undefined ? '' : `: ${markdownText(reason)}`}`;
}

function linesOf(leftOut: readonly LeftOut[], why: LeftOut['why']): readonly string[] {
  return leftOut
    .filter((each) => each.why === why)
    .map(({ step }) => `- ${markdownCode(step.id)} (${markdownCode(step.at.file)}): ${markdownText(step.title)}`);
}
