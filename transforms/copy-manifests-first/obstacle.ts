import type { RefusalCode } from '../../src/model/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';

export interface Obstacle {
  readonly code: RefusalCode;
  readonly message: string;
  readonly at?: Instruction;
}
