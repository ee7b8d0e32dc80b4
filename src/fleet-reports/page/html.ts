// A page that needs nothing else: its data, its program and its style are in it, and its policy lets nothing else in.
import type { Database } from '../../fleet/index.js';
import { ConfigError } from '../../model/index.js';
import { html } from '../../render/index.js';
import campaignPage from '../browser/campaign.page';
import type { FleetNumbers } from '../numbers/read.js';
import type { Review } from '../review/read.js';
import { pageData, type PageFrame, type PageRoom } from './make-data.js';

/** Detail is left out of a page whose data take more; what is counted is never left out. */
const COMFORTABLE_BYTES = 24_000_000;
/** What browsers still open. */
const MOST_BYTES = 128_000_000;
const ROOMS: readonly PageRoom[] = [
  { places: true, diffs: true },
  { places: false, diffs: true },
  { places: false, diffs: false },
];

/**
 * The page of a campaign.
 * @throws ConfigError where there are too many repositories for a page.
 */
export function campaignHtml(ledger: Database, numbers: FleetNumbers, review: Review, frame: PageFrame): string {
  let data = '';
  for (const room of ROOMS) {
    data = jsonForPage(pageData(ledger, numbers, review, frame, room));
    if (data.length <= COMFORTABLE_BYTES) break;
  }
  if (data.length > MOST_BYTES)
    throw new ConfigError(
      `${numbers.repositories.length} repositories are too many for a page; use --format sqlite, csv or json`,
    );
  return htmlPage({ title: frame.name, data, page: campaignPage(), made: frame });
}

/** JSON that ends no element of the page it stands in. */
export function jsonForPage(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

export interface HtmlPage {
  readonly title: string;
  readonly data: string;
  readonly page: ReturnType<typeof campaignPage>;
  readonly made: PageFrame;
}

/** The file of a page. Elements are made by its program, of its data. */
export function htmlPage({ title, data, page: { script, style, scriptHash, styleHash }, made }: HtmlPage): string {
  const policy = `default-src 'none'; style-src ${styleHash}; script-src ${scriptHash}; base-uri 'none'; form-action 'none'`;
  const name = html`${title}`.markup;
  const by = html`${made.tool}, ${new Date(made.now).toISOString()}`.markup;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><meta name="generator" content="${by}">
<title>${name}</title><style>${style}</style></head>
<body><header id="head"><h1>${name}</h1></header>
<main id="page"><noscript><p>This page is drawn by its own program: let scripts run. It asks nothing of any server.</p></noscript></main>
<script type="application/json" id="data">${data}</script>
<script>${script}</script>
</body></html>
`;
}
