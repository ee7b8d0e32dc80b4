// What another job has built and run: one without rights, whose report is all that is taken from it.
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BotRequest } from '../../bot-run/index.js';
import { fetchFiles, openCommit } from '../../git/index.js';
import { describeSystemError, parseJson, readSource, recordIn } from '../../io/index.js';
import { ConfigError, filePath } from '../../model/index.js';
import type { Io } from '../output.js';

type Prove = NonNullable<BotRequest['prove']>;

const MOST_BYTES = 64 * 1024 * 1024;

/** What a report says of a commit and of the steps it tried; `undefined` for what is no report. */
interface Subject {
  /** SHA-256 of each file that was planned. */
  readonly files: readonly (readonly [path: string, sha256: string])[];
  readonly steps: ReadonlySet<string>;
}

/**
 * Takes a report of `harden verify --format json` in place of a run of one's own. It counts for the files it was made of
 * and the steps it tried, and for no others.
 * @throws ConfigError for a file that cannot be read.
 */
export function proverFrom(
  { cwd }: Pick<Io, 'cwd'>,
  file: string,
  { dir, remote }: Pick<BotRequest, 'dir' | 'remote'>,
): Prove {
  const report = readReport(resolve(cwd, file), file);
  const subject = subjectOf(report);
  return async (commit, steps) => {
    if (!subject) return { why: 'the report cannot be read' };
    const others = steps.filter((id) => !subject.steps.has(id));
    if (others.length > 0 || subject.steps.size !== new Set(steps).size) return { why: 'the report is of other steps' };
    const opened = await openCommit(dir, commit, { fetch: (ids) => fetchFiles(dir, remote, ids) });
    try {
      for (const [path, sha256] of subject.files) {
        const { source } = readSource(opened.tree, filePath(path));
        if (source?.sha256 !== sha256) return { why: 'the report is of another commit' };
      }
      return { report };
    } finally {
      opened.close();
    }
  };
}

function readReport(path: string, shown: string): string {
  try {
    if (statSync(path).size > MOST_BYTES) throw new ConfigError(`--report ${shown}: is larger than 64 MB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`--report ${shown}: ${describeSystemError(error)}`);
  }
}

function subjectOf(text: string): Subject | undefined {
  const data = parseJson(text);
  const groups = listAt(data, 'groups');
  const tried = listAt(recordIn(data).verification, 'groups');
  if (!groups || !tried) return undefined;
  const steps = new Set<string>();
  const files: [string, string][] = [];
  const named = [...groups.map((group) => listAt(group, 'steps')), ...tried.map((group) => listAt(group, 'broken'))];
  for (const list of named) {
    if (!list) return undefined;
    for (const step of list) steps.add(String(recordIn(step).id));
  }
  for (const group of groups) {
    const own = listAt(group, 'files');
    if (!own) return undefined;
    for (const file of own) files.push([String(recordIn(file).path), String(recordIn(file).sha256)]);
  }
  return files.every(([path]) => isInside(path)) ? { files, steps } : undefined;
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
