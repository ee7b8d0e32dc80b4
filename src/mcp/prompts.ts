// Prompts: the order of work, for a person to start it with.
import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { LEVELS } from '../model/index.js';

const ORDER = `1. Call inventory, then plan, and follow the cursor to the end.
2. Read every entry of kind "refused" and "held": each names what a person has to decide or write.
3. For each step read what was seen (evidence) and what it assumes (believes, breaksIf, checkBy). Check what you can check in the source.
4. Call apply with the ids of the steps to take, and show the patch.`;

const AFTER = `5. Call verify where there is such a tool. Where there is none, say so.
6. Report: steps taken, steps left and why, refusals for a person, assumptions nobody checked, and what was not verified.`;

/** Adds what a person can start an agent with. */
export function addPrompts(server: McpServer): void {
  server.registerPrompt(
    'harden-repository',
    {
      title: 'Harden this repository',
      description: 'Plan, decide, apply and verify, in that order',
      argsSchema: z.object({
        file: z.string().max(4096).optional().describe('a file or folder'),
        level: z.enum(LEVELS).optional().describe('safe, review or unverified'),
      }),
    },
    ({ file, level }) =>
      asUser(`Harden the containers of this repository with harden.${limits(file, level)}\n${ORDER}\n${AFTER}`),
  );
  server.registerPrompt(
    'review-plan',
    {
      title: 'Review a plan',
      description: 'Judge each step, and change nothing',
      argsSchema: z.object({ file: z.string().max(4096).optional().describe('a file or folder') }),
    },
    ({ file }) =>
      asUser(
        `Review what harden plans for this repository, and change nothing.${limits(file, undefined)}
1. Call plan, and follow the cursor to the end.
2. For each step say: right, wrong or unsure, with the evidence you looked at yourself. Assumptions are to be refuted, not believed.
3. For each refusal say what a person would have to write for the step to become possible.
4. End with the ids you would apply, safest first, and with what only a run can show.`,
      ),
  );
}

function limits(file: string | undefined, level: string | undefined): string {
  const lines = [
    ...(file === undefined ? [] : [`Keep to this path: ${JSON.stringify(file)}.`]),
    ...(level === undefined ? [] : [`Plan with level ${level}.`]),
  ];
  return lines.length > 0 ? ` ${lines.join(' ')}` : '';
}

function asUser(text: string): { messages: { role: 'user'; content: { type: 'text'; text: string } }[] } {
  return { messages: [{ role: 'user', content: { type: 'text', text } }] };
}
