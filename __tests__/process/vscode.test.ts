// The extension for VS Code, packaged as it is published.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

function packed(): { readonly bytes: Buffer; readonly files: Readonly<Record<string, string>> } {
  const folder = temporary();
  const path = execFileSync(process.execPath, [join(project, 'scripts', 'vscode.mjs'), folder], { encoding: 'utf8' });
  const bytes = readFileSync(path.trim());
  const files = Object.entries(unzipSync(bytes)).map(([name, data]) => [name, Buffer.from(data).toString('utf8')]);
  return { bytes, files: Object.fromEntries(files) };
}

/** Stands in for the editor: whatever is taken from it can be extended, called and read. */
const EDITOR = `const any = new Proxy(class {}, { get: (of, name) => (name in of ? of[name] : any) });
const { Module } = require('node:module');
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? any : load(name, ...rest));
const { activate, deactivate } = require('./extension.js');
process.stdout.write([typeof activate, typeof deactivate].join());`;

test('it holds what its manifests name, and loads', () => {
  const { files } = packed();
  const manifest = JSON.parse(files['extension/package.json']!) as { version: string; main: string };
  expect(manifest.version).toBe(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).version);
  const named = [...files['extension.vsixmanifest']!.matchAll(/(?: Path="|<License>)([^"<]+)/g)].map(
    ([, path]) => path!,
  );
  expect(named.length).toBeGreaterThan(0);
  for (const path of [...named, join('extension', manifest.main)]) expect(Object.keys(files)).toContain(path);
  for (const end of Object.keys(files).map((path) => path.split('.').at(-1)!))
    expect(`${files['[Content_Types].xml']} .xml`).toContain(`.${end}`);
  const folder = temporary({ 'extension.js': files['extension/extension.js']!, 'editor.cjs': EDITOR });
  const said = execFileSync(process.execPath, [join(folder, 'editor.cjs')], { encoding: 'utf8' });
  expect(said).toBe('function,function');
});

test('it is the same whenever it is made', () => {
  expect(packed().bytes.equals(packed().bytes)).toBe(true);
});
