// Asks what the transforms want to know, and tells the person: that it takes a while, and who did not answer.
import type { Config } from '../config/index.js';
import {
  answersOf,
  answerWorkspace,
  createLookUp,
  lockedQuestions,
  describeUnheeded,
  type LookUp,
  type Workspace,
} from '../run/index.js';
import { lookupKey, type PlannedAnswer } from '../model/index.js';
import type { PlanOptions } from '../planner/index.js';
import { plural } from '../render/index.js';
import { registry } from '../../transforms/index.js';
import { endLineOnSignal, writeMessage, type Io } from './output.js';

interface Request {
  readonly workspace: Workspace;
  readonly lock: Parameters<typeof answerWorkspace>[1]['lock'];
  readonly options: PlanOptions;
  /** The options without those of an update: other than `options` where pins are to be moved. */
  readonly selected: PlanOptions;
  /** What was asked before in this run, and is not asked again, with or without an answer. */
  readonly known?: readonly PlannedAnswer[];
  readonly settings: {
    readonly config: Config;
    readonly folder: string;
    readonly trusted: boolean;
    readonly offline: boolean;
  };
}

/** The answers of a run. An update looks up again what the lock has an answer for. */
export async function answersFor(
  io: Io,
  { workspace, lock, options, selected, known = [], settings }: Request,
): Promise<readonly PlannedAnswer[]> {
  const refresh = options !== selected;
  const input = { workspace, registry, options };
  const locked = refresh && lock.size > 0 ? lockedQuestions({ workspace, registry, options: selected }, lock) : [];
  const offline = settings.offline || isOffline(io.env);
  const note = slowNote(io);
  const network = createLookUp({ ...settings, offline, env: io.env, ...(offline ? {} : { progress: note.progress }) });
  // Who asks again in a run has been told.
  let told = offline || known.length > 0;
  const before = answersOf(known);
  const lookUp: LookUp = async (open) => {
    const fresh = open.filter((lookup) => !before.has(lookupKey(lookup)));
    return fresh.length === 0 ? before : new Map([...before, ...(await askNetwork(fresh))]);
  };
  const askNetwork: LookUp = (open) => {
    const ignored = told ? undefined : describeUnheeded(settings);
    told = true;
    if (ignored !== undefined) writeMessage(io, ignored);
    // Offline, what an earlier run kept is all that is read.
    if (!offline) note.start(open.length);
    return network(open);
  };
  try {
    const answers = await answerWorkspace(input, { lock, lookUp, refresh }, locked);
    note.stop();
    sayFailures(
      io,
      answers.filter(({ question }) => !before.has(question)),
    );
    return answers;
  } finally {
    note.stop();
  }
}

/** HARDEN_OFFLINE with anything but nothing, 0 or false. */
export function isOffline(env: Io['env']): boolean {
  return !['', '0', 'false'].includes((env.HARDEN_OFFLINE ?? '').toLowerCase());
}

const MOST_FAILURES = 5;

/** Each failure once, however many images it concerns. The refusals say which. */
function sayFailures(io: Io, answers: readonly PlannedAnswer[]): void {
  const counts = new Map<string, number>();
  for (const { answer } of answers)
    if (answer.kind === 'none' && answer.why === 'failed')
      counts.set(answer.message, (counts.get(answer.message) ?? 0) + 1);
  const shown = [...counts].slice(0, MOST_FAILURES);
  for (const [message, count] of shown) writeMessage(io, `${message} (${plural(count, 'question')} without an answer)`);
  if (counts.size > MOST_FAILURES)
    writeMessage(io, `and ${plural(counts.size - MOST_FAILURES, 'other failure')} of lookups`);
}

const SLOW_MS = 700;

/** A line on a terminal that counts, from when it is worth one; it is gone when the answers are there. */
function slowNote(io: Io): { start(of: number): void; progress(done: number, of: number): void; stop(): void } {
  let begun = 0;
  let shown = false;
  let letGo = (): void => {};
  function show(done: number, of: number): void {
    if (!shown) letGo = endLineOnSignal(io);
    shown = true;
    const text = `harden: asking registries and package indexes, ${done} of ${of} answered`;
    // A line that wraps is not cleared as a whole.
    io.err(`\r\u001b[K${text.slice(0, io.columns - 1)}`);
  }
  let timer: NodeJS.Timeout | undefined;
  return {
    start(of) {
      if (!io.errIsTerminal) return;
      begun = performance.now();
      timer = setTimeout(() => show(0, of), SLOW_MS);
    },
    progress(done, of) {
      if (!io.errIsTerminal || performance.now() - begun < SLOW_MS) return;
      clearTimeout(timer);
      show(done, of);
    },
    stop() {
      clearTimeout(timer);
      letGo();
      if (shown) io.err('\r\u001b[K');
      shown = false;
    },
  };
}
