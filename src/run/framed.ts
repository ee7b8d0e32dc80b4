// Groups under limits. One that cannot be planned is an error; the others go on.
import type { FilePath, Group, Lookup, SourceFile } from '../model/index.js';
import { filesOfGroup, type GroupResult, withTexts } from '../planner/index.js';
import { askOne } from './ask.js';
import { faultError } from './faults.js';
import type { Frame, Framed } from './frame.js';
import { planOne, type RunInput } from './open.js';
import { type GroupTask, type SentResult, taskOf } from './task.js';

/** Plans a group. Where that fails the plan has its files and no steps, and the error names them. */
export function planInFrame(input: RunInput, group: Group): GroupResult {
  const { frame } = input.workspace;
  if (!frame) return planOne(input, group);
  const files = textsOf(input, group);
  const known = frame.faults.get(group.id);
  const framed: Framed<GroupResult> = known
    ? { fault: known }
    : runIn(frame, { input, group, files, wants: 'plan', here: planOne, received: planReceived });
  if ('is' in framed) return framed.is;
  frame.faults.set(group.id, framed.fault);
  const plan = { group, base: files, steps: [], held: [], refused: [], dropped: [], findings: [], result: new Map() };
  return { plan, errors: [faultError(filesOfGroup(group), framed.fault)] };
}

/** The questions of a group: none where asking fails. Planning it says so. */
export function askInFrame(input: RunInput, group: Group): readonly Lookup[] {
  const { frame } = input.workspace;
  if (!frame) return askOne(input, group);
  if (frame.faults.has(group.id)) return [];
  const files = textsOf(input, group);
  const framed = runIn<readonly Lookup[]>(frame, { input, group, files, wants: 'questions', here: askOne });
  if ('is' in framed) return framed.is;
  frame.faults.set(group.id, framed.fault);
  return [];
}

interface Work<Result> {
  readonly input: RunInput;
  readonly group: Group;
  readonly files: ReadonlyMap<FilePath, SourceFile>;
  readonly wants: GroupTask['wants'];
  readonly here: (input: RunInput, group: Group) => Result;
  readonly received?: (sent: unknown) => Result;
}

function planReceived(sent: unknown): GroupResult {
  const { plan, errors } = sent as SentResult;
  return { plan: withTexts(plan), errors };
}

function runIn<Result>(frame: Frame, { input, group, files, wants, here, received }: Work<Result>): Framed<Result> {
  let size = 0;
  for (const { text } of files.values()) size += text.length;
  return frame.run({
    here: (note) => here({ ...input, note }, group),
    there: taskOf(wants, input, group),
    received,
    size,
  });
}

function textsOf({ workspace }: RunInput, group: Group): ReadonlyMap<FilePath, SourceFile> {
  const files = new Map<FilePath, SourceFile>();
  for (const path of filesOfGroup(group)) {
    const read = workspace.read(path);
    if ('text' in read) files.set(path, read);
  }
  return files;
}
