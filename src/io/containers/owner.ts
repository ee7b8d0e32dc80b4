// Whose a container is: the process that made it, so that a later run can tell what a process that was killed left behind.
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../paths.js';

/** The label on everything that a run makes. */
export const OWNER_LABEL = 'dev.harden.owner';

/**
 * `<machine>.<pid>.<start>.<run>`. The machine counts with its boot and its namespace of process ids: several can share
 * one engine, and the process ids of one say nothing in another.
 */
export function ownerToken(run: string): string {
  return `${machine()}.${process.pid}.${startOf(process.pid) ?? '0'}.${run}`;
}

/** True where the token is of this machine and its process has ended. A process id that was given away again has another start. */
export function isAbandoned(token: string): boolean {
  const [where, pid, start] = token.split('.');
  if (where !== machine() || !/^[1-9][0-9]{0,9}$/.test(pid ?? '')) return false;
  if (Number(pid) === process.pid) return start !== (startOf(process.pid) ?? '0');
  if (!isRunning(Number(pid))) return true;
  const now = startOf(Number(pid));
  return now !== undefined && start !== '0' && now !== start;
}

let known: string | undefined;

function machine(): string {
  known ??= createHash('sha256')
    .update([hostname(), load('/proc/sys/kernel/random/boot_id'), link('/proc/self/ns/pid')].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return known;
}

/** When a process started, in ticks since the boot; `undefined` where the system does not say. proc(5), field 22. */
function startOf(pid: number): string | undefined {
  const text = load(`/proc/${pid}/stat`);
  const behind = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? undefined : behind[19];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function load(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // another system than Linux, or a process that is gone
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // as above
  }
}
