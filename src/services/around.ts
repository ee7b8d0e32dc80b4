import {
  groupFact,
  type Documents,
  type FilePath,
  type GroupContext,
  type Repository,
  baseName,
  child,
  parent,
  type Folder,
  resolveFile,
  upwards,
} from '../model/index.js';
import { standsAlone } from './alone.js';
import { baseNamesIn, type ComposeDoc, isBaseName, isComposeName, type Service } from '../compose/index.js';

/** A Compose file and the files around it, each read when asked for. */
export interface Surroundings {
  readonly doc: ComposeDoc;
  readonly context: GroupContext;
  readonly documents: Documents;
  /** Of the Compose file; `''` is the root. */
  readonly folder: Folder;
  /** The file this one is laid over, where its name and what it holds say that it is. */
  readonly base: Neighbour | undefined;
  /** Files that are laid over this one, as far as names and what they hold tell. */
  readonly overlays: readonly Neighbour[];
  /** The usual file beside another, or the others beside the usual one, laid over each other or not. */
  readonly beside: readonly Neighbour[];
  /** All Compose files of the folder but this one. */
  siblings(): readonly ComposeDoc[];
  /** Services of other files that extend one of this file; those of its folder, the one above and those in it. */
  extenders(service: string): readonly Extender[];
}

interface Neighbour {
  readonly name: string;
  readonly doc: ComposeDoc;
}

interface Extender {
  /** The file, as somebody beside this one would write it. */
  readonly name: string;
  readonly service: Service;
}

/** What lies beside a Compose file now. */
export function lookAround(doc: ComposeDoc, context: GroupContext): Surroundings {
  const { documents, evidence } = context;
  const folder = parent(doc.file);
  const isBase = isBaseName(baseName(doc.file));
  function neighbours(names: readonly string[]): Neighbour[] {
    return names.flatMap((each) => {
      const found = documents.compose(child(folder, each));
      return found ? [{ name: each, doc: found }] : [];
    });
  }
  function namesBeside(wanted: (name: string) => boolean): Neighbour[] {
    return neighbours(evidence.repository.list(folder).filter(wanted));
  }
  function usual(): Neighbour[] {
    return neighbours(baseNamesIn(evidence.repository.list(folder)));
  }
  /** The usual file of a folder above, where there is none here and this one is laid over that: `tests/compose.ci.yaml`. */
  function above(): Neighbour | undefined {
    if (isBase || beside().length > 0) return undefined;
    for (const here of upwards(parent(doc.file)).slice(1)) {
      const [name] = baseNamesIn(evidence.repository.list(here));
      const found = name === undefined ? undefined : documents.compose(child(here, name));
      if (!found) continue;
      const shares = doc.services.some((service) => found.service(service.name));
      return shares && !standsAlone(doc, found, context) ? { name: found.file, doc: found } : undefined;
    }
    return undefined;
  }
  let near: readonly Neighbour[] | undefined;
  let under: { readonly found: Neighbour | undefined } | undefined;
  let others: readonly ComposeDoc[] | undefined;
  let together: readonly Neighbour[] | undefined;
  function beside(): readonly Neighbour[] {
    near ??= isBase ? namesBeside((each) => isComposeName(each) && !isBaseName(each)) : usual().slice(0, 1);
    return near;
  }
  function laidTogether(): readonly Neighbour[] {
    together ??= beside().filter(({ doc: other }) =>
      isBase ? !standsAlone(other, doc, context) : !standsAlone(doc, other, context),
    );
    return together;
  }
  return {
    doc,
    context,
    documents,
    folder,
    get base() {
      if (isBase) return undefined;
      under ??= { found: laidTogether()[0] ?? above() };
      return under.found;
    },
    get overlays() {
      return isBase ? laidTogether() : [];
    },
    siblings() {
      others ??= namesBeside((each) => isComposeName(each) && each !== baseName(doc.file)).map((each) => each.doc);
      return others;
    },
    get beside() {
      return beside();
    },
    extenders: (service) =>
      extendingFiles(context, folder).flatMap(({ path, doc: other }) =>
        other.services.flatMap((each) => {
          const { file, service: extended } = each.extends ?? {};
          const extendsThis =
            file !== undefined && extended === service && resolveFile(parent(other.file), file) === doc.file;
          return extendsThis ? [{ name: path, service: each }] : [];
        }),
      ),
  };
}

interface Extending {
  readonly path: FilePath;
  readonly doc: ComposeDoc;
}

/** Of one folder; more YAML files are no Compose project. */
const MOST_FILES = 40;
const MOST_FOLDERS = 30;

/** Compose files near a folder that extend services of other files. What extends what is never changed, so they are read once. */
function extendingFiles(context: GroupContext, folder: Folder): readonly Extending[] {
  const known = groupFact(context, extendingByFolder);
  let found = known.get(folder);
  if (!found) {
    found = readExtending(context, folder);
    known.set(folder, found);
  }
  return found;
}

function extendingByFolder(): Map<Folder, readonly Extending[]> {
  return new Map();
}

function readExtending({ documents, evidence: { repository } }: GroupContext, folder: Folder): readonly Extending[] {
  const inside = repository.list(folder).filter((name) => repository.kind(child(folder, name)) === 'directory');
  const near = [
    ...yamlIn(repository, folder),
    ...(folder === '' ? [] : yamlIn(repository, parent(folder))),
    ...inside.slice(0, MOST_FOLDERS).flatMap((name) => yamlIn(repository, child(folder, name))),
  ];
  return near.flatMap((path): Extending[] => {
    const doc = documents.text(path)?.includes('extends') ? documents.compose(path) : undefined;
    return doc?.services.some((each) => each.extends?.file !== undefined) ? [{ path, doc }] : [];
  });
}

function yamlIn(repository: Repository, folder: Folder): FilePath[] {
  const names = repository.list(folder).filter((name) => /\.ya?ml$/.test(name));
  return names.slice(0, MOST_FILES).map((name) => child(folder, name));
}
