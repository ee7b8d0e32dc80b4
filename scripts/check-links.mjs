// Follows the links of every page of the repository: a relative one leads to a file that is there, an anchor to a heading,
// and each page of docs can be reached from the README. `node scripts/check-links.mjs [DIR]` prints what does not hold and
// ends with 1. Pages of the examples' and the tests' own projects are not ours.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const NOT_OURS = /(?:^|\/)(?:before|after)\/|^__tests__\/(?:golden|e2e\/apps)\//;
// Pages may hold HTML, such as the markers of generated parts.
const markdown = new MarkdownIt({ html: true });

const known = knownPaths();
const pages = new Map([...known].filter((path) => path.endsWith('.md') && !NOT_OURS.test(path)).map(readPage));
const wrong = [...pages.values()].flatMap((page) => page.links.flatMap((link) => problem(page, link) ?? []));
const reached = reachableFrom('README.md');
for (const path of pages.keys())
  if (path.startsWith('docs/') && !reached.has(path)) wrong.push(`${path}: no link leads here from README.md`);
for (const line of wrong) process.stdout.write(`${line}\n`);
if (wrong.length > 0) process.exitCode = 1;

/** Files that git knows or would take, and their folders: what is built or ignored is not there for a reader. */
function knownPaths() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\0');
  const paths = new Set(['.']);
  for (const file of files) {
    if (file === '' || paths.has(file) || !existsSync(join(root, file))) continue;
    for (let path = file; path !== '.' && !paths.has(path); path = dirname(path)) paths.add(path);
  }
  return paths;
}

function readPage(path) {
  const slugger = new GithubSlugger();
  const anchors = new Set();
  const links = [];
  let line = 1;
  let isHeading = false;
  for (const token of markdown.parse(readFileSync(join(root, path), 'utf8'), {})) {
    if (token.map) line = token.map[0] + 1;
    if (token.type === 'heading_open') isHeading = true;
    if (token.type !== 'inline') continue;
    if (isHeading) anchors.add(slugger.slug(textOf(token)));
    isHeading = false;
    for (const child of token.children) {
      const to =
        child.type === 'link_open' ? child.attrGet('href') : child.type === 'image' ? child.attrGet('src') : null;
      if (to !== null) links.push({ line, to });
    }
  }
  return [path, { path, anchors, links }];
}

/** What a reader sees of a heading: GitHub makes its anchor of that. */
function textOf({ children }) {
  return children.map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : '')).join('');
}

function targetOf(page, to) {
  const [path, anchor] = decodeURI(to).split('#');
  return { path: path === '' ? page.path : normalize(join(dirname(page.path), path)).replace(/\/$/, ''), anchor };
}

function problem(page, { line, to }) {
  if (to.startsWith('https://')) return undefined;
  const at = `${page.path}:${line}: ${to}`;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(to)) return `${at} is neither relative nor an https address`;
  const { path, anchor } = targetOf(page, to);
  if (!known.has(path)) return `${at} leads to nothing`;
  if (anchor === undefined || pages.get(path)?.anchors.has(anchor)) return undefined;
  return `${at}: ${path} has no heading for #${anchor}`;
}

function reachableFrom(start) {
  const reachable = new Set([start]);
  for (const path of reachable) {
    const page = pages.get(path);
    for (const { to } of page?.links ?? []) if (!to.startsWith('https://')) reachable.add(targetOf(page, to).path);
  }
  return reachable;
}
