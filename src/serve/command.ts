/** True for a comment with a line that asks for something. What it asks for is read from the forge, and so is who may ask. */
export function isCommand(comment: string): boolean {
  return /^[ \t]*\/harden(?:\s|$)/m.test(comment);
}
