// Plans one repository, in whatever process.
import { planOpenCommit } from '../../branches/index.js';
import { isRegistryAllowed, type Config } from '../../config/index.js';
import { fetchCommit, fetchFiles, GitError, openCommit } from '../../git/index.js';
import {
  ConfigError,
  DEFAULT_LEVEL,
  LEVELS,
  lookupKey,
  parseImageReference,
  type Answer,
  type Level,
  type Lookup,
} from '../../model/index.js';
import type { Registry, Reports } from '../../planner/index.js';
import { findConfig, metasOf, type LookUp, type Selection } from '../../run/index.js';
import type { Database } from '../ledger/open.js';
import { factsOf } from './facts.js';
import { answerOf, planKey, type AskedQuestion, type PlanFrame, type PlanReply, type PlanTask } from './task.js';

/** What plans: transforms and reports. */
export interface Planner {
  readonly registry: Registry;
  readonly reports: Reports;
}

/** Brings the commit where it is not there yet, and plans it. What stands in the way is told, never thrown. */
export async function planRepository(planner: Planner, frame: PlanFrame, task: PlanTask): Promise<PlanReply> {
  try {
    return await plan(planner, frame, task);
  } catch (error) {
    if (error instanceof ConfigError) return { kind: 'cannot', why: error.message };
    if (!(error instanceof GitError)) throw error;
    const isPassing = error.fault === 'unreachable' || error.fault === 'timed-out' || error.fault === 'failed';
    return { kind: isPassing ? 'retry' : 'cannot', why: error.message };
  }
}

async function plan({ registry, reports }: Planner, frame: PlanFrame, task: PlanTask): Promise<PlanReply> {
  const { dir, remote, commit: id, known, asked } = task;
  if (remote) await fetchCommit(dir, remote, id);
  const commit = await openCommit(dir, id, remote ? { fetch: (ids) => fetchFiles(dir, remote, ids) } : {});
  try {
    const { treeId: tree } = commit;
    if (known !== undefined && known === planKey(tree, frame, asked)) return { kind: 'same', tree };
    const metas = metasOf(registry);
    const config = findConfig(commit.tree, metas);
    if (config.bot?.enabled === false) return { kind: 'cannot', why: `${config.file} turns the bot off` };
    const { preset, only, skip, seconds, megabytes } = frame;
    const book = answerBook(config, asked);
    const planned = await planOpenCommit(commit, {
      registry,
      reports,
      lookUp: book.lookUp,
      limits: { seconds, megabytes },
      selection: {
        ...levelFor(frame.level ?? DEFAULT_LEVEL, config),
        ...(preset ? { preset } : {}),
        ...(only ? { only } : {}),
        ...(skip ? { skip } : {}),
      },
    });
    const key = planKey(tree, frame, book.asked());
    return { kind: 'planned', tree, key, asked: book.open(), facts: factsOf(planned, metas, frame.tool) };
  } finally {
    commit.close();
  }
}

/** A repository may ask for less, and for no more. One that says nothing leaves it to the campaign. */
function levelFor(most: Level, { file, bot }: Config): Pick<Selection, 'level' | 'most'> {
  if (file === undefined) return { level: most };
  return { most: LEVELS.find((level) => level === most || level === bot?.level) ?? most };
}

const LATER: Answer = {
  kind: 'none',
  why: 'offline',
  message: 'this was not looked up; harden migrate plan without --offline does it, once for all repositories',
};
const NOT_ALLOWED: Answer = {
  kind: 'none',
  why: 'not-allowed',
  message: 'the configuration does not allow its registry; see allowed-registries',
};

/** Answers what the ledger knows, and asks nobody: what is opened is what was planned. */
export function knownAnswers(ledger: Database, config: Config): LookUp {
  return async (questions) => {
    const known = questions.map((question): AskedQuestion => {
      const key = lookupKey(question);
      const row = ledger.get<{ readonly answer: string | null }>(
        'SELECT answer FROM questions WHERE question = ?',
        key,
      );
      return [key, row?.answer ?? null];
    });
    return await answerBook(config, known).lookUp(questions);
  };
}

/** Answers what is given, and asks nobody. */
export function givenAnswers(asked: readonly AskedQuestion[], config: Config): LookUp {
  return answerBook(config, asked).lookUp;
}

/** Answers what the ledger knows, and keeps what it does not. */
function answerBook({ allowedRegistries }: Config, known: readonly AskedQuestion[]) {
  const answers = new Map(known);
  const asked = new Map<string, Lookup>();
  const lookUp: LookUp = async (questions) => {
    const found = new Map<string, Answer>();
    for (const lookup of questions) {
      const key = lookupKey(lookup);
      if (!isAllowed(lookup, allowedRegistries)) {
        found.set(key, NOT_ALLOWED);
        continue;
      }
      asked.set(key, lookup);
      const answer = answers.get(key);
      found.set(key, answer ? answerOf(answer) : LATER);
    }
    return found;
  };
  return {
    lookUp,
    open: () => [...asked].map(([question, lookup]) => ({ question, lookup })),
    asked: () => [...asked.keys()].map((question): AskedQuestion => [question, answers.get(question) ?? null]),
  };
}

function isAllowed(lookup: Lookup, allowed: readonly string[]): boolean {
  if (lookup.kind === 'package') return true;
  const reference = parseImageReference(lookup.image);
  return reference === undefined || isRegistryAllowed(allowed, reference.host, reference.path);
}
