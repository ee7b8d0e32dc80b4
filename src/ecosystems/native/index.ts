import type { Ecosystem } from '../ecosystem.js';
import { readCompile } from './built.js';
import { readNative } from './manifest.js';
import { readCSource } from './source.js';

export const native = {
  id: 'native',
  projects: [readNative],
  source: {
    language: 'c',
    files: /\.(?:c|cc|cpp|cxx|c\+\+|cuh?|h|hh|hpp|hxx)$/,
    read: readCSource,
    rootCalls:
      /(?<![\w.>"])(set(?:e|re|res|fs)?[ug]id|setgroups|initgroups|l?chown|fchown|chroot|pivot_root|u?mount2?|mknod|unshare|setns|sethostname|iopl|ioperm)\s*\(/,
  },
  builtPrograms: readCompile,
  buildFiles: /^(?:[Mm]akefile|CMakeLists\.txt|meson\.build|.*\.mk)$/,
} satisfies Ecosystem;
