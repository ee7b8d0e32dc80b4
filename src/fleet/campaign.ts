// The folder of a campaign, and its settings.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSettings } from '../config/index.js';
import { describeSystemError } from '../io/index.js';
import { ConfigError, shownPath, type Level, type Preset } from '../model/index.js';
import { campaignSchema, PLAN_DEFAULTS } from './campaign-schema.js';
import { openLedger, type Database } from './ledger/open.js';
import type { OpenSettings } from './open-schema.js';

/** Where repositories come from: exactly one of these. */
export type WrittenSource =
  | { readonly organisation: string }
  | { readonly topic: string; readonly forge: string }
  | { readonly search: string; readonly forge: string }
  | { readonly csv: string }
  | { readonly folder: string };

/** What planning may take. */
interface PlanSettings {
  /** Absent: one for each processor. */
  readonly workers?: number;
  /** Seconds for a repository. */
  readonly timeout: number;
  /** Megabytes of a worker. */
  readonly memory: number;
  readonly attempts: number;
  /** Repositories after which a worker is replaced. */
  readonly recycle: number;
  readonly offline: boolean;
}

/** What `campaign.yaml` says. */
export interface CampaignSettings {
  readonly name?: string;
  readonly sources: readonly WrittenSource[];
  readonly forks: boolean;
  readonly level?: Level;
  readonly preset?: Preset;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly plan: PlanSettings;
  readonly open: OpenSettings;
}

/** A campaign that is open. `ledger.close()` ends it. */
export interface Campaign {
  /** Its folder. */
  readonly folder: string;
  readonly settings: CampaignSettings;
  readonly ledger: Database;
}

export const CAMPAIGN_FILE = 'campaign.yaml';
export const LEDGER_FILE = 'campaign.db';
export const LIST_FILE = 'repositories.csv';
export const REVIEW_FILE = 'review.yaml';
const MIRRORS_FOLDER = 'mirrors';

type Written = Omit<Partial<CampaignSettings>, 'plan'> & { readonly plan?: Partial<PlanSettings> };

/**
 * Reads `campaign.yaml`.
 * @throws ConfigError with one line for each mistake: `campaign.yaml:3:5: unknown key ...`.
 */
export function parseCampaign(text: string, shown = CAMPAIGN_FILE): CampaignSettings {
  const {
    plan = {},
    sources = [],
    forks = false,
    open = {},
    ...rest
  } = parseSettings<Written & { readonly version?: 1 }>(shownPath(shown), text, campaignSchema());
  const { version: _, ...written } = rest;
  return { ...written, sources, forks, open, plan: { ...PLAN_DEFAULTS, offline: false, ...plan } };
}

/**
 * Opens a campaign whose `campaign.yaml` is there. The ledger is made where there is none.
 * @throws ConfigError where there is no campaign, or its files cannot be read.
 */
export function openCampaign(folder: string): Campaign {
  const file = join(folder, CAMPAIGN_FILE);
  const settings = parseCampaign(readCampaign(file), file);
  mkdirSync(mirrorsIn(folder), { recursive: true });
  return { folder, settings, ledger: openLedger(join(folder, LEDGER_FILE)) };
}

/**
 * Makes the folder of a campaign and its `campaign.yaml`, unless there is one.
 * @returns false where it was there.
 */
export function writeCampaign(folder: string, sources: readonly WrittenSource[], name?: string): boolean {
  const file = join(folder, CAMPAIGN_FILE);
  if (existsSync(file)) return false;
  mkdirSync(folder, { recursive: true });
  // JSON is YAML, and quoting is then never in doubt.
  const lines = [
    '# A campaign of harden migrate. Editors that know JSON Schema complete and check it with',
    '# schemas/campaign.schema.json of the package:',
    '# yaml-language-server: $schema=node_modules/@harden/cli/schemas/campaign.schema.json',
    'version: 1',
    ...(name === undefined ? ['# name: Base images'] : [`name: ${JSON.stringify(name)}`]),
    '# Where the repositories come from.',
    sources.length === 0 ? 'sources: []' : 'sources:',
    ...sources.map((source) => `  - ${JSON.stringify(source)}`),
    '# The most that is planned. A repository may ask for less in its .harden.yaml.',
    '# level: review',
    '# only: [pin-base-image]',
    '# plan: {timeout: 180, memory: 512}',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return true;
}

/** Where the bare clones of a campaign lie. */
export function mirrorsIn(folder: string): string {
  return join(folder, MIRRORS_FOLDER);
}

function readCampaign(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: ${describeSystemError(error)}; make a campaign with harden migrate init`);
  }
}
