// Haskell: which libraries of its image a program loads is not followed here, so what is built is left where it is, and the
// refusal says what to do.
import type { Instruction } from '../../dockerfile/index.js';
import { baseName, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { isImage, producersOf, type Recipe, startCalls } from '../../splits/index.js';

export const haskell: Recipe = {
  id: 'haskell',
  page: {
    name: 'Haskell',
    builds: '`stack`, `cabal` and `ghc` on the images haskell and fpco/stack-build',
    copies: 'nothing: it is refused, since the libraries that a program loads are not seen',
  },
  read,
};

function read(site: Site): Stop<Instruction> | undefined {
  if (!isImage(site.image, 'haskell', 'docker.io/fpco/stack-build')) return undefined;
  const compiles = startCalls(site).find(({ words: [name = ''] }) =>
    /^(?:stack|cabal|run(?:ghc|haskell))$/.test(baseName(name)),
  );
  if (compiles)
    return stop(
      'needs-decision',
      `${compiles.words.slice(0, 2).join(' ')} needs the compiler when the container starts; build the program into the image (RUN stack install, or cabal install), and start what that writes`,
      compiles.from,
    );
  const build = producersOf(site, ({ name }, [, verb = '']) => {
    if (name === 'ghc') return 'build';
    return (name === 'stack' || name === 'cabal') && /^(?:(?:new-|v[12]-)?(?:build|install))$/.test(verb)
      ? 'build'
      : undefined;
  }).at(-1);
  return (
    build &&
    stop(
      'needs-evidence',
      'which libraries of the image the program loads is not seen: ghc links libgmp, and what its packages bind; copy the program from a build stage into Debian of the same release, with libgmp10 and those libraries installed',
      build.instruction,
    )
  );
}
