// A plan in the format that was asked for.
import type { Plan } from '../model/index.js';
import { renderGithub, renderJson, renderMarkdown, renderPatch, renderSarif, terminalPieces, type Checklist, type Mode } from '../render/index.js';
import type { Format } from './formats.js';
import { helpTexts } from './help.js';
import { wantsColor, wantsUnicode, type Io } from './output.js';
import { metas } from './session.js';
import { tool } from './version.js';


export interface ReportOptions {
  readonly format: Format;
  readonly mode: Mode;
  readonly root: string;
  readonly color?: boolean;
  readonly checklist?: Checklist;
  readonly all?: boolean;
}

/** Prints the plan on standard output, in pieces where the format allows. */
export function printPlan(io: Io, plan: Plan, { format, mode, root, color, checklist, all }: ReportOptions): void {
  const list = checklist ? { checklist } : {};
  switch (format) {
    case 'diff':
      return io.out(renderPatch(plan));
    case 'json':
      return io.out(renderJson(plan, { tool, mode, metas, root, ...list }));
    case 'sarif':
      return io.out(renderSarif(plan, { tool, metas, root, help: helpTexts() }));
    case 'github':
      return io.out(renderGithub(plan, { mode, metas, root }));
    case 'markdown':
      return io.out(renderMarkdown(plan, { mode, metas, root, heading: 'harden', ...list }));
    case 'text': {
      const view = { color: wantsColor(io, color), width: Math.min(io.columns, 120), unicode: wantsUnicode(io) };
      for (const piece of terminalPieces(plan, { ...view, mode, metas, ...list, ...(all ? { limit: Number.POSITIVE_INFINITY } : {}) })) io.out(piece);
    }
  }
}
