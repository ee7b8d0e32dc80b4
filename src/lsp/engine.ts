import type { Reports, Registry } from '../planner/index.js';
import type { Limits } from '../run/index.js';

/** What the server is made of: transforms, checks, and the machine it runs on. */
export interface Engine {
  readonly version: string;
  readonly registry: Registry;
  readonly reports: Reports;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In place of what the configuration says. */
  readonly limits: Partial<Limits>;
  /** The program of the worker for what takes long. */
  readonly worker: string | undefined;
  /** The absolute folder that nothing is read outside of, for a folder that an editor has open. */
  rootOf(folder: string): string;
  /** The address of a page about a transform or a check. */
  pageOf(id: string): string | undefined;
}
