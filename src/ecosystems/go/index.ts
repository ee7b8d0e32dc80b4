import type { Ecosystem } from '../ecosystem.js';
import { readGoBuild } from './built.js';
import { readGoInstall } from './install.js';
import { readGoMod } from './lock.js';
import { readGo } from './manifest.js';
import { MEMORY } from './memory.js';
import { readGoSource } from './source.js';
import { TOOLS } from './tools.js';

export const go = {
  id: 'go',
  projects: [readGo],
  locks: [{ index: 'go', names: /^go\.mod$/, read: readGoMod }],
  install: readGoInstall,
  source: {
    language: 'go',
    files: /\.go$/,
    read: readGoSource,
    compiled: true,
    writesAsRead: true,
    rootCalls:
      /\b((?:syscall|unix)\.(?:Setuid|Setgid|Setreuid|Setresuid|Setgroups|Chroot|Mount|Unmount|Mknod|Unshare|Setns|Sethostname|PivotRoot)|os\.L?[cC]hown)\s*\(/,
  },
  tools: TOOLS,
  redirects: 'GOFLAGS',
  builtPrograms: readGoBuild,
  buildsStatic: /\bCGO_ENABLED[= ]"?0/,
  index: { id: 'go', runtime: 'Go' },
  variables: 'GO',
  buildFiles: /^go\.mod$/,
  memory: MEMORY,
} satisfies Ecosystem;
