// Whom a container starts as.
import { asText, findEntry } from '../yaml/index.js';
import { imageProfile } from '../knowledge/index.js';
import { type Evidence, type Stop, stop } from '../model/index.js';
import { profileEvidence, serviceEvidence, type ServiceView } from '../services/index.js';

export interface StartUser {
  /** `unknown`: a variable, or an image that nobody described, decides. */
  readonly is: 'root' | 'other' | 'unknown';
  /** Where it is decided. */
  readonly by: 'service' | 'dockerfile' | 'image';
  /** As written, or as the profile names it. */
  readonly text?: string;
  readonly evidence?: Evidence;
}

/** Whom the first process runs as: what the service says, else the Dockerfile, else what is known of the image. */
export function startUser(view: ServiceView): StartUser {
  const { service, around, runs } = view;
  const node = service.get('user');
  const own = asText(node);
  if (own !== undefined && own !== '') {
    const is = userKind(own);
    if (is === 'unknown') return { is, by: 'service', text: own };
    return {
      is,
      by: 'service',
      text: own,
      evidence: serviceEvidence(around.doc, service, `${service.name} runs as user ${own}`),
    };
  }
  if (node && own === undefined && !service.own('user')) return { is: 'unknown', by: 'service' };
  const { built, profile } = runs;
  if (built?.user) {
    const { text, instruction } = built.user;
    const from = { kind: 'source', file: built.file, line: instruction.line + 1, quote: `USER ${text}` } as const;
    return { is: userKind(text), by: 'dockerfile', text, evidence: { says: `the image runs as ${text}`, from } };
  }
  const starts = profile?.startsAs;
  if (profile && starts) {
    const { name, uid } = starts.is;
    const evidence = profileEvidence(profile, starts, `the image ${profile.image} starts as ${name}`);
    return { is: uid === 0 ? 'root' : 'other', by: 'image', text: name, evidence };
  }
  const image = runs.image ?? built?.base;
  const base = image === undefined ? undefined : imageProfile(image);
  if (base?.defaultUser === undefined) return { is: 'unknown', by: 'image' };
  const from = { kind: 'knowledge', entry: base.image, source: base.source } as const;
  const says = `the image ${base.image} starts as ${base.defaultUser}`;
  return { is: userKind(base.defaultUser), by: 'image', text: base.defaultUser, evidence: { says, from } };
}

function userKind(text: string): StartUser['is'] {
  const [name = ''] = text.trim().split(':', 1);
  if (name === '' || name.includes('$')) return 'unknown';
  return name === 'root' || /^0+$/.test(name) ? 'root' : 'other';
}

/** A file used together with this one that gives the service another user: whom it starts as is open then. */
export function userSetElsewhere({ service, around }: ServiceView): Stop | undefined {
  const own = asText(service.get('user'));
  for (const { name, doc } of around.base ? [around.base] : around.overlays) {
    const other = doc.services.find((each) => each.name === service.name);
    const entry = other?.map && findEntry(other.map, 'user');
    if (!entry || asText(entry.value) === own) continue;
    return stop('conflicts', `${name} sets another user for ${service.name}; decide it in one of the two files`);
  }
  return undefined;
}
