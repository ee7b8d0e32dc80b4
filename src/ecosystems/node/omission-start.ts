// What happens behind the install: nothing is built, and the image starts node on a file of the source.
import { anyOf, baseName, child, type FilePath, type Source, type Stop, stop } from '../../model/index.js';
import { mentionsProgram } from '../../programs/index.js';
import type { ShippedInstall } from '../omission.js';
import type { NodeProject } from './project.js';

const RUNS = anyOf(
  /\b(?:make|node|npx)\b/,
  /\bnpm (?!cache\b|config\b|i(?:nstall)? -g\b|set\b)/,
  /\b(?:yarn|pnpm) (?!cache\b|config\b|store\b)/,
  /\.(?:js|sh)\b/,
);

function builds(text: string): boolean {
  return mentionsProgram(text, 'buildsNode') || RUNS.test(text);
}

/** No line behind the install builds, and nothing says yet which dependencies are wanted. */
export function isForProduction({ during, line, behind }: ShippedInstall): boolean {
  if (during.has('NODE_ENV') || during.has('NPM_CONFIG_PRODUCTION') || line.includes('NODE_ENV')) return false;
  return !behind.some(builds);
}

/** Where the start is read; an obstacle where it is no plain `node file`. */
export function startOf(
  { start, startedElsewhere, repository }: ShippedInstall,
  project: NodeProject,
): { readonly from: Source } | Stop {
  if (!start) return stop('needs-evidence', 'which program the image starts is not said by one CMD or ENTRYPOINT');
  const [other] = startedElsewhere();
  if (other)
    return stop(
      'needs-evidence',
      `the service ${other.service} of ${other.file} starts another command, which may need development dependencies`,
    );
  const { words, from } = start;
  const kind = (path: FilePath): string | undefined => repository.kind(path);
  if (isNode(words, project, kind)) return { from };
  const name = scriptName(words);
  const script = name === undefined ? undefined : project.scripts.get(name);
  if (script && !project.scripts.has(`pre${name}`) && isNode(script.is.trim().split(/\s+/), project, kind))
    return { from: script.from };
  const what = script?.is ?? words.join(' ');
  return stop('needs-evidence', `the image starts ${what.slice(0, 80)}, which may need a development dependency`);
}

/** `node --flag server.js`, `node .`: a file that is JavaScript and lies in the source. */
function isNode(words: readonly string[], project: NodeProject, kind: (path: FilePath) => string | undefined): boolean {
  const rest = [...words];
  while (/^[A-Z_]+=\S*$/.test(rest[0] ?? '')) rest.shift();
  if (rest.shift() !== 'node') return false;
  // -r takes a module, which may be a development dependency.
  while (/^--(?:max|enable|trace|no-|unhandled|experimental|inspect)[\w-]*(?:=\S+)?$/.test(rest[0] ?? '')) rest.shift();
  const file = rest[0] === '.' ? (project.main?.is ?? 'index.js') : (rest[0] ?? '');
  if (!/^[\w./-]+$/.test(file) || file.startsWith('/') || file.split('/').includes('..')) return false;
  const clean = file.replace(/^\.\//, '');
  return [clean, `${clean}.js`, `${clean}/index.js`].some((each) => {
    const path = child(project.directory, each);
    return /\.[cm]?js$/.test(each) && kind(path) === 'file';
  });
}

function scriptName(words: readonly string[]): string | undefined {
  const [tool = '', first = '', second] = words;
  if (!/^(?:npm|yarn|pnpm)$/.test(baseName(tool)) || words.length > 3) return undefined;
  if (first === 'start') return 'start';
  if (first === 'run') return second;
  return tool === 'npm' ? undefined : first;
}
