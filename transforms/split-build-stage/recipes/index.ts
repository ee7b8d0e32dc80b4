import type { Recipe } from '../recipe.js';
import { dotnet } from './dotnet.js';
import { go } from './go.js';
import { java } from './java.js';
import { make } from './make.js';
import { node } from './node.js';
import { php } from './php.js';
import { python } from './python.js';
import { pythonSystem } from './python-system.js';
import { ruby } from './ruby.js';
import { rust } from './rust.js';
import { staticSite } from './static-site.js';

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
  pythonSystem,
  make,
];
