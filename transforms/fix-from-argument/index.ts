import { type Assumption, stop } from '../../src/model/index.js';
import {
  nearNames,
  replaceLogical,
  type DockerfileDoc,
  type Instruction,
  anchorOf,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile, stages } from '../../src/rewrites/index.js';

const ARGUMENT_IS_MEANT: Assumption = {
  id: 'argument-is-meant',
  believes: 'the variable is a misspelt argument of this file',
  breaksIf: 'another name is meant, whose ARG is missing',
  checkBy: 'look at the --build-arg options of the build command',
};

// Set by BuildKit without an ARG. (docs.docker.com/build/building/variables)
const PREDEFINED = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|STAGE)$|^BUILDKIT_|_proxy$/i;

export const transform = rewriteDockerfile({
  meta: {
    id: 'fix-from-argument',
    title: 'Correct a misspelt argument in FROM',
    why: 'An argument that is not declared is empty in FROM, so the image name is cut short: the build fails, or takes another image.',
    summary: 'Corrects a variable in FROM that is not declared and a letter or two away from one that is.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['BK UndefinedArgInFrom'],
    hints: ['arg'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/undefined-arg-in-from/'],
  },
  on: stages,
  judge({ instruction }, { doc }) {
    const place = anchorOf(doc, instruction);
    return undeclared(doc, instruction).map(({ name, start }) => {
      const near = nearNames(name, doc.metaArgs.keys());
      const [meant, ...others] = near;
      if (meant === undefined) return undefined;
      if (others.length > 0)
        return stop(
          'ambiguous',
          `${name.slice(0, 60)} is not declared, and ${near.slice(0, 3).join(', ')} are equally near; write the one that is meant`,
        );
      const edit = replaceLogical(doc, instruction, start, start + name.length, meant);
      return (
        edit && {
          edits: [edit],
          touches: [`${place}.from`, `${place}.platform`],
          seen: 'the variable is not declared, and one with nearly its name is',
          assumptions: [ARGUMENT_IS_MEANT],
        }
      );
    });
  },
});

/** Variables of a FROM, without a default of their own, that no ARG above the first FROM declares. */
function undeclared(doc: DockerfileDoc, instruction: Instruction): { name: string; start: number }[] {
  const found: { name: string; start: number }[] = [];
  for (const match of instruction.body.text.matchAll(/\$(\{?)([A-Za-z_]\w*)(\}?)/g)) {
    const [whole, open, name, close] = match;
    if ((open === '{') !== (close === '}') || doc.metaArgs.has(name!) || PREDEFINED.test(name!)) continue;
    found.push({ name: name!, start: match.index + whole.indexOf(name!) });
  }
  return found;
}
