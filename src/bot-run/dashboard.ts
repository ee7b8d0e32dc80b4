// One issue that says where everything stands.
import { boxLine, rememberedText } from '../bot/index.js';
import { isFault, type Fault } from '../forge/index.js';
import { markdownCode, markdownText, plural } from '../render/index.js';
import { wholeOf } from './parts.js';
import type { LeftOut, Scene, Settlement } from './settle.js';
import { DASHBOARD } from './ticks.js';
import type { PartReport } from './types.js';

const TITLE = 'harden: where things stand';
/** More nobody reads; the plan has them all. */
const MOST_LINES = 100;

/**
 * Writes the issue, where it is wanted: one that says the same already is left as it is.
 * @returns why not.
 */
export async function tellDashboard(
  scene: Scene,
  settlement: Settlement,
  parts: readonly PartReport[],
): Promise<Fault | undefined> {
  const { source, asker } = scene;
  const { request } = source;
  // A run that moves pins knows nothing of the others, whose issue it is.
  if (!request.dashboard || request.isDry || wholeOf(request) === 'update') return undefined;
  const text = dashboardText(scene, settlement, parts);
  const told = await asker.forge.ensureIssue(asker.repo, DASHBOARD, TITLE, text);
  return isFault(told) ? told : undefined;
}

function dashboardText(scene: Scene, settlement: Settlement, parts: readonly PartReport[]): string {
  const { leftOut, settled } = settlement;
  // Boxes that would not count are not there.
  const isTrusting = scene.asker.forge.issueEditor !== undefined;
  const isOpen = ({ pull, state }: PartReport): boolean => pull !== undefined && state !== 'closing';
  const refused = settled.flatMap(({ part: { plan } }) => plan.groups.flatMap((group) => group.refused));
  const declined = leftOut.filter(({ why }) => why === 'declined');
  const waiting = parts.filter((part) => part.state === 'waiting');
  return [
    'What `harden bot` proposes in this repository, and what it does not. It is written anew by each run.',
    // Before what may be cut.
    ...memory(scene, settlement, parts),
    ...section('Open', parts.filter(isOpen).map(openLine)),
    ...section(
      'Waiting',
      waiting.map((part) =>
        isTrusting ? boxLine({ box: 'open', of: part.group }, `Open now: ${otherText(part)}`) : `- ${otherText(part)}`,
      ),
    ),
    ...section(
      'Not possible',
      parts
        .filter(({ state, fault }) => state === 'cannot' || state === 'unsure' || fault !== undefined)
        .map((part) => `- ${otherText(part)}`),
    ),
    ...section(
      'Declined',
      isTrusting
        ? declined.map((each) => boxLine({ box: 'again', of: each.key }, `Propose again: ${stepText(each)}`))
        : linesOf(leftOut, 'declined'),
      'A person closed or skipped them, or something broke with them. `/harden unskip ID` in an open pull request brings one back.',
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
    boxLine({ box: 'refresh' }, 'Look again'),
  ].join('\n\n');
}

/** What broke, and is still found: in a pull request it is remembered there. */
function memory(
  { broken, noted, source }: Scene,
  { leftOut }: Settlement,
  parts: readonly PartReport[],
): readonly string[] {
  if (parts.some(({ pull }) => pull !== undefined)) return [];
  const found = new Set(leftOut.map(({ key }) => key));
  const keys = [...new Set([...broken, ...noted.broken])].filter((key) => found.has(key));
  const text = rememberedText({ broken: keys, tool: source.request.version });
  return text === '' ? [] : [text];
}

function section(title: string, lines: readonly string[], about = ''): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MOST_LINES);
  const rest = lines.length - shown.length;
  const list = [...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
  return [`## ${title}`, ...(about === '' ? [] : [about]), list];
}

function openLine({ pull, steps, branch, state, group }: PartReport): string {
  const left = state === 'edited' ? '; a person has pushed to it' : state === 'left' ? '; left as it is' : '';
  const text = `#${pull}: ${plural(steps, 'step')} on ${markdownCode(branch)}${left}`;
  return left === '' ? boxLine({ box: 'rebase', of: group }, `Make the branch anew: ${text}`) : `- ${text}`;
}

function otherText({ branch, why, fault }: PartReport): string {
  const reason = fault?.why ?? why;
  return `${markdownCode(branch)}${reason === undefined ? '' : `: ${markdownText(reason)}`}`;
}

function linesOf(leftOut: readonly LeftOut[], why: LeftOut['why']): readonly string[] {
  return leftOut.filter((each) => each.why === why).map((each) => `- ${stepText(each)}`);
}

function stepText({ step }: LeftOut): string {
  return `${markdownCode(step.id)} (${markdownCode(step.at.file)}): ${markdownText(step.title)}`;
}
