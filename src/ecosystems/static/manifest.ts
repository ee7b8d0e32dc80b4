// Site generators that are no Node projects. Source: https://gohugo.io/configuration/all/
import { type Folder, type Repository, child } from '../../model/index.js';
import { readManifest } from '../manifest-text.js';
import type { StaticProject } from './project.js';

const HUGO = ['hugo.toml', 'hugo.yaml', 'hugo.yml', 'hugo.json', 'config.toml', 'config.yaml'];

export function readStatic(repository: Repository, directory: Folder): StaticProject | undefined {
  const say = (
    generator: StaticProject['generator']['is'],
    name: string,
    key: RegExp,
    fallback: string,
  ): StaticProject | undefined => {
    const manifest = readManifest(repository, child(directory, name));
    if (!manifest) return undefined;
    const set = key.exec(manifest.text);
    const output = set ? manifest.read(set[1]!, set.index, set.index + set[0].length) : manifest.whole(fallback);
    return {
      ecosystem: 'static',
      directory,
      manifests: [manifest.file],
      unread: [],
      generator: manifest.whole(generator),
      output,
    };
  };
  for (const name of HUGO) {
    const text =
      repository.kind(child(directory, name)) === 'file' ? repository.read(child(directory, name)) : undefined;
    if (text === undefined || (name.startsWith('config.') && !/^[ \t]*["']?baseURL["']?\s*[:=]/im.test(text))) continue;
    return say('hugo', name, /^[ \t]*["']?publishDir["']?\s*[:=]\s*["']?([\w./-]+)/m, 'public');
  }
  const jekyll = repository.list(directory).some((name) => name === '_posts' || name === '_layouts');
  if (jekyll) {
    const found = say('jekyll', '_config.yml', /^destination:\s*["']?([\w./-]+)/m, '_site');
    if (found) return found;
  }
  return say('mkdocs', 'mkdocs.yml', /^site_dir:\s*["']?([\w./-]+)/m, 'site');
}
