// What may be opened now: the wave that is open, the gate before the next one, and what windows and limits leave.
import { openingAt, type Openings } from '../bot/index.js';
import { reachOf, type Wave } from './waves.js';

/** What has to be true of a wave before the next one opens. */
interface Gate {
  /** The share of its repositories that are merged, at least. */
  readonly merged: number;
  /** The share of its repositories whose checks are red, at most. More end the wave that is open, too. */
  readonly ciRed: number;
  /** Milliseconds since the last of it was opened. */
  readonly after: number;
}

export interface WavePolicy {
  /** Each reaches further than the one before. */
  readonly waves: readonly Wave[];
  /** The last that may be opened, by its place among them. */
  readonly upTo: number;
  /** Absent: the next opens as soon as all of one is open. */
  readonly gate?: Gate;
  readonly openings: Openings;
  /** How many may be open at once. */
  readonly maxOpen: number;
  /** The same, of one team. Repositories of nobody are not counted together. */
  readonly maxOpenPerTeam: number;
}

export type Standing =
  /** Steps are to be proposed, and nothing was. */
  | 'waiting'
  /** The same, and it is to be tried again later. */
  | 'held'
  /** Somebody is at it. */
  | 'opening'
  | 'open'
  | 'merged'
  | 'declined'
  /** Nothing is to be proposed, or nothing can be. It counts for nothing. */
  | 'out';

/** A repository of the campaign. */
export interface Member {
  readonly id: number;
  readonly team: string;
  /** Its place among the waves; absent as long as it is in none. */
  readonly wave?: number;
  readonly standing: Standing;
  /** The checks of its pull request are red, or were when it was last looked at. */
  readonly isRed: boolean;
  /** When its pull request was opened. */
  readonly openedAt?: Date;
  /** Of one that is held. */
  readonly heldUntil?: Date;
}

export interface WaveDecision {
  /** The wave that is open; -1 before the first. */
  readonly wave: number;
  /** Repositories to be put into a wave. Then it is decided again. */
  readonly join?: { readonly wave: number; readonly count: number };
  /** Repositories whose pull request is to be opened now. */
  readonly open: readonly number[];
  /** In one line, where nothing is to be opened. */
  readonly why?: string;
  /** When something may be opened that time alone stands in the way of. */
  readonly next?: Date;
  /** Everything was opened, and merged or declined. */
  readonly isDone: boolean;
}

/** What is to be opened now. It knows neither the ledger nor a forge, and decides the same as often as it is asked. */
export function decideWave(all: readonly Member[], policy: WavePolicy, now: Date): WaveDecision {
  const members = all.filter(({ standing }) => standing !== 'out').sort((a, b) => a.id - b.id);
  const wave = members.reduce((last, each) => Math.max(last, each.wave ?? -1), -1);
  const nothing = { wave, open: [], isDone: false };
  if (members.length === 0) return { ...nothing, why: 'there is nothing to open', isDone: true };
  const joined = members.filter((each) => each.wave !== undefined);
  const current = Math.max(0, wave);
  const short = reachOf(policy.waves[current] ?? ALL, members.length) - joined.length;
  if (short > 0 && current <= policy.upTo) return { ...nothing, join: { wave: current, count: short } };
  const isLeft = joined.some(({ standing }) => LEFT.has(standing));
  if (!isLeft) return afterWave(members, policy, wave, now);
  const red = redIn(joined, policy);
  if (red !== undefined) return { ...nothing, why: red };
  return withinLimits(members, policy, wave, now);
}

/** Their pull request is still to be opened. */
const LEFT: ReadonlySet<Standing> = new Set(['waiting', 'held', 'opening'] as const);
const ALL: Wave = { name: 'all', size: { share: 1 } };

/** All of the wave is open, as far as it can be now. */
function afterWave(members: readonly Member[], policy: WavePolicy, wave: number, now: Date): WaveDecision {
  const nothing = { wave, open: [], isDone: false };
  const joined = members.filter((each) => each.wave !== undefined);
  if (joined.length === members.length) {
    const open = members.filter(({ standing }) => standing === 'open').length;
    if (open === 0) return { ...nothing, isDone: true, why: 'everything is merged or declined' };
    return { ...nothing, why: `everything has been opened, and ${open} are open still` };
  }
  const following = policy.waves.findIndex((each, at) => at > wave && reachOf(each, members.length) > joined.length);
  const next = following === -1 ? policy.waves.length : following;
  if (next > policy.upTo || following === -1)
    return { ...nothing, why: `wave ${nameOf(policy, wave)} is open, and no wave after it is allowed` };
  const { missing, at } = gateOf(joined, policy, wave, now);
  if (missing.length > 0)
    return {
      ...nothing,
      why: `wave ${nameOf(policy, next)} waits for wave ${nameOf(policy, wave)}: ${missing.join('; ')}`,
      ...(at ? { next: at } : {}),
    };
  return { ...nothing, join: { wave: next, count: reachOf(policy.waves[next]!, members.length) - joined.length } };
}

/** What the gate misses, and when it passes where only time is missing. */
function gateOf(joined: readonly Member[], policy: WavePolicy, wave: number, now: Date) {
  const { gate } = policy;
  const own = joined.filter((each) => each.wave === wave);
  if (!gate || own.length === 0) return { missing: [] };
  const merged = own.filter(({ standing }) => standing === 'merged').length;
  const wanted = Math.ceil(gate.merged * own.length - 1e-9);
  const red = redIn(joined, policy);
  const last = Math.max(...own.map(({ openedAt }) => openedAt?.getTime() ?? Number.NEGATIVE_INFINITY));
  const passesAt = last + gate.after;
  const isEarly = passesAt > now.getTime();
  const others = [
    ...(merged < wanted ? [`${merged} of ${own.length} are merged, and ${wanted} have to be`] : []),
    ...(red === undefined ? [] : [red]),
  ];
  const missing = [...others, ...(isEarly ? [`it is to be ${daysOf(gate.after)} old`] : [])];
  return { missing, ...(isEarly && others.length === 0 ? { at: new Date(passesAt) } : {}) };
}

/** Why nothing is to be opened: too many of a wave are open and red. Checks may turn red long after it was opened. */
function redIn(joined: readonly Member[], policy: WavePolicy): string | undefined {
  for (const [wave, { name }] of policy.waves.entries()) {
    const own = joined.filter((each) => each.wave === wave);
    // What was merged or closed all the same, people have decided.
    const red = own.filter(({ isRed, standing }) => isRed && standing === 'open').length;
    const most = Math.floor((policy.gate?.ciRed ?? 1) * own.length + 1e-9);
    if (red > most) return `the checks of ${red} of ${own.length} in wave ${name} are red, and at most ${most} may be`;
  }
  return undefined;
}

function withinLimits(members: readonly Member[], policy: WavePolicy, wave: number, now: Date): WaveDecision {
  const isOpen = ({ standing }: Member): boolean => standing === 'open' || standing === 'opening';
  const opened = members.flatMap(({ openedAt, standing }) =>
    openedAt ? [openedAt] : standing === 'opening' ? [now] : [],
  );
  const { budget, next } = openingAt(policy.openings, opened, now);
  const room = policy.maxOpen - members.filter(isOpen).length;
  const later = { wave, open: [], isDone: false };
  if (budget < 1)
    return { ...later, why: 'the windows and the limit of an hour leave nothing now', ...(next ? { next } : {}) };
  if (room < 1)
    return { ...later, why: `${counted(policy.maxOpen, 'pull request')} may be open at once, and all of them are` };
  const teams = new Map<string, number>();
  for (const { team } of members.filter(isOpen)) teams.set(team, (teams.get(team) ?? 0) + 1);
  const open: number[] = [];
  const waiting = members.filter((each) => each.wave !== undefined && each.standing === 'waiting');
  for (const { id, team } of waiting.sort((a, b) => a.wave! - b.wave! || a.id - b.id)) {
    if (open.length >= Math.min(budget, room)) break;
    const has = teams.get(team) ?? 0;
    if (team !== '' && has >= policy.maxOpenPerTeam) continue;
    teams.set(team, has + 1);
    open.push(id);
  }
  if (open.length > 0) return { wave, open, isDone: false };
  if (waiting.length === 0) return { ...later, ...laterOf(members) };
  return {
    ...later,
    why: `${counted(waiting.length, 'repository', 'repositories')} wait for teams that have ${policy.maxOpenPerTeam} open, as many as they may`,
  };
}

/** What is left is another process's, or is tried again later. */
function laterOf(members: readonly Member[]): Pick<WaveDecision, 'why' | 'next'> {
  const held = members.flatMap(({ standing, heldUntil }) => (standing === 'held' && heldUntil ? [heldUntil] : []));
  if (held.length === 0) return { why: 'another process is at what is left of the wave' };
  const next = new Date(Math.min(...held.map((each) => each.getTime())));
  return { why: `${counted(held.length, 'repository', 'repositories')} to be tried again later`, next };
}

function nameOf({ waves }: WavePolicy, wave: number): string {
  return waves[wave]?.name ?? '';
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const HOUR_MS = 3_600_000;

function daysOf(ms: number): string {
  const hours = Math.ceil(ms / HOUR_MS);
  return hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
}
