// What a service mounts, with what it takes of others by `volumes_from`, and who else writes there.
import { isWithin } from '../model/index.js';
import { asSeq, asText } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import { linkedStage } from '../dockerfile/index.js';
import { imageProfile, serviceProfile } from '../knowledge/index.js';
import { serviceMounts, type ServiceMount } from '../services/index.js';
import type { ImageUse, UseMount, UseReader } from './start.js';

/** The mounts of a service that runs the stage. */
export function mountsOfService(
  reader: UseReader,
  doc: ComposeDoc,
  service: Service,
): Pick<ImageUse, 'mounts' | 'lendsTo'> {
  const own = ownMounts(service);
  const targets = new Set(own.map(({ target }) => target));
  // What is mounted at the same place in the service itself stands over it.
  const taken = takenFrom(service).flatMap((each) =>
    mountsTaken(each, reader, doc).filter(({ target }) => target === undefined || !targets.has(target)),
  );
  const others = doc.services.filter((other) => other.name !== service.name && !isSameImage(reader, doc, other));
  const lender = others.find((other) =>
    takenFrom(other).some(({ name, readOnly }) => name === service.name && !readOnly && isWriter(other)),
  );
  return {
    mounts: [
      ...own.map((mount): UseMount => {
        const other = mount.readOnly ? undefined : others.find((each) => writesThere(each, mount));
        return { ...asUse(mount), ...(other ? { sharedWith: other.name } : {}) };
      }),
      ...taken,
    ],
    ...(lender ? { lendsTo: lender.name } : {}),
  };
}

interface Taken {
  /** The service; none for a container that no Compose file has. */
  readonly name?: string;
  readonly words: string;
  readonly readOnly: boolean;
}

/** `web`, `web:ro`, `container:other`. Source: https://docs.docker.com/reference/compose-file/services/#volumes_from */
function takenFrom(service: Service): Taken[] {
  return (asSeq(service.get('volumes_from'))?.items ?? []).map((item): Taken => {
    const parts = (asText(item) ?? '$').split(':');
    const isForeign = parts[0] === 'container' || parts[0]!.includes('$');
    const name = parts[0] === 'container' ? (parts[1] ?? '') : parts[0]!;
    const mode = parts[parts[0] === 'container' ? 2 : 1];
    return {
      words: isForeign ? `the container ${name}` : name,
      readOnly: mode === 'ro',
      ...(isForeign ? {} : { name }),
    };
  });
}

/** Source: https://docs.docker.com/reference/cli/docker/container/run/#volumes-from: binds come along, memory does not. */
function mountsTaken({ name, words, readOnly }: Taken, reader: UseReader, doc: ComposeDoc): UseMount[] {
  const unknown: UseMount = { kind: 'taken', target: undefined, readOnly, whose: words };
  const other = name === undefined ? undefined : doc.service(name);
  if (!other || other.has('volumes_from')) return [unknown];
  const isSame = isSameImage(reader, doc, other);
  const mounts = ownMounts(other)
    .filter(({ kind }) => kind !== 'tmpfs' && kind !== 'file')
    .map((mount): UseMount => {
      const use = { ...asUse(mount), readOnly: readOnly || mount.readOnly };
      return isSame || use.kind === 'bind' || use.kind === 'unknown' ? use : { ...use, kind: 'taken', whose: words };
    });
  // What its image has under VOLUME comes along.
  return isSame || hasNoVolumes(other) ? mounts : [...mounts, unknown];
}

function ownMounts(service: Service): ServiceMount[] {
  const from = service.get('volumes_from');
  return serviceMounts(service).filter(({ node }) => node !== from);
}

function asUse({ kind, target, source, readOnly }: ServiceMount): UseMount {
  return {
    kind: kind === 'tmpfs' ? 'scratch' : kind === 'file' ? 'given' : kind,
    target,
    readOnly,
    ...(source === undefined ? {} : { source }),
  };
}

function isSameImage({ doc, stage, context }: UseReader, compose: ComposeDoc, { name }: Service): boolean {
  return context.group.links.some(
    (link) => link.file === compose.file && link.service === name && linkedStage(doc, link) === stage,
  );
}

/** Images that others are built on keep nothing in volumes. */
function hasNoVolumes(service: Service): boolean {
  const image = imageOf(service);
  return image !== undefined && imageProfile(image) !== undefined && serviceProfile(image) === undefined;
}

function imageOf(service: Service): string | undefined {
  return service.build === undefined ? asText(service.get('image')) : undefined;
}

/** It has the same volume by its name, and may write there. */
function writesThere(other: Service, { kind, source }: ServiceMount): boolean {
  if (kind !== 'volume' || source === undefined || source.includes('$')) return false;
  return ownMounts(other).some(
    (mount) => mount.kind === 'volume' && mount.source === source && !mount.readOnly && isWriter(other, mount.target),
  );
}

/** Servers of which it is known where they write keep to that: one that shows the pages of others does not change them. */
function isWriter(service: Service, target?: string): boolean {
  const image = imageOf(service);
  const writable = image === undefined ? undefined : serviceProfile(image)?.writable;
  if (writable === undefined) return true;
  return target !== undefined && writable.some(({ is: { path } }) => isWithin(target, path) || isWithin(path, target));
}
