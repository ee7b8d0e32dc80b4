// Who has something of a ledger: a process of some machine.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** A name for this process, among all that open. */
export function ownerOfHere(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** True for a process of this machine that has ended. */
export function isGone(owner: string): boolean {
  const [host, pid] = owner.split(':');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
