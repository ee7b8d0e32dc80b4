// Each file in one view: its changes with the steps beside them, or the whole of it as it will be.
import type { Step } from '../../model/index.js';
import { hunksOfFile, type Hunk } from '../../text/index.js';
import { changedFiles, type ChangedFile } from '../file-view.js';
import { plural, type FileSteps } from '../summary.js';
import { oneLine } from '../visible.js';
import { finalTable, hunkTable, stepsOfLine } from './diff.js';
import type { Report } from './report.js';
import { raw, type Section } from './section.js';
import { stepNote } from './step.js';
import { countsText } from './summary.js';
import { html, type Html, NOTHING, prose } from './text.js';

/** Files are unfolded from the top until they show so many lines. */
const OPEN_LINES = 150;

export function filesSection(report: Report): Section | undefined {
  const { files } = report;
  if (files.length === 0) return undefined;
  let shown = 0;
  const articles = files.map((file, at) => {
    const changed = changedFiles(file, files, report.numberOf).map((each) => ({ ...each, hunks: hunksOfFile(each) }));
    const open = shown === 0 || shown < OPEN_LINES;
    shown += changed.flatMap(({ hunks }) => hunks).reduce((sum, { lines }) => sum + lines.length, 0);
    return fileArticle(file, { number: at + 1, changed, open, report });
  });
  return { id: 'files', title: 'Files', count: files.length, body: html`${articles}` };
}

interface Hunks extends ChangedFile {
  readonly hunks: readonly Hunk[];
}

interface FileParts {
  readonly number: number;
  readonly changed: readonly Hunks[];
  readonly open: boolean;
  readonly report: Report;
}

function fileArticle(file: FileSteps, { number, changed, open, report }: FileParts): Html {
  const placing = new Placing(file, report);
  const views = changed.map((each, at) => view(each, `${number}-${at + 1}`, file, placing));
  const rest = placing.rest();
  const others =
    rest.length === 0 ? NOTHING : html`<p class="label">Later steps write over these</p>${notesList(rest)}`;
  return html`<article class="file" id="file-${number}"><details class="body"${raw(open ? ' open' : '')}><summary><h3><code>${oneLine(file.path)}</code></h3> <span class="dim">${countsText(file)}</span></summary>${views}${others}${smallSteps(file, report)}</details></article>`;
}

function smallSteps({ steps, small }: FileSteps, report: Report): Html {
  if (small === 0) return NOTHING;
  const notes = steps.slice(-small).map((step) => stepNote(step, report));
  return html`<details class="fold"><summary>${plural(small, 'small step')}</summary>${notesList(notes)}</details>`;
}

function notesList(notes: readonly Html[]): Html {
  return notes.length === 0 ? NOTHING : html`<ul class="notes">${notes}</ul>`;
}

/** Where the notes of a file stand: each beside the first lines that its step changes. */
class Placing {
  private readonly placed = new Set<Step>();
  private readonly own: ReadonlySet<Step>;
  private readonly byNumber: ReadonlyMap<number, Step>;

  constructor(
    private readonly file: FileSteps,
    private readonly report: Report,
  ) {
    this.own = new Set(file.steps);
    this.byNumber = new Map(file.group.steps.map((step) => [report.numberOf(step), step]));
  }

  /** The notes of the steps that are met here first, in the order in which they are read. */
  beside({ lines }: Hunk, { notes }: ChangedFile): Html[] {
    const numbers = new Set(lines.flatMap((line) => stepsOfLine(line, notes)));
    const steps = [...numbers].sort((a, b) => a - b).flatMap((number) => this.byNumber.get(number) ?? []);
    return steps.filter((step) => !this.placed.has(step) && !this.isSmall(step)).map((step) => this.note(step));
  }

  /** Those of steps of which no line is left. */
  rest(): Html[] {
    const left = this.file.steps.filter((step) => !this.placed.has(step) && !this.isSmall(step));
    return left.map((step) => this.note(step));
  }

  private isSmall(step: Step): boolean {
    const { steps, small } = this.file;
    return steps.indexOf(step) >= steps.length - small;
  }

  private note(step: Step): Html {
    this.placed.add(step);
    if (this.own.has(step)) return stepNote(step, this.report);
    const number = this.report.numberOf(step);
    return html`<li class="elsewhere"><a class="number" href="#step-${number}">${number}</a> ${prose(step.title)} <span class="dim">with <code>${oneLine(step.at.file)}</code></span></li>`;
  }
}

function view(changed: Hunks, id: string, file: FileSteps, placing: Placing): Html {
  const { path, before, after, notes, hunks } = changed;
  const isNew = before === undefined;
  const heading =
    path === file.path && !isNew
      ? NOTHING
      : html`<p class="path"><code>${oneLine(path)}</code>${isNew ? html` <span class="dim">(new file)</span>` : NOTHING}</p>`;
  const parts = hunks.map(
    (hunk) => html`<div class="hunk">${hunkTable(hunk, notes, path)}${notesList(placing.beside(hunk, changed))}</div>`,
  );
  // What is made is there as a whole already.
  if (isNew) return html`<div class="view">${heading}${parts}</div>`;
  const whole = html`<div class="final">${finalTable(after, notes, path)}</div>`;
  return html`<div class="view">${heading}${viewSwitch(id, path)}<div class="sides">${whole}<div class="hunks">${parts}</div></div></div>`;
}

/** Needs no script: the style shows what is chosen. */
function viewSwitch(id: string, path: string): Html {
  return html`<fieldset class="switch"><legend class="hidden">What is shown of ${oneLine(path)}</legend><label><input type="radio" name="view-${id}" value="changes" checked> Changes</label><label><input type="radio" name="view-${id}" value="final"> Final file</label></fieldset>`;
}
