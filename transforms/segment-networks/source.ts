// Whether a service's own program names another service.
import { type FilePath, type Repository, resolveFile, walkFiles } from '../../src/model/index.js';
import type { ServiceView } from '../../src/services/index.js';

/** More is not read, and then nothing is known of it. */
const MOST_FILES = 400;
/** What describes the project and runs nowhere in it. */
const NOT_RUN = /\.(?:md|rst|txt|lock|sum|svg)$|(?:^|[.-])compose[\w.-]*\.ya?ml$|^(?:package-lock\.json|pnpm-lock\.yaml)$/i;

export interface SourceRead {
  /** The first file that names the other. */
  readonly names?: FilePath;
  /** All that the program may say a name in was read: its source, or it is a known server. */
  readonly whole: boolean;
}

/** What the program of a service says of names of another, where it is built here. */
export function readSource({ service, runs, around }: ServiceView, names: readonly string[]): SourceRead {
  if (!service.build) return { whole: runs.profile !== undefined };
  const { context } = service.build;
  const folder = context === undefined ? undefined : resolveFile(around.folder, context);
  const { repository } = around.context.evidence;
  if (folder === undefined || repository.kind(folder) !== 'directory') return { whole: false };
  const files = walkFiles(repository, {
    from: [folder],
    opens: 'hidden',
    wanted: (name) => !NOT_RUN.test(name),
    mostFiles: MOST_FILES,
  });
  for (const path of files) if (saysHost(repository, path, names)) return { names: path, whole: true };
  return { whole: !files.cut };
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
