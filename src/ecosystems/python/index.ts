import { inAddresses, valuesOf } from '../credential-values.js';
import type { Ecosystem } from '../ecosystem.js';
import { askByPython } from './ask.js';
import { findHomeEnvironment, INTO_HOME } from './home.js';
import { readPythonInstall } from './install.js';
import { readPinnedRequirements, readPipfileLock, readTomlLock } from './lock.js';
import { readPython } from './manifest.js';
import { MEMORY } from './memory.js';
import { reloads, SIGNAL_HANDLERS } from './signals.js';
import { readPythonSource } from './source.js';
import { TOOLS } from './tools.js';

/** What says that a folder holds a project, or the beginning of one. */
const PROJECT = /^(?:requirements.*\.txt|pyproject\.toml|setup\.py|Pipfile|manage\.py|app\.py|main\.py)$/;

/** pip itself, what starts it, and what builds with it read its settings. */
function callsNoPip(called: readonly string[]): boolean {
  return !called.some((word) => /^(?:pip[\d.]*|pipenv|build|tox|nox)$/.test(word));
}

function uploadsNothing(called: readonly string[]): boolean {
  return !called.some((word) => /^(?:twine|upload|register|publish|flit)$/.test(word));
}

export const python = {
  id: 'python',
  homeFiles: 'pyenv',
  brought: /^\/usr\/local\/lib\/python[\d.*]{1,5}\/(?!site-packages)/,
  // Sources: https://pip.pypa.io/en/stable/topics/configuration/, https://packaging.python.org/specifications/pypirc/.
  credentialFiles: [
    { file: 'pip.conf', values: inAddresses, isIdle: callsNoPip },
    {
      file: '.pypirc',
      values: (text) => valuesOf(text, /^[ \t]{0,20}password[ \t]{0,20}[=:][ \t]{0,20}(\S.{0,2000})$/gm),
      isIdle: uploadsNothing,
    },
    { file: 'uv.toml', values: inAddresses },
  ],
  projects: [readPython],
  locks: [
    { index: 'python', names: /^(?:poetry|uv|pdm)\.lock$/, read: (text) => readTomlLock(text, 'package') },
    { index: 'python', names: /^pylock(?:\.[\w-]+)?\.toml$/, read: (text) => readTomlLock(text, 'packages') },
    { index: 'python', names: /^Pipfile\.lock$/, read: readPipfileLock },
    {
      index: 'python',
      names: /^(?=[\w.-]*\.(?:txt|lock)$)[\w.-]*requirements|^constraints[\w.-]*\.txt$/,
      read: readPinnedRequirements,
    },
  ],
  install: readPythonInstall,
  source: {
    language: 'python',
    files: /\.py$/,
    read: readPythonSource,
    runBy: 'pythonSource',
    loadedBy: 'pythonHost',
    writesAsRead: true,
    script: /^\S+\.py$/,
    // A project of Django is called as its author likes.
    entry: /^(?:wsgi|asgi|settings)\.py$/,
    rootCalls:
      /\b(os\.(?:setuid|setgid|seteuid|setegid|setreuid|setresuid|setgroups|initgroups|chroot|chown|lchown|fchown)|shutil\.chown)\s*\(/,
    signalHandlers: SIGNAL_HANDLERS,
    stopsWith: reloads,
  },
  tools: TOOLS,
  intoHome: INTO_HOME,
  homeEnvironment: findHomeEnvironment,
  redirects: 'PIP_REQUIREMENT PIP_CONSTRAINT PIP_FIND_LINKS PIP_TARGET UV_PROJECT POETRY_VIRTUALENVS_IN_PROJECT',
  index: { id: 'python', runtime: 'Python' },
  variables: 'PYTHON PIP',
  leftovers: [
    { name: '.venv', theme: 'made', beside: PROJECT },
    { name: 'venv', theme: 'made', beside: PROJECT },
    { name: '__pycache__', theme: 'caches', beside: /\.py$/, along: PROJECT, stars: 'always', certain: true },
    { name: '.pytest_cache', theme: 'caches', beside: /^(?:pytest\.ini|conftest\.py)$/ },
    { name: '.mypy_cache', theme: 'caches', beside: /^mypy\.ini$/ },
    { name: '.ruff_cache', theme: 'caches', beside: /^ruff\.toml$/ },
    { name: '.tox', theme: 'caches', beside: /^tox\.ini$/ },
    { name: '.nox', theme: 'caches', beside: /^noxfile\.py$/ },
    { name: 'htmlcov', theme: 'caches', beside: /^\.coveragerc$/ },
    { name: '.coverage', theme: 'caches', beside: /^\.coveragerc$/ },
  ],
  buildFiles: /^(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|requirements.*\.txt)$/,
  readsGit: /setuptools[_-]scm|\bpbr\b|versioneer|hatch-vcs|poetry-dynamic-versioning/,
  loadsEnv: /environs|python-decouple|django-environ|\bdecouple\b|pydantic[-_]settings/,
  asks: askByPython,
  memory: MEMORY,
} satisfies Ecosystem;
