// What services answer: each is asked until it does, or until that would be late.
import type { ContainerState } from '../io/index.js';
import type { BootResult, Probe, ProbeResult } from '../model/index.js';
import { isGoodAnswer } from './compare.js';
import { probeName } from './probes.js';
import type { Tools } from './tools.js';

/** Between two looks. */
export const POLL_MS = 400;
const ANSWER_MS = 12_000;
const REQUEST_MS = 5000;
/** A route that gives an error for want of something else does so for good. */
const BRIEF_MS = 2000;
const COMMAND_MS = 30_000;

export interface Answer extends ProbeResult {
  /** When it was answered. */
  readonly ms?: number;
}

/** What a container answers, each probe asked until it does or its time is over. */
export async function answers(
  container: ContainerState,
  probes: readonly Probe[],
  { like, patient }: { readonly like: BootResult | undefined; readonly patient: boolean },
  tools: Tools,
): Promise<Answer[]> {
  const usual = Math.min(tools.settings.timeoutMs, Math.max(ANSWER_MS, 3 * (like?.readyMs ?? 0)));
  const wait = patient ? Math.max(usual, tools.settings.timeoutMs / 2) : usual;
  return await Promise.all(
    probes.map(async (probe) => {
      const old = like?.probes.find((each) => each.probe === probeName(probe));
      // What was not answered before need not be waited for.
      const own = probe.kind === 'http' && probe.brief && !old?.answered ? Math.min(wait, BRIEF_MS) : wait;
      const until = tools.now() + (old?.answered === false || container.status !== 'running' ? 0 : own);
      for (;;) {
        const answer = await ask(container, probe, tools);
        if ((answer.answered && good(answer, old)) || tools.now() >= until)
          return { ...answer, ...(answer.answered ? { ms: tools.now() } : {}) };
        await tools.sleep(POLL_MS);
      }
    }),
  );
}

/** A server may answer with an error while it starts. */
function good(answer: ProbeResult, old: ProbeResult | undefined): boolean {
  if (old?.answer === 'accepts') return true;
  return old ? answer.answer === old.answer : isGoodAnswer(answer);
}

/** The engine's own words, where it could not start a command: no answer of the program. */
const NOT_STARTED =
  /^(?:OCI runtime exec failed|Error response from daemon|Error: (?:crun|runc|OCI runtime|container))/m;

async function ask(container: ContainerState, probe: Probe, tools: Tools): Promise<ProbeResult> {
  const name = probeName(probe);
  const none = (answer: string): ProbeResult => ({ probe: name, answer, answered: false });
  if (probe.kind === 'command') {
    const run = () => tools.engine.exec(container.id, probe.command, { timeoutMs: COMMAND_MS });
    const { code, out, err, timedOut } = await run();
    if (timedOut) return none('no end in time');
    if (code !== 0 && NOT_STARTED.test(`${err}\n${out}`.slice(0, 4000))) return none('the engine cannot start it');
    const content = probe.body && (await run()).out === out ? { content: tools.bench.hash(out) } : {};
    return { probe: name, answer: `exit ${code}`, answered: true, ...content };
  }
  const at = container.ports.get(`${probe.port}/tcp`) ?? ownAddress(container, probe.port, tools);
  if (!at) return none('no such port');
  if (probe.kind === 'tcp') return { probe: name, ...(await tcp(at, tools)) };
  const first = await tools.http(at.host, at.port, probe.path, REQUEST_MS);
  if (first === undefined || first === 'other') {
    // Another protocol than HTTP answers in its own way, or waits.
    const open = first === 'other' ? { answer: 'accepts', answered: true } : await tcp(at, tools);
    return { probe: name, ...open };
  }
  const second = probe.body ? await tools.http(at.host, at.port, probe.path, REQUEST_MS) : undefined;
  const same = typeof second === 'object' && second.content === first.content;
  return { probe: name, answer: String(first.status), answered: true, ...(same ? { content: first.content } : {}) };
}

/** A network without a way out publishes no ports; what is in it is reached at its own address, from this machine. */
function ownAddress(
  { address }: ContainerState,
  port: number,
  { settings }: Tools,
): { readonly host: string; readonly port: number } | undefined {
  return settings.untrusted && address !== undefined ? { host: address, port } : undefined;
}

async function tcp(
  { host, port }: { readonly host: string; readonly port: number },
  tools: Tools,
): Promise<{ answer: string; answered: boolean }> {
  const open = await tools.tcp(host, port, REQUEST_MS);
  return open ? { answer: 'accepts', answered: true } : { answer: 'no answer', answered: false };
}
