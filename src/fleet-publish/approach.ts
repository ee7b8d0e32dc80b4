// What is done for a repository on its forge, by whoever does it: no ledger is needed for it, and none is written.
import { runBot, type BotReport, type BotRequest } from '../bot-run/index.js';
import { isFault, type Fault, type ForgeKind, type Outcome, type RepoRef } from '../forge/index.js';
import { lookAtPulls } from './look.js';
import type { SeenOnForge } from './pulls.js';

/** A repository that is spoken to. */
export interface Connection {
  readonly kind: ForgeKind;
  readonly origin: string;
  /** A run of the bot over it. */
  readonly request: Omit<BotRequest, 'wants'>;
}

/** Speaks to the forge of an address. */
export type Connect = (url: string) => Promise<Outcome<Connection>>;

/** What is to be done for a repository. */
export interface Approach {
  readonly url: string;
  /** Keys of the steps that may be proposed. */
  readonly keys: ReadonlySet<string>;
  /** It is looked at first, and left alone where none of these is open any more. */
  readonly ifOpen?: OpenPulls;
}

/** Pull requests that were open when they were seen last. */
export interface OpenPulls {
  readonly branches: readonly string[];
  readonly numbers: readonly number[];
}

/** What was done and seen there. */
export interface Approached {
  /** Absent where it was not spoken to. */
  readonly where?: { readonly kind: ForgeKind; readonly origin: string; readonly repo: RepoRef };
  readonly seen: readonly SeenOnForge[];
  readonly fault?: Fault;
  /** What became of each part; absent where nothing was open any more. */
  readonly parts?: BotReport['parts'] | readonly PartState[];
  /** Pull requests that were opened. */
  readonly opened: number;
}

type PartState = Pick<BotReport['parts'][number], 'state' | 'why'>;

/** Opens its pull request, or brings it up to date. What stands in the way is told, never thrown. */
export async function approach(connect: Connect, { url, keys, ifOpen }: Approach): Promise<Approached> {
  const connection = await connect(url);
  if (isFault(connection)) return { seen: [], fault: connection, opened: 0 };
  const { kind, origin, request } = connection;
  const where = { kind, origin, repo: request.repo };
  if (ifOpen) {
    const { seen, fault } = await lookAt(request, ifOpen.branches);
    // What stands in the way is told by what comes next.
    if (!fault && !isOpenStill(ifOpen, seen)) return { where, seen, opened: 0 };
  }
  const report = await runBot({ ...request, wants: (key) => keys.has(key) });
  const branches = report.parts.map(({ branch }) => branch);
  const { seen, fault } = await lookAt(request, branches);
  const first = report.fault ?? fault;
  return { where, seen, parts: report.parts, opened: report.opened, ...(first ? { fault: first } : {}) };
}

interface Looked {
  readonly seen: readonly SeenOnForge[];
  /** Of the first that could not be looked at. */
  readonly fault?: Fault;
}

async function lookAt({ forge, repo }: Connection['request'], branches: readonly string[]): Promise<Looked> {
  const seen: SeenOnForge[] = [];
  let fault: Fault | undefined;
  for (const branch of branches) {
    const found = await lookAtPulls(forge, repo, branch);
    if (isFault(found)) fault ??= found;
    else seen.push(...found);
  }
  return { seen, ...(fault ? { fault } : {}) };
}

/** One that the forge does not tell of any more may be open. */
function isOpenStill({ numbers }: OpenPulls, seen: readonly SeenOnForge[]): boolean {
  const states = new Map(seen.map(({ pull }) => [pull.number, pull.state]));
  return numbers.some((number) => !states.has(number)) || [...states.values()].includes('open');
}
