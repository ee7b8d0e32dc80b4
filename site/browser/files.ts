// The files of the page: a list of them, and one that is edited.
import { filePath } from '../../src/model/path.js';
import { byId, counted, el, put } from '../../src/fleet-reports/browser/dom.js';

type Texts = Record<string, string | null>;

const name = input('name');
const text = document.querySelector<HTMLTextAreaElement>('#text')!;
const problem = byId('name-problem');
const list = byId('file-list');

let texts: Texts = {};
let open = '';
/** Until a person names it, a file is called after what is in it. */
let isNamed = false;
/** Of those, the ones that are planned stand first. */
let planned: ReadonlySet<string> = new Set();

function input(id: string): HTMLInputElement {
  return document.querySelector<HTMLInputElement>(`#${id}`)!;
}

/** The texts as they are now; without a file that nobody has written into. */
export function currentTexts(): Readonly<Texts> {
  return Object.keys(texts).length === 1 && texts[open] === '' ? {} : texts;
}

/** Begins with those files; with none, with an empty one. */
export function setTexts(given: Readonly<Texts>, first?: string): void {
  texts = { ...given };
  planned = new Set();
  isNamed = Object.keys(texts).length > 0;
  if (!isNamed) texts = { Dockerfile: '' };
  openFile(first ?? Object.keys(texts).find((path) => /(?:^|\/)Dockerfile$/.test(path)) ?? Object.keys(texts)[0]!);
}

/** Adds files beside those that are there. */
export function addTexts(given: Readonly<Texts>): void {
  setTexts({ ...currentTexts(), ...given }, Object.keys(given)[0]);
}

/** Shows which of the files are planned. */
export function showPlanned(paths: readonly string[]): void {
  const next = new Set(paths);
  if (next.size === planned.size && paths.every((path) => planned.has(path))) return;
  planned = next;
  drawList();
}

/** @param changed is called after each change of a text or a name. */
export function listen(changed: () => void): void {
  text.addEventListener('input', () => {
    texts[open] = text.value;
    if (!isNamed) rename(nameFor(text.value) ?? open);
    changed();
  });
  name.addEventListener('input', () => {
    isNamed = true;
    if (rename(name.value.trim())) changed();
  });
  list.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-do]') : null;
    if (!button) return;
    if (button.dataset.do === 'open') openFile(button.dataset.path!);
    else if (button.dataset.do === 'remove') remove();
    else add();
    changed();
  });
}

function add(): void {
  let path = 'compose.yaml';
  for (let count = 2; path in texts; count++) path = `compose.${count}.yaml`;
  texts = { ...currentTexts(), [path]: '' };
  openFile(path);
  name.focus();
  name.select();
}

function remove(): void {
  const { [open]: _, ...others } = texts;
  setTexts(others);
  text.focus();
}

function openFile(path: string): void {
  open = path;
  problem.textContent = '';
  name.removeAttribute('aria-invalid');
  name.value = path;
  const content = texts[path] ?? null;
  text.value = content ?? '';
  text.readOnly = content === null;
  drawList();
}

/** False where the name is not one; the file keeps the one it had. */
function rename(to: string): boolean {
  if (to === open) return true;
  const why = problemWith(to);
  problem.textContent = why ?? '';
  if (why === undefined) name.removeAttribute('aria-invalid');
  else name.setAttribute('aria-invalid', 'true');
  if (why !== undefined) return false;
  // The place in the list stays.
  texts = Object.fromEntries(Object.entries(texts).map(([path, content]) => [path === open ? to : path, content]));
  open = to;
  if (name.value.trim() !== to) name.value = to;
  drawList();
  return true;
}

function problemWith(path: string): string | undefined {
  if (path in texts) return 'There is a file of that name.';
  try {
    filePath(path);
    return path === '' ? 'A file needs a name.' : undefined;
  } catch {
    return 'Give a path below the root, such as web/Dockerfile.';
  }
}

/** What a file is usually called that holds this. */
function nameFor(content: string): string | undefined {
  if (/^(?:FROM|ARG)\s/im.test(content)) return 'Dockerfile';
  if (/^apiVersion:/m.test(content)) return 'manifest.yaml';
  return /^services:/m.test(content) ? 'compose.yaml' : undefined;
}

function drawList(): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.path : undefined;
  const paths = Object.keys(texts).sort((a, b) => (a < b ? -1 : 1));
  const [first, others] = [
    paths.filter((path) => planned.has(path) || path === open),
    paths.filter((path) => !planned.has(path) && path !== open),
  ];
  const wasOpen = list.querySelector('details')?.open === true;
  put(list, [
    el('ul', { class: 'paths', 'aria-label': 'Files' }, ...first.map(row)),
    others.length === 0
      ? undefined
      : el(
          'details',
          { class: 'around', open: wasOpen },
          el('summary', {}, `${counted(others.length, 'file')} around them`),
          el('ul', { class: 'paths', 'aria-label': 'Files around them' }, ...others.map(row)),
        ),
    el(
      'div',
      { class: 'bar' },
      el('button', { type: 'button', class: 'quiet', 'data-do': 'add' }, '+ Add a file'),
      paths.length > 1
        ? el('button', { type: 'button', class: 'quiet', 'data-do': 'remove' }, `Remove ${open}`)
        : undefined,
    ),
  ]);
  if (focused !== undefined)
    for (const button of list.querySelectorAll<HTMLElement>('button[data-path]'))
      if (button.dataset.path === focused) button.focus();
}

function row(path: string): HTMLElement {
  const current = path === open ? { 'aria-current': 'true' } : {};
  return el('li', {}, el('button', { type: 'button', 'data-do': 'open', 'data-path': path, ...current }, path));
}
