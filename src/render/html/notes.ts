// What stands below the files: what was not applied, what was left alone and why, findings, errors.
import type { Plan } from '../../model/index.js';
import { relativePath, withHint, withoutRoot } from '../paths.js';
import { REFUSAL_REASONS, refusedGroups } from '../refusals.js';
import {
  checkTitle,
  type FindingGroup,
  findingGroups,
  heldGroups,
  heldPhrase,
  heldTitle,
  skippedGroups,
} from '../summary.js';
import { SKIP_NAMES } from '../told.js';
import type { HtmlOptions } from './report.js';
import { type Folded, foldedLists, placed, type Section } from './section.js';
import { html, prose } from './text.js';

/** One section for each kind of note that there is. */
export function noteSections(plan: Plan, options: HtmlOptions): Section[] {
  const held = heldGroups(plan).filter(({ heldBy }) => heldBy !== 'manual');
  const refused = refusedGroups(plan, options.all);
  const findings = findingGroups(plan);
  const dropped = plan.groups.flatMap((group) => group.dropped);
  const sections: Section[] = [
    {
      id: 'held',
      title: 'Not applied',
      count: sum(held.map(({ steps }) => steps.length)),
      body: foldedLists(
        held.map((group) => ({
          title: prose(heldPhrase(group)),
          items: group.steps.map((step) => placed(step.at.file, step.at.line, heldTitle(step))),
        })),
      ),
    },
    {
      id: 'refused',
      title: 'Seen and left alone',
      count: sum(refused.map(({ count }) => count)),
      body: foldedLists(refused.map(refusedList)),
    },
    {
      id: 'findings',
      title: 'Findings',
      count: sum(findings.map(({ count }) => count)),
      body: html`<p class="dim">Seen, and not changed by harden.</p>${foldedLists(findings.map((group) => findingList(group, options)))}`,
    },
    errorsSection(plan, options),
    {
      id: 'bugs',
      title: 'Bugs in harden',
      count: dropped.length,
      body: foldedLists([
        {
          title: html`These steps were dropped; please report them`,
          items: dropped.map(({ file, id, guard, message }) =>
            placed(file, undefined, `${id} failed the guard ${guard}: ${message}`),
          ),
        },
      ]),
    },
    skippedSection(plan, options),
  ];
  return sections.filter(({ count }) => count !== 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function refusedList({ code, count, listed, others }: ReturnType<typeof refusedGroups>[number]): Folded {
  const rows = listed.map(
    (one) => html`${placed(one.at.file, one.line, one.message)} <span class="dim">${one.transform}</span>`,
  );
  const waiting = others === undefined ? [] : [prose(others)];
  return { title: html`<b>${REFUSAL_REASONS[code]}</b> <code>${code}</code>`, items: [...rows, ...waiting], count };
}

function findingList({ check, rules, reason, count, files }: FindingGroup, { checks }: HtmlOptions): Folded {
  const title = checkTitle(check, checks);
  const names = [title === check ? '' : check, ...rules].filter((name) => name !== '').join(', ');
  const items = files.flatMap(({ path, findings }) => findings.map(({ line, message }) => placed(path, line, message)));
  return {
    title: html`<b>${prose(title)}</b>`,
    items,
    count,
    more: html`<p class="dim">${names}</p>`,
    note: html`<p class="dim">${prose(reason)}</p>`,
  };
}

function errorsSection({ errors }: Plan, { root }: HtmlOptions): Section {
  const rows = errors.map(({ path, line, column, message, hint }) => {
    const place = [relativePath(path, root), line, column].filter((part) => part !== undefined).join(':');
    return html`<li class="item">${placed(place, undefined, withoutRoot(withHint(message, hint), root))}</li>`;
  });
  return { id: 'errors', title: 'Errors', count: errors.length, body: html`<ul>${rows}</ul>` };
}

function skippedSection(plan: Plan, { root }: HtmlOptions): Section {
  const lists = skippedGroups(plan).map(({ reason, files }) => ({
    title: html`${SKIP_NAMES[reason]}`,
    items: files.map(({ path }) => html`<code class="place">${relativePath(path, root)}</code>`),
  }));
  return { id: 'skipped', title: 'Files left out', count: plan.skipped.length, body: foldedLists(lists) };
}
