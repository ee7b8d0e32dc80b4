/** True for a comment that asks for something. What it asks for is read from the forge, and so is who may ask. */
export function isCommand(comment: string): boolean {
  return /^\s*\/harden(?:\s|$)/.test(comment);
}
