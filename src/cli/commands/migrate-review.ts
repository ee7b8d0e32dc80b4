import { basename, resolve } from 'node:path';
import { openCampaign, type Campaign } from '../../fleet/index.js';
import {
  chosenPatterns,
  decide,
  namedPattern,
  parseReview,
  readNumbers,
  readReview,
  reviewHtml,
  tablesOf,
  takeAnswers,
  writeReview,
  type Decision,
  type Judge,
  type PatternSummary,
} from '../../fleet-reports/index.js';
import { ConfigError, shownPath } from '../../model/index.js';
import { plural } from '../../render/index.js';
import { askAll } from '../migrate/review-ask.js';
import { patternsJson, patternLines, tallyLine } from '../migrate/review-text.js';
import { harmless, writeMessage, type Io } from '../output.js';
import { tool } from '../version.js';
import { readNamedFile } from '../read-file.js';
import { replaceFile } from '../write-file.js';

export interface MigrateReviewFlags {
  readonly level?: readonly string[];
  readonly transform?: readonly string[];
  readonly approve?: readonly string[];
  readonly reject?: readonly string[];
  readonly postpone?: readonly string[];
  readonly note?: string;
  readonly by?: string;
  /** Answers that the page saved, or a review of another place. */
  readonly from?: string;
  /** Where the page goes. */
  readonly page?: string;
  /** Asks nobody. */
  readonly list?: boolean;
  readonly format: 'text' | 'json';
  readonly color?: boolean;
}

/** `harden migrate review`: patterns are judged, and what is decided goes to review.yaml. */
export async function migrateReview(io: Io, words: readonly string[], flags: MigrateReviewFlags): Promise<number> {
  const folder = resolve(io.cwd, words[0] ?? '.');
  const campaign = openCampaign(folder);
  try {
    const { patterns: all } = tablesOf(readNumbers(campaign.ledger), readReview(folder));
    const judge = judgeOf(io, flags);
    const decisions = decisionsOf(io, campaign, all, judge, flags);
    if (decisions !== undefined) {
      writeReview(folder, decisions);
      writeMessage(io, `${plural(decisions.length, 'decision')} written to review.yaml`);
    }
    const { level: levels, transform: transforms } = flags;
    const patterns = chosenPatterns(all, { ...(levels ? { levels } : {}), ...(transforms ? { transforms } : {}) });
    if (flags.page !== undefined) writePage(io, campaign, patterns, flags.page);
    if (decisions !== undefined || flags.page !== undefined) return 0;
    if (io.canAsk && !flags.list && flags.format === 'text') {
      await askAll(io, campaign, patterns, judge, flags.color);
      return 0;
    }
    if (flags.format === 'json') io.out(patternsJson(patterns));
    else for (const line of [...patternLines(patterns), tallyLine(patterns)]) io.out(`${harmless(io, line)}\n`);
    return 0;
  } finally {
    campaign.ledger.close();
  }
}

function judgeOf({ env }: Io, { by = env.USER || env.LOGNAME || env.USERNAME }: MigrateReviewFlags): Judge {
  return { at: `${new Date().toISOString().slice(0, 19)}Z`, ...(by ? { by } : {}) };
}

/** What the flags decide; `undefined` where they decide nothing. */
function decisionsOf(
  io: Io,
  { folder }: Campaign,
  patterns: readonly PatternSummary[],
  judge: Judge,
  { approve, reject, postpone, from, note }: MigrateReviewFlags,
): readonly Decision[] | undefined {
  const asked = { approve, reject, postpone };
  const named = (['approve', 'reject', 'postpone'] as const).flatMap((verdict) =>
    (asked[verdict] ?? []).map((name) => decide(namedPattern(patterns, name), verdict, judge, note)),
  );
  const twice = named.find(({ pattern }, at) => named.findIndex((other) => other.pattern === pattern) !== at);
  if (twice) throw new ConfigError(`${twice.pattern}: is decided twice; name it once`);
  if (from === undefined) {
    if (named.length === 0 && note !== undefined)
      throw new ConfigError('--note is of --approve, --reject or --postpone');
    return named.length === 0 ? undefined : named;
  }
  if (named.length > 0)
    throw new ConfigError('--from brings its own verdicts; give it without --approve, --reject, --postpone');
  const answers = parseReview(shownPath(from), readNamedFile(resolve(io.cwd, from), from));
  const { decisions, unknown } = takeAnswers(patterns, readReview(folder), answers, judge);
  if (unknown.length > 0)
    writeMessage(
      io,
      `${plural(unknown.length, 'pattern')} of ${from} ${unknown.length === 1 ? 'is' : 'are'} not of this campaign, and left out`,
    );
  return decisions;
}

function writePage(
  io: Io,
  { folder, settings, ledger }: Campaign,
  patterns: readonly PatternSummary[],
  file: string,
): void {
  const name = settings.name ?? basename(folder);
  const frame = { name, tool: `${tool.name} ${tool.version}`, now: Date.now() };
  const text = reviewHtml(ledger, patterns, readReview(folder), frame);
  if (file === '-') {
    io.out(text);
    return;
  }
  replaceFile(resolve(io.cwd, file), file, text);
  writeMessage(io, `written to ${file}; save its answers, and read them with harden migrate review --from`);
}
