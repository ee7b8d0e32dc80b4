// Where a probe can be read: the Dockerfile, a Compose file, what is known of the image, the Service in front of it.
import { type Assumption, type Evidence, type Stop, stop } from '../../src/model/index.js';
import { asBoolean, asMap, asSeq, asText, findEntry, findValue, toJS } from '../../src/yaml/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import { whyConditionHolds, servicesFor, variablesOf, type ContainerRuns, type PodView } from '../../src/pods/index.js';
import { profileEvidence } from '../../src/services/index.js';
import { handlerOf, secondsOf, type Handler, type Times } from './probes.js';

export interface Found {
  readonly handler: Handler;
  readonly times: Times;
  readonly assumption: Assumption;
  readonly evidence: readonly Evidence[];
  /** It keeps nothing that a restart could lose, and asks nobody but itself. */
  readonly stateless: boolean;
  /** Nobody wrote a check: only the port is known. */
  readonly guessed?: true;
}

const TIMES: Times = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };

const SAME_CHECK: Assumption = {
  id: 'check-speaks-for-the-pod',
  believes:
    'The health check of the image asks the container about itself, at an address that is also reached from outside of it',
  breaksIf: 'it asks a database as well: then all pods are taken out of service together when the database is away',
  checkBy: 'read what the check calls, and roll it out to a test cluster: `kubectl get pods` shows READY',
};

const CHECK_PASSES: Assumption = {
  id: 'check-passes',
  believes: 'The server listens where its image has it listen, and lets the check in',
  breaksIf: 'its configuration moves the port or demands a client certificate: the pod works and never gets traffic',
  checkBy: 'roll it out to a test cluster: `kubectl get pods` shows READY',
};

const PORT_OPENS: Assumption = {
  id: 'port-opens-when-ready',
  believes: 'The port that the Service sends traffic to is open as soon as the server can take it',
  breaksIf: 'the server listens at that port only on some pods: the others never get traffic, at any port',
  checkBy: 'roll it out to a test cluster: `kubectl get pods` shows READY',
};

const AS_LIVENESS: Assumption = {
  id: 'alive-is-ready',
  believes: 'What answers the liveness probe can take traffic: the author found no other sign of it',
  breaksIf:
    'the server answers the probe before it has loaded what it needs, which is no worse than without a readiness probe',
  checkBy: 'read what answers the probe; give readiness a path of its own where it should wait for more',
};

/** The author's own check: what restarts the container may as well keep traffic away. */
export function fromLiveness(
  { doc }: PodView,
  container: Container,
  kinds: readonly ('httpGet' | 'tcpSocket' | 'grpc')[],
): Found | undefined {
  const entry = findEntry(container.map, 'livenessProbe');
  const probe = entry && asMap(entry.value);
  if (!probe) return undefined;
  for (const kind of kinds) {
    const value = findEntry(probe, kind)?.value;
    if (!value || !asMap(value)) continue;
    const number = (key: string): number => Number(asText(findValue(probe, key)) ?? Number.NaN);
    const { line } = doc.yaml.lines.position(entry.span.start);
    return {
      // Copied from the file as it is written: the cluster has taken it in this form.
      handler: { [kind]: toJS(value) } as unknown as Handler,
      times: {
        periodSeconds: Math.min(number('periodSeconds') || TIMES.periodSeconds, 30),
        timeoutSeconds: number('timeoutSeconds') || TIMES.timeoutSeconds,
        failureThreshold: TIMES.failureThreshold,
      },
      assumption: AS_LIVENESS,
      evidence: [
        {
          says: 'the container answers this liveness probe',
          from: { kind: 'source', file: doc.file, line, span: entry.span },
        },
      ],
      stateless: false,
    };
  }
  return undefined;
}

/** A credential in a check would be written to one more file. */
export function holdsCredential(test: readonly string[] | string): boolean {
  const text = typeof test === 'string' ? test : test.join(' ');
  return (
    /(?:pass|secret|token)\w{0,40}(?:=|:| )\s{0,4}["']?[^\s"'$-]/i.test(text) ||
    /(?:^|\s)-p["']?[^\s"'$-][^\s]{2,}/.test(text) ||
    (/\b(?:redis|valkey|keydb)-cli\b/.test(text) && /\s-a\s{1,4}["']?[^\s"'$-]/.test(text)) ||
    /\s(?:-u|--user)[= ]["']?[^\s:"'$]{1,80}:[^\s"'$]/.test(text) ||
    /:\/\/[^\s/:@]{0,80}:[^\s/@$]{1,200}@/.test(text)
  );
}

const CREDENTIAL: Stop = stop(
  'needs-decision',
  'the health check of the image holds a password; write a readinessProbe that takes it from a variable',
);

/** HEALTHCHECK of the Dockerfile, which Kubernetes does not read. */
export function fromBuild({ built, command, args }: ContainerRuns): Found | Stop | undefined {
  const check = built?.healthcheck;
  if (!built || !check || command || isOther(args)) return undefined;
  const { instruction, exec } = check;
  // As it is written: quotes belong to the shell.
  const text = instruction.args;
  if (!/^CMD\b/i.test(text)) return undefined;
  const test = exec ?? text.replace(/^CMD\s+/i, '');
  if (holdsCredential(test)) return CREDENTIAL;
  const handler = handlerOf(test);
  if (!handler) return undefined;
  const flag = (name: string): string | undefined => instruction.flag(name)?.value;
  const from = { kind: 'source', file: built.file, line: instruction.line + 1, quote: `HEALTHCHECK ${text}` } as const;
  return {
    handler,
    times: timesOf(secondsOf(flag('interval')), secondsOf(flag('timeout')), Number(flag('retries') ?? Number.NaN)),
    assumption: SAME_CHECK,
    evidence: [{ says: 'the image is built with this health check', from }],
    stateless: false,
  };
}

/** Words that choose another program of the image, a worker instead of the server. */
function isOther(args: readonly string[] | undefined): boolean {
  return args !== undefined && !args[0]?.startsWith('-');
}

/** The healthcheck of the Compose service that builds the image. */
export function fromCompose({ services, command, args, built }: ContainerRuns): Found | Stop | undefined {
  if (command || isOther(args)) return undefined;
  for (const { doc, service } of services) {
    const check = service.get('healthcheck');
    if (!check || service.has('command') || service.has('entrypoint') || (!service.build && !built)) continue;
    if (asBoolean(findValue(check, 'disable')) === true) continue;
    const test = findValue(check, 'test');
    const [kind, ...words] = (asSeq(test)?.items ?? []).map((item) => (asText(item) ?? '').replaceAll('$$', '$'));
    const line = asText(test)?.replaceAll('$$', '$');
    const given = kind === 'CMD' ? words : kind === 'CMD-SHELL' ? words.join(' ') : line;
    if (given !== undefined && holdsCredential(given)) return CREDENTIAL;
    const handler = given === undefined ? undefined : handlerOf(given);
    if (!handler) continue;
    const seconds = (key: string): number | undefined => secondsOf(asText(findValue(check, key)));
    const from = { kind: 'source', file: doc.file, line: doc.yaml.lines.position(check.span.start).line } as const;
    return {
      handler,
      times: timesOf(
        seconds('interval'),
        seconds('timeout'),
        Number(asText(findValue(check, 'retries')) ?? Number.NaN),
      ),
      assumption: SAME_CHECK,
      evidence: [{ says: `${service.name} has this health check under Compose`, from }],
      stateless: false,
    };
  }
  return undefined;
}

/** Flags that move the place where the server listens, or whom it lets in. */
const ENDPOINT =
  /^--?(?:p|port|http-port|tls[\w-]*|ssl[\w-]*|socket|unix-?socket[\w-]*|require-secure-transport|web\.[\w.-]+)(?:=|$)|^-p\d+$|(?:^|[._])port=/i;
const STATELESS: ReadonlySet<string> = new Set(['web', 'proxy', 'admin']);

/** The check that is known to work for the image. */
export function fromProfile(container: Container, running: ContainerRuns): Found | Stop | undefined {
  const { profile, args = [] } = running;
  const fact = profile?.probe ?? profile?.probeUnless;
  if (!profile || !fact) return undefined;
  const { names, all } = variablesOf(container);
  const missing = (fact.is.needs ?? []).find((name) => !names.has(name));
  const flag = args.find((arg) => ENDPOINT.test(arg));
  const stands =
    missing !== undefined
      ? `it needs ${missing}, ${all ? 'which may be set through envFrom' : 'which is not set'}`
      : flag !== undefined
        ? `its args have ${flag}`
        : 'unless' in fact.is && !profile.probe
          ? whyConditionHolds(
              (fact.is as typeof fact.is & { unless: Parameters<typeof whyConditionHolds>[0] }).unless,
              container,
              running,
            )
          : undefined;
  if (stands !== undefined) {
    return stop(
      'needs-decision',
      `the known check of ${profile.image} may not fit: ${stands}; write a readinessProbe that does`,
    );
  }
  const [kind, ...words] = fact.is.test;
  const handler = handlerOf(kind === 'CMD' ? words : words.join(' '));
  if (!handler) return undefined;
  const timing = profile.timing?.is;
  return {
    handler,
    times: timesOf(timing?.interval, timing?.timeout, timing?.retries ?? Number.NaN),
    assumption: CHECK_PASSES,
    evidence: [
      profileEvidence(
        profile,
        fact,
        `${profile.image} answers ${'httpGet' in handler ? 'this request' : fact.is.program}`,
      ),
    ],
    stateless: STATELESS.has(profile.role?.is ?? ''),
  };
}

/** A Service with one port: no traffic is to go to a port that is not open. */
export function fromService({ doc, workload, context }: PodView, container: Container): Found | undefined {
  const ports = (asSeq(findEntry(container.map, 'ports')?.value)?.items ?? []).map((item) => ({
    name: asText(findValue(item, 'name')),
    port: asText(findValue(item, 'containerPort')),
    protocol: asText(findValue(item, 'protocol')) ?? 'TCP',
  }));
  for (const { id, map, file, line } of servicesFor(doc, workload, context)) {
    const items = asSeq(findValue(map, 'spec', 'ports'))?.items ?? [];
    const [item] = items;
    if (!item || items.length > 1 || (asText(findValue(item, 'protocol')) ?? 'TCP') !== 'TCP') continue;
    const target = asText(findValue(item, 'targetPort')) ?? asText(findValue(item, 'port'));
    const declared = ports.find(({ name, port }) => name === target || port === target);
    if (declared?.protocol !== 'TCP') continue;
    const port = Number(declared.port);
    if (!(port > 0 && port < 65536)) continue;
    return {
      handler: { tcpSocket: { port } },
      times: TIMES,
      assumption: PORT_OPENS,
      evidence: [
        {
          says: `${id} sends its traffic to port ${port}`,
          from: { kind: 'source', file, line },
        },
      ],
      stateless: false,
      guessed: true,
    };
  }
  return undefined;
}

/** A request that takes a second under load is no sign of trouble: less than five to answer is asked of nobody. */
function timesOf(interval: number | undefined, timeout: number | undefined, retries: number): Times {
  return {
    periodSeconds: Math.min(interval ?? TIMES.periodSeconds, 30),
    timeoutSeconds: Math.min(timeout ?? TIMES.timeoutSeconds, 30),
    failureThreshold: retries >= 1 && retries <= 20 ? Math.round(retries) : TIMES.failureThreshold,
  };
}
