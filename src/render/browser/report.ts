// What the report does beyond being read: it narrows, folds, shows which lines a step is of, and changes its colours.

const root = document.documentElement;

function all(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)];
}

function changeTheme(): void {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
}

/** Opens what a link leads into: a fold hides it. */
function openAround(element: Element | null): void {
  for (let at = element; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
}

function followHash(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  openAround(target);
  target.scrollIntoView();
}

/** Shows the lines of the step that is pointed at, or has the focus. */
function watchSteps(): void {
  const cells = new Map<string, HTMLElement[]>();
  for (const cell of all('[data-steps]'))
    for (const number of cell.dataset.steps!.split(' ')) {
      const row = cell.parentElement!;
      const rows = cells.get(number);
      if (rows) rows.push(row);
      else cells.set(number, [row]);
    }
  let lit: readonly HTMLElement[] = [];
  const light = (event: Event): void => {
    const note = (event.target as Element).closest('.step');
    for (const row of lit) row.classList.remove('lit');
    lit = note ? (cells.get(note.id.slice('step-'.length)) ?? []) : [];
    for (const row of lit) row.classList.add('lit');
  };
  for (const kind of ['pointerover', 'focusin']) document.addEventListener(kind, light);
}

interface Item {
  readonly element: HTMLElement;
  readonly text: string;
  readonly file: HTMLElement | null;
}

/** Hides what the words and the level do not find, and what then holds nothing. */
function watchSearch(form: HTMLFormElement): void {
  const search = document.querySelector<HTMLInputElement>('#search')!;
  const level = document.querySelector<HTMLSelectElement>('#level')!;
  const shown = document.querySelector<HTMLElement>('#shown')!;
  const files = all('.file');
  const paths = new Map(files.map((file) => [file, file.querySelector('h3')?.textContent.toLowerCase() ?? '']));
  const items = all('.item').map((element): Item => {
    const file = element.closest<HTMLElement>('.file');
    const path = (file && paths.get(file)) ?? '';
    return { element, text: `${path} ${element.textContent.toLowerCase()}`, file };
  });
  const folds = all('details').map((fold) => ({ fold: fold as HTMLDetailsElement, open: false }));
  const holders = all('.list, .fold, .group, main > section');
  let isNarrow = false;

  const apply = (): void => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrow = words.length > 0 || level.value !== '';
    if (narrow && !isNarrow) for (const each of folds) each.open = each.fold.open;
    let count = 0;
    for (const { element, text } of items) {
      const safety = element.dataset.safety;
      const isOfLevel = level.value === '' || safety === level.value;
      element.hidden = !isOfLevel || !words.every((word) => text.includes(word));
      if (!element.hidden) count++;
    }
    const holds = (holder: Element): boolean => holder.querySelector('.item:not([hidden])') !== null;
    for (const holder of [...files, ...holders]) {
      holder.hidden = narrow && !holds(holder);
    }
    for (const { fold, open } of folds) {
      if (!narrow && isNarrow) fold.open = open;
      else if (narrow && fold.matches('.body, .fold, .list')) fold.open = holds(fold);
    }
    isNarrow = narrow;
    shown.textContent = narrow ? `${count} of ${items.length} shown` : '';
  };

  search.addEventListener('input', apply);
  level.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener('keydown', (event) => {
    const isField = event.target instanceof Element && event.target.matches('input[type=search], select, textarea');
    if (event.key === '/' && !isField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === 'Escape' && event.target === search && search.value !== '') {
      search.value = '';
      apply();
    }
  });
}

function watchFold(button: HTMLElement): void {
  const bodies = all('.file > details') as HTMLDetailsElement[];
  const say = (): void => {
    button.textContent = bodies.some(({ open }) => open) ? 'Fold all files' : 'Unfold all files';
  };
  button.hidden = bodies.length === 0;
  button.addEventListener('click', () => {
    const open = !bodies.some((body) => body.open);
    for (const body of bodies) body.open = open;
    say();
  });
  for (const body of bodies) body.addEventListener('toggle', say);
  say();
}

/** On paper nothing can be unfolded. */
function watchPrint(): void {
  let closed: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])') as HTMLDetailsElement[];
    for (const fold of closed) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of closed) fold.open = false;
  });
}

const theme = document.querySelector<HTMLElement>('#theme')!;
theme.hidden = false;
theme.addEventListener('click', changeTheme);
const form = document.querySelector<HTMLFormElement>('#filters');
if (form) {
  form.hidden = false;
  watchSearch(form);
  watchFold(document.querySelector<HTMLElement>('#fold')!);
}
watchSteps();
watchPrint();
addEventListener('hashchange', followHash);
if (location.hash !== '') followHash();
