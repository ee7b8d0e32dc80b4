// What a service mounts, in every notation.
import { isWithin } from '../model/index.js';
import { asBoolean, asMap, asSeq, asText, findEntry, findValue, type YamlNode } from '../yaml/index.js';
import type { Service } from '../compose/index.js';
import type { ServiceView } from './rule.js';

export interface ServiceMount {
  /** `file`: a config or a secret. `unknown`: a variable decides. */
  readonly kind: 'bind' | 'volume' | 'anonymous' | 'tmpfs' | 'file' | 'unknown';
  readonly source?: string;
  /** Absolute, without a slash at its end; absent where a variable decides. */
  readonly target?: string;
  readonly readOnly: boolean;
  /** Of a tmpfs in the short form: what stands behind the path. */
  readonly options?: string;
  /** A volume that is not what Docker makes of the image's directory: nocopy, or a part of it. */
  readonly partial?: true;
  readonly node: YamlNode;
}

/** Everything `volumes`, `tmpfs`, `configs` and `secrets` mount; of `volumes_from` nothing is known. */
export function serviceMounts(service: Service): ServiceMount[] {
  const mounts = (asSeq(service.get('volumes'))?.items ?? []).map(volumeOf);
  const tmpfs = service.get('tmpfs');
  for (const node of asSeq(tmpfs)?.items ?? (tmpfs ? [tmpfs] : [])) {
    const text = asText(node) ?? '$';
    const colon = text.indexOf(':');
    const path = colon === -1 ? text : text.slice(0, colon);
    const options = colon === -1 ? '' : text.slice(colon + 1);
    mounts.push({ kind: 'tmpfs', ...targetOf(path), readOnly: /(?:^|,)ro(?:,|$)/.test(options), options, node });
  }
  for (const key of ['configs', 'secrets'] as const) {
    for (const node of asSeq(service.get(key))?.items ?? []) mounts.push(fileOf(key, node));
  }
  const from = service.get('volumes_from');
  if (from) mounts.push({ kind: 'unknown', readOnly: false, node: from });
  return mounts;
}

function volumeOf(node: YamlNode): ServiceMount {
  const map = asMap(node);
  if (map) return longVolume(map, node);
  const text = asText(node) ?? '$';
  const parts = splitOutsideVariables(text, ':');
  const [first = '', second] = parts;
  if (second === undefined)
    return { kind: first.includes('$') ? 'unknown' : 'anonymous', ...targetOf(first), readOnly: false, node };
  // A drive letter: `C:\data:/data`.
  if (/^[A-Za-z]$/.test(first) && /^[\\/]/.test(second))
    return { kind: 'bind', readOnly: false, node, source: `${first}:${second}`, ...targetOf(parts[2] ?? '$') };
  const readOnly = (parts[2] ?? '').split(',').some((word) => word === 'ro' || word === 'readonly');
  const partial = (parts[2] ?? '').split(',').includes('nocopy');
  return {
    kind: sourceKind(first),
    source: first,
    ...targetOf(second),
    readOnly,
    ...(partial ? { partial } : {}),
    node,
  };
}

/** `${DIR:-./data}` is a path of the host, whatever it is set to; `${NAME}` may be either. */
function sourceKind(source: string): 'bind' | 'volume' | 'unknown' {
  const fallback = /^\$\{\w+:?-([^${}]*)\}/.exec(source);
  const start = fallback ? source.slice(0, fallback[0].length).replace(fallback[0], fallback[1]!) : source;
  if (/^[/~.]/.test(start)) return 'bind';
  if (!start.startsWith('$')) return start.includes('/') ? 'bind' : 'volume';
  return /^\$(?:\w+|\{[^}]*\})\//.test(source) ? 'bind' : 'unknown';
}

function longVolume(map: NonNullable<ReturnType<typeof asMap>>, node: YamlNode): ServiceMount {
  const type = asText(findEntry(map, 'type')?.value) ?? 'volume';
  const source = asText(findEntry(map, 'source')?.value) ?? asText(findEntry(map, 'src')?.value);
  const target = asText(findEntry(map, 'target')?.value) ?? asText(findEntry(map, 'dst')?.value) ?? '$';
  const readOnly = asBoolean(findEntry(map, 'read_only')?.value) === true;
  const volume = findEntry(map, 'volume')?.value;
  const partial = asBoolean(findValue(volume, 'nocopy')) === true || findValue(volume, 'subpath') !== undefined;
  const kind = type === 'volume' ? (source === undefined ? 'anonymous' : 'volume') : type;
  return {
    kind: kind === 'bind' || kind === 'tmpfs' || kind === 'volume' || kind === 'anonymous' ? kind : 'unknown',
    ...(source === undefined ? {} : { source }),
    ...targetOf(target),
    readOnly,
    ...(partial ? { partial } : {}),
    node,
  };
}

function fileOf(key: 'configs' | 'secrets', node: YamlNode): ServiceMount {
  const map = asMap(node);
  const name = (map ? asText(findEntry(map, 'source')?.value) : asText(node)) ?? '';
  const given = map && asText(findEntry(map, 'target')?.value);
  const target = given ?? (key === 'configs' ? `/${name}` : `/run/secrets/${name}`);
  const path = target.startsWith('/') || target.startsWith('$') ? target : `/run/secrets/${target}`;
  return { kind: 'file', source: name, ...targetOf(path), readOnly: true, node };
}

function targetOf(path: string): { readonly target?: string } {
  if (!path.startsWith('/') || path.includes('$')) return {};
  return { target: path === '/' ? path : path.replace(/(?<!\/)\/+$/, '') };
}

/** Splits at a character that stands in no `${...}`. */
export function splitOutsideVariables(text: string, mark: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{' && text[at - 1] === '$') depth++;
    else if (text[at] === '}' && depth > 0) depth--;
    else if (text[at] === mark && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** The path as it is after the links that every distribution has: `/run` for `/var/run`. */
export function withoutUsualLinks(path: string): string {
  return path.replace(/^\/var\/run(?=\/|$)/, '/run').replace(/^\/var\/lock(?=\/|$)/, '/run/lock');
}

/** The mount that a path is written to: the deepest at the path or above it. */
export function findMountOf(mounts: readonly ServiceMount[], path: string): ServiceMount | undefined {
  const wanted = withoutUsualLinks(path);
  let best: ServiceMount | undefined;
  for (const mount of mounts) {
    if (mount.target === undefined || !isWithin(wanted, withoutUsualLinks(mount.target))) continue;
    if (!best || mount.target.length > best.target!.length) best = mount;
  }
  return best;
}

/** True for a named volume that Docker makes itself, so that it starts as a copy of the image's directory. */
export function isPlainVolume({ around }: ServiceView, { kind, source, partial }: ServiceMount): boolean {
  if (partial) return false;
  if (kind === 'anonymous') return true;
  if (kind !== 'volume' || source === undefined || source.includes('$')) return false;
  for (const root of around.doc.yaml.documents) {
    const definition = findValue(root, 'volumes', source);
    const driver = asText(findValue(definition, 'driver'));
    if (findValue(definition, 'driver_opts') || (driver !== undefined && driver !== 'local')) return false;
  }
  return true;
}
