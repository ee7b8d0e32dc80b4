// Whether what lies in the root of an image is a program with files of its own, and what is around it.
import { baseName, type Folder, type Repository } from '../../src/model/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import type { DockerfileDoc, Instruction, Stage } from '../../src/dockerfile/index.js';
import type { DockerfileContext } from '../../src/rewrites/index.js';
import type { LinkedContainer, LinkedService } from '../../src/uses/index.js';
import type { Brought } from './root.js';

/** A stage whose program may move, with what is around it. */
export interface Place {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  /** The stage and those it stands on, the lowest first. */
  readonly stages: readonly Stage[];
  /** Their instructions. */
  readonly lines: readonly Instruction[];
  /** The build context. */
  readonly folder: Folder;
  readonly brought: readonly Brought[];
  readonly services: readonly LinkedService[];
  readonly containers: readonly LinkedContainer[];
  readonly context: DockerfileContext;
}

const CODE = ECOSYSTEMS.flatMap(({ source }) => (source ? [source.files] : []));

/** True for a file that an ecosystem reads as source. */
export function isCode(name: string): boolean {
  return CODE.some((pattern) => pattern.test(name));
}

/** Code or a manifest lies in the root itself, and something beside it. */
export function isProgram(brought: readonly Brought[], repository: Repository): boolean {
  const names = new Set(brought.flatMap((each) => each.names));
  if (names.size < 2) return false;
  return brought.some(
    ({ files, contents }) =>
      files.some((file) => isCode(baseName(file))) || contents.some((folder) => isProject(folder, repository)),
  );
}

function isProject(folder: Folder, repository: Repository): boolean {
  return (
    repository.list(folder).some(isCode) ||
    ECOSYSTEMS.some(({ projects }) => projects.some((read) => read(repository, folder) !== undefined))
  );
}
