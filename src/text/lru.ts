/**
 * A map that forgets what was not used lately: two generations, the older dropped whole when the younger is full.
 * Holds between `limit` and twice as much.
 */
export class LruMap<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private weight = 0;

  /** @param weigh what an entry counts towards the limit; each is one where it is not given. */
  constructor(
    private readonly limit: number,
    private readonly weigh: (key: K, value: V) => number = () => 1,
  ) {}

  get(key: K): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (this.weight >= this.limit) {
      this.old = this.young;
      this.young = new Map();
      this.weight = 0;
    }
    if (!this.young.has(key)) this.weight += this.weigh(key, value);
    this.young.set(key, value);
  }
}

/** The same function of a text, which works out what was asked for lately only once. */
export function remembering<Result>(most: number, compute: (text: string) => Result): (text: string) => Result {
  const known = new LruMap<string, { readonly is: Result }>(most);
  return (text) => {
    let result = known.get(text);
    if (!result) {
      result = { is: compute(text) };
      known.set(text, result);
    }
    return result.is;
  };
}
