import type { Plan } from '../../model/index.js';
import { renderHtml, renderJson, renderMarkdown, verificationPieces } from '../../render/index.js';
import { verifiedExit } from '../exit-code.js';
import type { VERIFY_FORMATS } from '../formats.js';
import { harmless, ReaderGone, viewOf, type Io } from '../output.js';
import { checks, sayErrors } from '../report.js';
import { reportHead } from '../report-head.js';
import { metas, openSession, planSession, type PlanFlags, type Session } from '../session.js';
import { verifyPlan, type EngineFlags } from '../verification.js';
import { tool } from '../version.js';

export interface VerifyCommandFlags extends PlanFlags, EngineFlags {
  readonly format: (typeof VERIFY_FORMATS)[number];
  readonly color?: boolean;
}

/**
 * `harden verify`: plans, builds and runs both sides, and writes nothing. 0 when all that was planned holds, 1 when a
 * step had to be left out, 2 when something could not be planned, built or started, or is not what harden computed.
 */
export async function verify(io: Io, paths: readonly string[], flags: VerifyCommandFlags): Promise<number> {
  const session = await openSession(io, paths, { ...flags, verify: true });
  const plan = planSession(io, session, { findings: false });
  const verified = await verifyPlan(io, session, plan, { flags, strict: false, findings: false });
  try {
    print(io, verified, session, flags);
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
  sayErrors(io, verified);
  return verifiedExit(verified);
}

function print(io: Io, plan: Plan, place: Place, { format, color }: VerifyCommandFlags): void {
  if (format === 'text') {
    for (const piece of verificationPieces(plan, viewOf(io, color))) io.out(piece);
    return;
  }
  const text = rendered(io, plan, place, format);
  io.out(io.isTerminal ? harmless(io, text) : text);
}

type Place = Pick<Session, 'root' | 'commit'>;

function rendered(
  io: Io,
  plan: Plan,
  { root, commit }: Place,
  format: Exclude<VerifyCommandFlags['format'], 'text'>,
): string {
  const options = { mode: 'dry-run', metas, root } as const;
  if (format === 'json') return renderJson(plan, { ...options, tool });
  if (format === 'html') return renderHtml(plan, { ...options, checks, head: reportHead(io, root, commit) });
  return renderMarkdown(plan, { ...options, checks, heading: 'harden' });
}
