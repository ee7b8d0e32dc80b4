// Builds what the package ships: the command and the library, each one minified CommonJS file, the transforms' pages,
// and the licences of what is bundled.
import { readdirSync, readFileSync, writeFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

// What only some commands need is a file of its own, loaded when it is called for: a smaller command starts faster.
const LAZY = new Map([
  ['@inquirer/prompts', 'prompts'],
  ['cli-progress', 'progress'],
  ['ajv', 'ajv'],
]);
const lazily = {
  name: 'lazily',
  setup(builder) {
    builder.onResolve({ filter: /^[^.]/ }, ({ path, importer }) => {
      const name = LAZY.get(path);
      return name && !importer.includes('node_modules') ? { path: `./vendor/${name}.js`, external: true } : undefined;
    });
  },
};
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

const vendored = await build({
  ...common,
  entryPoints: [...LAZY].map(([path, name]) => ({ in: path, out: name })),
  outdir: join(dist, 'vendor'),
});
const { metafile } = await build({
  ...common,
  entryPoints: { cli: 'src/cli/index.ts', index: 'src/index.ts' },
  outdir: dist,
  keepNames: true,
  external: ['ts-morph'],
  plugins: [lazily],
});

const pages = {};
for (const entry of readdirSync(join(root, 'transforms'), { withFileTypes: true })) {
  const path = join(root, 'transforms', entry.name, 'README.md');
  if (entry.isDirectory() && !entry.name.startsWith('_') && existsSync(path))
    pages[entry.name] = readFileSync(path, 'utf8');
}
writeFileSync(join(dist, 'help.json'), JSON.stringify(pages));

const packages = new Set();
for (const input of [...Object.keys(metafile.inputs), ...Object.keys(vendored.metafile.inputs)]) {
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(input.slice(0, match[0].length));
}
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[sc]e/i.test(entry));
  const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version}\n\n${text}\n`;
});
writeFileSync(join(dist, 'THIRD_PARTY_LICENSES'), notices.join(`\n${'-'.repeat(80)}\n\n`));
