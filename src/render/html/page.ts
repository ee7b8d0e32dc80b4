// The HTML report: one file that needs nothing else.
import type { Plan } from '../../model/index.js';
import reportPage from '../browser/report.page';
import { numberSteps } from '../file-view.js';
import { stepsByFile } from '../summary.js';
import { oneLine } from '../visible.js';
import { checklistSection } from './checklist.js';
import { filesSection } from './files.js';
import { manualSection } from './manual.js';
import { noteSections } from './notes.js';
import type { HtmlOptions, Report, ReportHead } from './report.js';
import type { Section } from './section.js';
import { summarySection } from './summary.js';
import { html, type Html, NOTHING } from './text.js';
import { verificationSection } from './verification.js';

/**
 * The plan as one HTML file that needs nothing else: a summary, each file once as it will be with its steps beside it,
 * and what was left alone. The same plan and head give the same text. Nothing of somebody's file is markup in it, and the
 * page's policy lets no script run but its own. All of it can be read without that script.
 */
export function renderHtml(plan: Plan, options: HtmlOptions): string {
  const files = stepsByFile(plan, options.metas);
  const report: Report = { plan, options, files, numberOf: numberSteps(files), said: new Map() };
  const { script, style, scriptHash, styleHash } = reportPage();
  const policy = `default-src 'none'; style-src ${styleHash}; script-src ${scriptHash}; base-uri 'none'; form-action 'none'`;
  const sections = sectionsOf(report);
  const title = titleOf(options.head);
  const body = html`<a class="skip" href="#files">Go to the files</a>
<header id="head"><p class="dim">harden report</p><h1>${title}</h1>${facts(report)}<button type="button" id="theme" hidden>Dark or light</button></header>
${toolbar(report, sections)}
<main>${sections.map(sectionHtml)}</main>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
${html`<title>${title === 'Report' ? 'harden' : `${title}: harden report`}</title>`.markup}<style>${style}</style></head>
<body>
${body.markup}
<script>${script}</script>
</body></html>
`;
}

function sectionsOf(report: Report): Section[] {
  const { plan, options } = report;
  return [
    summarySection(report),
    verificationSection(report),
    filesSection(report),
    manualSection(report),
    ...noteSections(plan, options),
    checklistSection(options.checklist),
  ].filter((section) => section !== undefined);
}

function titleOf(head: ReportHead | undefined): string {
  return oneLine(head?.project ?? '') || 'Report';
}

const SHORT_COMMIT = 12;

/** What was read, when, and by what; the engine where something was run. */
function facts({ plan, options: { head } }: Report): Html {
  const { commit, date, tool } = head ?? {};
  const engine = plan.verification?.engine;
  const rows = [
    commit === undefined ? NOTHING : fact('Commit', html`<code>${commit.slice(0, SHORT_COMMIT)}</code>`),
    date === undefined ? NOTHING : fact('Made', html`<time datetime="${date}">${dateText(date)}</time>`),
    tool === undefined ? NOTHING : fact('By', html`${tool.name} ${tool.version}`),
    engine === undefined ? NOTHING : fact('Run with', html`${oneLine(engine)}`),
  ].filter((row) => row !== NOTHING);
  return rows.length === 0 ? NOTHING : html`<dl class="facts">${rows}</dl>`;
}

function fact(label: string, value: Html): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** `2026-11-30 16:28 UTC`; another text as it is. */
function dateText(date: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(date);
  return parts ? `${parts[1]} ${parts[2]} UTC` : date;
}

/** The way to the sections, and what narrows them: hidden until the script shows it, since without one it does nothing. */
function toolbar({ plan }: Report, sections: readonly Section[]): Html {
  const links = sections.map(
    ({ id, title, count }) =>
      html`<li><a href="#${id}">${title}</a>${count === undefined ? NOTHING : html` <span class="dim">${count}</span>`}</li>`,
  );
  const empty = plan.groups.length === 0 && plan.errors.length === 0;
  const search = html`<form id="filters" role="search" hidden><label class="hidden" for="search">Search steps, files and refusals</label><input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-describedby="shown"><label>Level <select id="level"><option value="">all</option><option value="review">to review</option><option value="unverified">needs a run</option><option value="safe">safe</option></select></label><button type="button" id="fold">Fold all files</button><span id="shown" class="dim" role="status"></span></form>`;
  return html`<div id="bar"><nav aria-label="Sections"><ul>${links}</ul></nav>${empty ? NOTHING : search}</div>`;
}

function sectionHtml({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
}
