// An image that is built and run by itself, as a Compose model.
import type { ModelMap, ModelValue } from '../io/index.js';
import { folderPath } from '../model/index.js';
import { inTree } from './in-tree.js';
import type { Subject } from './subjects.js';
import type { Tools } from './tools.js';

const IMAGE_SERVICE = 'image';

/** Its one service, built as the repository builds it; of strangers, with nothing that they ask for. */
export function imageModel(
  { context, dockerfile, command }: Extract<Subject, { readonly kind: 'image' }>,
  { bench, settings }: Pick<Tools, 'bench' | 'settings'>,
): ModelMap {
  const place = { context: inTree(bench.tree, context), dockerfile: inTree(bench.tree, dockerfile) };
  const own: ModelMap = { networks: { default: null } };
  if (!command || settings.untrusted) return { services: { [IMAGE_SERVICE]: { ...own, build: place } } };
  const { args, secrets, contexts, network } = command;
  // `config` of Compose writes a dollar sign twice, and so does whoever stands in for it.
  const doubled = Object.entries(args).map(([name, value]) => [name, value?.replaceAll('$', '$$$$') ?? null] as const);
  const folders = Object.entries(contexts).map(([name, source]): [string, ModelValue] => [
    name,
    source.includes('://') ? source : inTree(bench.tree, folderPath(source)),
  ]);
  const declared = secrets.map(({ id, file, environment }): [string, ModelMap] => [
    id,
    file === undefined ? { environment: environment ?? id } : { file: inTree(bench.tree, file) },
  ]);
  const build: ModelMap = {
    ...place,
    args: Object.fromEntries(doubled),
    ...(network === undefined ? {} : { network }),
    ...(secrets.length > 0 ? { secrets: secrets.map(({ id }) => ({ source: id })) } : {}),
    ...(folders.length > 0 ? { additional_contexts: Object.fromEntries(folders) } : {}),
  };
  return { services: { [IMAGE_SERVICE]: { ...own, build } }, secrets: Object.fromEntries(declared) };
}
