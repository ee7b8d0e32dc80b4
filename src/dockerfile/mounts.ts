// What `RUN --mount` lays over the file system of a build.
import type { Instruction } from './instruction.js';

/** The cache and bind mounts of a RUN: `RUN --mount=type=cache,target=/var/cache/apt`. */
export function runMounts(instruction: Instruction): ReadonlyMap<string, string>[] {
  const mounts: Map<string, string>[] = [];
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount') continue;
    const mount = new Map<string, string>();
    for (const option of flag.value.replace(/^(["'])(.*)\1$/, '$2').split(',')) {
      const equals = option.indexOf('=');
      mount.set(
        (equals === -1 ? option : option.slice(0, equals)).trim().toLowerCase(),
        equals === -1 ? '' : option.slice(equals + 1).trim(),
      );
    }
    if (!mount.has('type')) mount.set('type', 'bind');
    mounts.push(mount);
  }
  return mounts;
}

/** True when the RUN mounts a cache or a tmpfs whose target, without slashes at its end, matches or holds a variable. */
export function mountsOver(instruction: Instruction, target: RegExp): boolean {
  return runMounts(instruction).some((mount) => {
    const type = mount.get('type');
    if (type !== 'cache' && type !== 'tmpfs') return false;
    const path = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    return path.includes('$') || target.test(path.replace(/(?<!\/)\/+$/, ''));
  });
}
