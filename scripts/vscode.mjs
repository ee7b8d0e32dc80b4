// The extension for VS Code as one file, without a network: `npm run vscode [-- FOLDER]`. What `vsce package` makes of such
// an extension is a zip of six files; its own tree of packages is larger than all else that builds harden.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { noticesOf } from './build/notices.mjs';
import { root } from './build/program.mjs';

const source = join(root, 'integrations', 'editors', 'vscode');
/** The same files give the same bytes, whenever it is made. */
const MADE = new Date(1980, 0, 1, 12);

/**
 * The files of the extension, by their path in the package.
 * @returns {Promise<Record<string, string>>}
 */
export async function extensionFiles() {
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  // Of the program: what is published together has one version.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(source, 'extension.js')],
    outfile: 'extension.js',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    // Modules that a bundler can follow come first: the others load their parts by a function.
    mainFields: ['module', 'main'],
    external: ['vscode'],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  return {
    '[Content_Types].xml': contentTypes(),
    'extension.vsixmanifest': vsixManifest({ ...manifest, version }),
    'extension/package.json': `${JSON.stringify({ ...manifest, version }, null, 2)}\n`,
    'extension/extension.js': outputFiles[0].text,
    'extension/README.md': readFileSync(join(source, 'README.md'), 'utf8'),
    'extension/LICENSE.txt': `${readFileSync(join(root, 'LICENSE'), 'utf8')}\n${noticesOf([metafile])}`,
  };
}

/** Writes the package into a folder; its path. */
export async function packExtension(folder) {
  const files = await extensionFiles();
  const { version } = JSON.parse(files['extension/package.json']);
  const bytes = Object.entries(files).map(([path, text]) => [path, [Buffer.from(text, 'utf8'), { mtime: MADE }]]);
  const path = join(folder, `harden-${version}.vsix`);
  writeFileSync(path, zipSync(Object.fromEntries(bytes), { level: 9 }));
  return path;
}

function contentTypes() {
  const types = { json: 'application/json', js: 'application/javascript', md: 'text/markdown', txt: 'text/plain' };
  const rows = Object.entries({ ...types, vsixmanifest: 'text/xml' });
  const all = rows.map(([end, type]) => `<Default Extension=".${end}" ContentType="${type}"/>`).join('');
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${all}</Types>
`;
}

function vsixManifest({ name, displayName, description, publisher, version, categories, keywords, engines }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${xml(name)}" Version="${xml(version)}" Publisher="${xml(publisher)}"/>
    <DisplayName>${xml(displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(description)}</Description>
    <Tags>${xml(keywords.join(','))}</Tags>
    <Categories>${xml(categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${xml(engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

function xml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${await packExtension(resolve(process.argv[2] ?? '.'))}\n`);
