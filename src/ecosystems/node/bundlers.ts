// What turns a Node project's source into a folder of files, and which folder that is.
import { type Folder, type Read, type Repository, child } from '../../model/index.js';
import { jsonAt, jsonText, readJson } from '../manifest-formats.js';
import { readManifest, type ManifestText } from '../manifest-text.js';
import type { NodeBundler } from './project.js';

interface Tool {
  readonly name: NodeBundler['name'];
  /** The program in the build script. */
  readonly command: RegExp;
  readonly package: string;
  readonly output: string;
  readonly configuration: readonly string[];
  /** The setting of the folder in the configuration. */
  readonly setting?: RegExp;
}

const SCRIPT_ENDINGS = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'];
const config = (name: string): string[] => SCRIPT_ENDINGS.map((ending) => `${name}.${ending}`);

// Defaults: https://vite.dev/config/build-options#build-outdir, https://create-react-app.dev/docs/production-build,
// https://cli.vuejs.org/config/#outputdir, https://nextjs.org/docs/app/api-reference/config/next-config-js/distDir,
// https://nuxt.com/docs/getting-started/deployment, https://www.gatsbyjs.com/docs/reference/gatsby-cli/#build,
// https://docs.astro.build/en/reference/configuration-reference/#outdir, https://webpack.js.org/configuration/output,
// https://parceljs.org/features/cli/, https://www.typescriptlang.org/tsconfig/#outDir
const TOOLS: readonly Tool[] = [
  {
    name: 'next',
    command: /\bnext build\b/,
    package: 'next',
    output: '.next',
    configuration: config('next.config'),
    setting: /\bdistDir\s*:/,
  },
  {
    name: 'nuxt',
    command: /\bnuxt(?:i|-ts)? (?:build|generate)\b/,
    package: 'nuxt',
    output: '.output',
    configuration: config('nuxt.config'),
  },
  {
    name: 'astro',
    command: /\bastro build\b/,
    package: 'astro',
    output: 'dist',
    configuration: config('astro.config'),
    setting: /\boutDir\s*:/,
  },
  { name: 'gatsby', command: /\bgatsby build\b/, package: 'gatsby', output: 'public', configuration: [] },
  { name: 'angular', command: /\bng build\b/, package: '@angular/core', output: 'dist', configuration: [] },
  {
    name: 'cra',
    command: /\b(?:react-scripts|craco|react-app-rewired) build\b/,
    package: 'react-scripts',
    output: 'build',
    configuration: [],
  },
  {
    name: 'vue-cli',
    command: /\bvue-cli-service build\b/,
    package: '@vue/cli-service',
    output: 'dist',
    configuration: config('vue.config'),
    setting: /\boutputDir\s*:/,
  },
  {
    name: 'vite',
    command: /\bvite build\b/,
    package: 'vite',
    output: 'dist',
    configuration: config('vite.config'),
    setting: /\boutDir\s*:/,
  },
  {
    name: 'webpack',
    command: /\bwebpack\b/,
    package: 'webpack',
    output: 'dist',
    configuration: config('webpack.config').concat(config('webpack.prod'), config('webpack.config.prod')),
    setting: /\bpath\s*:/,
  },
  { name: 'parcel', command: /\bparcel build\b/, package: 'parcel', output: 'dist', configuration: [] },
  { name: 'tsc', command: /\btsc\b(?! --noEmit)/, package: 'typescript', output: '', configuration: [] },
];

/** The tool that the `build` script calls; where it calls none by name, undefined. */
export function bundlerOf(
  repository: Repository,
  directory: Folder,
  scripts: ReadonlyMap<string, Read<string>>,
  ...tables: readonly ReadonlyMap<string, Read<string>>[]
): NodeBundler | undefined {
  const build = scripts.get('build');
  if (!build) return undefined;
  const tool = TOOLS.find((each) => each.command.test(build.is) && isListed(each, tables));
  if (!tool) return undefined;
  const set = outputSet(repository, directory, tool, build);
  if (set === 'unclear') return { name: tool.name, from: build.from, output: undefined, outputIsSet: true };
  const fallback = tool.output === '' ? undefined : { is: tool.output, from: build.from };
  return { name: tool.name, from: build.from, output: set ?? fallback, outputIsSet: set !== undefined };
}

function isListed(tool: Tool, tables: readonly ReadonlyMap<string, unknown>[]): boolean {
  return tables.some((table) => table.has(tool.package) || (tool.name === 'webpack' && table.has('webpack-cli')));
}

function outputSet(
  repository: Repository,
  directory: Folder,
  tool: Tool,
  build: Read<string>,
): Read<string> | 'unclear' | undefined {
  const option = /--(?:outDir|outdir|output-path|dest|dist-dir)[ =](["']?)([\w./-]+)\1/.exec(build.is)?.[2];
  if (option !== undefined) return { is: clean(option), from: build.from };
  if (tool.name === 'angular') return angularOutput(repository, directory);
  if (tool.name === 'tsc') return tscOutput(repository, directory, build);
  const { setting } = tool;
  if (!setting) return undefined;
  for (const name of tool.configuration) {
    const manifest = readManifest(repository, child(directory, name));
    if (!manifest) continue;
    const found = setting.exec(manifest.text);
    if (!found) {
      // A root of its own moves the folder along.
      return tool.name === 'vite' && /^[ \t]*root\s*:/m.test(manifest.text) ? 'unclear' : undefined;
    }
    const value = literal(manifest.text.slice(found.index + found[0].length, found.index + found[0].length + 200));
    return value === undefined ? 'unclear' : manifest.read(clean(value), found.index, found.index + found[0].length);
  }
  return undefined;
}

/** `'dist'`, `path.resolve(__dirname, 'dist')`. */
function literal(text: string): string | undefined {
  const plain = /^\s*(["'])([\w./-]+)\1\s*[,}\n\r]/.exec(text)?.[2];
  if (plain !== undefined) return plain;
  const joined = /^\s*(?:path\.)?(?:resolve|join)\(\s*__dirname\s*,\s*(["'])([\w./-]+)\1\s*\)/.exec(text)?.[2];
  return joined;
}

/** Without `./` and slashes at the end. */
function clean(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/(?<!\/)\/+$/, '');
}

/** Source: https://angular.dev/reference/configs/workspace-config: `outputPath`; `browser/` is below it since 17. */
function angularOutput(repository: Repository, directory: Folder): Read<string> | 'unclear' | undefined {
  const manifest = readManifest(repository, child(directory, 'angular.json'));
  const root = manifest && readJson(manifest.text);
  const projects = jsonAt(root, 'projects')?.entries;
  if (!manifest || !projects) return undefined;
  const names = [...projects.keys()];
  const chosen = jsonText(manifest, root, 'defaultProject')?.is ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined) return 'unclear';
  for (const key of ['architect', 'targets']) {
    const options = jsonAt(projects.get(chosen), key, 'build', 'options');
    const path = jsonText(manifest, options, 'outputPath') ?? jsonText(manifest, options, 'outputPath', 'base');
    if (path) return { is: clean(path.is), from: path.from };
  }
  return undefined;
}

function tscOutput(repository: Repository, directory: Folder, build: Read<string>): Read<string> | undefined {
  const named = /\btsc\b[^&|;]{0,300}?(?:-p|--project|-b|--build)\s+([\w./-]+)/.exec(build.is)?.[1] ?? 'tsconfig.json';
  const name = named.endsWith('.json') ? named : `${named.replace(/(?<!\/)\/+$/, '')}/tsconfig.json`;
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at) && seen.size < 5; ) {
    seen.add(at);
    if (at.split('/').includes('..')) return undefined;
    const manifest: ManifestText | undefined = readManifest(repository, child(directory, clean(at)));
    const root = manifest && readJson(manifest.text);
    const output = manifest && jsonText(manifest, root, 'compilerOptions', 'outDir');
    if (output) return { is: clean(output.is), from: output.from };
    const above: string | undefined = manifest && jsonText(manifest, root, 'extends')?.is;
    at = above?.startsWith('./') ? clean(above) : undefined;
    if (at !== undefined && !at.endsWith('.json')) at += '.json';
  }
  return undefined;
}
