// Whether everything a service writes is known, and what else needs a root file system that can be written.
import { asMap, asSeq, asText, findEntry, findValue } from '../../src/yaml/index.js';
import { type Evidence, type Stop, stop, isWithin } from '../../src/model/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import type { ServiceProfile } from '../../src/knowledge/index.js';
import {
  commandWords,
  whyConditionHolds,
  profileEvidence,
  trialEvidence,
  findMountOf,
  withoutUsualLinks,
  serviceMounts,
  findSwarmSign,
  type ServiceView,
} from '../../src/services/index.js';
import type { SettingsRead } from '../../src/uses/index.js';
import { forSwarm } from './tmpfs.js';

type Writes = NonNullable<ServiceProfile['writable']>;
/** Paths that will be writable. */
type Paths = readonly { readonly is: { readonly path: string } }[];

interface WritesKnown {
  readonly writable: Writes;
  /** The settings that it is given write below /tmp as well. */
  readonly usesTmp?: boolean;
  readonly evidence: readonly Evidence[];
}

/**
 * The paths the image writes, where that is all it writes; a reason against it; nothing where it is not known.
 * @param settings those of the service, where they were read and have it write nowhere else.
 */
export function writesKnown(
  view: ServiceView,
  profile: ServiceProfile,
  settings: SettingsRead | undefined,
): WritesKnown | Stop | undefined {
  const { writable, readOnlyRoot, readOnlyUnless, image } = profile;
  if (!writable) return undefined;
  if (readOnlyRoot) {
    const evidence = [
      profileEvidence(profile, readOnlyRoot, `${image} works with a read-only root file system`),
      ...trialEvidence(profile, 'readOnlyRoot'),
    ];
    return readOnlyRoot.is ? { writable, evidence } : undefined;
  }
  if (!readOnlyUnless) return undefined;
  for (const condition of readOnlyUnless.is) {
    if (settings && 'mount' in condition && condition.mount === SETTINGS) continue;
    if ('argument' in condition && keepsInPlace(view, condition.argument, writable)) continue;
    const met = whyConditionHolds(view, condition);
    if (met === undefined) continue;
    const message = `where ${image} writes is known for its own settings only, and ${met}; see what \`docker diff\` lists, then set read_only and tmpfs`;
    return stop('needs-evidence', message);
  }
  const evidence = [
    profileEvidence(profile, readOnlyUnless, `with its own settings ${image} works with a read-only root file system`),
    ...trialEvidence(profile, 'readOnlyRoot'),
    ...(settings?.evidence ?? []),
  ];
  return { writable, evidence, ...(settings?.usesTmp ? { usesTmp: true } : {}) };
}

/** Of these files what they make the server write is read. */
const SETTINGS = '/etc/nginx';

/** An option says where data is kept, and that is a place which can be written: `--storage.tsdb.path=/prometheus`. */
function keepsInPlace(view: ServiceView, option: string, writable: Paths): boolean {
  if (!/^--[\w.-]{0,60}path$/.test(option)) return false;
  const words = commandWords(view);
  const at = words.findIndex((word) => word.startsWith(option));
  const value = words[at] === option ? words[at + 1] : words[at]?.slice(option.length + 1);
  return value !== undefined && value.startsWith('/') && canWrite(view, value, writable);
}

function canWrite(view: ServiceView, path: string, writable: Paths): boolean {
  const mount = findMountOf(serviceMounts(view.service), path);
  if (mount) return !mount.readOnly;
  return writable.some(({ is }) => isWithin(withoutUsualLinks(path), is.path));
}

/** Options by which servers are told where to log, and where to keep what they write. */
const WRITES_TO = /log|pid|dump|sock|tmp|temp(?!late)|datadir|dbpath|dir$/i;
/** Devices, and what hier(7) has static: `--web.console.templates=/etc/prometheus/consoles`. */
const NO_FILE_OF_ITS_OWN = /^\/(?:dev|etc)\//;

/** An option of the command that makes the server write where neither the image has its data nor something is mounted. */
function writesElsewhere(view: ServiceView, writable: Paths): string | undefined {
  const words = commandWords(view);
  const mounts = serviceMounts(view.service);
  for (const [at, word] of words.entries()) {
    const [, name, value] = /^([^=]*)=(\/.*)$/.exec(word) ?? ['', words[at - 1] ?? '', word];
    if (!value?.startsWith('/') || !WRITES_TO.test(name ?? '') || NO_FILE_OF_ITS_OWN.test(value)) continue;
    if (findMountOf(mounts, value) || writable.some(({ is }) => isWithin(withoutUsualLinks(value), is.path))) continue;
    return value;
  }
  return undefined;
}

/** What a read-only root file system breaks, whatever the image. */
export function stopReadOnlyRoot(view: ServiceView, writable: Paths, tmpfs: readonly string[]): Stop | undefined {
  const { service, around } = view;
  const elsewhere = writesElsewhere(view, writable);
  if (elsewhere !== undefined) {
    const message = `the command makes it write to ${elsewhere}; mount a volume or a tmpfs there first`;
    return stop('needs-evidence', message);
  }
  const copied = copiedIn({ service, around });
  if (copied) {
    const message = `Compose copies ${copied} into the container, which it cannot with a read-only root; make it a file and mount that`;
    return stop('conflicts', message);
  }
  for (const watch of asSeq(findValue(service.get('develop'), 'watch'))?.items ?? []) {
    if (/^sync/.test(asText(findValue(watch, 'action')) ?? ''))
      return stop('conflicts', 'develop.watch copies changed files into the running container');
  }
  return stopTmpfs(view, tmpfs);
}

/** What keeps a file from taking the mounts. */
export function stopTmpfs(view: ServiceView, tmpfs: readonly string[]): Stop | undefined {
  if (tmpfs.length === 0) return undefined;
  const { service, around } = view;
  if (asText(service.get('tmpfs')) !== undefined)
    return stop('unsupported-syntax', 'tmpfs is one path, and others are needed; make it a list');
  const swarm = findSwarmSign(around.doc);
  const isTaken = takesLongVolumes(around.doc) && forSwarm(view, { tmpfs, volumes: [] }) !== undefined;
  if (swarm === undefined || isTaken) return undefined;
  const message = `${swarm}, which follows read_only and ignores tmpfs; use volumes of type tmpfs instead`;
  return stop('needs-decision', message);
}

/** Source: https://github.com/docker/cli/blob/master/cli/compose/schema/data/config_schema_v3.2.json */
function takesLongVolumes({ version }: ComposeDoc): boolean {
  const text = asText(version?.value);
  const [major, minor = 0] = (text ?? '').split('.').map(Number);
  return text === undefined || (major === 3 && minor >= 2);
}

/**
 * A config or secret that is no file: Compose copies its text into the container it has made.
 * Source: https://github.com/docker/compose/blob/main/pkg/compose/secrets.go
 */
function copiedIn({ service, around }: Pick<ServiceView, 'service' | 'around'>): string | undefined {
  for (const key of ['configs', 'secrets'] as const) {
    for (const item of asSeq(service.get(key))?.items ?? []) {
      const map = asMap(item);
      const name = (map ? asText(findEntry(map, 'source')?.value) : asText(item)) ?? '';
      for (const root of around.doc.yaml.documents) {
        const definition = findValue(root, key, name);
        if (findValue(definition, 'content') || findValue(definition, 'environment'))
          return `the ${key.slice(0, -1)} ${name}`;
      }
    }
  }
  return undefined;
}
