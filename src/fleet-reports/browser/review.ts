// The program of the page of a review: patterns are judged one after the other, by keyboard too, and the answers are
// saved as a file that `harden migrate review --from` reads.
import type { ReviewData, ReviewPattern } from '../page/review-data.js';
import { proofParts } from './proofs.js';
import { assumptionList, byId, counted, dataOf, el, patch, put, themeButton, type Child } from './dom.js';

const VERDICTS = ['approve', 'reject', 'postpone'] as const;
type Verdict = (typeof VERDICTS)[number];
const KEYS: Readonly<Record<string, Verdict>> = { a: 'approve', r: 'reject', p: 'postpone' };

interface Answer {
  verdict?: Verdict;
  note: string;
}

const data = dataOf<ReviewData>();
const answers = new Map<string, Answer>(
  data.patterns.map(({ id, verdict, note = '' }) => [id, { ...(verdict ? { verdict } : {}), note }]),
);
/** What was answered here, and is not in the file that the page was made of. */
const changed = new Set<string>();
let isSaved = true;
let shown = data.patterns;

const count = el('p', { id: 'shown', role: 'status', class: 'count' });
const only = select('only', 'Show', ['all', 'open', ...VERDICTS]);
const level = select('level', 'Level', ['all', ...new Set(data.patterns.map((each) => each.level))]);
const transform = select('transform', 'Transform', [
  'all',
  ...[...new Set(data.patterns.map((each) => each.transform))].sort(),
]);
const save = el('button', { type: 'button', id: 'save', onclick: saveAnswers }, 'Save answers');
const list = el('div', { id: 'patterns', role: 'feed', 'aria-label': 'Patterns' });

byId('head').append(el('p', { class: 'dim' }, `${data.tool} · page made ${data.made}`), themeButton());
byId('page').replaceChildren(
  el(
    'p',
    {},
    'Steps that make the same change are judged once. Keys: j and k go to the next and the one before, a approves, r rejects, p postpones. Save the answers, and read them with ',
    el('code', {}, 'harden migrate review --from review-answers.json'),
    '.',
  ),
  el(
    'form',
    { id: 'filters', onsubmit: (event) => event.preventDefault() },
    only.label,
    level.label,
    transform.label,
    count,
    save,
  ),
  list,
  el('footer', {}, ...data.leftOut.map((each) => el('p', {}, each))),
);
addEventListener('keydown', hearKey);
addEventListener('beforeunload', (event) => {
  if (!isSaved) event.preventDefault();
});
draw();

function select(
  name: string,
  title: string,
  options: readonly string[],
): { readonly label: HTMLElement; value(): string } {
  const element = el(
    'select',
    { name, onchange: draw },
    ...options.map((option) => el('option', { value: option }, option)),
  );
  return { label: el('label', {}, title, element), value: () => element.value };
}

function draw(): void {
  shown = data.patterns.filter(
    (each) =>
      (only.value() === 'all' || (answers.get(each.id)?.verdict ?? 'open') === only.value()) &&
      (level.value() === 'all' || each.level === level.value()) &&
      (transform.value() === 'all' || each.transform === transform.value()),
  );
  put(list, shown.map(card));
  tell();
}

function tell(): void {
  const decided = [...answers.values()].filter(({ verdict }) => verdict !== undefined).length;
  const unsaved = isSaved ? '' : ` · ${counted(changed.size, 'answer')} not saved`;
  count.textContent = `${decided.toLocaleString('en')} of ${counted(data.patterns.length, 'pattern')} judged${unsaved}`;
}

function card(pattern: ReviewPattern): HTMLElement {
  const { id, title, change, steps, repositories, examples } = pattern;
  const answer = answers.get(id)!;
  const note = el('input', {
    name: 'note',
    value: answer.note,
    placeholder: 'Note',
    'aria-label': 'Note',
    oninput: () => {
      answer.note = note.value;
      noteChange(id);
    },
  });
  return el(
    'article',
    {
      class: 'pattern',
      tabindex: 0,
      'data-pattern': id,
      'data-verdict': answer.verdict,
      'aria-labelledby': `title-${id}`,
    },
    el(
      'h2',
      { id: `title-${id}` },
      el('code', {}, pattern.transform),
      ` ${title} `,
      el('span', { class: `level ${pattern.level}` }, pattern.level),
    ),
    el(
      'p',
      {},
      el('b', {}, counted(steps, 'step')),
      ` in ${counted(repositories, 'repository', 'repositories')} `,
      el('span', { class: 'dim' }, id),
    ),
    el('pre', { class: 'change', tabindex: 0 }, change),
    ...proofParts(pattern),
    assumptionList(examples[0]?.assumptions ?? []),
    ...examples.map((example, at) => exampleOf(example, at === 0)),
    el(
      'div',
      { class: 'verdicts', role: 'group', 'aria-label': 'Verdict' },
      ...VERDICTS.map((verdict) =>
        el(
          'button',
          {
            type: 'button',
            'data-verdict': verdict,
            'aria-pressed': String(answer.verdict === verdict),
            onclick: () => judge(id, verdict),
          },
          verdict,
        ),
      ),
      note,
    ),
  );
}

function exampleOf({ repository, file, line, why, diff }: ReviewPattern['examples'][number], isOpen: boolean): Child {
  return el(
    'details',
    { open: isOpen },
    el('summary', { class: 'dim' }, `${data.repositories[repository]}, ${file}:${line}`),
    why === undefined ? undefined : el('p', {}, why),
    diff === undefined ? undefined : patch(diff),
  );
}

function judge(id: string, verdict: Verdict): void {
  const answer = answers.get(id)!;
  if (answer.verdict === verdict) delete answer.verdict;
  else answer.verdict = verdict;
  noteChange(id);
  const shownCard = list.querySelector<HTMLElement>(`[data-pattern="${CSS.escape(id)}"]`);
  if (!shownCard) return;
  shownCard.dataset.verdict = answer.verdict ?? '';
  for (const button of shownCard.querySelectorAll<HTMLElement>('.verdicts button'))
    button.setAttribute('aria-pressed', String(button.dataset.verdict === answer.verdict));
}

function noteChange(id: string): void {
  changed.add(id);
  isSaved = false;
  tell();
}

function hearKey(event: KeyboardEvent): void {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const cards = [...list.querySelectorAll<HTMLElement>('.pattern')];
  const at = cards.findIndex((each) => each.contains(document.activeElement));
  const step = { j: 1, k: -1 }[event.key];
  const verdict = KEYS[event.key];
  if (step !== undefined) goTo(cards[Math.max(0, at + step)]);
  else if (verdict !== undefined && cards[at]) {
    judge(cards[at].dataset.pattern ?? '', verdict);
    goTo(cards[at + 1]);
  } else return;
  event.preventDefault();
}

function goTo(to: HTMLElement | undefined): void {
  to?.focus({ preventScroll: true });
  to?.scrollIntoView({ block: 'start' });
}

/** JSON is YAML: the file has the form of review.yaml. */
function saveAnswers(): void {
  const decisions = data.patterns.flatMap(({ id, transform: own }) => {
    const { verdict, note } = answers.get(id)!;
    if (verdict === undefined) return [];
    return [{ pattern: id, transform: own, verdict, ...(note === '' ? {} : { note }) }];
  });
  const blob = new Blob([`${JSON.stringify({ version: 1, decisions }, null, 2)}\n`], { type: 'application/json' });
  const address = URL.createObjectURL(blob);
  el('a', { href: address, download: 'review-answers.json' }).click();
  URL.revokeObjectURL(address);
  changed.clear();
  isSaved = true;
  tell();
}
