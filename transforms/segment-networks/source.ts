// Whether a service's own program names another service.
import { type FilePath, type Repository, walkFiles } from '../../src/model/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { sourcesOf } from '../../src/runs/index.js';
import type { ServiceView } from '../../src/services/index.js';

/** More is not read, and then nothing is known of it. */
const MOST_FILES = 400;
/** What describes the project and runs nowhere in it. */
const NOT_RUN = /\.(?:md|rst|txt|lock|sum|svg)$|(?:^|[.-])compose[\w.-]{0,60}\.ya?ml$|-lock\.(?:json|ya?ml)$/i;

export interface SourceRead {
  /** The first file that names the other. */
  readonly names?: FilePath;
  /** All that the program may say a name in was read: its source, or it is a known server. */
  readonly whole: boolean;
}

/** What the program of a service says of names of another: the source that its image is built from, where that is seen. */
export function readSource({ service, runs, around }: ServiceView, names: readonly string[]): SourceRead {
  if (!service.build) return { whole: runs.profile !== undefined };
  const { built } = runs;
  const doc = around.documents.dockerfile(built?.file);
  const { repository } = around.context.evidence;
  const sources = built && doc ? sourcesOf(doc, built.stage, built.context, repository) : [];
  if (!built || sources.length === 0) return { whole: false };
  const files = walkFiles(repository, {
    from: [built.file, ...sources],
    opens: 'hidden',
    wanted: (name) => !NOT_RUN.test(name),
    mostFiles: MOST_FILES,
  });
  for (const path of files) if (saysHost(repository, path, names)) return { names: path, whole: true };
  // What an image brings that nobody described may say anything.
  return { whole: !files.cut && built.base !== undefined && imageProfile(built.base) !== undefined };
}

function saysHost(repository: Repository, path: FilePath, names: readonly string[]): boolean {
  const text = repository.read(path);
  return text !== undefined && names.some((name) => isHostIn(text, name));
}

/** As a program writes a host: `"db"`, `@db/`, `//db:5432`, `host: db`; not the `db` of `import db` or `db.query`. */
function isHostIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const isEnd = /^(?:["'`/:\s,]|$)/.test(text.slice(at + name.length, at + name.length + 1));
    if (isEnd && /(?:["'`@/=]|[:=][ \t])$/.test(text.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}
