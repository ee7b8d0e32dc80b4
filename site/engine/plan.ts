// What `harden fix --dry-run --offline` plans, of texts in memory.
import { defaultConfig } from '../../src/config/config.js';
import { LOCK_FILE, parseLock } from '../../src/config/index.js';
import {
  type Answers,
  ConfigError,
  type Evidence,
  type FileError,
  type GroupPlan,
  type HeldStep,
  type Lookup,
  filePath,
  lookupKey,
  type Plan,
  type PlannedAnswer,
  type Step,
} from '../../src/model/index.js';
import { stepInGroup } from '../../src/planner/settings.js';
import { renderPatch, stepPatch } from '../../src/render/patch.js';
import { readingOrder } from '../../src/render/reading-order.js';
import { reports } from '../../src/reports/index.js';
import { findConfig, metasOf, planOptions } from '../../src/run/configure.js';
import { Frame, limitsOf } from '../../src/run/frame.js';
import type { RunInput } from '../../src/run/open.js';
import { collectPlan } from '../../src/run/plan.js';
import { questionsOf } from '../../src/run/questions.js';
import { registry } from '../../transforms/index.js';
import type { Answer, Request, ShownNote, ShownStep, Texts } from '../messages.js';
import { textTree } from './tree.js';
import { workspaceOf } from './workspace.js';

const metas = metasOf(registry);

/** Plans, and tells what people are shown of the plan. A mistake in the settings is an error like others. */
export function answerTo({ id, texts, level, off }: Request): Answer {
  const started = performance.now();
  try {
    const plan = planOf(texts, { level, rejected: [...off] });
    const { errors, skipped, groups } = plan;
    return {
      ...NOTHING,
      id,
      files: groups.flatMap(({ base }) => [...base.keys()]),
      steps: groups.flatMap(stepsOf),
      above: groups.flatMap(({ held }) => held).filter(({ heldBy }) => heldBy === 'level').length,
      refused: groups.flatMap(({ refused }) => refused.map(noteOf)),
      findings: groups.flatMap(({ findings }) => findings.map(noteOf)),
      errors: errors.map(({ message, hint, ...place }) => ({
        place: placeOf(place),
        message: hint === undefined ? message : `${message} (${hint})`,
      })),
      skipped: skipped.map(({ path, reason, detail }) => ({ file: path, why: `${reason}: ${detail}` })),
      patch: renderPatch(plan),
      milliseconds: performance.now() - started,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const errors = error.message.split('\n').map((message) => ({ place: '', message }));
    return { ...NOTHING, id, errors, milliseconds: performance.now() - started };
  }
}

const NOTHING = { files: [], steps: [], above: 0, refused: [], findings: [], errors: [], skipped: [], patch: '' };

function planOf(texts: Texts, selection: Parameters<typeof planOptions>[1]): Plan {
  const tree = textTree(texts);
  const config = Object.keys(texts).length === 0 ? defaultConfig(metas) : findConfig(tree, metas);
  const frame = new Frame(limitsOf({}, config, false), undefined);
  const workspace = workspaceOf(texts, { config, frame });
  const input: RunInput = { workspace, registry, reports, options: planOptions(config, selection, metas) };
  const locked = texts[LOCK_FILE];
  const lock = locked ? parseLock(filePath(LOCK_FILE), locked) : new Map();
  const planned = plannedAnswers(questionsOf({ ...input, answers: lock }), lock);
  return collectPlan({
    ...input,
    answers: new Map(planned.map(({ question, answer }) => [question, answer])),
    planned,
  });
}

function plannedAnswers(asked: readonly Lookup[], lock: Answers): PlannedAnswer[] {
  return asked
    .map((lookup): PlannedAnswer => {
      const question = lookupKey(lookup);
      const answer = lock.get(question);
      return answer ? { question, answer, source: 'lock' } : { question, answer: NOT_ASKED, source: 'given' };
    })
    .sort((a, b) => (a.question < b.question ? -1 : 1));
}

const NOT_ASKED = {
  kind: 'none',
  why: 'offline',
  message: 'a page asks no registry; record the answer in harden.lock',
} as const;

/** The steps of a group that are taken or switched off, as reports list them: in an order that no switch changes. */
function stepsOf({ group, steps, held }: GroupPlan): ShownStep[] {
  const off = held.filter(({ heldBy }) => heldBy === 'rejected');
  const all = [...steps, ...off].sort(
    (a, b) => order(a.at.file, b.at.file) || a.at.line - b.at.line || order(a.id, b.id),
  );
  return [...new Set(all.map(({ at }) => at.file))].flatMap((file) => {
    const own = all.filter(({ at }) => at.file === file);
    const { steps: ordered, small } = readingOrder(own, metas);
    return ordered.map((step, index) => shown(group.id, step, index >= ordered.length - small));
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function shown(group: string, step: Step | HeldStep, isSmall: boolean): ShownStep {
  return {
    key: stepInGroup(group, step.id),
    title: step.title,
    why: step.why,
    transform: step.transform,
    level: step.safety,
    file: step.at.file,
    line: step.at.line,
    isOn: 'files' in step,
    isSmall,
    seen: step.evidence.map(seenOf),
    assumes: step.assumptions.map(({ believes, breaksIf, checkBy }) => ({ believes, breaksIf, checkBy })),
    patch: 'files' in step ? stepPatch(step) : '',
  };
}

function seenOf({ says, from }: Evidence): ShownStep['seen'][number] {
  switch (from.kind) {
    case 'source':
      return { says, at: placeOf({ path: from.file, ...(from.line === undefined ? {} : { line: from.line }) }) };
    case 'knowledge':
      return { says, at: from.source, ...(/^https:\/\//.test(from.source) ? { link: from.source } : {}) };
    case 'config':
      return { says, at: from.key };
    case 'lookup':
      return { says, at: from.question };
    case 'observation':
      return { says, at: from.run };
  }
}

function noteOf(note: { at: { file: string }; line: number; message: string }): ShownNote {
  return { file: note.at.file, line: note.line, message: note.message };
}

function placeOf({ path, line, column }: Pick<FileError, 'path' | 'line' | 'column'>): string {
  return [path, line, column].filter((part) => part !== undefined).join(':');
}
