// Who may import whom: the layout. The architecture test enforces it; everything not in it is a mistake.

/**
 * Folders of src, from the lowest up, and what each may import of the others. `type:` allows `import type`
 * only. docs/architecture.md shows it.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // A folder that reads a kind of file adds to `Documents` of the model the method that gives it, parsed. So a transform
  // sees the other files of its group by their own types, and the model imports nothing.
  model: [],
  text: ['model'],
  shell: ['model', 'text'],
  yaml: ['model', 'text'],
  programs: ['model'],
  dockerfile: ['model', 'text', 'shell', 'programs'],
  compose: ['model', 'text', 'yaml'],
  kubernetes: ['model', 'text', 'yaml'],
  pipelines: ['model', 'yaml', 'knowledge'],
  knowledge: ['model', 'text'],
  ecosystems: ['model', 'text', 'shell', 'programs', 'knowledge'],
  evidence: ['model', 'text', 'shell', 'programs', 'ecosystems'],
  // pipelines: where they lie.
  images: ['model', 'ecosystems', 'yaml', 'dockerfile', 'compose', 'kubernetes', 'pipelines', 'knowledge'],
  runs: ['model', 'text', 'shell', 'programs', 'dockerfile', 'ecosystems', 'knowledge'],
  splits: ['model', 'shell', 'programs', 'dockerfile', 'runs', 'knowledge'],
  recipes: ['model', 'shell', 'programs', 'dockerfile', 'ecosystems', 'runs', 'splits', 'knowledge'],
  rewrites: ['model', 'shell', 'yaml', 'dockerfile', 'images', 'runs', 'knowledge'],
  // pipelines: where they lie.
  services: ['model', 'shell', 'programs', 'yaml', 'dockerfile', 'compose', 'pipelines', 'images', 'knowledge'],
  pods: ['model', 'yaml', 'dockerfile', 'compose', 'kubernetes', 'images', 'services', 'knowledge'],
  uses: [
    'model',
    'ecosystems',
    'shell',
    'programs',
    'yaml',
    'dockerfile',
    'compose',
    'kubernetes',
    'images',
    'runs',
    'services',
    'pods',
    'knowledge',
  ],
  planner: ['model', 'text', 'yaml', 'dockerfile', 'compose', 'kubernetes', 'pipelines'],
  render: ['model', 'text'],
  // programs: which of those in an image are build tools. ecosystems: what indexes are asked for.
  io: ['model', 'text', 'programs', 'ecosystems'],
  // ecosystems: which indexes there are.
  config: ['model', 'text', 'yaml', 'io', 'ecosystems'],
  // io: the tree that a commit stands in for, and how git is started. ecosystems: which files are fetched first. text: what is remembered of many.
  git: ['model', 'text', 'io', 'ecosystems'],
  run: [
    'model',
    'text',
    'yaml',
    'dockerfile',
    'compose',
    'kubernetes',
    // images: how those are called that the repository builds. runs: what a build copies, for stamps.
    'images',
    'runs',
    'evidence',
    'io',
    'config',
    'knowledge',
    'planner',
  ],
  // render: the words of the checklist, which reports fill in.
  reports: [
    'model',
    'ecosystems',
    'shell',
    'programs',
    'yaml',
    'dockerfile',
    'compose',
    'kubernetes',
    'pipelines',
    'images',
    'runs',
    'knowledge',
    'planner',
    'render',
    'type:run',
  ],
  // io: the engine and the copy of the tree it is handed, by their types. knowledge: what a secret looks like.
  verify: ['model', 'yaml', 'dockerfile', 'compose', 'kubernetes', 'images', 'runs', 'knowledge', 'planner', 'type:io'],
  // verify: how a project is kept apart, built and started.
  observe: ['model', 'verify', 'type:io'],
  // render: the messages of commits.
  branches: ['model', 'io', 'config', 'git', 'planner', 'render', 'run'],
  // io: hashes.
  bot: ['model', 'text', 'io'],
  forge: [],
  // render: the text of a pull request. planner: the types of what plans.
  'bot-run': ['model', 'text', 'io', 'config', 'git', 'planner', 'render', 'run', 'branches', 'bot', 'forge'],
  serve: [],
  // render: a plan as JSON, and what makes hidden characters visible.
  mcp: ['model', 'render'],
  // bot: keys of steps. render: a plan as JSON. planner: the types of what plans. images: the inventory of images.
  fleet: ['model', 'text', 'images', 'planner', 'render', 'io', 'config', 'git', 'run', 'branches', 'bot', 'forge'],
  // render: escaping, and the parts of a page.
  // bot: windows and markers. forge: what is open.
  'fleet-publish': ['model', 'io', 'config', 'planner', 'run', 'bot', 'forge', 'bot-run', 'fleet'],
  // ecosystems: which indexes there are. bullmq is loaded when a queue was asked for, and no sooner.
  'fleet-queue': ['model', 'io', 'ecosystems', 'forge', 'fleet', 'fleet-publish'],
  'fleet-reports': ['model', 'text', 'yaml', 'io', 'config', 'render', 'fleet'],
  // planner: the types of what plans. config: the schema. render: escaping.
  lsp: ['model', 'text', 'io', 'config', 'planner', 'render', 'run'],
  cli: [
    'verify',
    'git',
    'observe',
    'model',
    'text',
    'dockerfile',
    'compose',
    'kubernetes',
    'images',
    'evidence',
    'knowledge',
    'planner',
    'render',
    'io',
    'config',
    'reports',
    'run',
    'forge',
    'branches',
    'bot',
    'bot-run',
    'serve',
    'mcp',
    'fleet',
    'fleet-publish',
    'fleet-queue',
    'fleet-reports',
    'lsp',
    'transforms',
  ],
};
/**
 * Rooms that are no folder. How a language splits, and what it needs of a full image, lies in its folder of `ecosystems`,
 * beside what is known of it, and stands on rooms that those facts are below.
 */
export const AMONG_OTHERS: Readonly<Record<string, { readonly files: RegExp; readonly door: string }>> = {
  recipes: {
    files: /^src\/ecosystems\/(?:splits|\w+\/(?:slim|split(?:-\w+)*))\.ts$/,
    door: 'src/ecosystems/splits.ts',
  },
};

/** The file through which others reach a room. */
export function doorFile(room: string): string {
  return AMONG_OTHERS[room]?.door ?? `src/${room}/index.ts`;
}

/** src/index.ts and src/library.ts. */
export const LIBRARY_MAY_IMPORT = [...MAY_IMPORT.cli!, 'library'];
export const TRANSFORM_MAY_IMPORT = [
  'model',
  'shell',
  'programs',
  'yaml',
  'dockerfile',
  'compose',
  'kubernetes',
  'pipelines',
  'images',
  'runs',
  'rewrites',
  'splits',
  'recipes',
  'services',
  'pods',
  'uses',
  'ecosystems',
  'type:evidence',
  'knowledge',
];

/** Every package that ships, and the only folders that import it. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  yaml: ['yaml'],
  unbash: ['shell'],
  'dockerfile-ast': ['dockerfile'],
  diff: ['text'],
  'ts-morph': ['ecosystems'],
  '@lezer/javascript': ['ecosystems'],
  '@lezer/python': ['ecosystems'],
  ajv: ['config'],
  'fastest-levenshtein': ['config', 'run'],
  picocolors: ['render', 'cli'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  '@inquirer/prompts': ['cli'],
  'https-proxy-agent': ['io'],
  'proxy-from-env': ['io'],
  'smol-toml': ['io', 'ecosystems'],
  sax: ['ecosystems'],
  'jsonc-parser': ['ecosystems'],
  'toml-eslint-parser': ['ecosystems'],
  'tar-stream': ['io'],
  tldts: ['io'],
  semver: ['io'],
  '@renovatebot/pep440': ['io'],
  '@renovatebot/ruby-semver': ['io'],
  ini: ['io'],
  'get-east-asian-width': ['render'],
  '@gitbeaker/core': ['forge'],
  '@octokit/auth-app': ['forge'],
  '@octokit/core': ['forge'],
  '@octokit/plugin-paginate-rest': ['forge'],
  '@octokit/plugin-retry': ['forge'],
  '@octokit/plugin-throttling': ['forge'],
  '@octokit/webhooks': ['serve'],
  'vscode-languageserver': ['lsp'],
  'vscode-languageserver-textdocument': ['lsp'],
  libsql: ['fleet'],
  bullmq: ['fleet-queue'],
  ioredis: ['fleet-queue'],
  '@modelcontextprotocol/server': ['mcp'],
  zod: ['mcp', 'fleet-queue'],
};
