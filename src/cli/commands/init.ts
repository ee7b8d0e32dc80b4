import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILES, defaultConfigText } from '../../config/index.js';
import { writeAll } from '../../io/index.js';
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
  const existing = CONFIG_FILES.find((name) => existsSync(join(root, name)));
  if (existing) throw new ConfigError(`${existing} exists; remove it first, or edit it`);
  const errors = writeAll(root, [{ path: filePath(CONFIG_FILES[0]), text: defaultConfigText(metas), expectSha256: undefined }]);
  if (errors.length > 0) throw new ConfigError(`${CONFIG_FILES[0]}: ${errors[0]!.message}`);
  io.out(`wrote ${CONFIG_FILES[0]}; every line in it is a default\n`);
  return 0;
}
