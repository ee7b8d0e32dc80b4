// Whether an image is what was computed from its Dockerfile.
import type { PredictedImage } from '../dockerfile/index.js';
import type { ImageConfig } from '../io/index.js';

/** An image's reported configuration in the form a prediction starts from. */
export function asBase(config: ImageConfig): PredictedImage {
  return {
    user: config.user,
    env: new Map(config.env.map(splitPair)),
    command: config.command,
    entrypoint: config.entrypoint,
    workdir: config.workdir,
    ports: new Set(config.ports),
    volumes: new Set(config.volumes),
    labels: new Map(Object.entries(config.labels)),
    stopSignal: config.stopSignal,
    shell: config.shell,
    healthcheck: config.healthcheck,
  };
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

/** Labels that are not the Dockerfile's: ours, and those of the program that builds. */
const FOREIGN = /^(?:dev\.harden\.owner|io\.buildah\.version)$/;

/** Each field that is other than predicted, in a sentence. Empty: they agree. */
export function predictionDifferences(predicted: PredictedImage, reported: ImageConfig): string[] {
  const real = asBase(reported);
  const found: string[] = [];
  const compare = (name: string, expected: unknown, got: unknown): void => {
    const [a, b] = [JSON.stringify(expected ?? null), JSON.stringify(got ?? null)];
    if (a !== b) found.push(`${name}: computed ${a}, the engine says ${b}`);
  };
  compare('USER', predicted.user, real.user);
  compare('WORKDIR', predicted.workdir || '/', real.workdir || '/');
  compare('CMD', predicted.command, real.command);
  compare('ENTRYPOINT', predicted.entrypoint, real.entrypoint);
  compare('EXPOSE', [...predicted.ports].sort(), [...real.ports].sort());
  compare('VOLUME', [...predicted.volumes].sort(), [...real.volumes].sort());
  compare('STOPSIGNAL', predicted.stopSignal, real.stopSignal);
  compare('SHELL', predicted.shell, real.shell);
  compare('HEALTHCHECK', check(predicted.healthcheck), check(real.healthcheck));
  compareMaps(compare, 'ENV', predicted.env, real.env);
  compareMaps(compare, 'LABEL', predicted.labels, real.labels);
  return found;
}

function check(value: PredictedImage['healthcheck']): unknown {
  if (!value) return undefined;
  const { test, interval, timeout, startPeriod, startInterval, retries } = value;
  return [test, interval, timeout, startPeriod, startInterval, retries];
}

function compareMaps(
  compare: (name: string, expected: unknown, got: unknown) => void,
  name: string,
  expected: ReadonlyMap<string, string>,
  got: ReadonlyMap<string, string>,
): void {
  for (const key of [...new Set([...expected.keys(), ...got.keys()])].sort())
    if (!FOREIGN.test(key)) compare(`${name} ${key}`, expected.get(key), got.get(key));
}
