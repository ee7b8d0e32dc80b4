// What the user of a stage rests on.
import type { Evidence } from '../../src/model/index.js';
import type { DockerfileDoc, Stage } from '../../src/dockerfile/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import type { ImageUse } from '../../src/uses/index.js';
import type { Account } from './account.js';
import type { Moved } from './home.js';
import type { Written } from './written.js';

/** What was found of the program and its account. */
interface Found {
  readonly account: Account;
  readonly written: Written;
  readonly ports: readonly number[];
  /** The program was read as a whole. */
  readonly isRead: boolean;
  readonly moved: Moved | undefined;
}

/** Why the stage gets a user, and this one. */
export function evidenceOf(
  doc: DockerfileDoc,
  stage: Stage,
  uses: readonly ImageUse[],
  { account, written, ports, isRead, moved }: Found,
): readonly [Evidence, ...Evidence[]] {
  const program = uses[0]!.program.started.at(-1);
  const found: [Evidence, ...Evidence[]] = [
    instructionEvidence(doc, stage.instruction, `no line sets a user, and ${stage.rootImage} starts as root`),
  ];
  if (moved) found.push(moved.evidence);
  if (program)
    found.push({
      says: `what stays is ${program.words.slice(0, 3).join(' ')}${isRead ? ', which does not need root' : ''}`,
      from: program.from,
    });
  const listen = ports.length > 0 ? `it listens on ${ports.join(', ')}` : undefined;
  if (listen !== undefined) found.push({ says: listen, from: uses[0]!.from });
  found.push(...account.evidence, ...written.evidence);
  return found;
}
