// What all repositories ask, each question once.
import type { Answers, Lookup } from '../../model/index.js';
import type { Database } from './open.js';

/** Who took questions and gave no answers has ended. */
const PATIENCE_MS = 300_000;

/** Takes questions that nobody has asked yet. */
export function takeQuestions(ledger: Database, most: number, now: number): readonly Lookup[] {
  const rows = ledger.all<{ readonly lookup: string }>(
    `UPDATE questions SET asked_at = ? WHERE question IN (
       SELECT question FROM questions WHERE answer IS NULL AND (asked_at IS NULL OR asked_at < ?) ORDER BY question LIMIT ?
     ) RETURNING lookup`,
    ...[now, now - PATIENCE_MS, most],
  );
  return rows.map(({ lookup }) => JSON.parse(lookup) as Lookup);
}

/** True while another process is asking. */
export function areQuestionsAsked(ledger: Database, now: number): boolean {
  return ledger.get('SELECT 1 FROM questions WHERE answer IS NULL AND asked_at >= ?', now - PATIENCE_MS) !== undefined;
}

/** Keeps answers. */
export function storeAnswers(ledger: Database, answers: Answers, now: number): void {
  ledger.transaction(() => {
    for (const [question, answer] of answers)
      ledger.run(
        'UPDATE questions SET answer = ?, asked_at = ? WHERE question = ?',
        JSON.stringify(answer),
        now,
        question,
      );
  });
}

/** Forgets that a registry did not answer, so that it is asked again. */
export function forgetFailures(ledger: Database): void {
  ledger.run(
    `UPDATE questions SET answer = NULL, asked_at = NULL
     WHERE json_extract(answer, '$.kind') = 'none' AND json_extract(answer, '$.why') IN ('failed', 'offline')`,
  );
}
