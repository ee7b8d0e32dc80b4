import type { Ecosystem } from './ecosystem.js';
import { bun } from './bun/index.js';
import { deno } from './deno/index.js';
import { dotnet } from './dotnet/index.js';
import { elixir } from './elixir/index.js';
import { go } from './go/index.js';
import { java } from './java/index.js';
import { native } from './native/index.js';
import { node } from './node/index.js';
import { php } from './php/index.js';
import { python } from './python/index.js';
import { ruby } from './ruby/index.js';
import { rust } from './rust/index.js';
import { staticSites } from './static/index.js';

/** Every ecosystem; the first that has something to say of a folder or a command is asked first. */
export const ECOSYSTEMS: readonly Ecosystem[] = [
  python,
  node,
  go,
  java,
  rust,
  dotnet,
  php,
  ruby,
  staticSites,
  elixir,
  deno,
  bun,
  // Last: a makefile lies beside the manifests of others.
  native,
];
