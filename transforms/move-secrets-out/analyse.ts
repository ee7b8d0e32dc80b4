// Which credentials of a file can be taken out, under which names, and what keeps the others in.
import { type Context, baseName, type Folder, child, parent, type Stop, isStop, stop } from '../../src/model/index.js';
import { isBaseName, isComposeFile, type ComposeDoc } from '../../src/compose/index.js';
import { SECRET_VALUE } from '../../src/knowledge/index.js';
import { findSwarmSign } from '../../src/services/index.js';
import { isIgnored } from './files.js';
import { findSecrets, isKnown, type Found } from './find.js';
import { nameOf, readEnvFile, variablesOf } from './names.js';
import { asSecretFile, isFolderTaken } from './secret-files.js';
import { replaceAll, type Replaced } from './uses.js';

/** A value that is taken out, with everything that held it. */
export interface Wanted {
  readonly variable: string;
  readonly found: readonly [Found, ...Found[]];
  readonly replaced: Replaced;
  /** The name of the secret of Compose that stands for it, where the option or the preset asks for files. */
  readonly secret?: string;
  /** Everybody knows it: taken out only because the preset asks for it, for a run to confirm. */
  readonly known?: true;
}

export interface Analysis {
  readonly wanted: readonly Wanted[];
  readonly no: readonly Required<Stop<Found>>[];
}

/** The Compose files that read one `.env`. */
export interface ComposeFolder {
  readonly path: Folder;
  /** More than anybody reads: they are not read. */
  readonly crowded: boolean;
  /** The files that come before it and after it in the order of their names, those Compose takes by itself first. */
  readonly before: readonly ComposeDoc[];
  readonly after: readonly ComposeDoc[];
}

/** Above this a file is made by a program. */
const MOST = 40;

export function analyseSecrets(doc: ComposeDoc, context: Context): Analysis {
  const wanted: Wanted[] = [];
  const no: Analysis['no'][number][] = [];
  if (doc.isV1) return { wanted, no };
  const byValue = new Map<string, [Found, ...Found[]]>();
  for (const found of findSecrets(doc)) {
    const list = byValue.get(found.value);
    if (list) list.push(found);
    else byValue.set(found.value, [found]);
  }
  if (byValue.size === 0) return { wanted, no };
  const folder = folderOf(doc, context);
  const { repository } = context.evidence;
  const env = repository.read(child(folder.path, '.env'));
  const others = [...folder.before, ...folder.after];
  const given = new Set<string>();
  const names = {
    set: readEnvFile(env ?? ''),
    read: new Set([doc, ...others].flatMap(variablesOf)),
    others: valuesByKey(others),
    given,
  };
  const asked = context.options.files === true || context.preset === 'guide';
  const asFiles = asked && !isFolderTaken(repository, folder.path);
  const stops = stopOf(doc, context, folder, byValue.size);
  const whyKnown = context.options.everything === true ? undefined : stayOfKnown;
  for (const found of byValue.values()) {
    const at = found[0];
    const stays = found.some(isKnown) ? whyKnown?.(at) : undefined;
    const known = stays !== undefined;
    // A guide has no password in a file, whoever knows it; what would need a variable in several files stays.
    const variable = (known && !(asFiles && context.preset === 'guide') ? stays : stops(found)) ?? nameOf(found, names);
    if (typeof variable !== 'string') {
      no.push({ ...variable, at });
      continue;
    }
    const replaced = replaceAll(doc, {
      value: at.value,
      variable,
      scalars: new Set(found.map(({ scalar }) => scalar)),
      common: found.some(isKnown),
    });
    if (isStop(replaced)) {
      no.push({ ...(stays ?? replaced), at });
      continue;
    }
    const isFile = asFiles && (known || !found.some(isKnown));
    const file = isFile ? asSecretFile(doc, repository, found, replaced, variable) : undefined;
    if (stays && !file && !isOfServerInAddress(found, others)) {
      no.push({ ...stays, at });
      continue;
    }
    given.add(variable);
    const more = known ? { known } : {};
    wanted.push(
      file ? { variable, found, replaced: file, secret: file.name, ...more } : { variable, found, replaced, ...more },
    );
  }
  return { wanted, no };
}

/**
 * The password of a server, which others of the file hold in an address: one variable serves them all. Where another file
 * of the folder has the word too, it would be given up in one of them only.
 */
function isOfServerInAddress(found: readonly Found[], others: readonly ComposeDoc[]): boolean {
  const isServers = found.some(({ rank }) => rank === 0);
  const isInAddress = found.some(({ rank, where: [section] }) => rank === 2 && section === 'environment');
  const [first] = found;
  return (
    isServers && isInAddress && !others.some((doc) => findSecrets(doc).some(({ value }) => value === first?.value))
  );
}

/** What speaks against taking a value out, before anybody looks where it stands. */
function stopOf(
  doc: ComposeDoc,
  context: Context,
  folder: ComposeFolder,
  count: number,
): (found: readonly Found[]) => Stop | undefined {
  const { repository } = context.evidence;
  const everything = context.options.everything === true;
  const swarm = findSwarmSign(doc);
  const file = child(folder.path, '.env');
  const committed = repository.kind(file) !== undefined && !isIgnored(repository, folder.path, '.env');
  const development = developmentSign(doc);
  return (found) => {
    const [{ where, value }] = found as readonly [Found];
    const key = where.at(-1);
    const issued = SECRET_VALUE.test(value);
    if (!everything && !issued && development !== undefined)
      return stop(
        'needs-decision',
        `${development}, where a value that everybody has saves a step; if it is not, set the option everything`,
      );
    if (count > MOST)
      return stop(
        'needs-decision',
        `the file holds ${count} credentials; a program that makes such files is the place to change`,
      );
    if (folder.crowded)
      return stop(
        'needs-decision',
        `more than ${MOST_FILES} Compose files of the folder share its .env; name the variables for all of them at once`,
      );
    if (swarm !== undefined)
      return stop(
        'needs-decision',
        `${swarm}, and docker stack deploy reads no .env; a secret of Swarm is what holds ${key}`,
      );
    if (committed)
      return stop(
        'conflicts',
        `.env stands beside the file and git does not ignore it, so the value would be committed there; take .env out of git first`,
      );
    if (/^(["']).*\1$/s.test(value))
      return stop(
        'ambiguous',
        `the quotes are part of the value of ${key}, as Compose reads it; take them away first, or write KEY: value`,
      );
    return undefined;
  };
}

function stayOfKnown({ where }: Found): Stop {
  return stop(
    'needs-decision',
    `${where.at(-1)} has a value that everybody knows or can guess, so nothing would be hidden; give it one of its own, or set the option everything`,
  );
}

const DEVELOPMENT =
  /(?:^|[._-])(?:dev|devel|develop|development|debug|local|test|tests|testing|integration|ci|e2e|demo)(?=[._-]|$)/i;
const DEVELOPMENT_FOLDER = /(?:^|\/)(?:\.devcontainer|tests?|__tests__|testdata|e2e|fixtures|integration-tests?)\//i;

function developmentSign({ file }: ComposeDoc): string | undefined {
  const name = baseName(file);
  if (DEVELOPMENT.test(name.replace(/\.ya?ml$/, ''))) return `${name} is for development or tests, by its name`;
  const folder = DEVELOPMENT_FOLDER.exec(file)?.[0];
  return folder === undefined
    ? undefined
    : `the folder ${folder.replaceAll('/', '')} is for development or tests, by its name`;
}

function valuesByKey(docs: readonly ComposeDoc[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const { key, value } of docs.flatMap(findSecrets)) values.set(key, (values.get(key) ?? new Set()).add(value));
  return values;
}

/** With more in one folder, a program puts them together, and nobody can tell which share a `.env`. */
const MOST_FILES = 12;

/** The Compose files beside one, those that Compose takes by itself first. */
export function folderOf(doc: ComposeDoc, { documents, evidence }: Context): ComposeFolder {
  const path = parent(doc.file);
  const rank = (name: string): string => (isBaseName(name) ? '0' : '1') + name;
  const own = rank(baseName(doc.file));
  const names = evidence.repository
    .list(path)
    .filter((name) => /\.ya?ml$/.test(name) && rank(name) !== own)
    .filter((name) => isComposeFile(name, documents.text(child(path, name)) ?? ''));
  const crowded = names.length >= MOST_FILES;
  function readable(isMeant: (at: string) => boolean): ComposeDoc[] {
    const meant = crowded ? [] : names.filter((name) => isMeant(rank(name)));
    return meant.flatMap((name) => documents.compose(child(path, name)) ?? []);
  }
  return { path, crowded, before: readable((at) => at < own), after: readable((at) => at > own) };
}
