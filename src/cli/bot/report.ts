// What became of repositories, for people and for programs.
import type { BotReport, PartReport } from '../../bot-run/index.js';
import { plural } from '../../render/index.js';

type PartAction = PartReport['actions'][number];

/** Lines for a terminal or a log. */
export function reportLines(report: BotReport, isDry: boolean): readonly string[] {
  const { repository, parts, fault, notes = [] } = report;
  const told = [...parts.flatMap((part) => partLines(part, isDry)), ...notes];
  const lines = told.map((line) => `${repository}: ${line}`);
  const isTold = fault !== undefined && parts.some((part) => part.fault === fault);
  return fault === undefined || isTold ? lines : [...lines, `${repository}: ${fault.why}`];
}

const STATES = {
  nothing: 'nothing to do',
  'up-to-date': 'up to date',
  changing: 'changing',
  waiting: 'waiting',
  declined: 'declined by people',
  edited: 'left to the person who pushed to it',
  closing: 'closing',
  left: 'left as it is',
  unsure: 'not sure',
  cannot: 'cannot',
} satisfies Record<PartReport['state'], string>;

function partLines(part: PartReport, isDry: boolean): readonly string[] {
  const { branch, state, why, pull, steps, actions, fault, text } = part;
  const where = pull === undefined ? branch : `${branch} #${pull}`;
  const doings = actions.map(doingOf).filter((doing) => doing !== '');
  const done = doings.length === 0 ? STATES[state] : `${isDry ? 'would ' : ''}${doings.join(', ')}`;
  const facts = [...(steps > 0 ? [plural(steps, 'step')] : []), ...(why === undefined ? [] : [why])];
  const about = facts.length === 0 ? '' : ` (${facts.join('; ')})`;
  return [
    `${where}: ${done}${about}`,
    ...(fault === undefined ? [] : [`${where}: stopped: ${fault.why}`]),
    ...(text && steps > 0 && doings.length > 0 ? ['', text.title, '', ...text.body.trimEnd().split('\n'), ''] : []),
  ];
}

function doingOf(action: PartAction): string {
  switch (action.do) {
    case 'push':
      return 'push';
    case 'create':
      return 'open a pull request';
    case 'update':
      return 'update its text';
    case 'dress':
      return 'label it and ask for reviews';
    case 'automerge':
      return action.head === undefined ? 'keep the forge from merging it' : 'have the forge merge it once checks pass';
    case 'label':
      return `${action.isOn ? 'add' : 'remove'} the label ${action.label}`;
    case 'comment':
    case 'answer':
      return action.do;
    case 'close':
      return `close #${action.number}`;
    case 'delete-branch':
      return 'delete the branch';
    case 'plan-without':
      return '';
  }
}

/** For programs. What a pull request remembers is not part of it. */
export function reportJson(reports: readonly BotReport[]): string {
  const shown = reports.map(({ parts, ...report }) => ({
    ...report,
    parts: parts.map(({ actions, ...part }) => ({ ...part, actions: actions.map(shownAction) })),
  }));
  return `${JSON.stringify({ version: 1, repositories: shown }, null, 2)}\n`;
}

function shownAction(action: PartAction): object {
  const { marker: _, ...shown } = { marker: undefined, ...action };
  return shown;
}
