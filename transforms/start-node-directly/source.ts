// What the source of a Node project says of signals, and of the package manager that starts it.
import { type Repository, type Source, anyOf, partPattern, words, walkFiles } from '../../src/model/index.js';
import type { NodeProject } from '../../src/ecosystems/index.js';

const CODE = /\.[cm]?[jt]sx?$/;
const NOT_ENTERED = words(`
  test tests __tests__ __mocks__ spec e2e cypress doc docs coverage public scripts frontend client`);
const NOT_RUN = /\.(?:test|spec|stories|config|d)\.[cm]?[jt]sx?$/;
const MOST_FILES = 1500;
const LARGEST = 400_000;

/** A handler of its own, or that of a package which is told to set one. */
const HANDLES = anyOf(
  /\b(?:on|once|addListener)\(\s*["'`]SIGTERM["'`]/,
  /\[[^\]\n]{0,80}["'`]SIGTERM["'`][^\]\n]{0,80}\]/,
  /\benableShutdownHooks\(/,
  partPattern('close-with-grace http-graceful-shutdown http-terminator lightship stoppable @godaddy/terminus', {
    before: /["'`]/,
    after: /["'`]/,
  }),
);
const READS = /\bprocess\.env(?:\.|\[\s*["'`])(npm_\w+|INIT_CWD)/;

/** Where SIGTERM is handled; `undefined` where no source is seen to. */
export function handlerOf(project: NodeProject, repository: Repository): Source | undefined {
  return firstMatch(project, repository, HANDLES)?.from;
}

/** The first variable of the package manager that the source reads. */
export function readsManager(
  project: NodeProject,
  repository: Repository,
): { readonly name: string; readonly from: Source } | undefined {
  const found = firstMatch(project, repository, READS);
  return found && { name: found.match[1]!, from: found.from };
}

function firstMatch(
  { directory }: NodeProject,
  repository: Repository,
  pattern: RegExp,
): { readonly match: RegExpExecArray; readonly from: Source } | undefined {
  const sources = walkFiles(repository, {
    from: [directory],
    wanted: (name) => CODE.test(name) && !NOT_RUN.test(name),
    enter: (name) => !NOT_ENTERED.has(name),
    mostFiles: MOST_FILES,
  });
  for (const file of sources) {
    const text = repository.read(file);
    const match = text === undefined || text.length > LARGEST ? null : pattern.exec(text);
    if (!text || !match) continue;
    const line = text.slice(0, match.index).split('\n').length;
    const quote = text.split('\n')[line - 1]!.trim().slice(0, 100);
    return { match, from: { kind: 'source', file, line, quote } };
  }
  return undefined;
}
