// What differs between two lists of words.

export interface Token {
  readonly text: string;
  /** It opens a line. */
  readonly isFirst: boolean;
}

/** Tokens of a place that are compared one with another; of a longer one the middle counts as changed as a whole. */
const MOST_COMPARED = 300;

export interface Change {
  readonly kind: 'stays' | 'goes' | 'comes';
  readonly tokens: readonly Token[];
}

/** What leads from one list of tokens to the other. */
export function changesBetween(gone: readonly Token[], come: readonly Token[]): Change[] {
  let head = 0;
  const shorter = Math.min(gone.length, come.length);
  while (head < shorter && gone[head]!.text === come[head]!.text) head++;
  let tail = 0;
  while (tail < shorter - head && gone.at(-1 - tail)!.text === come.at(-1 - tail)!.text) tail++;
  const before = gone.slice(head, gone.length - tail);
  const after = come.slice(head, come.length - tail);
  return [...stay(gone.slice(0, head)), ...middle(before, after), ...stay(come.slice(come.length - tail))];
}

function stay(tokens: readonly Token[]): Change[] {
  return tokens.length === 0 ? [] : [{ kind: 'stays', tokens }];
}

function middle(before: readonly Token[], after: readonly Token[]): Change[] {
  const found: { kind: Change['kind']; tokens: Token[] }[] = [];
  const add = (kind: Change['kind'], token: Token): void => {
    const last = found.at(-1);
    if (last?.kind === kind) last.tokens.push(token);
    else found.push({ kind, tokens: [token] });
  };
  if (before.length > MOST_COMPARED || after.length > MOST_COMPARED) {
    for (const token of before) add('goes', token);
    for (const token of after) add('comes', token);
    return found;
  }
  const width = after.length + 1;
  // How many tokens are common from here on, by the places in both lists.
  const common = new Uint16Array((before.length + 1) * width);
  for (let b = before.length - 1; b >= 0; b--)
    for (let a = after.length - 1; a >= 0; a--)
      common[b * width + a] =
        before[b]!.text === after[a]!.text
          ? common[(b + 1) * width + a + 1]! + 1
          : Math.max(common[(b + 1) * width + a]!, common[b * width + a + 1]!);
  let b = 0;
  let a = 0;
  while (b < before.length || a < after.length) {
    const left = before[b];
    const right = after[a];
    if (left && right && left.text === right.text) {
      add('stays', left);
      b++;
      a++;
    } else if (left && (!right || common[(b + 1) * width + a]! >= common[b * width + a + 1]!)) {
      add('goes', left);
      b++;
    } else if (right) {
      add('comes', right);
      a++;
    }
  }
  return found;
}
