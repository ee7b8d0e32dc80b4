// The page to try harden on: what happens when a person does something.
import { byId, counted, dataOf, patch, put, themeButton } from '../../src/fleet-reports/browser/dom.js';
import type { Answer, SiteLevel, Texts } from '../messages.js';
import { type Brought, readChosen, readDropped } from './bring.js';
import { addTexts, currentTexts, listen, setTexts, showPlanned } from './files.js';
import { startPlanner } from './planner.js';
import { drawNotes, drawSteps, summaryOf } from './steps.js';

const level = document.querySelector<HTMLSelectElement>('#level')!;
const status = byId('status');
const problems = byId('problems');
const list = byId('list');
const brought = byId('brought');
const copied = byId('copied');
const off = new Set<string>();
let text = '';
let asked = 0;

const planner = startPlanner(JSON.parse(byId('engine').textContent ?? ''), (answer) => {
  if ('failed' in answer) return say(answer.failed);
  draw(answer);
  performance.measure('answer', { start: asked, end: performance.now() });
});

function plan(): void {
  asked = performance.now();
  if (Object.keys(currentTexts()).length === 0)
    say('Nothing to plan yet. Paste a file, drop a folder, or try the example.');
  planner.ask({ texts: currentTexts(), level: level.value as SiteLevel, off: [...off] });
}

/** The live region is read aloud when it changes, so it changes only where there is something new. */
function say(words: string): void {
  if (status.textContent !== words) status.textContent = words;
}

function draw(answer: Answer): void {
  const { errors, files, steps } = answer;
  showPlanned(files);
  if (Object.keys(currentTexts()).length > 0)
    say(files.length === 0 && errors.length === 0 ? 'None of the files is one that harden plans.' : summaryOf(answer));
  const told = errors.map(({ place, message }) => (place === '' ? message : `${place}: ${message}`));
  if (problems.textContent !== told.join('\n')) problems.textContent = told.join('\n');
  drawSteps(list, answer);
  drawNotes(byId('notes'), answer);
  byId('all-on').hidden = steps.every(({ isOn }) => isOn);
  drawPatch(answer.patch);
}

function drawPatch(next: string): void {
  text = next;
  copied.textContent = '';
  for (const id of ['copy', 'download']) byId(id).toggleAttribute('disabled', text === '');
  byId('patch').hidden = text === '';
  const shown = patch(text.replace(/\n$/, ''));
  shown.setAttribute('role', 'region');
  shown.setAttribute('aria-label', 'The patch');
  put(byId('diff'), [text === '' ? undefined : shown]);
}

function begin(texts: Texts, words: string): void {
  off.clear();
  setTexts(texts);
  brought.textContent = words;
  plan();
}

async function take(reading: Promise<Brought>, isFolder: (texts: Texts) => boolean): Promise<void> {
  try {
    const { texts, leftOut = '' } = await reading;
    const count = Object.keys(texts).length;
    const words = count === 0 ? 'No file was found there.' : `${counted(count, 'file')} read. ${leftOut}`.trim();
    if (count > 0 && isFolder(texts)) return begin(texts, words);
    if (count > 0) addTexts(texts);
    brought.textContent = words;
    plan();
  } catch (error) {
    brought.textContent = `Could not be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function choose(button: string, input: string, isFolder: boolean): void {
  const field = document.querySelector<HTMLInputElement>(`#${input}`)!;
  byId(button).addEventListener('click', () => field.click());
  field.addEventListener('change', () => {
    if (field.files) void take(readChosen(field.files), () => isFolder);
    field.value = '';
  });
}

function listenToDrops(): void {
  const { classList } = document.documentElement;
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    classList.remove('dropping');
    // A folder takes the place of what is there, files come beside it.
    void take(readDropped(event.dataTransfer.items), (texts) => Object.keys(texts).some((path) => path.includes('/')));
  });
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    copied.textContent = `Copied ${counted(text.split('\n').length - 1, 'line')}.`;
  } catch {
    // Not everywhere may a page write there.
    getSelection()?.selectAllChildren(byId('diff'));
    copied.textContent = 'The browser does not let the page copy; the patch is selected.';
  }
}

function download(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/x-diff' }));
  link.download = 'harden.patch';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

byId('head').append(themeButton());
listen(plan);
level.addEventListener('change', plan);
list.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.dataset.key === undefined) return;
  if (target.checked) off.delete(target.dataset.key);
  else off.add(target.dataset.key);
  plan();
});
byId('all-on').addEventListener('click', () => {
  off.clear();
  byId('steps').focus();
  plan();
});
choose('open-files', 'file-input', false);
choose('open-folder', 'folder-input', true);
byId('example').addEventListener('click', () =>
  begin(dataOf<Texts>(), 'speechflow: an application of five images, its Compose file and a manifest.'),
);
byId('clear').addEventListener('click', () => {
  begin({}, '');
  byId('text').focus();
});
byId('copy').addEventListener('click', () => void copy());
byId('download').addEventListener('click', download);
listenToDrops();
begin({}, '');
