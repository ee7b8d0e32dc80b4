// One application: `fix --level unverified --verify` in a copy, and the image before and after asked by plain docker.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './apps.js';
import { docker, harden, labConfig, tryDocker } from './lab.js';
import { build, copyOf, run, sizeOf } from './trial.js';
import { imageFor } from './stand-ins.js';
import { commitAll } from '../../support/command.js';
import type { GroupPlan, GroupVerification } from '../../../src/model/index.js';
import type { LeftStep, Repair, Result, Seen, Way } from '../../../scripts/proof/results.js';

/** What `--format json` prints, as far as it is read here. */
interface Printed {
  readonly groups: readonly (Pick<GroupPlan, 'steps' | 'held'> & { readonly patch: string })[];
  readonly verification?: { readonly groups: readonly GroupVerification[] };
}

/** Runs an application; `undefined` where what is kept is of the same patch. */
export async function tryApp(app: App, way: Way, isKnown: (patch: string) => boolean): Promise<Result | undefined> {
  const from = Date.now();
  const folder = forLab(copyOf(app));
  const config = labConfig(way === 'guide' ? 'preset: guide\n' : '');
  const base = ['fix', '--level', 'unverified', '--format', 'json'];
  const planned = ask(folder, [...base, '--dry-run'], config);
  const patch = hashOf(planned.groups.map((group) => group.patch).join('\n'));
  if (isKnown(patch)) return undefined;
  const before = await seenOf(app, folder, 'before');
  if (typeof before === 'string') throw new Error(`${app.name} does not run as it is: ${before}`);
  const named = nameStandIns(app);
  let printed: Printed;
  try {
    printed = ask(folder, [...base, '--verify', '--quick', '--trusted'], config);
  } finally {
    if (named.length > 0) tryDocker('image', 'rm', ...named);
  }
  const after = await seenOf(app, folder, 'after');
  const wrong = typeof after === 'string' ? [after] : [...before.wrong, ...after.wrong];
  return {
    date: new Date().toISOString().slice(0, 10),
    patch,
    kept: printed.groups.flatMap(({ steps }) =>
      steps.map(({ id, safety, exercised = [] }) => ({ id, level: safety, by: exercised })),
    ),
    left: leftIn(printed),
    repairs: (printed.verification?.groups ?? []).flatMap(({ repaired = [] }) => repaired.map(repairOf)),
    before: before.seen,
    ...(typeof after === 'string' ? {} : { after: after.seen }),
    wrong: wrong.map((each) => each.slice(0, 300)),
    seconds: Math.round((Date.now() - from) / 1000),
  };
}

/** How it is built here: packages come from an index that answers on the network of the machine. */
function forLab(folder: string): string {
  const compose = ['compose.yaml', 'docker-compose.yml'].map((name) => join(folder, name)).find(existsSync);
  if (compose === undefined) {
    // What is copied whole runs `make`, which would take this file in place of its own.
    const script = existsSync(join(folder, 'Makefile')) ? 'image.sh' : 'GNUmakefile';
    const line = 'docker build --network host .\n';
    writeFileSync(join(folder, script), script === 'image.sh' ? line : `image:\n\t${line}`);
  } else {
    const text = readFileSync(compose, 'utf8');
    writeFileSync(compose, text.replace(/^( {4}build:) \.$/m, '$1 { context: ., network: host }'));
  }
  return commitAll(folder);
}

/** Gives stand-ins the names that a Dockerfile has for them; the names that the engine did not know before. */
function nameStandIns({ standIns = [] }: App): string[] {
  const fresh = standIns.filter((image) => tryDocker('image', 'inspect', image).code !== 0);
  for (const image of fresh) docker('tag', imageFor(image), image);
  return fresh;
}

async function seenOf(
  app: App,
  folder: string,
  side: string,
): Promise<{ readonly seen: Seen; readonly wrong: readonly string[] } | string> {
  try {
    const image = build(folder, `${app.name}-${side}`, app.standIns);
    const { answers, wrong, users, stop } = await run(app, image);
    // The log stands behind what was not answered.
    const failed = wrong.filter((each) => each.startsWith('{')).length;
    const size = sizeOf(image);
    tryDocker('image', 'rm', '--force', image);
    return { seen: { size, asked: answers.length, answered: answers.length - failed, users, stop: stop.code }, wrong };
  } catch (error) {
    return String(error);
  }
}

function leftIn({ groups, verification }: Printed): LeftStep[] {
  const broken = (verification?.groups ?? []).flatMap((group) =>
    group.broken.map(({ id, failures }) => ({ id, why: `broke: ${failures[0]?.says ?? ''}` })),
  );
  const held = groups.flatMap((group) =>
    group.held
      .filter(({ heldBy }) => heldBy === 'not-verified')
      .map(({ id, untested = '' }) => ({ id, why: `not tested: ${untested}` })),
  );
  return [...broken, ...held];
}

function repairOf({ transform, outcome, why, rounds }: NonNullable<GroupVerification['repaired']>[number]): Repair {
  return {
    transform,
    outcome,
    ...(why === undefined ? {} : { why }),
    rounds: rounds.map(({ seen, changed, removed }) => ({
      need: seen.map(({ need }) => need).join(', '),
      line: seen[0]?.line ?? '',
      wrote: changed,
      ...(removed ? { removed } : {}),
    })),
  };
}

function ask(folder: string, args: readonly string[], config: string): Printed {
  const { out, err } = harden(folder, args, { config });
  if (!out.startsWith('{')) throw new Error(`harden ${args.join(' ')} printed no plan\n${err}`);
  return JSON.parse(out) as Printed;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
