const MOST_TRIES = 5;

/** What a server knows only after a while: asked for again, at longer and longer intervals, and given up in the end. */
export async function awaited(pauseMs: number, isThere: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    if (await isThere()) return true;
    if (tries === MOST_TRIES) return false;
    await new Promise((resolve) => setTimeout(resolve, pauseMs * tries));
  }
}
