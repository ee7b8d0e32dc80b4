// Answers that are true as long as the files are the same.
import { randomBytes } from 'node:crypto';
import { treeStamp } from '../../io/index.js';

interface Kept<Answer> {
  readonly key: string;
  readonly root: string;
  readonly stamp: string | undefined;
  readonly answer: Answer;
}

/** What one goes back to at once. */
const MOST = 4;

/** Keeps the last few answers of a kind. */
export class Shelf<Answer extends { readonly id: string }> {
  readonly #all = new Map<string, Kept<Answer>>();

  /** What was answered to the same request about the same files; else what `make` answers now, which is kept. */
  async kept(root: string, request: unknown, make: (id: string) => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify([root, request]);
    const stamp = treeStamp(root);
    for (const each of this.#all.values())
      if (each.key === key && stamp !== undefined && each.stamp === stamp) return each.answer;
    const answer = await make(newId());
    this.#put({ key, root, stamp, answer });
    return answer;
  }

  /** Keeps an answer that no request is given again, for its next pages. */
  put(root: string, answer: Answer): void {
    this.#put({ key: '', root, stamp: treeStamp(root), answer });
  }

  /** The answer of an id; nothing once a file has changed, or others took its place. */
  again(id: string): Answer | undefined {
    const found = this.#all.get(id);
    return found && treeStamp(found.root) === found.stamp ? found.answer : undefined;
  }

  #put(kept: Kept<Answer>): void {
    this.#all.set(kept.answer.id, kept);
    for (const id of this.#all.keys()) {
      if (this.#all.size <= MOST) break;
      this.#all.delete(id);
    }
  }
}

/** Nobody guesses it. */
export function newId(): string {
  return randomBytes(8).toString('hex');
}
