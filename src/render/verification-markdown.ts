import type { Failure, Plan, RepairedStep } from '../model/index.js';
import { fenceFor, markdownCode, markdownText, textCell } from './markdown-text.js';
import { repairedSteps, repairEnd, repairHead, roundLog, roundSentence } from './verification-repairs.js';
import { verificationTables, type Table } from './verification-rows.js';
import { verificationLine } from './verification-summary.js';
import { makeVisible } from './visible.js';

/** What was seen when both sides were built and run, as sections for a pull request; none for a plan nobody verified. */
export function verificationSections(plan: Plan): string[] {
  const { verification } = plan;
  if (!verification) return [];
  const sections = ['## Built and run', markdownText(verificationLine(plan, verification))];
  for (const group of verification.groups) {
    for (const table of verificationTables(group)) sections.push(tableText(table));
    for (const { title, id, failures } of group.broken)
      sections.push(
        `**Left out:** ${markdownText(title)} (${markdownCode(id)})`,
        ...failures.slice(0, 3).map(failureText),
      );
  }
  for (const repaired of repairedSteps(verification)) sections.push(...repairText(repaired));
  const open = verification.groups.flatMap((group) => group.open);
  if (open.length > 0)
    sections.push(
      '**Not verified**',
      open
        .map(({ title, id, why }) => `- ${markdownText(title)} (${markdownCode(id)}): ${markdownText(why)}`)
        .join('\n'),
    );
  const notes = [...new Set(verification.groups.flatMap(({ notes }) => notes))];
  if (notes.length > 0) sections.push('**Not run, or not compared**', notes.map(noteText).join('\n'));
  const bugs = verification.groups.flatMap(({ images }) => images.flatMap(({ mispredicted }) => mispredicted));
  if (bugs.length > 0)
    sections.push(
      '**The image is not what harden computed; please report it**',
      bugs.map((bug) => `- ${markdownText(bug)}`).join('\n'),
    );
  return sections;
}

function tableText({ title, rows }: Table): string {
  const lines = rows.map(
    ({ label, before, after, note }) => `| ${[label, before, after, note].map(textCell).join(' | ')} |`,
  );
  return [`| ${textCell(title)} | Before | After | |`, '| --- | --- | --- | --- |', ...lines].join('\n');
}

function repairText(repaired: RepairedStep): string[] {
  const { title, id, rounds } = repaired;
  const head = repairHead(repaired);
  return [
    `**${head[0]!.toUpperCase()}${head.slice(1)}:** ${markdownText(title)} (${markdownCode(id)})`,
    ...rounds.map((round, at) => `${markdownText(roundSentence(round, at))}:\n\n${fenced(roundLog(round))}`),
    markdownText(repairEnd(repaired)),
  ];
}

function failureText({ says, excerpt }: Failure): string {
  return excerpt.trim() === '' ? markdownText(says) : `${markdownText(says)}:\n\n${fenced(excerpt)}`;
}

/** A note, and the log behind it. */
function noteText(note: string): string {
  const [first = '', ...log] = note.split('\n');
  const said = `- ${markdownText(first)}`;
  if (log.join('').trim() === '') return said;
  const block = fenced(log.join('\n')).split('\n');
  return [said, '', ...block.map((line) => `  ${line}`), ''].join('\n');
}

/** A log as a code block. */
function fenced(log: string): string {
  const fence = fenceFor(log);
  const lines = log.split('\n').map((line) => makeVisible(line.replaceAll('\t', '    ')));
  return [`${fence}text`, ...lines, fence].join('\n');
}
