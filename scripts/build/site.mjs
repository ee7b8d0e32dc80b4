// The page to try harden on, in one file: markup, style, program, engine and example. It asks nothing of any server, and
// its policy forbids it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';
import { hashOf, pagePart } from './pages.mjs';
import { root } from './program.mjs';
import { buildEngine } from './site-engine.mjs';

const EXAMPLE = join(root, 'examples', 'speechflow', 'before');

/** The text of the page, and the licences of what is in it. */
export async function buildSite() {
  const [{ program, metafile }, script, style] = await Promise.all([buildEngine(), part('page.ts'), part('style.css')]);
  const policy = `default-src 'none'; connect-src 'none'; script-src ${hashOf(script)}; worker-src blob:; style-src ${hashOf(style)}; form-action 'none'; base-uri 'none'`;
  const parts = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    style: `<style>${style}</style>`,
    scripts: `<script type="application/json" id="data">${data(exampleTexts())}</script>
<script type="application/json" id="engine">${data(program)}</script>
<script>${script}</script>`,
  };
  const markup = readFileSync(join(root, 'site', 'page.html'), 'utf8');
  const page = markup.replace(/<!-- (policy|style|scripts) -->/g, (_, name) => parts[name]);
  return { page, notices: noticesOf([metafile]) };
}

async function part(name) {
  const { outputFiles } = await build(pagePart(join(root, 'site', 'browser', name)));
  return outputFiles[0].text.trim();
}

/** JSON that can stand in a script element. */
function data(value) {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function exampleTexts() {
  const names = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(EXAMPLE, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(EXAMPLE, name), 'utf8')]),
  );
}
