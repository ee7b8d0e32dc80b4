// What `harden bot` is asked for, as requests for single repositories.
import type { BotRequest, BotSettings } from '../../bot-run/index.js';
import type { Grouping } from '../../branches/index.js';
import { ConfigError, type Level } from '../../model/index.js';
import { reports } from '../../reports/index.js';
import { renderSarif } from '../../render/index.js';
import { createLookUp, metasOf, type Update } from '../../run/index.js';
import { registry } from '../../../transforms/index.js';
import { isOffline } from '../answers.js';
import type { Io } from '../output.js';
import { helpTexts } from '../help.js';
import { checks } from '../report.js';
import { tool, VERSION } from '../version.js';
import { proverOf } from './prove.js';
import { proverFrom } from './reported.js';
import type { Connected, ConnectFlags } from './connect.js';
import type { OpeningFlags } from './openings.js';

export interface BotFlags extends ConnectFlags, OpeningFlags {
  readonly group?: Grouping;
  readonly level?: Level;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly branchPrefix?: string;
  readonly author?: string;
  readonly label?: readonly string[];
  readonly reviewer?: readonly string[];
  readonly codeowners?: boolean;
  readonly rebase?: BotSettings['rebase'];
  readonly openPullRequests?: number;
  readonly mostSteps?: number;
  readonly verify?: boolean;
  /** What `harden verify --format json` said elsewhere. */
  readonly report?: string;
  readonly draft?: boolean;
  readonly check?: boolean;
  readonly sarif?: boolean;
  readonly fork?: 'always' | 'needed';
  readonly allowAutomerge?: boolean;
  readonly dashboard?: boolean;
  readonly dryRun?: boolean;
  readonly offline?: boolean;
}

const PREFIX = 'harden/';
/** A name that nobody can have. RFC 2606 */
const NOBODY = { name: 'harden', email: 'bot@harden.invalid' };
const OPEN_PULL_REQUESTS = 10;
const MOST_STEPS = 200;

/** What the flags allow. */
export function settingsOf(flags: BotFlags): BotSettings {
  const {
    group = 'all',
    level,
    branchPrefix = PREFIX,
    author,
    label = [],
    reviewer = [],
    rebase = 'conflicted',
  } = flags;
  return {
    prefix: checkedPrefix(branchPrefix),
    grouping: group,
    ...(level ? { level } : {}),
    author: author === undefined ? NOBODY : identityOf(author),
    labels: label,
    reviewers: reviewer,
    codeowners: flags.codeowners ?? false,
    draft: flags.draft ?? false,
    rebase,
    openPullRequests: flags.openPullRequests ?? OPEN_PULL_REQUESTS,
    openings: [],
    check: flags.check ?? true,
    sarif: flags.sarif ?? false,
    automerge: flags.allowAutomerge ?? false,
    mostSteps: flags.mostSteps ?? MOST_STEPS,
  };
}

export interface UpdateFlags {
  readonly policy?: Update['policy'];
  /** In days. */
  readonly cooldown?: number;
}

/** How pins are moved. */
export function updateOf({ policy, cooldown }: UpdateFlags): Update {
  return { ...(policy ? { policy } : {}), ...(cooldown ? { cooldown } : {}) };
}

/**
 * The request for one repository.
 * @param dir where its objects are kept.
 * @param update move pins that exist, and do nothing else.
 */
export function requestOf(
  io: Io,
  { forge, repo, remote }: Connected,
  dir: string,
  flags: BotFlags,
  update?: Update,
): BotRequest {
  const { only, skip } = flags;
  const offline = (flags.offline ?? false) || isOffline(io.env);
  return {
    forge,
    repo,
    remote,
    dir,
    registry,
    reports,
    settings: settingsOf(flags),
    selection: { ...(only ? { only } : {}), ...(skip ? { skip } : {}), ...(update ? { update } : {}) },
    // What a repository says of registries may forbid them, and never choose them.
    lookUp: (config) => createLookUp({ config, trusted: false, folder: '', offline, env: io.env }),
    version: VERSION,
    ...(flags.fork ? { fork: flags.fork } : {}),
    sarif: (plan) => renderSarif(plan, { tool, metas: metasOf(registry), checks, help: helpTexts() }),
    now: new Date(),
    ...proving(io, { dir, remote }, flags),
    ...(flags.dashboard ? { dashboard: true } : {}),
    ...(flags.dryRun ? { isDry: true } : {}),
  };
}

/** Who says what holds: a run of our own, or the report of another job. */
function proving(
  io: Io,
  where: Pick<BotRequest, 'dir' | 'remote'>,
  { verify, report }: Pick<BotFlags, 'verify' | 'report'>,
): Pick<BotRequest, 'prove'> {
  if (report !== undefined) return { prove: proverFrom(io, report, where) };
  return verify ? { prove: proverOf(io, where) } : {};
}

/** As git takes it in front of a name. git-check-ref-format(1) */
function checkedPrefix(prefix: string): string {
  const isTaken = /^[A-Za-z0-9_][\w-]*(?:[./][A-Za-z0-9_][\w-]*)*[/-]$/.test(prefix) && prefix.length <= 60;
  if (!isTaken) throw new ConfigError(`--branch-prefix ${prefix}: give letters, digits and -, with a / at the end`);
  return prefix;
}

function identityOf(author: string): BotSettings['author'] {
  const match = /^([^<>\n]{1,100}) <([^<>\s]{1,200})>$/.exec(author);
  if (!match) throw new ConfigError(`--author ${author}: give it as 'Name <address>'`);
  return { name: match[1]!.trim(), email: match[2]! };
}
