// Whether something says already that gems come without documentation.
import { wordList } from '../../src/model/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

export const ANSWERED = wordList('--no-document -N --document --no-ri --no-rdoc --ri --rdoc -d --help --explain');

const CONFIGURED = /gemrc\b|\bgem:\s/;

/** A gemrc says it already: the official ruby images bring one, others are written or copied by a line before. */
export function isConfigured(doc: DockerfileDoc, instruction: Instruction): boolean {
  const image = doc.stages[instruction.stage]!.rootImage;
  if (image !== undefined && imageProfile(image)?.image === 'ruby') return true;
  return doc.instructions.some(
    ({ keyword, args, index }) =>
      index <= instruction.index && ['RUN', 'COPY', 'ADD'].includes(keyword) && CONFIGURED.test(args),
  );
}
