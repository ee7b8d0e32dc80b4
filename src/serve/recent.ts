/** The names that were seen last, so many and no more. */
export interface Recent {
  has(name: string): boolean;
  add(name: string): void;
}

/** Remembers the newest names and forgets those before them. */
export function recent(most: number): Recent {
  // A set gives its entries in the order in which they came.
  const names = new Set<string>();
  return {
    has: (name) => names.has(name),
    add(name) {
      names.add(name);
      for (const oldest of names) {
        if (names.size <= most) return;
        names.delete(oldest);
      }
    },
  };
}
