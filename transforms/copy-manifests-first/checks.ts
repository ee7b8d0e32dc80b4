// RUNs that check the source and leave nothing behind: they go along with it.
import { programIs } from '../../src/programs/index.js';
import { hasPosixShell, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { words } from '../../src/model/index.js';
import { plainWords, programOf } from './words.js';

const CHECKS = words('flake8 pylint pycodestyle pydocstyle mypy bandit yamllint shellcheck hadolint golint');

/** True where every command only reads, and fails where it finds something. */
export function isCheck(doc: DockerfileDoc, instruction: Instruction): boolean {
  if (instruction.keyword !== 'RUN' || instruction.flags.length > 0 || instruction.heredocs.length > 0) return false;
  const { shell } = instruction;
  if (instruction.execForm || !shell.ok || !hasPosixShell(doc, instruction)) return false;
  return shell.commands.every((command) => {
    const name = programOf(command);
    if (name === undefined || command.redirected || command.assignments.length > 0) return false;
    const given = plainWords(command).map(({ value, raw }) => value ?? raw);
    if (given.some((word) => /^--(?:output-file|report|html|xml|install-types|junit)/.test(word))) return false;
    if (CHECKS.has(name)) return true;
    if (name === 'black') return given.some((word) => word === '--check' || word === '--diff');
    if (name === 'isort') return given.some((word) => /^--check(?:-only)?$/.test(word));
    return (name === 'ruff' && given[1] === 'check' && !given.includes('--fix')) || programIs(name, 'neutral');
  });
}
