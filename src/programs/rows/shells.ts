/** Shells, and the words that a shell has of its own. */
export const SHELLS = `
  ash bash dash ksh sh zsh = shell`;
