// How each language splits a build stage, and what keeps it on a full image: in its folder. recipes never writes a line.
import type { Recipe, SlimRecipe } from '../splits/index.js';
import { bun } from './bun/split.js';
import { deno, denoCached } from './deno/split.js';
import { dotnet } from './dotnet/split.js';
import { elixir } from './elixir/split.js';
import { go } from './go/split.js';
import { haskell } from './haskell/split.js';
import { slimCuda } from './cuda/slim.js';
import { cuda } from './cuda/split.js';
import { slimJava } from './java/slim.js';
import { java } from './java/split.js';
import { make } from './native/split.js';
import { slimNode } from './node/slim.js';
import { node } from './node/split.js';
import { php } from './php/split.js';
import { slimPython } from './python/slim.js';
import { python } from './python/split.js';
import { pythonSystem } from './python/split-system.js';
import { slimRuby } from './ruby/slim.js';
import { ruby } from './ruby/split.js';
import { rust } from './rust/split.js';
import { scala } from './scala/split.js';
import { staticSite } from './static/split.js';

/** In the order they are asked; the first that answers decides. */
export const RECIPES: readonly Recipe[] = [
  staticSite,
  python,
  node,
  go,
  java,
  rust,
  dotnet,
  ruby,
  php,
  elixir,
  deno,
  denoCached,
  bun,
  haskell,
  scala,
  pythonSystem,
  make,
  cuda,
];

/** What the packages of a language need of its image. */
export const SLIM_RECIPES: readonly SlimRecipe[] = [slimPython, slimNode, slimRuby, slimJava, slimCuda];
