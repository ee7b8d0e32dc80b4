// Folders of the build that the run-time stage need not make.
import type { Instruction } from '../../src/dockerfile/index.js';
import type { Role } from './roles.js';

/** WORKDIRs that nothing of the run-time stage stands in: another one follows before a line that counts on it. */
export function findIdleFolders(
  body: readonly Instruction[],
  roles: ReadonlyMap<Instruction, Role>,
  cut: Instruction,
): Instruction[] {
  return [...roles].flatMap(([workdir, role]) => {
    if (workdir.keyword !== 'WORKDIR' || role !== 'both') return [];
    const next = body.find(
      (each) =>
        each.index > workdir.index &&
        (each.index > cut.index || roles.get(each) !== 'build') &&
        !/^(?:ENV|ARG|USER|SHELL|LABEL|EXPOSE|STOPSIGNAL|MAINTAINER)$/.test(each.keyword),
    );
    return next?.keyword === 'WORKDIR' && /^["']?\//.test(next.args) ? [workdir] : [];
  });
}
