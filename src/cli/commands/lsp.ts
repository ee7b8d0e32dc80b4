import { builtWorker } from '../../io/index.js';
import { serveEditor } from '../../lsp/index.js';
import { reports } from '../../reports/index.js';
import { registry } from '../../../transforms/index.js';
import type { Io } from '../output.js';
import { findRoot } from '../root.js';
import { givenLimits, metas, type LimitFlags } from '../session.js';
import { VERSION } from '../version.js';

export type LspFlags = LimitFlags;

/**
 * `harden lsp`: serves an editor until it ends. It plans and answers, offline; it writes no file and runs nothing.
 * @returns 0 where the editor said that it ends, else 1.
 */
export function lsp(io: Io, flags: LspFlags): Promise<number> {
  const pages = new Map(metas.map(({ id, references }) => [id, references[0]]));
  const engine = {
    version: VERSION,
    registry,
    reports,
    env: io.env,
    limits: givenLimits(flags),
    worker: builtWorker(),
    rootOf: (folder: string) => findRoot(folder, ['.']),
    pageOf: (id: string) => pages.get(id),
  };
  return serveEditor(engine, process.stdin, process.stdout);
}
