import { factOf, PHASES, TARGETS, type Target, type Transform, type TransformId } from '../model/index.js';
import type { Registry } from './settings.js';

/**
 * Sorts transforms by phase, and within one so that each comes after those its `after` names; otherwise by id, so that the
 * order they were registered in does not matter. Linear in transforms and names.
 * @throws RangeError naming the cycle, an id that does not exist, or one of another phase.
 */
export function orderTransforms<Doc>(
  transforms: readonly Transform<Doc>[],
  known?: ReadonlySet<TransformId>,
): Transform<Doc>[] {
  const byId = new Map(transforms.map((transform) => [transform.meta.id, transform]));
  const sorted: Transform<Doc>[] = [];
  const state = new Map<TransformId, 'open' | 'done'>();
  function visit(transform: Transform<Doc>, path: readonly TransformId[]): void {
    const { id, phase, after = [] } = transform.meta;
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') throw new RangeError(`transforms wait for each other: ${[...path, id].join(' -> ')}`);
    state.set(id, 'open');
    for (const earlier of [...after].sort()) {
      const other = byId.get(earlier);
      if (other && other.meta.phase !== phase)
        throw new RangeError(`${id} of phase ${phase} comes after ${earlier}, which is of phase ${other.meta.phase}`);
      if (other) visit(other, [...path, id]);
      else if (!known?.has(earlier)) throw new RangeError(`${id} comes after ${earlier}, which does not exist`);
    }
    state.set(id, 'done');
    sorted.push(transform);
  }
  const number = ({ meta }: Transform<Doc>): number => PHASES.indexOf(meta.phase);
  const byPhase = [...transforms].sort((a, b) => number(a) - number(b) || (a.meta.id < b.meta.id ? -1 : 1));
  for (const transform of byPhase) visit(transform, []);
  return sorted;
}

/** A transform of any target; the planner hands it the document it is made for. */
export type AnyTransform = Transform<unknown>;

/** The transforms of a target in the order they run; worked out once for a registry. */
export function transformsInOrder(registry: Registry, target: Target): readonly AnyTransform[] {
  return factOf(registry, orderOf).get(target) ?? [];
}

function orderOf(registry: Registry): ReadonlyMap<Target, readonly AnyTransform[]> {
  const ids = new Set(TARGETS.flatMap((name) => registry[name].map((transform) => transform.meta.id)));
  return new Map(TARGETS.map((target) => [target, orderTransforms(registry[target] as readonly AnyTransform[], ids)]));
}
