// Whether the source of a program imports one of its packages for development.
import { anyOf, child, type Folder, partPattern, walkFiles } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { commandLine } from './split-project.js';
import { reachedFiles } from './split-reached.js';

const MOST_FILES = 2000;
const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const NOT_RUN = anyOf(
  partPattern('test tests __tests__ __mocks__ spec e2e cypress .storybook stories node_modules .git coverage docs', {
    before: /(?:^|\/)/,
    after: /(?:\/|$)/,
  }),
  /\.(?:test|spec|stories|d)\.[cm]?[jt]sx?$/,
  /(?:^|\/)[\w.-]*(?:config|rc)\.[cm]?[jt]s$/,
  /(?:^|\/)(?:gulpfile|Gruntfile)\.[cm]?[jt]s$/,
);

/** Where the variable, or a setting that is named after it, is asked for. */
const FOR_DEVELOPMENT =
  /\bif {0,4}\([^(){}\n|]{0,100}(?:NODE_ENV|\.env) {0,4}={2,3} {0,4}["']development["'][^(){}\n|]{0,100}\) {0,4}\{/g;

/** Strings and comments: braces in them close nothing. One that nothing closes takes its line, so that no quote is tried again. */
const SAID = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\\n]|\\.)*`?|\/\/.*/g;

/** The source without blocks that run in development alone, up to one whose end is not certain. */
function withoutDevelopment(text: string): string {
  let left = '';
  let from = 0;
  let plain: string | undefined;
  for (const match of text.matchAll(FOR_DEVELOPMENT)) {
    if (match.index < from) continue;
    plain ??= text.replace(SAID, (part) => ' '.repeat(part.length));
    const start = match.index + match[0].length;
    const end = endOfBlock(text, start);
    if (end === undefined || end !== endOfBlock(plain, start)) break;
    left += text.slice(from, match.index);
    from = end;
  }
  return left + text.slice(from);
}

/** Behind the brace that closes a block, from within it. */
function endOfBlock(text: string, start: number): number | undefined {
  let open = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') open++;
    else if (text[at] === '}') open--;
    if (open === 0) return at + 1;
  }
  return undefined;
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*(?:\(\s*)?|\brequire(?:\.resolve)?\s*\(\s*)["'`]((?:@[\w.-]+\/)?[\w.-]+)/g;

/** True when source of the program imports one, types alone left out; and where there is too much to read. */
export function isImported(site: Site, development: ReadonlySet<string>): boolean {
  const { repository } = site.context.evidence;
  const called = commandLine(site).split(/[\s"',]+/);
  // `next start` reads next.config.js, `serve` no such file; one in TypeScript needs its compiler.
  const isRead = (name: string): boolean => {
    const tool = /^([\w-]+)\.config\.[cm]?[jt]s$/.exec(name);
    return tool !== null && called.includes(tool[1]!);
  };
  const isLeftOut = (name: string, folder: Folder): boolean => NOT_RUN.test(child(folder, name)) && !isRead(name);
  const sources = walkFiles(repository, {
    from: site.contexts,
    wanted: (name, folder) => SOURCE.test(name) && !isLeftOut(name, folder),
    enter: (name, folder) => !isLeftOut(name, folder),
    opens: 'hidden',
    mostFiles: MOST_FILES,
  });
  const isProduction =
    site.stateAt(site.body.at(-1)!).variables.get('NODE_ENV') === 'production' ||
    /\bNODE_ENV=["']?production\b/.test(commandLine(site));
  function imports(text: string): boolean {
    const typed = text.replace(/^[ \t]*(?:import|export)\s+type\s[^;\n]*/gm, '');
    const code = isProduction ? withoutDevelopment(typed) : typed;
    for (const [, name] of code.matchAll(IMPORT)) if (development.has(name!)) return true;
    return false;
  }
  if (site.contexts.length === 0) return true;
  const check = site.body.findLast(({ keyword }) => keyword === 'HEALTHCHECK')?.args ?? '';
  const reached = reachedFiles(site, `${commandLine(site)} ${check}`);
  if (reached) return reached.some((path) => imports(repository.read(path) ?? ''));
  for (const path of sources) {
    const text = repository.read(path);
    if (text === undefined || imports(text)) return true;
    if (/\.config\.[cm]?ts$/.test(path) && development.has('typescript')) return true;
  }
  return sources.cut;
}
