// A choice among many that stays the same when there are more of them: each stands on a ring by its name.
import { createHash } from 'node:crypto';

/**
 * Gives the item at or behind a place of the ring, which has 2^32 places.
 * One item more is chosen at the places between it and the one before, and nothing else changes.
 */
export function ringOf<Item>(items: readonly Item[], name: (item: Item) => string): (place: number) => Item {
  const ring = items.map((item) => ({ item, at: placeOf(name(item)) })).sort((a, b) => a.at - b.at);
  return (place) => {
    let from = 0;
    let to = ring.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (ring[middle]!.at < place) from = middle + 1;
      else to = middle;
    }
    return ring[from % ring.length]!.item;
  };
}

function placeOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE();
}
