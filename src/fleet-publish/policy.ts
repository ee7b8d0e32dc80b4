// What `campaign.yaml` says of opening, as values.
import { isTimezone, readWindow, type Openings } from '../bot/index.js';
import { CAMPAIGN_FILE, type OpenSettings } from '../fleet/index.js';
import { ConfigError } from '../model/index.js';
import type { WavePolicy } from './decide-wave.js';
import { CANARY, readShare, readWaveSize, type Wave } from './waves.js';

/** What is opened when, and when it counts as stale. */
export interface PublishPolicy extends WavePolicy {
  /** Milliseconds. */
  readonly stale: number;
}

export interface PolicyFlags {
  /** The last wave that may be opened, by its name. */
  readonly wave?: string;
  /** Those of the settings do not hold beside them. */
  readonly window?: readonly string[];
  readonly timezone?: string;
  readonly perHour?: number;
  readonly maxOpen?: number;
  readonly maxOpenPerTeam?: number;
  readonly ignoreGate?: boolean;
}

const WAVES = [5, '10%', '50%', 'all'] as const;
const GATE = { merged: '80%', 'ci-red': '5%', after: '1d' } as const;
const STALE = '14d';
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

/**
 * The policy of a campaign: what its file says, and what flags say in its place.
 * @throws ConfigError for what is no wave, window or time zone.
 */
export function policyOf(settings: OpenSettings, flags: PolicyFlags): PublishPolicy {
  const waves = wavesOf(settings.waves ?? WAVES);
  const gate = { ...GATE, ...settings.gate };
  return {
    waves,
    upTo: flags.wave === undefined ? waves.length - 1 : placeOf(flags.wave, waves),
    ...(flags.ignoreGate
      ? {}
      : {
          gate: {
            merged: readShare(gate.merged) ?? 1,
            ciRed: readShare(gate['ci-red']) ?? 0,
            after: durationOf(gate.after),
          },
        }),
    openings: openingsOf(settings, flags),
    maxOpen: flags.maxOpen ?? settings['max-open'] ?? Number.POSITIVE_INFINITY,
    maxOpenPerTeam: flags.maxOpenPerTeam ?? settings['max-open-per-team'] ?? Number.POSITIVE_INFINITY,
    stale: durationOf(settings.stale ?? STALE),
  };
}

function wavesOf(written: readonly (string | number)[]): readonly Wave[] {
  return written.map((each, at) => {
    const text = String(each);
    const size = readWaveSize(text);
    if (!size) throw new ConfigError(`${CAMPAIGN_FILE}: open.waves[${at}]: ${text} is no wave; give 5, 10% or all`);
    return { name: at === 0 && written.length > 1 ? CANARY : text.replace(' ', ''), size };
  });
}

function placeOf(name: string, waves: readonly Wave[]): number {
  const at = waves.findIndex((wave) => wave.name === name);
  if (at !== -1) return at;
  throw new ConfigError(`--wave ${name}: there is no such wave; ${waves.map((wave) => wave.name).join(', ')} are`);
}

function openingsOf(settings: OpenSettings, flags: PolicyFlags): Openings {
  const isOfFlags = flags.timezone !== undefined;
  const timezone = flags.timezone ?? settings.timezone ?? 'UTC';
  if (!isTimezone(timezone))
    throw new ConfigError(
      `${isOfFlags ? '--timezone' : `${CAMPAIGN_FILE}: open.timezone:`} ${timezone}: give a name such as Europe/Berlin`,
    );
  const schedule = (flags.window ?? settings.windows ?? []).map((text, at) => {
    const window = readWindow(text);
    if (window) return window;
    const place = flags.window ? '--window' : `${CAMPAIGN_FILE}: open.windows[${at}]:`;
    throw new ConfigError(`${place} ${text}: give days and hours, such as 'mon-fri 8-16' or 'sat,sun'`);
  });
  return { schedule, timezone, perHour: flags.perHour ?? settings['per-hour'] ?? Number.POSITIVE_INFINITY };
}

/** Reads `2d`, `12h` and `30m`, which the schema has let through. */
function durationOf(text: string): number {
  const unit = text.at(-1) === 'd' ? UNITS.d : text.at(-1) === 'h' ? UNITS.h : UNITS.m;
  return Number.parseInt(text, 10) * unit;
}
