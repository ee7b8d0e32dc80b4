// One application: planned, and built and run by `harden verify` at each level, in a copy that is thrown away.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GroupPlan, GroupVerification, ImageMeasure, ServiceResult } from '../../src/model/index.js';
import { standInsOf, writeNames } from './copy.js';
import { type Application, nameOf } from './list.js';
import { COMPANY_FILE, COMPANY_NAME, writeCompany } from './company.js';
import { isSilent, type LoneStart, startAlone, startTogether } from './lone-start.js';
import type { Arm, Result, Side } from './results.js';
import { checkOut } from './source.js';
import { describeStandIn, provide, provideFor } from './stand-ins.js';

/** Of what took too long: it is tried again by a run that is not quick. */
export const LATE = 'it did not end';
const LACKING = 'what its build takes is not in what is at hand of it';
/** Names a frontend of BuildKit, which an engine without an internet registry cannot fetch. */
const OUT_OF_REACH = 'syntax-directive';
const HARDEN = join(process.env.HARDEN_ROOT!, 'bin', 'harden.js');

/** What `--format json` prints, as far as it is read here. */
interface Printed {
  readonly summary: Readonly<Record<'safe' | 'review' | 'unverified', number>> & {
    readonly stepsByTransform: Readonly<Record<string, number>>;
    readonly refusedBy: readonly { readonly code: string; readonly count: number }[];
  };
  readonly groups: readonly (Pick<GroupPlan, 'steps'> & { readonly patch: string })[];
  readonly verification?: { readonly groups: readonly GroupVerification[] };
}

export interface How {
  /** Builds with what earlier builds left, and measures no times. */
  readonly quick: boolean;
  /** For one command of harden. */
  readonly minutes: number;
  /** Asked before anything is built: whether what is kept is of this patch. */
  isKnown(patch: string): boolean;
}

/** Runs an application; `undefined` where what is kept is of the same patch. */
export function tryApplication(application: Application, directory: string, how: How): Result | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'harden-bench-'));
  try {
    return tryIn(folder, application, directory, how);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tryIn(folder: string, application: Application, directory: string, how: How): Result | undefined {
  const harden = (cwd: string, ...args: readonly string[]): Printed | undefined => ask(cwd, how.minutes, args);
  const { dockerfile, context, commit } = application;
  const copy = join(folder, 'copy');
  const lacks = checkOut(directory, commit, copy);
  if (lacks === undefined || !existsSync(join(copy, dockerfile)))
    return {
      date: today(),
      patch: '',
      levels: {},
      refusals: {},
      state: 'planned',
      why: LACKING,
    };
  const goMod = join(copy, context, 'go.mod');
  const text = readFileSync(join(copy, dockerfile), 'utf8');
  const found = standInsOf(application, text, existsSync(goMod) ? readFileSync(goMod, 'utf8') : undefined);
  const unnamed = writeNames(copy, application, typeof found === 'string' ? new Map() : found);
  const all = harden(copy, 'fix', '--dry-run', '--level', 'unverified', dockerfile);
  // Without a step of that level the other is the same.
  const review =
    all?.summary.unverified === 0 ? all : harden(copy, 'fix', '--dry-run', '--level', 'review', dockerfile);
  // A harden that was not built, or that fails, has not found that there is nothing to change.
  if (!review || !all) throw new Error(`${HARDEN} printed no plan of ${nameOf(application)}: is it built?`);
  const patch = createHash('sha256').update(patchOf(review)).update(patchOf(all)).digest('hex').slice(0, 16);
  if (how.isKnown(patch)) return undefined;
  const { safe, review: atReview, unverified, refusedBy } = all.summary;
  const result: Result = {
    date: today(),
    patch,
    levels: { safe, review: atReview, unverified },
    refusals: Object.fromEntries(refusedBy.map(({ code, count }) => [code, count])),
    state: 'planned',
    ...(lacks.length > 0 ? { lacks: lacks.length } : {}),
  };
  if (typeof found === 'string') return { ...result, why: found };
  const known: Result = { ...result, on: [...found.values()].map(describeStandIn) };
  const missing = unnamed ?? [...found.values()].map(provide).find((each) => each !== undefined);
  if (missing !== undefined) return { ...result, why: missing };
  const isChanged = patchOf(review) !== '';
  if (patchOf(all) === '') return { ...result, state: 'unchanged', why: 'there is nothing that harden would change' };
  provideFor(
    `${patchOf(review)}\n${patchOf(all)}`,
    [...found.values()].map(({ name }) => name),
  );
  // A look by plain docker first: what does not work as it is has nothing to compare, and takes long to find out by pairs.
  const alone = startAlone(copy, application, how.minutes);
  const together = isWanting(alone) ? inCompany(copy, application, how.minutes) : undefined;
  const was = together?.start ?? alone;
  const built: Result = { ...known, ...(together ? { beside: together.beside } : {}) };
  const files = together ? [dockerfile, COMPANY_FILE] : [dockerfile];
  const unfit = was === undefined ? `${LATE} within ${how.minutes} minutes` : whyUnfit(was);
  if (was && unfit !== undefined && isLacking(was.says, lacks)) return { ...built, why: LACKING };
  if (was === undefined || unfit !== undefined) return { ...built, state: 'no-baseline', why: unfit! };
  const level = isChanged ? 'review' : 'unverified';
  const quick = how.quick ? ['--quick'] : [];
  const first = harden(copy, 'verify', '--fresh', '--trusted', ...quick, '--level', level, ...files);
  const seen = first?.verification?.groups[0];
  if (!first || !seen) return { ...built, state: 'no-baseline', why: `${LATE} within ${how.minutes} minutes` };
  if (seen.outcome === 'not-verified') return { ...built, state: 'no-baseline', why: whyNot(seen) };
  const idle = whyIdle(seen);
  if (idle !== undefined) return { ...built, state: 'no-baseline', why: idle };
  const before = sideOf(seen, 'before');
  const arm = armOf(first, seen);
  const isKnownToHold = (!isChanged || patchOf(review) === patchOf(all)) && arm.broken.length === 0;
  const verified = applied(copy, application, {
    was,
    files,
    minutes: how.minutes,
    known: isKnownToHold ? arm : undefined,
  });
  return {
    ...built,
    state: 'run',
    ...(before ? { before } : {}),
    review: isChanged ? arm : { steps: {}, outcome: 'unchanged', broken: [], verified: 0 },
    ...(verified ? { verified } : {}),
  };
}

/** Alone it fails, or answers nobody, so that another may be what it lacks. */
function isWanting(alone: LoneStart | undefined): boolean {
  if (alone === undefined || alone.state === 'does not build') return false;
  return whyUnfit(alone) !== undefined || isSilent(alone.state) || / 5\d\d\b/.test(alone.state);
}

/** How it starts as a Compose file of its repository says, where it starts then, with what stands beside it. */
function inCompany(
  copy: string,
  application: Application,
  minutes: number,
): { readonly start: LoneStart; readonly beside: readonly string[] } | undefined {
  const beside = writeCompany(copy, application);
  if (!beside) return undefined;
  const start = startTogether(copy, application, minutes);
  if (start && whyUnfit(start) === undefined && !isSilent(start.state)) return { start, beside };
  rmSync(join(copy, COMPANY_FILE), { force: true });
  return undefined;
}

interface Applied {
  /** How it started before. */
  readonly was: LoneStart;
  /** What harden is given. */
  readonly files: readonly string[];
  readonly minutes: number;
  /** What was seen of the same patch a moment ago: it is applied as it is. */
  readonly known: Arm | undefined;
}

/** `fix --verify` in the copy, and the copy started once more; `undefined` where it did not end. */
function applied(copy: string, application: Application, { was, files, minutes, known }: Applied): Arm | undefined {
  const verify = known ? [] : ['--verify', '--quick', '--fresh', '--trusted'];
  const printed = ask(copy, minutes, ['fix', ...verify, '--level', 'unverified', ...files]);
  if (!printed) return undefined;
  const seen = printed.verification?.groups[0];
  const start = files.includes(COMPANY_FILE) ? startTogether : startAlone;
  const is = start(copy, application, minutes, was);
  const appliedWorks = is !== undefined && steady(was.state) === steady(is.state);
  if (known) return { ...known, appliedWorks };
  if (!seen) return { steps: {}, outcome: 'unchanged', broken: [], verified: 0, appliedWorks };
  return { ...armOf(printed, seen), appliedWorks };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Without the code of a program that is still running. */
function steady(state: string): string {
  return state.replace(/^running \d+/, 'running');
}

function armOf({ summary }: Printed, seen: GroupVerification): Arm {
  const after = sideOf(seen, 'after');
  return {
    steps: summary.stepsByTransform,
    outcome: seen.broken.length > 0 ? 'breaks' : seen.images.length > 0 ? 'works' : 'unchanged',
    broken: seen.broken.map(({ transform, failures }) => ({
      transform,
      kind: failures[0]?.kind ?? '',
      says: (failures[0]?.says ?? '').slice(0, 200),
    })),
    verified: seen.verified.length,
    ...(after ? { after } : {}),
  };
}

function sideOf(seen: GroupVerification, side: 'before' | 'after'): Side | undefined {
  const image = seen.images[0]?.[side];
  const services = seen.runs[0]?.[side] ?? [];
  const service = services.find((each) => each.service === COMPANY_NAME) ?? services[0];
  return image && service ? { ...measured(image), ...ran(service) } : undefined;
}

function measured({ size, layerCount, packages, setuid, user, coldMs, rebuildMs }: ImageMeasure) {
  const times = { ...(coldMs === undefined ? {} : { coldMs }), ...(rebuildMs === undefined ? {} : { rebuildMs }) };
  return { size, layers: layerCount, packages, setuid: setuid.length, isRoot: /^(?:root|0)\b/.test(user), ...times };
}

function ran({ first, second, stop }: ServiceResult) {
  return {
    first: first.state,
    second: second?.state ?? 'not-started',
    asked: first.probes.length,
    answers: first.probes.filter(({ answered }) => answered).length,
    wrote: first.wrote?.length ?? 0,
    stops: stop?.killed === false,
  };
}

/** Of what builds as it is and does not start: the same failure on both sides shows nothing. */
function whyIdle({ runs }: GroupVerification): string | undefined {
  const all = runs[0]?.before ?? [];
  const first = (all.find(({ service }) => service === COMPANY_NAME) ?? all[0])?.first;
  if (!first || first.state === 'healthy' || first.state === 'running') return undefined;
  if (first.state === 'exited')
    return first.exitCode === 0 ? undefined : `it builds, and ends with code ${first.exitCode}`;
  return `it builds, and is ${first.state}`;
}

/** The same, of what plain docker saw. */
function whyUnfit({ state, says }: LoneStart): string | undefined {
  if (state === 'does not build') return lineOf(says);
  if (state === 'does not start') return `it builds, and does not start: ${lastOf(says)}`;
  const code = /^exited (\d+)/.exec(state)?.[1];
  return code === undefined || code === '0' ? undefined : `it builds, and ends with code ${code}: ${lastOf(says)}`;
}

/** The last line that speaks of an error, or else the last. */
function lastOf(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((each) => /error|exception|cannot|not found|no such|refused/i.test(each)) ?? lines.at(-1);
  return short(line?.replace(/^.*unable to start container process: /, '') ?? 'nothing is printed');
}

function whyNot({ notes }: GroupVerification): string {
  return lineOf(notes.find((each) => each.includes('without the patch either')) ?? notes[0] ?? 'nothing was built');
}

/** A COPY of what is not there, or an error that names a file that is lacking. */
function isLacking(says: string, lacks: readonly string[]): boolean {
  if (/failed to calculate checksum of ref \S+: "[^"]+": not found/.test(says)) return true;
  const names = lacks.map((path) => path.split('/').at(-1)!);
  return names.some((name) => says.split(/[\s'":/]+/).includes(name));
}

/** Lines of a build that name no error of its own: warnings, and what apt goes on without. */
const BESIDES = /^#\d+ \[|\bwarn(?:ing)?\b|^#\d+ [\d.]+ *(?:Ign|Get|Hit):|old-names/i;

/** The line of the build's own error, or what stood in the way; without addresses. */
function lineOf(text: string): string {
  const line = text
    .split('\n')
    .find((each) => /(?<![\w-])error(?![\w-])|not found|failed|unsupported|no such/i.test(each) && !BESIDES.test(each));
  return short((line ?? text.split('\n')[0]!).replace(/^#\d+ [\d.]+ /, ''));
}

function short(line: string): string {
  return line
    .replace(/\s+https?:\/\/\S+/g, '')
    .trim()
    .slice(0, 160);
}

function patchOf({ groups }: Printed): string {
  return groups.map(({ patch }) => patch).join('\n');
}

function ask(cwd: string, minutes: number, args: readonly string[]): Printed | undefined {
  const ran = spawnSync(process.execPath, [HARDEN, ...args, '--skip', OUT_OF_REACH, '--format', 'json', '--offline'], {
    cwd,
    encoding: 'utf8',
    timeout: minutes * 60_000,
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return JSON.parse(ran.stdout) as Printed;
  } catch {
    return undefined;
  }
}
