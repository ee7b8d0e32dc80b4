// What source code does that only root may: it takes another user, changes owners, or works on the kernel.
// Source: https://man7.org/linux/man-pages/man7/capabilities.7.html
import type { FilePath, Sign, SourceLanguage } from '../model/index.js';

/** The first group is what is called. */
const CALLS: Readonly<Partial<Record<SourceLanguage, RegExp>>> = {
  python:
    /\b(os\.(?:setuid|setgid|seteuid|setegid|setreuid|setresuid|setgroups|initgroups|chroot|chown|lchown|fchown)|shutil\.chown)\s*\(/,
  node: /\b(process\.(?:setuid|setgid|seteuid|setegid|initgroups|setgroups)|fs(?:\.promises)?\.l?chown(?:Sync)?)\s*\(/,
  go: /\b((?:syscall|unix)\.(?:Setuid|Setgid|Setreuid|Setresuid|Setgroups|Chroot|Mount|Unmount|Mknod|Unshare|Setns|Sethostname|PivotRoot)|os\.L?[cC]hown)\s*\(/,
  rust: /\b((?:libc|nix|unistd)(?:::\w+)*::(?:setuid|setgid|setgroups|chroot|chown|mount))\s*\(/,
  ruby: /\b(Process::(?:Sys\.set\w+|UID\.change_privilege|GID\.change_privilege)|Process\.e?[ug]id\s*=|FileUtils\.chown(?:_R)?|File\.chown)\b/,
  php: /\b(posix_sete?[ug]id|chown|chgrp|chroot)\s*\(/,
  c: /(?<![\w.>"])(set(?:e|re|res|fs)?[ug]id|setgroups|initgroups|l?chown|fchown|chroot|pivot_root|u?mount2?|mknod|unshare|setns|sethostname|iopl|ioperm)\s*\(/,
};
/** Sockets that see the packets of others. */
const RAW_SOCKET = /\b(SOCK_RAW|SOCK_PACKET|AF_PACKET|PF_PACKET)\b/;
const LONGEST_LINE = 2000;

/** The first call of each kind in one file. */
export function rootCalls(file: FilePath, text: string, language: SourceLanguage): Sign[] {
  const found: Sign[] = [];
  const seen = new Set<string>();
  const calls = CALLS[language];
  if (!calls?.test(text) && !RAW_SOCKET.test(text)) return found;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE || /^\s*(?:\/\/|#|\*|\/\*)/.test(line)) continue;
    const name = calls?.exec(line)?.[1] ?? RAW_SOCKET.exec(line)?.[1];
    if (name === undefined || seen.has(name)) continue;
    seen.add(name);
    const from = { kind: 'source', file, line: at + 1, quote: line.trim().slice(0, 100) } as const;
    found.push({ says: `uses ${name.replace(/\s*=$/, '')}, which only root may`, from });
  }
  return found;
}
