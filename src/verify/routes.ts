// Paths that the source of an application answers, to be asked on both sides. routes never calls one a route that has a
// part to be filled in, or whose name says that it changes something.
import { partPattern, walkFiles, type Folder, type Repository } from '../model/index.js';

const SOURCE = /\.(?:py|js|mjs|cjs|ts|go|rb|java|kt|php|rs)$/;
const MOST_FILES = 300;
const LARGEST = 200_000;
const MOST_ROUTES = 6;

const PATH = /\(?\s?["'`](?:GET )?(\/[\w./-]{0,100})["'`]([^\n]{0,200})/.source;
/** What gives a path to a handler of GET: decorators of Flask and FastAPI, calls of Express and Axum, Go, Spring, Sinatra. */
const ROUTES = [
  /@[\w.]{1,60}\.(?:route|get)/,
  /\b\w{1,30}\.(?:get|GET|route)(?=\([^,\n]{1,110},)/,
  /\b(?:HandleFunc|Handle)/,
  /@(?:Get|Request)Mapping/,
  /^[ \t]{0,20}get /,
].map(({ source }) => new RegExp(source + PATH, 'gm'));
const CHANGES = partPattern('logout signout delete remove shutdown stop kill reset restart reload exit quit', {
  flags: 'i',
});

/** The paths of the GET requests that the source says it answers, the shortest first. */
export function routesIn(text: string): string[] {
  const found = ROUTES.flatMap((route) => [...text.matchAll(route)]).flatMap(([, path, rest]) => {
    const only = /methods\s?=\s?[[(]([^\])]{0,100})/.exec(rest!)?.[1];
    return CHANGES.test(path!) || (only !== undefined && !/GET/i.test(only)) ? [] : [path!];
  });
  return [...new Set(found)];
}

/** The routes of the sources below a folder. */
export function routesBelow(repository: Repository, folder: Folder): readonly string[] {
  const found = new Set<string>();
  let files = 0;
  const sources = walkFiles(repository, {
    from: [folder],
    wanted: (name) => SOURCE.test(name) && !/(?:^|[._-])(?:test|spec)s?\b/i.test(name),
    enter: (name) => !/^(?:tests?|__tests__|spec|vendor|node_modules|examples?|docs)$/.test(name),
    mostFolders: MOST_FILES,
  });
  for (const path of sources) {
    if (++files > MOST_FILES) break;
    const text = repository.read(path);
    if (text !== undefined && text.length <= LARGEST) for (const route of routesIn(text)) found.add(route);
  }
  return [...found].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, MOST_ROUTES);
}
