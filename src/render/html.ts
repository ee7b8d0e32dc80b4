import { isNewFile, type Assumption, type Plan, type Step, type TransformMeta } from '../model/index.js';
import type { Checklist } from './checklist.js';
import { scoreText, STATE_NAMES } from './checklist.js';
import { DiskLines } from './disk-lines.js';
import { htmlBars, type ImageMeasures } from './html-bars.js';
import { htmlDiff } from './html-diff.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './html-page.js';
import { html, type Html, NOTHING } from './html-text.js';
import { relativePath, withHint, withoutRoot } from './paths.js';
import { REFUSAL_REASONS, refusedGroups } from './refusals.js';
import {
  allSteps,
  checkTitle,
  findingGroups,
  heldGroups,
  heldPhrase,
  heldTitle,
  plural,
  rulesOf,
  stepsByFile,
  summaryLine,
} from './summary.js';
import type { CheckTitles, Mode } from './summary.js';
import { exercisedWords, factsOf, shortId, type Fact } from './told.js';
import { verificationHtml } from './verification-html.js';
import { oneLine } from './visible.js';

export interface HtmlOptions {
  readonly mode: Mode;
  readonly metas: readonly TransformMeta[];
  readonly checks?: CheckTitles;
  readonly checklist?: Checklist;
  /** The absolute folder the paths start from: cut from paths and messages. */
  readonly root?: string;
  /** List every refusal, those as well that only wait for an answer nobody looked up. */
  readonly all?: boolean;
}

/**
 * The plan as one HTML file that needs nothing else: the steps with their diffs side by side, filters by transform and
 * safety, dark and light. The same plan gives the same text. Nothing of somebody's file is markup in it, and the
 * page's policy lets no script run but its own.
 */
export function renderHtml(plan: Plan, options: HtmlOptions): string {
  const numbers = new DiskLines(plan.groups);
  const policy = `default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  const body = html`<header><h1>harden</h1><p>${oneLine(summaryLine(plan, options.mode))}</p></header>
${filters(plan)}${htmlBars(measuresOf(plan))}<main>${files(plan, options, numbers)}</main>
${verificationHtml(plan)}${manual(plan)}${checklist(options.checklist)}${notes(plan, options)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>harden</title><style>${STYLE}</style></head>
<body>
${body.markup}
<script>${SCRIPT}</script>
</body></html>
`;
}

/** Of a plan that was put to the test: what was measured of both sides of each image. */
function measuresOf({ verification }: Plan): ImageMeasures[] {
  const images = verification?.groups.flatMap((group) => group.images) ?? [];
  return images.flatMap(({ dockerfile, target, before, after }): ImageMeasures[] => {
    if (!before || !after) return [];
    const [from, to] = [before.rebuildMs, after.rebuildMs];
    return [
      {
        image: target === undefined ? dockerfile : `${dockerfile} (${target})`,
        size: { before: before.size, after: after.size },
        ...(from === undefined || to === undefined ? {} : { rebuild: { before: from / 1000, after: to / 1000 } }),
      },
    ];
  });
}

/** Hidden until the script shows it: without one it could do nothing. */
function filters(plan: Plan): Html {
  const steps = allSteps(plan);
  if (steps.length === 0) return NOTHING;
  const counted = (values: readonly string[]): Html[] =>
    [...new Set(values)].sort().map((value) => {
      const count = values.filter((each) => each === value).length;
      return html`<option value="${value}">${value} (${count})</option>`;
    });
  return html`<form id="filters" hidden><label>Transform <select name="transform"><option value="">all</option>${counted(
    steps.map(({ transform }) => transform),
  )}</select></label><label>Safety <select name="safety"><option value="">all</option>${counted(
    steps.map(({ safety }) => safety),
  )}</select></label><span id="shown" class="dim" role="status"></span><button type="button" id="theme">Dark or light</button></form>`;
}

function files(plan: Plan, options: HtmlOptions, numbers: DiskLines): Html[] {
  let number = 0;
  return stepsByFile(plan, options.metas).map(({ path, steps, small }) => {
    const cards = steps.map((step) => {
      number++;
      return stepCard(step, { number, heading: path, options, numbers });
    });
    const large = cards.slice(0, cards.length - small);
    const folded = cards.slice(cards.length - small);
    const rest = html`<details class="fold"><summary>${plural(small, 'small step')}</summary>${folded}</details>`;
    return html`<section class="file"><h2><code>${oneLine(path)}</code></h2>${large}${small > 0 ? rest : NOTHING}</section>`;
  });
}

interface StepPlace {
  readonly number: number;
  readonly heading: string;
  readonly options: HtmlOptions;
  readonly numbers: DiskLines;
}

function stepCard(step: Step, { number, heading, options, numbers }: StepPlace): Html {
  const rules = rulesOf(options.metas, step.transform).join(', ');
  const diffs = step.files.map((file) => {
    const { path } = file;
    const note = isNewFile(file) ? ' (new file)' : '';
    const name = path === heading && note === '' ? NOTHING : html`<p><code>${oneLine(path)}</code>${note}</p>`;
    return html`${name}${htmlDiff(file, numbers.of(step, path))}`;
  });
  const facts = html`<p class="dim">line ${step.at.line} · <code>${shortId(step)}</code>${rules === '' ? '' : ` · ${rules}`}</p>`;
  return html`<article class="step" id="step-${number}" data-transform="${step.transform}" data-safety="${step.safety}"><h3>${number}. ${oneLine(step.title)} <span class="badge ${step.safety}">${step.safety}</span>${step.verified ? html` <span class="badge verified">verified</span>` : NOTHING}</h3>${facts}<p>${oneLine(step.why)}</p>${reasons(step)}${diffs}</article>`;
}

function reasons(step: Pick<Step, 'evidence' | 'assumptions' | 'at' | 'exercised'>): Html {
  const { evidence, assumptions, at } = step;
  const shown = exercisedWords(step);
  const verified = shown === '' ? NOTHING : html`<dt>Verified</dt><dd>${shown}</dd>`;
  const seen = factsOf(evidence, at.file).map((fact) => html`<dt>Seen</dt><dd>${factText(fact)}</dd>`);
  return html`<dl>${seen}${verified}${assumptions.map(assumed)}</dl>`;
}

function factText({ says, origins }: Fact): Html {
  const places = origins.map(({ text, code }, at) => {
    const said = code ? html`<code>${oneLine(text)}</code>` : html`${oneLine(text)}`;
    return at === 0 ? said : html`, ${said}`;
  });
  return places.length === 0 ? html`${oneLine(says)}` : html`${oneLine(says)} <span class="dim">(${places})</span>`;
}

function assumed({ believes, breaksIf, checkBy }: Assumption): Html {
  return html`<dt>Assumes</dt><dd>${oneLine(believes)}</dd><dt>Breaks if</dt><dd>${oneLine(breaksIf)}</dd><dt>Check by</dt><dd>${oneLine(checkBy)}</dd>`;
}

function manual(plan: Plan): Html {
  const held = plan.groups.flatMap((group) => group.held).filter(({ heldBy }) => heldBy === 'manual');
  if (held.length === 0) return NOTHING;
  const cards = held.map((step) => {
    const sketches = step.changes.map(
      (change) =>
        html`<p>A sketch for <code>${change.file}</code>, not applied:</p>${
          change.kind === 'create'
            ? htmlDiff({ before: undefined, after: change.text }, undefined)
            : htmlDiff({ before: change.expect, after: change.text }, undefined)
        }`,
    );
    return html`<article class="step"><h3>${oneLine(step.title)} <span class="badge manual">manual</span></h3><p class="dim"><code>${step.at.file}:${step.at.line}</code></p><p>${oneLine(step.why)}</p>${reasons(step)}${sketches}</article>`;
  });
  return html`<section><h2>For a person to make</h2>${cards}</section>`;
}

function checklist(list: Checklist | undefined): Html {
  if (!list || list.items.length === 0) return NOTHING;
  const rows = list.items.map(
    ({ title, state, detail }) =>
      html`<tr><td>${STATE_NAMES[state]}</td><td>${oneLine(title)}</td><td class="dim">${oneLine(detail)}</td></tr>`,
  );
  return html`<section><h2>Checklist: ${scoreText(list.score)}</h2><table>${rows}</table></section>`;
}

function notes(plan: Plan, { root, checks, all }: HtmlOptions): Html {
  const held = heldGroups(plan)
    .filter((group) => group.heldBy !== 'manual')
    .map((group) =>
      listOf(
        `${heldPhrase(group)} (${group.steps.length})`,
        group.steps.map((step) => placed(step.at.file, step.at.line, heldTitle(step))),
      ),
    );
  const refused = refusedGroups(plan, all).map((group) =>
    listOf(`${group.code}: ${REFUSAL_REASONS[group.code]} (${group.count})`, [
      ...group.listed.map(
        (one) => html`${placed(one.at.file, one.line, one.message)} <span class="dim">${one.transform}</span>`,
      ),
      ...(group.others === undefined ? [] : [html`${oneLine(group.others)}`]),
    ]),
  );
  const findings = findingGroups(plan).map(({ check, count, reason, files }) =>
    listOf(
      `${checkTitle(check, checks)} (${count}): ${reason}`,
      files.flatMap(({ path, findings: own }) => own.map(({ line, message }) => placed(path, line, message))),
    ),
  );
  const errors = plan.errors.map(({ path, line, message, hint }) =>
    placed(relativePath(path, root), line, withoutRoot(withHint(message, hint), root)),
  );
  const bugs = plan.groups.flatMap(({ dropped }) => dropped);
  const told = bugs.map(({ file, id, guard, message }) =>
    placed(file, undefined, `${id} failed the guard ${guard}: ${message}`),
  );
  return html`${section('Not applied', held)}${section('Seen and left alone', refused)}${section('Findings', findings)}${
    errors.length > 0 ? section('Errors', [listOf(plural(errors.length, 'error'), errors)]) : NOTHING
  }${told.length > 0 ? section('Bugs in harden', [listOf('These steps were dropped; please report them', told)]) : NOTHING}`;
}

function section(title: string, parts: readonly Html[]): Html {
  return parts.length === 0 ? NOTHING : html`<section><h2>${title}</h2>${parts}</section>`;
}

function listOf(title: string, items: readonly Html[]): Html {
  return html`<details open><summary>${oneLine(title)}</summary><ul>${items.map((item) => html`<li>${item}</li>`)}</ul></details>`;
}

function placed(file: string, line: number | undefined, message: string): Html {
  return html`<code>${oneLine(line === undefined ? file : `${file}:${line}`)}</code> ${oneLine(message)}`;
}
