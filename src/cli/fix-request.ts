// The flags of `harden fix` and `harden update`, read once: from here on a run knows what it is asked for, not how.
import { ConfigError } from '../model/index.js';
import type { Format } from './formats.js';
import type { Io } from './output.js';
import type { PlanFlags } from './session.js';
import type { EngineFlags } from './verification.js';

export interface FixFlags extends PlanFlags, EngineFlags {
  readonly verify?: boolean;
  readonly format: Format;
  readonly dryRun?: boolean;
  readonly interactive?: boolean;
  readonly output?: string;
  readonly commits?: boolean;
  readonly allowDirty?: boolean;
  readonly yes?: boolean;
  readonly color?: boolean;
  readonly all?: boolean;
  readonly long?: boolean;
}

/** Who decides about the planned steps: nobody (all are taken), a person at the terminal, or an engine that runs them. */
type Decision =
  | { readonly by: 'nobody' }
  | { readonly by: 'person' }
  | { readonly by: 'engine'; readonly flags: EngineFlags };

/** How a plan is shown. */
export interface Shown {
  readonly format: Format;
  readonly color?: boolean;
  readonly all?: boolean;
  readonly long?: boolean;
}

interface Common {
  readonly shown: Shown;
  readonly decision: Decision;
}

/** Writes the files, each as one change. */
interface WriteRequest extends Common {
  readonly kind: 'write';
  /** Also over what is not committed. */
  readonly allowDirty: boolean;
  /** Also where no git could bring the files back. */
  readonly yes: boolean;
}

/** Writes the files, and makes one commit of each step. */
interface CommitsRequest extends Common {
  readonly kind: 'commits';
}

/** What changes files on disk. */
export type ChangingRequest = WriteRequest | CommitsRequest;

/** What only shows the plan, or gives the result away. */
export type ShowingRequest =
  | (Common & { readonly kind: 'dry-run' })
  | (Common & { readonly kind: 'patch-file'; readonly file: string })
  | (Common & { readonly kind: 'stdin' });

/** What needs the whole plan. */
export type PlanRequest = ShowingRequest | ChangingRequest;

/** `stream` prints the patch of each group as soon as it is planned: nobody decides, and no plan is kept. */
export type FixRequest = { readonly kind: 'stream' } | PlanRequest;

/**
 * What the flags ask for.
 * @throws ConfigError for flags that contradict each other.
 */
export function readFixFlags(io: Pick<Io, 'canAsk'>, paths: readonly string[], flags: FixFlags): FixRequest {
  const common = { shown: readShown(flags), decision: readDecision(flags) };
  const { commits, allowDirty = false, dryRun, output, yes = false } = flags;
  const stdin = paths.includes('-');
  if (commits) {
    if (allowDirty)
      throw new ConfigError(
        '--commits and --allow-dirty exclude each other: a commit would take the other changes along',
      );
    if (dryRun || output !== undefined)
      throw new ConfigError(`--commits writes, and ${dryRun ? '--dry-run' : '--output'} does not; give one of them`);
    if (stdin) throw new ConfigError('--commits needs files, and - is standard input');
  }
  if (flags.git !== undefined) {
    if (dryRun === undefined && output === undefined)
      throw new ConfigError('--git reads a commit, where nothing can be written; give --dry-run or --output FILE');
    if (common.decision.by === 'engine')
      throw new ConfigError('--verify builds from files on disk, and --git has none');
  }
  if (common.decision.by === 'person') {
    if (stdin) throw new ConfigError('--interactive asks on standard input, so - cannot be read from there');
    if (!io.canAsk) throw new ConfigError('--interactive needs a terminal');
  }
  if (commits) return { kind: 'commits', ...common };
  if (output !== undefined) return { kind: 'patch-file', file: output, ...common };
  if (!dryRun) return stdin ? { kind: 'stdin', ...common } : { kind: 'write', allowDirty, yes, ...common };
  // A step is chosen by its id in the whole plan, so that plan is made first.
  const streams = common.shown.format === 'diff' && common.decision.by === 'nobody' && !flags.step;
  return streams ? { kind: 'stream' } : { kind: 'dry-run', ...common };
}

function readDecision(flags: FixFlags): Decision {
  const { verify, interactive, engine, quick, fresh, exec, untrusted, trusted, allowNetwork } = flags;
  const engineFlags = { engine, quick, fresh, exec, untrusted, trusted, 'allow-network': allowNetwork };
  for (const [flag, value] of Object.entries(engineFlags))
    if (value !== undefined && !verify) throw new ConfigError(`--${flag} is for --verify`);
  if (verify && interactive)
    throw new ConfigError('--verify and --interactive exclude each other: what is decided afterwards was not run');
  if (interactive) return { by: 'person' };
  if (!verify) return { by: 'nobody' };
  return {
    by: 'engine',
    flags: {
      ...(engine === undefined ? {} : { engine }),
      ...(quick === undefined ? {} : { quick }),
      ...(fresh === undefined ? {} : { fresh }),
      ...(exec === undefined ? {} : { exec }),
      ...(untrusted === undefined ? {} : { untrusted }),
      ...(trusted === undefined ? {} : { trusted }),
      ...(allowNetwork === undefined ? {} : { allowNetwork }),
    },
  };
}

function readShown({ format, color, all, long }: FixFlags): Shown {
  return { format, ...(color === undefined ? {} : { color }), ...(all ? { all } : {}), ...(long ? { long } : {}) };
}
