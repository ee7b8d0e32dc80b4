// Volumes that nobody named, under names of the run: Docker gives one to every VOLUME of an image, hands it on where a
// container is made anew, and then removes it with none of them.
import { normalisePath } from '../dockerfile/index.js';
import type { ImageConfig, ModelMap, ModelValue } from '../io/index.js';
import { listIn, mapIn, textIn, textsIn } from './values.js';

/** A path that a Compose file can name as it is, and that Docker takes as it is written. */
const PLAIN = /^\/[^:,$\n]{0,4000}$/;

/**
 * The model with a volume of its own for each VOLUME of an image that no mount covers, and for each mount of a volume
 * without a name. What an engine makes of an odd path is left to it.
 */
export function withOwnVolumes(model: ModelMap, images: ReadonlyMap<string, ImageConfig>): ModelMap {
  const services = mapIn(model.services);
  const taken = new Set(Object.keys(mapIn(model.volumes)));
  const volumes: Record<string, ModelValue> = {};
  function fresh(): string {
    let number = Object.keys(volumes).length;
    while (taken.has(`own-${number}`)) number++;
    taken.add(`own-${number}`);
    volumes[`own-${number}`] = {};
    return `own-${number}`;
  }
  const made = Object.entries(services).map(([name, value]): [string, ModelValue] => {
    const service = mapIn(value);
    const named = listIn(service.volumes).map((each): ModelValue => {
      const mount = mapIn(each);
      return mount.type === 'volume' && mount.source === undefined ? { ...mount, source: fresh() } : each;
    });
    const covered = targetsOf(services, name, images);
    const missing = volumesOf(images.get(name)).filter((target) => !covered.has(target));
    const own = missing.map((target): ModelValue => ({ type: 'volume', source: fresh(), target }));
    const all = [...named, ...own];
    return [name, all.length > 0 ? { ...service, volumes: all } : service];
  });
  return { ...model, services: Object.fromEntries(made), volumes: { ...mapIn(model.volumes), ...volumes } };
}

function volumesOf(image: ImageConfig | undefined): string[] {
  const plain = (image?.volumes ?? []).filter((path) => PLAIN.test(path)).map(normalisePath);
  return [...new Set(plain)].filter((path) => path !== '/').sort();
}

/** Where something is mounted in a service, besides what its own image asks for. */
function targetsOf(services: ModelMap, name: string, images: ReadonlyMap<string, ImageConfig>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const service = mapIn(services[next]);
    for (const { target } of listIn(service.volumes).map(mapIn)) found.add(normalisePath(textIn(target) ?? ''));
    // A tmpfs and what is of an image come along with `volumes_from` only as the volume they are in that service.
    if (next === name) for (const target of tmpfsOf(service)) found.add(normalisePath(target));
    else for (const target of volumesOf(images.get(next))) found.add(target);
    open.push(...textsIn(service.volumes_from).map((each) => each.replace(/:r[ow]$/, '')));
  }
  return found;
}

/** The paths of `tmpfs`, without their options. */
export function tmpfsOf(service: ModelMap): string[] {
  const one = textIn(service.tmpfs);
  return [...(one === undefined ? [] : [one]), ...textsIn(service.tmpfs)].map((each) => each.split(':')[0]!);
}

/** Where a service has memory in place of files. */
export function memoryOf(settings: ModelMap): string[] {
  const mounts = listIn(settings.volumes).map(mapIn);
  const targets = mounts.flatMap(({ type, target }) => (type === 'tmpfs' ? (textIn(target) ?? []) : []));
  return [...tmpfsOf(settings), ...targets].map(normalisePath);
}
