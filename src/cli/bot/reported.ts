// What another job has built and run: one without rights, whose report is all that is taken from it.
import { resolve } from 'node:path';
import type { BotRequest } from '../../bot-run/index.js';
import { fetchFiles, openCommit } from '../../git/index.js';
import { parseJson, readSource, recordIn } from '../../io/index.js';
import { filePath } from '../../model/index.js';
import type { Io } from '../output.js';
import { readNamedFile } from '../read-file.js';

type Prove = NonNullable<BotRequest['prove']>;

const MOST_BYTES = 64 * 1024 * 1024;

type ReportedFile = readonly [path: string, sha256: string];

/**
 * Takes a report of `harden verify --format json` in place of a run of one's own. It counts for the files it was made of,
 * and for the groups of a plan whose steps are those it tried.
 * @throws ConfigError for a file that cannot be read.
 */
export function proverFrom(
  { cwd }: Pick<Io, 'cwd'>,
  file: string,
  { dir, remote }: Pick<BotRequest, 'dir' | 'remote'>,
): Prove {
  const report = readNamedFile(resolve(cwd, file), `--report ${file}`, MOST_BYTES);
  const groups = groupsOf(report);
  return async (commit) => {
    if (!groups) return { why: 'the report cannot be read' };
    const opened = await openCommit(dir, commit, { fetch: (ids) => fetchFiles(dir, remote, ids) });
    try {
      const isOfThis = ([path, sha256]: ReportedFile): boolean =>
        readSource(opened.tree, filePath(path)).source?.sha256 === sha256;
      return groups.every((files) => files.every(isOfThis)) ? { report } : { why: 'the report is of another commit' };
    } finally {
      opened.close();
    }
  };
}

/** The files that each group of a report was planned from; `undefined` for what is no report. */
function groupsOf(text: string): readonly (readonly ReportedFile[])[] | undefined {
  const groups = listAt(parseJson(text), 'groups')?.map((group) =>
    listAt(group, 'files')?.map((file): ReportedFile => [String(recordIn(file).path), String(recordIn(file).sha256)]),
  );
  if (!groups?.every((files) => files !== undefined)) return undefined;
  return groups.every((files) => files.every(([path]) => isInside(path))) ? groups : undefined;
}

/** As `filePath` takes it. */
function isInside(path: string): boolean {
  return (
    path !== '' && path !== './' && !path.startsWith('/') && !path.startsWith('.//') && !path.split('/').includes('..')
  );
}

function listAt(data: unknown, key: string): readonly unknown[] | undefined {
  const value = recordIn(data)[key];
  return Array.isArray(value) ? value : undefined;
}
