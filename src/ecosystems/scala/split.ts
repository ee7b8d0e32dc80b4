// Scala: what sbt writes goes by a program, build.sbt, which is not run here, so it is left where it is, and the refusal says
// what to do.
import type { Instruction } from '../../dockerfile/index.js';
import { baseName, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { producersOf, type Recipe, startCalls } from '../../splits/index.js';

export const scala: Recipe = {
  id: 'scala',
  page: {
    name: 'Scala',
    builds: '`sbt`, on any image',
    copies: 'nothing: it is refused, since where sbt writes the program is not seen',
  },
  read,
};

function read(site: Site): Stop<Instruction> | undefined {
  const build = producersOf(site, ({ name }) => (name === 'sbt' ? 'build' : undefined)).at(-1);
  const starts = startCalls(site).find(({ words: [name = ''] }) => baseName(name) === 'sbt');
  if (starts)
    return stop(
      'needs-decision',
      'sbt compiles the program when the container starts; build it into the image (RUN sbt stage, or assembly), and start what that writes',
      starts.from,
    );
  return (
    build &&
    stop(
      'needs-evidence',
      'where sbt writes the program goes by build.sbt, which is a program of its own; copy target/universal/stage, or the jar of assembly, from a build stage into a run-time image of the same Java',
      build.instruction,
    )
  );
}
