// A container while it runs: what it takes, what it listens on, who runs in it. Read from the kernel where the engine is on
// this machine, else through the engine. live never starts anything in the container but `cat` and `stat`.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factOf } from '../../model/index.js';
import { codeOf } from '../paths.js';
import type { ContainerState, Engine } from './types.js';

/** One look. Bytes without the cache of files, which the kernel gives back; seconds of processor time since it started. */
export interface LiveUsage {
  readonly memory: number;
  readonly cpuSeconds: number;
  readonly pids: number;
}

export interface LiveProcess {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** Where the kernel says what a control group takes. Both versions: https://docs.kernel.org/admin-guide/cgroup-v2.html */
interface Groups {
  readonly memory: string;
  readonly stat: string;
  readonly cpu: string;
  readonly pids: string;
  readonly procs: string;
  readonly version: 1 | 2;
}

const ROOT = '/sys/fs/cgroup';
const SLOW_MS = 15_000;

/** `undefined` where neither the kernel of this machine nor the engine says. */
export async function liveUsage(engine: Engine, container: ContainerState): Promise<LiveUsage | undefined> {
  const groups = groupsOf(container);
  return (groups && fromGroups(groups)) ?? (await fromStats(engine, container));
}

function groupsOf({ id, pid }: ContainerState): Groups | undefined {
  const text = pid > 0 ? load(`/proc/${pid}/cgroup`) : undefined;
  // The engine may be on another machine, where the process id is somebody else's.
  if (text === undefined || !text.includes(id.slice(0, 12))) return undefined;
  const lines = text.split('\n').map((line) => line.split(':'));
  const at = (controller: string): string | undefined =>
    lines.find(([, names]) => names?.split(',').includes(controller))?.[2];
  const memory = at('memory');
  if (memory !== undefined) {
    const cpu = at('cpuacct');
    const pids = at('pids');
    if (cpu === undefined || pids === undefined) return undefined;
    return {
      version: 1,
      memory: join(ROOT, 'memory', memory, 'memory.usage_in_bytes'),
      stat: join(ROOT, 'memory', memory, 'memory.stat'),
      cpu: join(ROOT, 'cpuacct', cpu, 'cpuacct.usage'),
      pids: join(ROOT, 'pids', pids, 'pids.current'),
      procs: join(ROOT, 'pids', pids, 'cgroup.procs'),
    };
  }
  const unified = lines.find(([number]) => number === '0')?.[2];
  if (unified === undefined) return undefined;
  const folder = join(ROOT, unified);
  return {
    version: 2,
    memory: join(folder, 'memory.current'),
    stat: join(folder, 'memory.stat'),
    cpu: join(folder, 'cpu.stat'),
    pids: join(folder, 'pids.current'),
    procs: join(folder, 'cgroup.procs'),
  };
}

function fromGroups(groups: Groups): LiveUsage | undefined {
  const [memory, stat, cpu, pids] = [groups.memory, groups.stat, groups.cpu, groups.pids].map(load);
  if (memory === undefined || stat === undefined || cpu === undefined || pids === undefined) return undefined;
  return usageFrom(groups.version, { memory, stat, cpu, pids });
}

/** What the files of a control group say. The cache of files that nobody uses counts as free, as `docker stats` has it. */
export function usageFrom(
  version: 1 | 2,
  files: Readonly<Record<'memory' | 'stat' | 'cpu' | 'pids', string>>,
): LiveUsage {
  const inactive = numberAfter(files.stat, version === 1 ? 'total_inactive_file' : 'inactive_file');
  const cpu = version === 1 ? Number(files.cpu) / 1e9 : numberAfter(files.cpu, 'usage_usec') / 1e6;
  return { memory: Math.max(0, Number(files.memory) - inactive), cpuSeconds: cpu, pids: Number(files.pids) };
}

function numberAfter(text: string, word: string): number {
  for (const line of text.split('\n')) if (line.startsWith(`${word} `)) return Number(line.slice(word.length + 1));
  return 0;
}

/** What the engine printed last of each container, for engines that only give a rate. */
function clocksOf(): Map<string, { at: number; seconds: number }> {
  return new Map();
}

async function fromStats(engine: Engine, { id }: ContainerState): Promise<LiveUsage | undefined> {
  const { code, out } = await engine.run(['stats', '--no-stream', '--format', 'json', id], { timeoutMs: SLOW_MS });
  const found = code === 0 ? statsFrom(out) : undefined;
  if (!found) return undefined;
  const known = factOf(engine, clocksOf);
  const now = performance.now();
  const before = known.get(id) ?? { at: now, seconds: 0 };
  const seconds = before.seconds + (found.cpus * (now - before.at)) / 1000;
  known.set(id, { at: now, seconds });
  return { memory: found.memory, cpuSeconds: seconds, pids: found.pids };
}

/**
 * What `stats --no-stream --format json` prints: Docker an object a line, Podman one list with other names.
 * `undefined` for what is neither, and where no memory is given, as for a container that has ended.
 * Sources: https://docs.docker.com/reference/cli/docker/container/stats/#format and
 * docs/source/markdown/podman-stats.1.md.in of containers/podman, commit 05e8d564ca12dbf57dcdae9b8404aee670d97c6e
 */
export function statsFrom(
  output: string,
): { readonly memory: number; readonly cpus: number; readonly pids: number } | undefined {
  const written = output.trim();
  let read: Readonly<Record<string, unknown>>;
  try {
    const all: unknown = JSON.parse(written.startsWith('[') ? written : (written.split('\n').at(-1) ?? ''));
    read = ((Array.isArray(all) ? all[0] : all) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // a table, or a message
  }
  const text = (...keys: readonly string[]): string =>
    keys.map((key) => read[key]).find((value): value is string => typeof value === 'string') ?? '';
  const used = text('MemUsage', 'mem_usage').split('/')[0]!.trim();
  if (!/^\d/.test(used)) return undefined;
  return {
    memory: bytesOf(used),
    // `--` where Podman has no second look to compare with.
    cpus: Number.parseFloat(text('CPUPerc', 'cpu_percent')) / 100 || 0,
    pids: Number.parseInt(text('PIDs', 'pids'), 10) || 0,
  };
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

function bytesOf(text: string): number {
  const [, number = '0', unit = 'b'] = /^([0-9.]{1,20})\s*([a-zA-Z]{1,3})$/.exec(text) ?? [];
  return Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));
}

/** The processes of a container, as the kernel of the engine numbers them. Empty where nobody says. */
export async function liveProcesses(engine: Engine, container: ContainerState): Promise<LiveProcess[]> {
  const groups = groupsOf(container);
  const pids = groups && load(groups.procs);
  if (pids !== undefined) {
    return pids
      .split('\n')
      .filter((pid) => /^\d+$/.test(pid))
      .flatMap((pid) => processFrom(Number(pid), load(`/proc/${pid}/status`)) ?? [])
      .map((each) => ({
        ...each,
        uid: idInNamespace(each.uid, load(`/proc/${each.pid}/uid_map`)),
        gid: idInNamespace(each.gid, load(`/proc/${each.pid}/gid_map`)),
      }));
  }
  if (engine.name !== 'docker') return [];
  const args = ['top', container.id, '-eo', 'pid,uid,gid,comm'];
  const { code, out } = await engine.run(args, { timeoutMs: SLOW_MS });
  return code === 0 ? topFrom(out) : [];
}

/** A file /proc/PID/status: proc_pid_status(5). The effective ids. */
export function processFrom(pid: number, status: string | undefined): LiveProcess | undefined {
  if (status === undefined) return undefined;
  const field = (name: string): string =>
    status
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const effective = (name: string): number => Number(field(name).split(/\s+/)[1] ?? Number.NaN);
  const [uid, gid] = [effective('Uid'), effective('Gid')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { pid, uid, gid, name: field('Name') } : undefined;
}

/** What a number of this machine is called in a user namespace: user_namespaces(7), lines of `inside outside length`. */
export function idInNamespace(id: number, map: string | undefined): number {
  for (const line of (map ?? '').split('\n')) {
    const [from, to, length] = line.trim().split(/\s+/).map(Number);
    if (from === undefined || to === undefined || length === undefined) continue;
    if (id >= to && id < to + length) return from + id - to;
  }
  return id;
}

/** What `docker top ID -eo pid,uid,gid,comm` prints. */
export function topFrom(output: string): LiveProcess[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, uid, gid, name] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ pid: Number(pid), uid: Number(uid), gid: Number(gid), name: name.trim() }];
  });
}

/** Ports on which it can be reached from outside: `5432/tcp`, sorted. `undefined` where nobody says. */
export async function livePorts(engine: Engine, container: ContainerState): Promise<string[] | undefined> {
  const ports = new Set<string>();
  let read = false;
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6'] as const) {
    const own = groupsOf(container) === undefined ? undefined : load(`/proc/${container.pid}/net/${table}`);
    const text = own ?? (await cat(engine, container, `/proc/net/${table}`));
    if (text === undefined) continue;
    read = true;
    for (const port of portsFrom(table, text)) ports.add(port);
  }
  return read ? [...ports].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)) : undefined;
}

/** Sockets that wait for anybody, in a table of /proc/net: https://docs.kernel.org/networking/proc_net_tcp.html */
export function portsFrom(table: 'tcp' | 'tcp6' | 'udp' | 'udp6', text: string): string[] {
  const waiting = table.startsWith('tcp') ? '0A' : '07';
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      if (state !== waiting || isLoopback(address)) return [];
      return [`${Number.parseInt(port, 16)}/${table.replace('6', '')}`];
    });
}

/** 127.0.0.0/8 and ::1, each word with its bytes the other way round. */
function isLoopback(address: string): boolean {
  if (address.length === 8) return address.endsWith('7F');
  return address === '00000000000000000000000001000000' || /^0{16}FFFF0000.{6}7F$/.test(address);
}

async function cat(engine: Engine, { id }: ContainerState, path: string): Promise<string | undefined> {
  const { code, out } = await engine.exec(id, ['cat', path], { timeoutMs: SLOW_MS });
  return code === 0 ? out : undefined;
}

/** Mode and owner of folders in a container, as far as it has `stat`. */
export async function liveOwners(
  engine: Engine,
  { id }: ContainerState,
  paths: readonly string[],
): Promise<ReadonlyMap<string, { readonly mode: string; readonly uid: number; readonly gid: number }>> {
  const found = new Map<string, { mode: string; uid: number; gid: number }>();
  for (const path of paths) {
    const { code, out } = await engine.exec(id, ['stat', '-c', '%a %u %g', path], { timeoutMs: SLOW_MS, user: '0' });
    const [, mode, uid, gid] = /^([0-7]{1,4}) (\d{1,10}) (\d{1,10})$/.exec(out.trim()) ?? [];
    if (code === 0 && mode !== undefined)
      found.set(path, { mode: mode.padStart(4, '0'), uid: Number(uid), gid: Number(gid) });
  }
  return found;
}

/** Which paths are there in a running container; `undefined` where neither this machine nor the container can tell. */
export async function presentIn(
  exec: Engine['exec'],
  container: ContainerState,
  paths: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (groupsOf(container) !== undefined) {
    const root = `/proc/${container.pid}/root`;
    const own = paths.map((path) => [path, standsAt(root, path)] as const);
    if (own.every(([, stands]) => stands !== undefined))
      return new Set(own.flatMap(([path, stands]) => (stands ? [path] : [])));
  }
  const { code, out } = await exec(container.id, ['ls', '-d', '--', ...paths], { timeoutMs: SLOW_MS, user: '0' });
  const listed = new Set(out.split('\n'));
  const found = paths.filter((path) => listed.has(path));
  // 1 and 2: some of them are not there. Anything else: there is no ls, or nothing may start it.
  return code <= 2 ? new Set(found) : undefined;
}

/** `undefined` behind a link: from here it would lead into this machine. */
function standsAt(root: string, path: string): boolean | undefined {
  let at = root;
  const names = path.split('/').filter((name) => name !== '');
  try {
    for (const [number, name] of names.entries()) {
      at = `${at}/${name}`;
      const isLast = number === names.length - 1;
      if (name === '..' || (lstatSync(at).isSymbolicLink() && !isLast)) return undefined;
    }
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? false : undefined;
  }
}

function load(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined; // ended meanwhile, or another system than Linux
  }
}
