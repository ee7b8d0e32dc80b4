// Paths that the source of an application answers, to be asked on both sides. routes never calls one a route that has a
// part to be filled in, or whose name says that it changes something.
import { walkFiles, type Folder, type Repository } from '../model/index.js';

const SOURCE = /\.(?:py|js|mjs|cjs|ts|go|rb|java|kt|php|rs)$/;
const MOST_FILES = 300;
const LARGEST = 200_000;
const MOST_ROUTES = 6;

/** The decorator or call that gives a path to a handler of GET: Flask, FastAPI, Express, Go, Spring, Sinatra, Axum. */
const ROUTE =
  /(?:@[\w.]{1,60}\.(?:route|get)|\b(?:app|router|server|fastify|r|mux|e)\.(?:get|GET)|\b(?:HandleFunc|Handle)|@(?:Get|Request)Mapping|^\s{0,20}get|\.route)\s?\(?\s?["'`](?:GET )?(\/[\w./-]{0,100})["'`]([^\n]{0,200})/gm;
const CHANGES = /logout|signout|delete|remove|shutdown|stop|kill|reset|restart|reload|exit|quit/i;

/** The paths of the GET requests that the source says it answers, the shortest first. */
export function routesIn(text: string): string[] {
  return [...text.matchAll(ROUTE)].flatMap(([, path, rest]) => {
    const only = /methods\s?=\s?[[(]([^\])]{0,100})/.exec(rest!)?.[1];
    return CHANGES.test(path!) || (only !== undefined && !/GET/i.test(only)) ? [] : [path!];
  });
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
