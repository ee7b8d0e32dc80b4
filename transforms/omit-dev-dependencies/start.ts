// What happens behind the install: nothing is built, and the image starts node on a file of the source.
import {
  type Context,
  type FilePath,
  type Source,
  baseName,
  child,
  type Stop,
  stop,
  anyOf,
} from '../../src/model/index.js';
import { mentionsProgram } from '../../src/programs/index.js';
import { buildStates, quote, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import type { PackageCommand } from '../../src/runs/index.js';
import type { NodeProject } from '../../src/ecosystems/index.js';

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
export function isForProduction(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): boolean {
  const { variables } = buildStates(doc)[instruction.index]!;
  if (variables.has('NODE_ENV') || variables.has('NPM_CONFIG_PRODUCTION')) return false;
  if (/NODE_ENV/.test(instruction.args) || builds(instruction.shellText.slice(call.command.end))) return false;
  const later = doc.instructions.filter(({ stage, index }) => stage === instruction.stage && index > instruction.index);
  return !later.some(({ keyword, args }) => keyword === 'RUN' && builds(args));
}

/** Where the start is read; an obstacle where it is no plain `node file`. */
export function startOf(
  doc: DockerfileDoc,
  instruction: Instruction,
  project: NodeProject,
  { group, evidence }: Context,
): { readonly from: Source } | Stop {
  const stage = doc.stages[instruction.stage]!;
  const starts = stage.instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const start = starts.at(-1);
  if (!start || new Set(starts.map(({ keyword }) => keyword)).size > 1)
    return stop('needs-evidence', 'which program the image starts is not said by one CMD or ENTRYPOINT');
  for (const link of group.links) {
    if (link.dockerfile !== doc.file) continue;
    if (replacesCommand(evidence.repository.read(link.file) ?? '', link.service))
      return stop(
        'needs-evidence',
        `the service ${link.service} of ${link.file} starts another command, which may need development dependencies`,
      );
  }
  const words = start.execForm ?? start.args.split(/\s+/);
  const from: Source = { kind: 'source', file: doc.file, line: start.line + 1, span: start.span, quote: quote(start) };
  if (isNode(words, project, evidence.repository.kind)) return { from };
  const name = scriptName(words);
  const script = name === undefined ? undefined : project.scripts.get(name);
  if (
    script &&
    !project.scripts.has(`pre${name}`) &&
    isNode(script.is.trim().split(/\s+/), project, evidence.repository.kind)
  )
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

/** The block of a service has a command or entry point of its own. */
function replacesCommand(text: string, service: string): boolean {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const indent = /^(\s+)/.exec(lines[at]!)?.[1];
    if (indent === undefined || lines[at]!.trim().replace(/^(["'])(.*)\1:/, '$2:') !== `${service}:`) continue;
    for (let below = at + 1; below < lines.length; below++) {
      const line = lines[below]!;
      if (line.trim() === '') continue;
      if ((/^\s*/.exec(line)?.[0].length ?? 0) <= indent.length) break;
      if (/^\s+(?:command|entrypoint|extends|<<)\s*:/.test(line)) return true;
    }
  }
  return false;
}
