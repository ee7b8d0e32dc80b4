import type { Ecosystem } from '../ecosystem.js';
import { readPythonInstall } from './install.js';
import { readPinnedRequirements, readPipfileLock, readTomlLock } from './lock.js';
import { readPython } from './manifest.js';
import { readPythonSource } from './source.js';

export const python = {
  id: 'python',
  projects: [readPython],
  locks: [
    { index: 'python', names: /^(?:poetry|uv|pdm)\.lock$/, read: (text) => readTomlLock(text, 'package') },
    { index: 'python', names: /^pylock(?:\.[\w-]+)?\.toml$/, read: (text) => readTomlLock(text, 'packages') },
    { index: 'python', names: /^Pipfile\.lock$/, read: readPipfileLock },
    {
      index: 'python',
      names: /^[\w.-]*requirements[\w.-]*\.(?:txt|lock)$|^constraints[\w.-]*\.txt$/,
      read: readPinnedRequirements,
    },
  ],
  install: readPythonInstall,
  source: {
    language: 'python',
    files: /\.py$/,
    read: readPythonSource,
    rootCalls:
      /\b(os\.(?:setuid|setgid|seteuid|setegid|setreuid|setresuid|setgroups|initgroups|chroot|chown|lchown|fchown)|shutil\.chown)\s*\(/,
  },
} satisfies Ecosystem;
