// What the files of a service show of the rights that its program takes.
import { type Assumption, type Evidence, type Stop, stop, isWithin } from '../../src/model/index.js';
import { asBoolean, asMap, asSeq, asText, findEntry } from '../../src/yaml/index.js';
import type { ServiceProfile } from '../../src/knowledge/index.js';
import {
  profileEvidence,
  withoutUsualLinks,
  serviceEvidence,
  serviceMounts,
  type ServiceMount,
  type ServiceView,
} from '../../src/services/index.js';
import { privilegeSigns } from '../../src/uses/index.js';

/** What in the service or its Dockerfile gains privileges, so that a program may not even start without them. */
export function gains(view: ServiceView): Stop | undefined {
  const { stands } = privilegeSigns(view);
  const instructions = view.around.documents.dockerfile(view.runs.built?.file)?.instructions ?? [];
  const setcap = instructions.find(({ keyword, args }) => keyword === 'RUN' && /\bsetcap\b/.test(args));
  const place = setcap && `\`${view.runs.built!.file}:${setcap.lineMark}\` gives a program file capabilities`;
  const why = stands ?? place;
  if (why === undefined) return undefined;
  return stop('needs-decision', `${why}; decide which capabilities stay in cap_add`);
}

/** A port below 1024 that the program listens on. */
export function lowPort(view: ServiceView): { readonly port: number; readonly evidence: Evidence } | undefined {
  const { service, around, runs } = view;
  const fact = runs.profile?.ports?.find(({ is }) => is.port < 1024);
  if (runs.profile && fact) {
    const { port } = fact.is;
    return { port, evidence: profileEvidence(runs.profile, fact, `${runs.profile.image} listens on port ${port}`) };
  }
  for (const key of ['ports', 'expose'] as const) {
    for (const item of asSeq(service.get(key))?.items ?? []) {
      const map = asMap(item);
      const text = asText(map ? findEntry(map, 'target')?.value : item) ?? '';
      const port = Number(/(?:^|:)(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(text)?.[1]);
      if (port > 0 && port < 1024)
        return { port, evidence: serviceEvidence(around.doc, service, `${service.name} listens on port ${port}`) };
    }
  }
  const exposed = runs.built?.exposed.map((each) => Number.parseInt(each, 10)).find((port) => port > 0 && port < 1024);
  if (!runs.built || exposed === undefined) return undefined;
  const from = { kind: 'source', file: runs.built.file, quote: `EXPOSE ${exposed}` } as const;
  return { port: exposed, evidence: { says: `the image of ${service.name} listens on port ${exposed}`, from } };
}

/** True where Compose puts an init in front of the program. */
export function hasInit({ service }: ServiceView): boolean {
  const init = service.get('init');
  return init !== undefined && asBoolean(init) !== false;
}

/** Why KILL goes back where there is an init. */
export function initSignals({ around, service }: ServiceView): Evidence {
  return serviceEvidence(
    around.doc,
    service,
    `the init of ${service.name} passes signals on as root, which takes KILL`,
  );
}

/** True where something of the host is, or may be, in the container. */
export function mountsOfHost({ service }: ServiceView): boolean {
  return serviceMounts(service).some(({ kind }) => kind === 'bind' || kind === 'file' || kind === 'unknown');
}

/** A directory of the host where the server writes, as far as is known where it does; sockets belong to root. */
export function isHostData({ kind, readOnly, source, target }: ServiceMount, { writable }: ServiceProfile): boolean {
  if (kind !== 'bind' || readOnly || target === undefined || /\.sock$/.test(source ?? '')) return false;
  if (!writable) return true;
  const path = withoutUsualLinks(target);
  return writable.some(({ is }) => isWithin(is.path, path) || isWithin(path, is.path));
}

/** Of files that are mounted from the host. */
export const HOST_FILES: Assumption = {
  id: 'host-files-readable',
  believes: 'What is mounted from the host is open to root without the right to override permissions',
  breaksIf:
    'a mounted file or directory belongs to another user and is closed to others: root in the container can no longer open it',
  checkBy: '`ls -ln` on the mounted paths of the host; open what is closed, or add DAC_OVERRIDE to cap_add',
};
