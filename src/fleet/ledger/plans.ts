// Plans in the ledger.
import { planKey, type AskedQuestion, type PlanFrame, type PlanReply } from '../plan/task.js';
import type { Database } from './open.js';

type Planned = Extract<PlanReply, { readonly kind: 'planned' }>;

/** Puts a plan in the place of the one before. */
export function storePlan(ledger: Database, id: number, { key, tree, asked, facts }: Planned, now: number): void {
  const { owner, files, summary, result, steps, patterns, refusals, rules, images } = facts;
  for (const table of ['steps', 'refusals', 'rules', 'images', 'asked', 'plans'])
    ledger.run(`DELETE FROM ${table} WHERE repository = ?`, id);
  ledger.run('INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?)', id, key, now, files, summary, result);
  for (const { pattern, transform, level, title, sample } of patterns)
    ledger.run('INSERT OR IGNORE INTO patterns VALUES (?, ?, ?, ?, ?)', pattern, transform, level, title, sample);
  for (const step of steps)
    ledger.run(
      'INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, step.key, step.step, step.transform, step.level, step.file, step.line, step.title, step.assumptions],
      step.pattern,
    );
  for (const { transform, code, file, line, sentence } of refusals)
    ledger.run('INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?)', id, transform, code, file, line, sentence);
  for (const { rule, found, resolved } of rules)
    ledger.run('INSERT INTO rules VALUES (?, ?, ?, ?)', id, rule, found, resolved);
  for (const { file, line, name, tag, digest, endsOn } of images)
    ledger.run('INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?)', id, file, line, name, tag, digest, endsOn);
  for (const { question, lookup } of asked) {
    ledger.run('INSERT OR IGNORE INTO questions (question, lookup) VALUES (?, ?)', question, JSON.stringify(lookup));
    ledger.run('INSERT INTO asked VALUES (?, ?)', id, question);
  }
  ledger.run('UPDATE repositories SET tree = ? WHERE id = ?', tree, id);
  // What a person has written into the list stays.
  if (owner !== null) ledger.run("UPDATE repositories SET team = ? WHERE id = ? AND team = ''", owner, id);
}

/** The key of the plan that is there, and what was asked for it. */
export function knownPlan(
  ledger: Database,
  id: number,
): { readonly known?: string; readonly asked: readonly AskedQuestion[] } {
  const plan = ledger.get<{ readonly key: string }>('SELECT key FROM plans WHERE repository = ?', id);
  const asked = ledger.all<{ readonly question: string; readonly answer: string | null }>(
    'SELECT q.question, q.answer FROM asked a JOIN questions q ON q.question = a.question WHERE a.repository = ?',
    id,
  );
  return {
    ...(plan ? { known: plan.key } : {}),
    asked: asked.map(({ question, answer }): AskedQuestion => [question, answer]),
  };
}

/**
 * Lists again whose plan would be another now: by other settings, another harden, or an answer that came since.
 * @returns how many.
 */
export function relist(ledger: Database, frame: PlanFrame): number {
  return ledger.transaction(() => {
    const asked = new Map<number, AskedQuestion[]>();
    for (const { repository, question, answer } of ledger.all<{
      readonly repository: number;
      readonly question: string;
      readonly answer: string | null;
    }>('SELECT a.repository, a.question, q.answer FROM asked a JOIN questions q ON q.question = a.question')) {
      const list = asked.get(repository);
      if (list) list.push([question, answer]);
      else asked.set(repository, [[question, answer]]);
    }
    let count = 0;
    for (const { id, tree, key } of ledger.all<{ readonly id: number; readonly tree: string; readonly key: string }>(
      "SELECT r.id, r.tree, p.key FROM repositories r JOIN plans p ON p.repository = r.id WHERE r.state IN ('planned', 'empty')",
    )) {
      if (planKey(tree, frame, asked.get(id) ?? []) === key) continue;
      count += ledger.run("UPDATE repositories SET state = 'listed', attempts = 0 WHERE id = ?", id);
    }
    return count;
  });
}

/** Tries again what has failed, or could not be planned as it was then. */
export function relistFailed(ledger: Database): number {
  return ledger.run(
    `UPDATE repositories SET state = 'listed', reason = NULL, attempts = 0, not_before = 0
     WHERE base IS NOT NULL AND (state = 'failed' OR (state = 'cannot' AND reason NOT IN ('archived', 'fork', 'empty')))`,
  );
}
