import { basename, join, resolve } from 'node:path';
import {
  CAMPAIGN_FILE,
  copyLedger,
  LEDGER_FILE,
  LIST_FILE,
  openCampaign,
  REVIEW_FILE,
  type Campaign,
} from '../../fleet/index.js';
import {
  campaignHtml,
  campaignJson,
  csvLines,
  readNumbers,
  readReview,
  type CsvTable,
} from '../../fleet-reports/index.js';
import { ConfigError } from '../../model/index.js';
import type { REPORT_FORMATS } from '../formats.js';
import { harmless, writeMessage, type Io } from '../output.js';
import { realOf, replaceFile, replaceWith } from '../write-file.js';
import { tool } from '../version.js';

export interface MigrateReportFlags {
  readonly format: (typeof REPORT_FORMATS)[number];
  readonly of?: CsvTable;
  readonly output?: string;
}

/** Where the page goes unless somebody says where. */
const PAGE_FILE = 'report.html';
const OWN_FILES = [CAMPAIGN_FILE, LEDGER_FILE, `${LEDGER_FILE}-wal`, `${LEDGER_FILE}-shm`, LIST_FILE, REVIEW_FILE];

/** `harden migrate report`: what a campaign would change, before any pull request. */
export async function migrateReport(io: Io, words: readonly string[], flags: MigrateReportFlags): Promise<number> {
  const { format, of: table } = flags;
  if (table !== undefined && format !== 'csv') throw new ConfigError('--of chooses a table of --format csv');
  if (format === 'sqlite' && (flags.output === undefined || flags.output === '-'))
    throw new ConfigError('--format sqlite writes a file; give --output FILE');
  const folder = resolve(io.cwd, words[0] ?? '.');
  const campaign = openCampaign(folder);
  try {
    const output = outputOf(io, campaign, flags);
    if (format === 'sqlite' && output !== undefined)
      replaceWith(output.path, output.shown, (to) => copyLedger(campaign.ledger, to));
    else write(io, output, textOf(campaign, flags));
    if (output !== undefined) writeMessage(io, `written to ${output.shown}`);
    return 0;
  } finally {
    campaign.ledger.close();
  }
}

interface Output {
  readonly path: string;
  readonly shown: string;
}

/** `undefined`: standard output. */
function outputOf(io: Io, { folder }: Campaign, { format, output }: MigrateReportFlags): Output | undefined {
  if (output === '-' || (output === undefined && format !== 'html')) return undefined;
  const path = output === undefined ? join(folder, PAGE_FILE) : resolve(io.cwd, output);
  const shown = output ?? path;
  if (OWN_FILES.some((name) => realOf(join(folder, name)) === realOf(path)))
    throw new ConfigError(`${shown}: is a file of the campaign; name another`);
  return { path, shown };
}

function textOf({ folder, settings, ledger }: Campaign, { format, of: table }: MigrateReportFlags): string {
  const numbers = readNumbers(ledger);
  const review = readReview(folder);
  const name = settings.name ?? basename(folder);
  const now = Date.now();
  if (format === 'csv') return [...csvLines(ledger, numbers, review, table ?? 'repositories')].join('');
  if (format === 'json') return campaignJson(numbers, review, { name, tool, now });
  return campaignHtml(ledger, numbers, review, { name, tool: `${tool.name} ${tool.version}`, now });
}

function write(io: Io, output: Output | undefined, text: string): void {
  if (output === undefined) io.out(io.isTerminal ? harmless(io, text) : text);
  else replaceFile(output.path, output.shown, text);
}
