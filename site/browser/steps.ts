// The steps of an answer, as people read them.
import { type Child, counted, el, outLink, patch, put } from '../../src/fleet-reports/browser/dom.js';
import type { Answer, ShownNote, ShownStep } from '../messages.js';

/** Keys of what a person has opened: it stays open when the plan is made again. */
const opened = new Set<string>();

/** Draws the steps of each file; what had the focus has it again. */
export function drawSteps(list: HTMLElement, { steps }: Answer): void {
  const focused = list.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const files = [...new Set(steps.map(({ file }) => file))];
  put(
    list,
    files.map((file) => {
      const own = steps.filter((step) => step.file === file);
      const small = own.filter(({ isSmall }) => isSmall);
      return el(
        'section',
        { class: 'file' },
        el('h3', {}, el('code', {}, file), el('span', { class: 'dim' }, counted(own.length, 'step'))),
        el('ul', { class: 'steps' }, ...own.filter(({ isSmall }) => !isSmall).map(stepOf)),
        small.length > 0 ? smallSteps(file, small) : undefined,
      );
    }),
  );
  if (focused) document.getElementById(focused)?.focus();
}

/** Those that nobody has to judge, behind a line that counts them. */
function smallSteps(file: string, steps: readonly ShownStep[]): HTMLElement {
  const key = `small ${file}`;
  const details = el(
    'details',
    { class: 'small', open: opened.has(key) },
    el('summary', {}, counted(steps.length, 'small step'), el('span', { class: 'hidden' }, ` of ${file}`)),
    el('ul', { class: 'steps' }, ...steps.map(stepOf)),
  );
  details.addEventListener('toggle', () => {
    if (!details.isConnected) return;
    if (details.open) opened.add(key);
    else opened.delete(key);
  });
  return details;
}

function stepOf(step: ShownStep): HTMLElement {
  const id = encodeURIComponent(step.key);
  const { title, why, level, line, isOn, assumes } = step;
  return el(
    'li',
    { class: isOn ? 'step' : 'step off' },
    el(
      'div',
      { class: 'step-head' },
      el('input', {
        type: 'checkbox',
        id: `on-${id}`,
        'data-key': step.key,
        checked: isOn,
        'aria-describedby': `why-${id}`,
      }),
      el('label', { for: `on-${id}` }, ...said(title)),
      el('span', { class: `badge ${level}` }, level),
    ),
    el(
      'div',
      { class: 'step-body' },
      el('p', { id: `why-${id}`, class: 'dim' }, `Line ${line}. `, ...said(why)),
      ...assumes.map(({ believes }) => el('p', { class: 'assumes' }, el('b', {}, 'Assumes: '), ...said(believes))),
      detailsOf(step, id),
    ),
  );
}

function detailsOf(step: ShownStep, id: string): HTMLElement {
  const details = el(
    'details',
    { open: opened.has(step.key) },
    el(
      'summary',
      { id: `more-${id}` },
      'The change, and what it rests on',
      el('span', { class: 'hidden' }, `: ${step.title}`),
    ),
  );
  let isDrawn = false;
  const draw = (): void => {
    if (isDrawn) return;
    isDrawn = true;
    details.append(...restOf(step));
  };
  if (details.open) draw();
  details.addEventListener('toggle', () => {
    if (!details.isConnected) return;
    if (details.open) opened.add(step.key);
    else opened.delete(step.key);
    if (details.open) draw();
  });
  return details;
}

function restOf({ patch: text, seen, assumes, transform }: ShownStep): Node[] {
  const parts: Node[] = [];
  if (text !== '') parts.push(patch(text.replace(/\n$/, '')));
  for (const { believes, breaksIf, checkBy } of assumes)
    parts.push(
      el(
        'dl',
        {},
        // One stands right above, of several it has to be said which.
        ...(assumes.length > 1 ? [el('dt', {}, 'Assumes'), el('dd', {}, ...said(believes))] : []),
        el('dt', {}, 'Breaks if'),
        el('dd', {}, ...said(breaksIf)),
        el('dt', {}, 'Check by'),
        el('dd', {}, ...said(checkBy)),
      ),
    );
  parts.push(
    el('h4', {}, 'Seen'),
    el(
      'ul',
      { class: 'seen' },
      ...seen.map(({ says, at, link }) =>
        el('li', {}, ...said(says), ' ', link ? outLink(link, link) : el('code', { class: 'dim' }, at)),
      ),
    ),
    el('p', { class: 'dim' }, 'Transform ', el('code', {}, transform)),
  );
  return parts;
}

/** Words with what stands between back-ticks as code. */
function said(text: string): Child[] {
  return text.split('`').map((part, index, all) => {
    if (index % 2 === 0) return part;
    return index === all.length - 1 ? `\`${part}` : el('code', {}, part);
  });
}

/** What is not changed, by file, behind a line that says how much there is. */
export function drawNotes(place: HTMLElement, { refused, findings, skipped }: Answer): void {
  const left = skipped.map(({ file, why }) => ({ file, line: 0, message: why }));
  const wasOpen = [...place.querySelectorAll('details')].filter(({ open }) => open).map(({ id }) => id);
  put(place, [
    notes('refused', `${counted(refused.length, 'pattern')} seen and left alone, with the reason`, refused),
    notes('findings', `${counted(findings.length, 'thing')} for a person to decide`, findings),
    notes('skipped', `${counted(left.length, 'file')} not looked at`, left),
  ]);
  for (const id of wasOpen) {
    const details = document.getElementById(id);
    if (details instanceof HTMLDetailsElement) details.open = true;
  }
}

function notes(id: string, title: string, all: readonly ShownNote[]): Child {
  if (all.length === 0) return undefined;
  const files = [...new Set(all.map(({ file }) => file))];
  return el(
    'details',
    { id, class: 'notes' },
    el('summary', {}, title),
    ...files.flatMap((file) => [
      el('h3', {}, el('code', {}, file)),
      el(
        'ul',
        {},
        ...all
          .filter((note) => note.file === file)
          .map(({ line, message }) => el('li', {}, line > 0 ? `Line ${line}: ` : undefined, ...said(message))),
      ),
    ]),
  );
}

/** What came of it in a sentence. */
export function summaryOf({ steps, above }: Answer): string {
  const on = steps.filter(({ isOn }) => isOn);
  const off = steps.length - on.length;
  const levels = (['safe', 'review', 'unverified'] as const)
    .map(
      (level) => [on.filter((step) => step.level === level).length, level === 'review' ? 'to review' : level] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`);
  const files = new Set(on.map(({ file }) => file)).size;
  const parts = [
    on.length === 0 ? 'No step.' : `${counted(on.length, 'step')} in ${counted(files, 'file')}: ${levels.join(', ')}.`,
    off > 0 ? `${off} switched off.` : '',
    above > 0 ? `${above} more at a higher level.` : '',
  ];
  return parts.filter(Boolean).join(' ');
}
