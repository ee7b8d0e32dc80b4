import { type Assumption, type Context, isStop, type Options, type Stop, stop, factOf } from '../../src/model/index.js';
import { asOneLineWords, findValue, type YamlValue } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import type { ServiceProfile, Timing } from '../../src/knowledge/index.js';
import {
  awaitedBy,
  commandWords,
  whyConditionHolds,
  findEndingEvidence,
  healthOf,
  profileEvidence,
  assumeNewerFormat,
  startsOwnServer,
  findSwarmKey,
  variableState,
  type ServiceRewrite,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';
import { BUILD_SECONDS, beliefsOf, containerCheck, type ContainerCheck } from '../../src/uses/index.js';

export const transform = rewriteServices({
  meta: {
    id: 'add-healthcheck',
    title: 'Ask servers whether they are ready',
    why: 'Docker then knows when the server answers and when it stopped answering, and other services can wait for it. The first check comes after an interval, and who waits with `up --wait` waits that long: `start_interval`, of Docker Engine 25 and Compose 2.20.2, has it come sooner.',
    summary:
      'Adds a health check to Compose services that have none: the one known of the image, or one of the program that is started.',
    target: 'compose',
    phase: 'runtime',
    ceiling: 'unverified',
    rules: ['KICS Healthcheck Not Set', 'CIS 5.27'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#healthcheck',
      'https://docs.docker.com/reference/dockerfile/#healthcheck',
    ],
    options: {
      interval: {
        type: 'number',
        default: 10,
        about: 'Seconds between two checks, where nothing is known for the image.',
      },
      timeout: { type: 'number', default: 5, about: 'Seconds a check may take, where nothing is known for the image.' },
      retries: { type: 'number', default: 5, about: 'Failures in a row until the container counts as unhealthy.' },
      'start-period': {
        type: 'number',
        default: 30,
        about: 'Seconds after the start in which failures do not count, where nothing is known for the image.',
      },
      'start-interval': {
        type: 'number',
        default: 0,
        about:
          'Seconds between two checks until the first passes: for Docker Engine 25 and Compose 2.20.2, which older ones refuse. 0: only where a health check of the file has it.',
      },
    },
  },
  decidedBy: ['healthcheck'],
  judge,
});

function awaitedServices(doc: ComposeDoc): ReadonlySet<string> {
  return new Set(doc.services.flatMap((service) => awaitedBy(service).map(({ name }) => name)));
}

/** Who waits for the service gains most; of an image that nobody described, only this is worth a word. */
function judge(view: ServiceView, context: Context): ServiceVerdict {
  const { service, around, runs } = view;
  if (service.has('healthcheck') || healthOf(view).state !== 'none' || runs.built?.healthcheck) return undefined;
  const known = knownCheck(view, context.options);
  if (known !== undefined && !isStop(known)) return known;
  const other = otherImage(view);
  const own = other === undefined ? containerCheck(view, context) : undefined;
  if (own) return askContainer(view, own, context.options);
  if (known) return known;
  return factOf(around.doc, awaitedServices).has(service.name) ? unknownProbe(view) : undefined;
}

/** The check that is known of the image; `undefined` where none is, or another program is started. */
function knownCheck(view: ServiceView, options: Options): ServiceRewrite | Stop | undefined {
  const { service, around, runs } = view;
  const { profile } = runs;
  const probe = profile?.probe ?? profile?.probeUnless;
  if (!profile || !probe || !startsOwnServer(view)) return undefined;
  const stands = inTheWay(view, profile) ?? otherImage(view);
  if (stands !== undefined) {
    const message = `the known check of ${shortName(profile)} may not fit: ${stands}; write a healthcheck that does`;
    return stop('needs-decision', message);
  }
  const timing = profile.timing?.is ?? timingOf(options);
  const value = healthcheck(probe.is.test, timing, startInterval(around.doc, options));
  return {
    settings: [{ path: ['healthcheck'], value }],
    title: 'Ask the server whether it is ready',
    seen: 'the service has no health check',
    assumptions: [
      CHECK,
      ...assumeNewerFormat(around.doc, 'healthcheck.start_period', { 2: '2.3', 3: '3.4' }),
      ...(findSwarmKey(service) === undefined ? [] : [SWARM]),
    ],
    evidence: [profileEvidence(profile, probe, `${shortName(profile)} holds ${probe.is.program}`), ...timed(profile)],
  };
}

/** The check of what the container itself starts. */
function askContainer(
  { service, around }: ServiceView,
  { endpoint, probe }: ContainerCheck,
  options: Options,
): ServiceRewrite {
  const usual = timingOf(options);
  const timing = endpoint.builds ? { ...usual, startPeriod: Math.max(usual.startPeriod, BUILD_SECONDS) } : usual;
  const value = healthcheck(['CMD', ...probe.words], timing, startInterval(around.doc, options));
  return {
    settings: [{ path: ['healthcheck'], value }],
    title: 'Ask the program whether it answers',
    seen: 'the service has no health check',
    assumptions: [
      ...beliefsOf(endpoint, probe),
      ...assumeNewerFormat(around.doc, 'healthcheck.start_period', { 2: '2.3', 3: '3.4' }),
      ...(findSwarmKey(service) === undefined ? [] : [SWARM]),
    ],
    evidence: [...endpoint.evidence, probe.evidence],
  };
}

function shortName({ image }: ServiceProfile): string {
  return image.replace('docker.io/', '');
}

function timed(profile: ServiceProfile) {
  return profile.timing
    ? [profileEvidence(profile, profile.timing, `how ${shortName(profile)} starts decides the times`)]
    : [];
}

const CHECK: Assumption = {
  id: 'check-passes',
  believes: 'The server listens where its image has it listen, and lets the check in',
  breaksIf:
    'its configuration moves the port or the socket, or demands a client certificate: the container works and counts as unhealthy',
  checkBy: 'start the service and see that `docker compose ps` calls it healthy',
};

const SWARM: Assumption = {
  id: 'swarm-replaces-unhealthy',
  believes: 'Swarm may replace a task whose check fails five times in a row',
  breaksIf: 'the server stops answering for that long while it works, as in a long recovery',
  checkBy: 'compare retries and start_period with the longest pause of the server',
};

/** A check exists where none is known only when somebody writes it. */
function unknownProbe(view: ServiceView): ServiceVerdict {
  const { service, runs } = view;
  const what = runs.built
    ? `whether ${runs.built.file} holds a program that asks the service, and what it answers,`
    : `what ${runs.image ?? 'the image'} answers when it is ready`;
  if ((runs.image === undefined && !runs.built) || findEndingEvidence(view)) return undefined;
  const message = `other services depend on ${service.name}, and ${what} is not known; write a healthcheck so that they can wait for it`;
  return stop('needs-evidence', message);
}

/** Flags that move the place where the server listens, or whom it lets in. */
const ENDPOINT =
  /^--?(?:p|port|http-port|tls[\w-]*|ssl[\w-]*|socket|unix-?socket[\w-]*|require-secure-transport)(?:=|$)|^-p\d+$|(?:^|[._])port=/i;

function inTheWay(view: ServiceView, profile: ServiceProfile): string | undefined {
  const probe = (profile.probe ?? profile.probeUnless)!;
  for (const name of probe.is.needs ?? []) {
    const state = variableState(view, name);
    if (state === 'unset') return `it needs ${name}, which the service does not set`;
    if (state === 'unknown') return `it needs ${name}, and whether it is set is decided outside the repository`;
  }
  if (!profile.probe) {
    for (const condition of profile.probeUnless?.is.unless ?? []) {
      const met = whyConditionHolds(view, condition);
      if (met !== undefined) return met;
    }
  }
  const flag = commandWords(view).find((word) => ENDPOINT.test(word));
  return flag === undefined ? undefined : `its command has ${flag}`;
}

/** A file laid over this one, or below it, that makes another program of the service. */
function otherImage({ service, around, runs }: ServiceView): string | undefined {
  for (const { name, doc } of around.base ? [around.base] : around.overlays) {
    const other = doc.service(service.name);
    if (!other) continue;
    const key = (['build', 'entrypoint', 'command'] as const).find((each) => other.has(each));
    if (key !== undefined && !service.has(key)) return `${name} sets ${key}`;
    const isAlike = runs.profile !== undefined && other.image?.startsWith(runs.profile.image) === true;
    if (other.image !== undefined && other.image !== service.image && !isAlike) return `${name} sets image`;
  }
  return undefined;
}

function timingOf(options: Options): Timing {
  const [interval, timeout, retries, startPeriod] = ['interval', 'timeout', 'retries', 'start-period'].map((key) =>
    Number(options[key] ?? DEFAULTS[key]),
  );
  return { interval: interval!, timeout: timeout!, retries: retries!, startPeriod: startPeriod! };
}

const DEFAULTS: Readonly<Record<string, number>> = { interval: 10, timeout: 5, retries: 5, 'start-period': 30 };

/** Whoever runs the file has an engine that knows the key, where a health check in it has one. */
function knowsStartInterval(doc: ComposeDoc): boolean {
  return doc.services.some((service) => findValue(service.get('healthcheck'), 'start_interval') !== undefined);
}

const SOON = 1;

/** Sources: https://docs.docker.com/reference/compose-file/services/#healthcheck, https://docs.docker.com/engine/release-notes/25.0/ */
function startInterval(doc: ComposeDoc, options: Options): number {
  return Number(options['start-interval'] ?? 0) || (factOf(doc, knowsStartInterval) ? SOON : 0);
}

function healthcheck(
  test: readonly string[],
  { interval, timeout, retries, startPeriod }: Timing,
  sooner: number,
): YamlValue {
  return {
    test: asOneLineWords(test.map((word) => word.replaceAll('$', '$$$$'))),
    interval: `${interval}s`,
    timeout: `${timeout}s`,
    retries,
    start_period: `${startPeriod}s`,
    ...(sooner > 0 ? { start_interval: `${sooner}s` } : {}),
  };
}
