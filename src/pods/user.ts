// Whom a container of a manifest runs as, in numbers: the kubelet compares numbers, never names.
import { lineMark, type Evidence } from '../model/index.js';
import { asText } from '../yaml/index.js';
import type { Instruction } from '../dockerfile/index.js';
import { imageProfile } from '../knowledge/index.js';
import { profileEvidence } from '../services/index.js';
import { securityOf, type PodView } from './rewrite.js';
import type { ContainerRuns } from './workloads.js';
import type { Container } from '../kubernetes/index.js';

export interface PodUser {
  /** `unknown`: an image that nobody described, or a variable, decides. */
  readonly is: 'root' | 'other' | 'unknown';
  readonly by: 'manifest' | 'dockerfile' | 'image';
  readonly uid?: number;
  /** Only where it is written. */
  readonly gid?: number;
  /** As written. */
  readonly text?: string;
  readonly evidence?: Evidence;
}

/** Whom the first process of the container runs as: what the manifest says, else the Dockerfile, else the image. */
export function podUser({ workload, runs }: PodView, container: Container): PodUser {
  const written = asText(securityOf(workload, container, 'runAsUser'));
  if (written !== undefined) return { by: 'manifest', text: written, ...fromText(written) };
  if (asText(securityOf(workload, container, 'runAsNonRoot')) === 'true') return { is: 'other', by: 'manifest' };
  const running = runs(container);
  return running ? imageUser(running) : { is: 'unknown', by: 'image' };
}

/** Whom the image itself starts as. */
export function imageUser({ base, built, ofImage, services }: ContainerRuns): PodUser {
  if (built?.user) {
    const { text, instruction } = built.user;
    const from = { kind: 'source', file: built.file, line: instruction.line + 1, quote: `USER ${text}` } as const;
    const evidence = { says: `the image runs as ${text}`, from };
    const found = fromText(text);
    if (found.uid !== undefined || found.is !== 'other') return { by: 'dockerfile', text, evidence, ...found };
    const name = text.split(':', 1)[0]!;
    const made = built.chain.flatMap(({ instructions }) => instructions.flatMap((each) => uidMadeFor(each, name)))[0];
    const account = base === undefined ? undefined : imageProfile(base)?.accounts?.find((each) => each.name === name);
    const uid = made ?? account?.uid;
    return { is: 'other', by: 'dockerfile', text, evidence, ...(uid === undefined ? {} : { uid }) };
  }
  // Which Dockerfile makes it could not be read.
  if (!built && services.some(({ service }) => service.build)) return { is: 'unknown', by: 'image' };
  const starts = ofImage?.startsAs;
  if (ofImage && starts) {
    const { name, uid, gid } = starts.is;
    const evidence = profileEvidence(ofImage, starts, `the image ${ofImage.image} starts as ${name}, ${uid}:${gid}`);
    return { is: uid === 0 ? 'root' : 'other', by: 'image', uid, gid, text: name, evidence };
  }
  const profile = base === undefined ? undefined : imageProfile(base);
  const name = profile?.defaultUser;
  if (!profile || name === undefined) return { is: 'unknown', by: 'image' };
  const says = `the image ${profile.image} starts as ${name}`;
  const evidence = { says, from: { kind: 'knowledge', entry: profile.image, source: profile.source } } as const;
  const account = profile.accounts?.find((each) => each.name === name);
  const ids = account ? { uid: account.uid, gid: account.gid } : {};
  return { by: 'image', text: name, evidence, ...ids, ...fromText(name) };
}

/** `1000`, `1000:1000`, `root`, `app:app`. */
function fromText(text: string): Pick<PodUser, 'is' | 'uid' | 'gid'> {
  const [user = '', group] = text.trim().split(':');
  if (user === 'root') return { is: 'root', uid: 0 };
  if (!/^\d{1,10}$/.test(user)) return { is: /^[a-zA-Z_][\w.-]*$/.test(user) ? 'other' : 'unknown' };
  const uid = Number(user);
  const gid = group !== undefined && /^\d{1,10}$/.test(group) ? { gid: Number(group) } : {};
  return { is: uid === 0 ? 'root' : 'other', uid, ...gid };
}

/** Options behind which a name is a group, a folder or a shell. */
const TAKES_VALUE =
  /^(?:-[a-zA-Z]*[gGdsckhbKe]|--(?:gid|groups?|ingroup|home|home-dir|shell|comment|gecos|base-dir|skel))$/;

/** The number that `useradd` or `adduser` gives to a name. */
function uidMadeFor(instruction: Instruction, name: string): number[] {
  if (instruction.keyword !== 'RUN' || !instruction.shell.ok) return [];
  return instruction.shell.commands.flatMap(({ words }) => {
    const texts = words.map(({ value }) => value ?? '');
    const isIts = texts.some((text, index) => text === name && !TAKES_VALUE.test(texts[index - 1] ?? ''));
    if (!isIts || !texts.some((text) => /(?:^|\/)(?:useradd|adduser)$/.test(text))) return [];
    const at = texts.findIndex((text) => /^(?:-u|--uid|-[a-zA-Z]*u)$/.test(text));
    const value = at === -1 ? texts.find((text) => text.startsWith('--uid='))?.slice(6) : texts[at + 1];
    return value !== undefined && /^\d{1,10}$/.test(value) ? [Number(value)] : [];
  });
}

/** A user that a file of the repository names for an image. */
export interface NamedUser {
  /** As the kubelet compares it, where it is known. */
  readonly uid?: number;
  readonly gid?: number;
  /** `USER 10001 in Dockerfile:3`. */
  readonly says: string;
  readonly evidence: Evidence;
}

/** Every user that the Dockerfile and the Compose services of an image name. */
export function usersNamed(running: ContainerRuns): NamedUser[] {
  const { built, services } = running;
  const found: NamedUser[] = [];
  const user = imageUser(running);
  if (built?.user && user.evidence) {
    const { text, instruction } = built.user;
    const says = `USER ${text} in ${built.file}:${instruction.lineMark}`;
    found.push({ ...ids(user), says, evidence: user.evidence });
  }
  for (const { doc, service } of services) {
    const node = service.get('user');
    const text = asText(node);
    if (!node || text === undefined) continue;
    const { line } = doc.yaml.lines.position(node.span.start);
    found.push({
      ...ids(fromText(text)),
      says: `user: ${text} of ${service.name} in ${doc.file}:${lineMark(doc.file, line)}`,
      evidence: {
        says: `${service.name} runs the image as ${text} under Compose`,
        from: { kind: 'source', file: doc.file, line, span: node.span, quote: `user: ${text}` },
      },
    });
  }
  return found;
}

function ids({ uid, gid }: Pick<PodUser, 'uid' | 'gid'>): Pick<NamedUser, 'uid' | 'gid'> {
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** Two of the users named for an image, or the one that a manifest writes, that are not the same; in words. */
export function describeUserConflict(users: readonly NamedUser[], written?: number): string | undefined {
  const known = users.filter(({ uid }) => uid !== undefined);
  const first = written ?? known[0]?.uid;
  const other = known.find(({ uid }) => uid !== first);
  if (!other) return undefined;
  return `${written === undefined ? known[0]!.says : `runAsUser: ${written} here`} and ${other.says}`;
}
