/** True for a comment with a line that asks for something. What it asks for is read from the forge, and so is who may ask. */
export function isCommand(comment: string): boolean {
  return /^[ \t]*\/harden(?:\s|$)/m.test(comment);
}

/** True for the text of an issue with a box of ours that somebody has ticked. Whose issue it is the run looks at. */
export function hasTick(body: string): boolean {
  return /^- \[[xX]\] <!-- harden:box /m.test(body);
}
