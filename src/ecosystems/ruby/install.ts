// bundler. Source: https://bundler.io/man/bundle-install.1.html
import { type InstallInputs, child, words } from '../../model/index.js';
import {
  existingPaths,
  projectOf,
  splitOptions,
  inputsRead,
  inputsUnclear,
  manifestUnread,
  readBy,
  type Call,
  type Surroundings,
} from '../install-call.js';

export function readRubyInstall(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool !== 'bundle' && call.tool !== 'bundler') return undefined;
  const { options, plain } = splitOptions(
    call.args,
    words('-j --jobs --retry --without --with --path --binstubs --gemfile --system --trust-policy --shebang'),
  );
  const verb = plain[0] ?? 'install';
  if (verb !== 'install') return undefined;
  if (options.has('--gemfile')) return inputsUnclear('unknown-option', 'bundler is given another Gemfile');
  // `--without development test` takes every word up to the next option.
  const strays = options.has('--without') || options.has('--with') ? [] : plain.slice(1);
  if (strays.length > 0) return inputsUnclear('unknown-option', `bundle install ${strays[0]} is not read here`);
  const project = projectOf(around, call.directory, 'ruby');
  if (!project) return inputsUnclear('unread-manifest', 'bundler finds no Gemfile in the repository');
  const [unread] = project.unread;
  if (unread) return manifestUnread(unread);
  const [path] = project.pathGems;
  if (path) return inputsUnclear('local-source', `the Gemfile takes a gem from ${path.is.written}`, path.from);
  const extra: string[] = [];
  for (const { is, from } of project.reads) {
    if (is === '*.gemspec')
      return inputsUnclear('whole-project', 'the Gemfile takes the gemspec in, which reads the source', from);
    if (!/^\.?[\w-]+(?:\.[\w-]+)*$/.test(is) || existingPaths(around, call.directory, [is]).length === 0)
      return inputsUnclear('unread-manifest', `the Gemfile reads other files (${is}) when bundler evaluates it`, from);
    extra.push(is);
  }
  if (around.repository.kind(child(call.directory, 'vendor/cache')) === 'directory')
    return inputsUnclear('vendored', 'vendor/cache holds the gems', {
      kind: 'source',
      file: child(call.directory, 'vendor/cache'),
    });
  const needs = [...project.manifests.slice(0, 1), ...existingPaths(around, call.directory, extra)];
  const also = [...project.manifests.slice(1), ...existingPaths(around, call.directory, ['.bundle/config'])];
  const inProject = options.has('--path') || options.has('--deployment');
  const writes = inProject ? [child(call.directory, 'vendor/bundle')] : [];
  return inputsRead(call, 'ruby', { needs, also, writes }, readBy('bundler', [...needs, ...also]));
}
