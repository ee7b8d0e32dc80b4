// What a report says of itself: what was read, and when.
import { basename, dirname } from 'node:path';
import { headCommit } from '../io/index.js';
import { ConfigError } from '../model/index.js';
import type { ReportHead } from '../render/index.js';
import type { Io } from './output.js';
import { tool } from './version.js';

/**
 * Names the project by its folder, and the commit where git knows one. The time is that of `SOURCE_DATE_EPOCH` where it is
 * set, so that the same files give the same report.
 * @param commit the one that was read, where no folder was.
 */
export function reportHead({ env }: Pick<Io, 'env'>, root: string, commit = headCommit(root)): ReportHead {
  const named = basename(root) === '.git' ? dirname(root) : root;
  const project = basename(named).replace(/\.git$/, '');
  return {
    tool,
    date: dateOf(env),
    ...(project === '' ? {} : { project }),
    ...(commit === undefined ? {} : { commit }),
  };
}

function dateOf({ SOURCE_DATE_EPOCH: given }: Io['env']): string {
  if (given === undefined || given === '') return new Date().toISOString();
  const date = new Date(Number(given) * 1000);
  if (!/^\d+$/.test(given) || Number.isNaN(date.getTime()))
    throw new ConfigError(`SOURCE_DATE_EPOCH is not a number of seconds: ${given}`);
  return date.toISOString();
}
