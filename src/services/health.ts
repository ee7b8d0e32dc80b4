// Whether Docker will know that a container is healthy.
import { factOf, type Evidence } from '../model/index.js';
import { asBoolean, asMap, asSeq, asText, findValue } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import { verifiedRun, type ServiceProfile, type Fact, type Verified } from '../knowledge/index.js';
import type { ServiceView } from './rule.js';

/**
 * The health check of a container, as far as the files show it. `off`: an author turned it off. `none`: there is none,
 * or an image that nobody described brings one.
 */
export type Health =
  | { readonly state: 'has'; readonly by: 'service' | 'image'; readonly evidence: Evidence }
  | { readonly state: 'off' | 'none' };

/** Whether something asks if the service is healthy: the service itself, the Dockerfile it builds, or what is known of its image. */
export function healthOf({ service, around, runs }: ServiceView): Health {
  const check = service.get('healthcheck');
  if (check) {
    const test = findValue(check, 'test');
    const first = asText(asSeq(test)?.items[0]) ?? asText(test);
    if (asBoolean(findValue(check, 'disable')) === true || first === 'NONE') return { state: 'off' };
    const says = `${service.name} has a health check`;
    if (first) return { state: 'has', by: 'service', evidence: serviceEvidence(around.doc, service, says) };
  }
  const { built, profile } = runs;
  if (built?.healthcheck) {
    const { text, instruction } = built.healthcheck;
    if (/^\s*NONE\b/i.test(text)) return { state: 'none' };
    const from = {
      kind: 'source',
      file: built.file,
      line: instruction.line + 1,
      quote: `HEALTHCHECK ${text}`,
    } as const;
    return { state: 'has', by: 'image', evidence: { says: `the image of ${service.name} has a health check`, from } };
  }
  const brings = profile?.bringsHealthcheck;
  if (profile && brings?.is) {
    return {
      state: 'has',
      by: 'image',
      evidence: profileEvidence(
        profile,
        brings,
        `the image ${profile.image.replace('docker.io/', '')} brings a health check`,
      ),
    };
  }
  return { state: 'none' };
}

/** Evidence that a service of the file shows. */
export function serviceEvidence({ file, yaml }: ComposeDoc, { name, keySpan }: Service, says: string): Evidence {
  const { line } = yaml.lines.position(keySpan.start);
  return { says, from: { kind: 'source', file, line, span: keySpan, quote: `${name}:` } };
}

/** Evidence that a fact of a profile gives. */
export function profileEvidence(profile: ServiceProfile, fact: Fact<unknown>, says: string): Evidence {
  return { says, from: { kind: 'knowledge', entry: profile.image, source: profile.source(fact) } };
}

/**
 * Evidence that a trial showed it: a server of the image’s shape worked at its first start, and at a second one on the same
 * volumes, with what is named and nothing else. Where none did, that is said.
 */
export function trialEvidence(
  profile: ServiceProfile,
  what: 'capabilities' | 'readOnlyRoot' | 'runsAsAccount',
): Evidence[] {
  const run = verifiedRun(profile);
  if (!run || (what !== 'capabilities' && !run[what]) || (what === 'readOnlyRoot' && !hadMounts(profile, run))) {
    const fact = { capabilities: profile.firstBoot, readOnlyRoot: undefined, runsAsAccount: profile.runsAsAccount }[
      what
    ];
    const read = fact ?? profile.readOnlyRoot ?? profile.readOnlyUnless;
    return read ? [profileEvidence(profile, read, 'this was read in the files of the image, and not tried')] : [];
  }
  // Without a health check, a request of the trial tells.
  const worked = run.healthcheck ? 'was healthy' : 'answered';
  const says = `in a trial on ${run.tried}, ${run.ran}, in place of ${run.image}, ${worked} ${ranWith(run, what)}, ${startsOf(run)}${fewerWith(run, what)}`;
  return [{ says, from: { kind: 'observation', run: `__tests__/e2e/profiles.e2e.ts, ${run.image}` } }];
}

/** True where the trial had each tmpfs and volume that the profile asks for today, and no other. */
function hadMounts({ writable = [] }: ServiceProfile, { tmpfs, volumes }: Verified): boolean {
  const asked = writable.map(({ is }) => `${is.kind} ${is.path}`);
  const had = new Set([
    ...tmpfs.map((value) => `tmpfs ${value.split(':', 1)[0]}`),
    ...volumes.map((path) => `volume ${path}`),
  ]);
  return asked.length === had.size && asked.every((mount) => had.has(mount));
}

function ranWith(run: Verified, what: keyof Verified): string {
  if (what === 'runsAsAccount') return 'as this user from the start, with no capability';
  if (what === 'capabilities') {
    const all = Object.keys(run.capabilities);
    return all.length === 0 ? 'with no capability' : `with no capability but ${all.join(', ')}`;
  }
  const memory = run.tmpfs.map((each) => each.replace(/:(.*)/, ' ($1)'));
  const parts = [
    memory.length > 0 && `a tmpfs at ${memory.join(' and at ')}`,
    run.volumes.length > 0 && `a volume at ${run.volumes.join(' and at ')}`,
  ].filter((part) => part !== false);
  return `with a read-only root, ${parts.join(', and ') || 'and nothing mounted'}`;
}

function fewerWith({ withData }: Verified, what: keyof Verified): string {
  return what === 'capabilities' && withData ? `; there also with no more than ${withData.join(', ')}` : '';
}

/** Both starts were of a new container; only volumes lasted. */
function startsOf({ volumes }: Verified): string {
  if (volumes.length === 0) return 'in a new container, twice';
  return `on ${volumes.length === 1 ? 'a new volume' : 'new volumes'}, and again on the same`;
}

/** The services that `depends_on` of some service waits for, with the condition that is written; short form: none. */
export function awaitedBy(service: Service): { readonly name: string; readonly condition?: string }[] {
  const node = service.get('depends_on');
  const map = asMap(node);
  if (map) {
    return map.entries.map(({ name, value }) => {
      const condition = asText(findValue(value, 'condition'));
      return condition === undefined ? { name } : { name, condition };
    });
  }
  return (asSeq(node)?.items ?? []).flatMap((item) => {
    const name = asText(item);
    return name === undefined ? [] : [{ name }];
  });
}

/** A service that waits for another with the condition given, which somebody wrote. */
export function waiterFor(doc: ComposeDoc, name: string, condition: string): Service | undefined {
  return factOf(doc, waitersOf).get(`${condition} ${name}`);
}

function waitersOf(doc: ComposeDoc): ReadonlyMap<string, Service> {
  const found = new Map<string, Service>();
  for (const service of doc.services)
    for (const each of awaitedBy(service))
      if (each.condition !== undefined) found.set(`${each.condition} ${each.name}`, service);
  return found;
}
