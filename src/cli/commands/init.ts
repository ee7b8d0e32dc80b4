import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CONFIG_FILES, defaultConfigText } from '../../config/index.js';
import { isSomethingAt, writeAll } from '../../io/index.js';
import { ConfigError, filePath } from '../../model/index.js';
import type { Io } from '../output.js';
import { findRoot } from '../root.js';
import { metas } from '../session.js';

/**
 * `harden init`: writes a commented `.harden.yaml` in the root.
 * @throws ConfigError when there is one.
 */
export function init(io: Io): number {
  const root = findRoot(io.cwd, ['.']);
  const existing = CONFIG_FILES.find((name) => isSomethingAt(join(root, name)));
  if (existing) throw new ConfigError(`${shown(io, root, existing)} exists already; edit it, or remove it first`);
  const errors = writeAll(root, [
    { path: filePath(CONFIG_FILES[0]), text: defaultConfigText(metas), expectSha256: undefined },
  ]);
  if (errors.length > 0) throw new ConfigError(`${shown(io, root, CONFIG_FILES[0])}: ${errors[0]!.message}`);
  io.out(`wrote ${shown(io, root, CONFIG_FILES[0])}; what is commented out in it shows the defaults\n`);
  return 0;
}

/** As seen from the working directory. */
function shown(io: Io, root: string, name: string): string {
  return relative(realpathSync(io.cwd), join(root, name));
}
