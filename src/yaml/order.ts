// Where a new key goes among those of a map: where other maps of its kind have it, else beside its kin, else at the end.
import type { YamlMap } from './types.js';

/** The order that the keys of some maps show: those of all services of a file, of all its containers. */
export interface KeyOrder {
  /** For a key: which others stand in front of it (below 0) or behind it, by how many more maps say so than deny it. */
  sidesOf(key: string): ReadonlyMap<string, number>;
  /** For a key: how many maps have another directly in front of it or behind it. */
  neighboursOf(key: string): { readonly before: Counts; readonly behind: Counts };
  /** Keys that belong together, whatever else stands in the map. */
  readonly kinds: readonly (readonly string[])[];
  /** The order of keys at the end of a map, where no map shows another. */
  readonly usual: UsualOrder;
}

export interface UsualOrder {
  readonly keys: readonly string[];
  /** Others that stand among them, wherever that is. */
  readonly among: readonly string[];
}

type Counts = ReadonlyMap<string, number>;

interface Shown {
  readonly sides: Map<string, number>;
  readonly before: Map<string, number>;
  readonly behind: Map<string, number>;
}

/** Reads the order that maps show. Each key is looked up once, however often it is asked for. */
export function keyOrderOf(
  maps: readonly YamlMap[],
  kinds: KeyOrder['kinds'],
  usual: UsualOrder = { keys: [], among: [] },
): KeyOrder {
  const known = new Map<string, Shown>();
  const listed = maps.map((map) => map.entries.map(({ name }) => name));
  function shown(key: string): Shown {
    const found = known.get(key) ?? readShown(listed, key);
    known.set(key, found);
    return found;
  }
  return { sidesOf: (key) => shown(key).sides, neighboursOf: shown, kinds, usual };
}

function readShown(maps: readonly (readonly string[])[], key: string): Shown {
  const shown: Shown = { sides: new Map(), before: new Map(), behind: new Map() };
  for (const names of maps) {
    const at = names.indexOf(key);
    if (at === -1) continue;
    for (const [index, name] of names.entries()) if (index !== at) count(shown.sides, name, Math.sign(index - at));
    if (at > 0) count(shown.before, names[at - 1]!, 1);
    if (at + 1 < names.length) count(shown.behind, names[at + 1]!, 1);
  }
  return shown;
}

function count(into: Map<string, number>, name: string, by: number): void {
  into.set(name, (into.get(name) ?? 0) + by);
}

/**
 * Where a key goes among others, as the number of those in front of it: where maps of the kind have it, and as far as
 * they leave it open, where the usual order has it. That is beside its kin, else at the end, as often as it can be.
 * `isOpen` says where something may be put at all; the end always is.
 */
export function placeOfKey(
  names: readonly string[],
  key: string,
  order: KeyOrder,
  isOpen: (place: number) => boolean,
): number {
  const against = contradictions(names, order.sidesOf(key));
  const unusual = contradictions(names, usualSides(names, key, order));
  const least = Math.min(...against);
  const open = against.flatMap((wrong, place) =>
    wrong === least && (place === names.length || isOpen(place)) ? place : [],
  );
  const usual = Math.min(...open.map((place) => unusual[place]!));
  const fits = (place: number): boolean => unusual[place] === usual && open.includes(place);
  const kin = besideKin(names, key, order).find(fits);
  if (kin !== undefined) return kin;
  if (fits(names.length)) return names.length;
  let best = names.length;
  let most = -1;
  for (let place = names.length - 1; place >= 0; place--) {
    if (!fits(place)) continue;
    const { before, behind } = order.neighboursOf(key);
    const near = (before.get(names[place - 1] ?? '') ?? 0) + (behind.get(names[place] ?? '') ?? 0);
    if (near <= most) continue;
    best = place;
    most = near;
  }
  return best;
}

/**
 * As `sidesOf`, of the usual order. One of its keys that an author has further up, among others, is no reason for a new one
 * to stand there.
 */
function usualSides(names: readonly string[], key: string, { usual }: KeyOrder): ReadonlyMap<string, number> {
  const at = usual.keys.indexOf(key);
  const last = names.findLastIndex((name) => !usual.keys.includes(name) && !usual.among.includes(name));
  const sides = names.slice(last + 1).map((name) => [name, usual.keys.indexOf(name)] as const);
  return new Map(sides.flatMap(([name, index]) => (at === -1 || index === -1 ? [] : [[name, index - at]])));
}

/** For each place, how many keys would stand on the other side of the new one than other maps have them. */
function contradictions(names: readonly string[], sides: ReadonlyMap<string, number>): number[] {
  const signs = names.map((name) => Math.sign(sides.get(name) ?? 0));
  let wrong = signs.filter((sign) => sign < 0).length;
  const against = [wrong];
  for (const sign of signs) {
    wrong += sign;
    against.push(wrong);
  }
  return against;
}

/** The places behind the last key of the same kind, and before the first. */
function besideKin(names: readonly string[], key: string, { kinds }: KeyOrder): number[] {
  const kin = new Set(kinds.filter((kind) => kind.includes(key)).flat());
  const places = names.flatMap((name, place) => (kin.has(name) ? place : []));
  return places.length > 0 ? [places.at(-1)! + 1, places[0]!] : [];
}
