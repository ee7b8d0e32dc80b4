// A step as a note beside what it changes: what it does and what it assumes at once, why and what was seen in a fold.
import type { Assumption, Step } from '../../model/index.js';
import { plural, rulesOf } from '../summary.js';
import { assumptionKey, exercisedWords, factsOf, findEarlierStep, shortId, type Fact } from '../told.js';
import { oneLine } from '../visible.js';
import type { Report } from './report.js';
import { badges } from './section.js';
import { html, type Html, linked, NOTHING, prose } from './text.js';

/**
 * The note of a step, which others lead to by its number. What is to be judged is there at once; opened, all of it takes
 * its place.
 */
export function stepNote(step: Step, report: Report): Html {
  const number = report.numberOf(step);
  const told = assumptionsOf(step, number, report);
  const [first, ...more] = told.fresh;
  const others =
    more.length === 0 ? NOTHING : html` <span class="dim">(and ${plural(more.length, 'more', 'more')})</span>`;
  const short = [
    verifiedRow(step),
    first
      ? html`${row('Assumes', html`${prose(first.believes)}${others}`)}${row('Check by', prose(first.checkBy))}`
      : NOTHING,
    earlierRow(told),
  ];
  const title = html`<h4><span class="number"><span class="hidden">Step </span>${number}</span> ${prose(step.title)} ${badges(step)}</h4>`;
  const whole = html`${why(step, number, report)}${listOf([verifiedRow(step)])}${told.fresh.map(assumed)}${listOf([earlierRow(told)])}${seenList(step)}${names(step, report)}`;
  return html`<li class="step item" id="step-${number}" data-transform="${step.transform}" data-safety="${step.safety}"><details><summary>${title}</summary><div class="why">${whole}</div></details>${listOf(short)}</li>`;
}

/** What no step above assumes, and the numbers of those that assume the rest. */
interface Told {
  readonly fresh: readonly Assumption[];
  readonly earlier: readonly number[];
}

function assumptionsOf({ assumptions }: Step, number: number, { said }: Report): Told {
  const fresh: Assumption[] = [];
  const earlier = new Set<number>();
  for (const assumption of assumptions) {
    const before = findEarlierStep(said, assumptionKey(assumption), number);
    if (before === undefined) fresh.push(assumption);
    else earlier.add(before);
  }
  return { fresh, earlier: [...earlier].sort((a, b) => a - b) };
}

function earlierRow({ fresh, earlier }: Told): Html {
  if (earlier.length === 0) return NOTHING;
  const links = earlier.map((number, at) => {
    const link = html`<a href="#step-${number}">${number}</a>`;
    return at === 0 ? link : html`, ${link}`;
  });
  const steps = earlier.length === 1 ? 'step' : 'steps';
  return row(fresh.length > 0 ? 'And' : 'Assumes', html`the same as ${steps} ${links}`);
}

function verifiedRow(step: Step): Html {
  const shown = exercisedWords(step);
  return shown === '' ? NOTHING : row('Verified', html`${shown}`);
}

function listOf(rows: readonly Html[]): Html {
  const there = rows.filter((each) => each !== NOTHING);
  return there.length === 0 ? NOTHING : html`<dl>${there}</dl>`;
}

function why({ title, why: text }: Step, number: number, { said }: Report): Html {
  const before = findEarlierStep(said, `why\n${title}\n${text}`, number);
  if (before === undefined) return html`<p>${prose(text)}</p>`;
  return html`<p class="dim">The reason is that of <a href="#step-${before}">step ${before}</a>.</p>`;
}

function assumed({ believes, breaksIf, checkBy }: Assumption): Html {
  return html`<dl>${row('Assumes', prose(believes))}${row('Breaks if', prose(breaksIf))}${row('Check by', prose(checkBy))}</dl>`;
}

function row(label: string, value: Html): Html {
  return html`<dt>${label}</dt><dd>${value}</dd>`;
}

/** What a step that is not in a file rests on, and what it believes. */
export function reasonsHtml(step: Omit<Step, 'files'>): Html {
  return html`${step.assumptions.map(assumed)}${seenList(step)}`;
}

function seenList({ evidence, at }: Pick<Step, 'evidence' | 'at'>): Html {
  const facts = factsOf(evidence, at.file).map((fact) => html`<li>${factText(fact)}</li>`);
  return facts.length === 0 ? NOTHING : html`<p class="label">Seen</p><ul class="seen">${facts}</ul>`;
}

function factText({ says, origins }: Fact): Html {
  const places = origins.map(({ text, code }, at) => {
    const said = code ? html`<code>${oneLine(text)}</code>` : linked(text);
    return at === 0 ? said : html`, ${said}`;
  });
  return places.length === 0 ? prose(says) : html`${prose(says)} <span class="dim">(${places})</span>`;
}

/** How others call it: its place, its id, the rules of linters that it resolves. */
function names(step: Step, { options }: Report): Html {
  const rules = rulesOf(options.metas, step.transform).join(', ');
  return html`<p class="dim">line ${step.at.line} · <code>${shortId(step)}</code>${rules === '' ? '' : ` · ${rules}`}</p>`;
}
