// composer. Source: https://getcomposer.org/doc/04-schema.md
import { type Folder, type LocalReference, type Read, type Repository, child } from '../../model/index.js';
import { jsonAt, type JsonNode, jsonTexts, readJson } from '../manifest-formats.js';
import { localReference, readManifest, type ManifestText } from '../manifest-text.js';
import type { PhpProject } from './project.js';

export function readPhp(repository: Repository, directory: Folder): PhpProject | undefined {
  const file = child(directory, 'composer.json');
  if (repository.kind(file) !== 'file') return undefined;
  const manifest = readManifest(repository, file);
  const root = manifest && readJson(manifest.text);
  const lock = child(directory, 'composer.lock');
  const scripts = new Map<string, Read<string>>();
  for (const [name, node] of jsonAt(root, 'scripts')?.entries ?? []) {
    const commands = commandsOf(node);
    if (manifest) scripts.set(name, manifest.read(commands.join(' && '), node.start, node.end));
  }
  const repositories = jsonAt(root, 'repositories');
  const pathRepositories: Read<LocalReference>[] = [];
  for (const each of [...(repositories?.items ?? []), ...(repositories?.entries.values() ?? [])]) {
    const url = jsonAt(each, 'url')?.value;
    const isLocal =
      /^(?:path|artifact)$/.test(String(jsonAt(each, 'type')?.value)) || /^(?:\.{1,2}\/|file:)/.test(String(url));
    if (manifest && isLocal && typeof url === 'string')
      pathRepositories.push(
        manifest.read(
          localReference(directory, url, url.replace(/(?:\/|(?<![/*]))\*+$/, ''), true),
          each.start,
          each.end,
        ),
      );
  }
  const autoload: Read<string>[] = [];
  for (const section of ['autoload', 'autoload-dev']) {
    for (const [, kind] of jsonAt(root, section)?.entries ?? []) {
      const nodes = [...kind.items, ...kind.entries.values()].flatMap((each) =>
        each.items.length ? each.items : [each],
      );
      for (const { value, start, end } of nodes)
        if (manifest && typeof value === 'string') autoload.push(manifest.read(value, start, end));
    }
  }
  const requires = manifest ? jsonTexts(manifest, root, 'require') : new Map<string, Read<string>>();
  return {
    ecosystem: 'php',
    directory,
    manifests: [file, lock, child(directory, 'auth.json'), child(directory, 'symfony.lock')].filter(
      (path) => repository.kind(path) === 'file',
    ),
    unread: root ? [] : [{ file, why: manifest ? 'it is no valid JSON' : 'it is too large, or not UTF-8' }],
    lock: repository.kind(lock) === 'file' ? lock : undefined,
    requires,
    scripts,
    pathRepositories,
    autoload,
    plugins: manifest ? pluginsOf(manifest, root, requires) : [],
  };
}

/** Those that config allows; where it allows all, or says nothing as before 2.2, any package may be one. */
function pluginsOf(
  manifest: ManifestText,
  root: JsonNode | undefined,
  requires: PhpProject['requires'],
): Read<string>[] {
  const allowed = jsonAt(root, 'config', 'allow-plugins');
  if (allowed === undefined || allowed.value === true) return [...requires].map(([is, { from }]) => ({ is, from }));
  return [...allowed.entries]
    .filter(([, { value }]) => value === true)
    .map(([name, { start, end }]) => manifest.read(name, start, end));
}

/** A command, a list of them, or what Symfony's installer reads: `"cache:clear": "symfony-cmd"`. */
function commandsOf({ value, items, entries }: JsonNode): string[] {
  const plain = items.length > 0 ? items.map((each) => each.value) : [value];
  const scripts = [...entries].map(([name, { value: kind }]) =>
    kind === 'symfony-cmd' ? `bin/console ${name}` : kind === 'php-script' ? `php ${name}` : name,
  );
  return [...plain.filter((each) => typeof each === 'string'), ...scripts];
}
