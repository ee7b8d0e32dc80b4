// The smallest project that still shows a mistake: without files, then without lines, as far as the time goes.
type Texts = Readonly<Record<string, string>>;

/** @param shows true for a project that has the mistake. */
export function minimised(texts: Texts, ms: number, shows: (texts: Texts) => boolean): Texts {
  const until = performance.now() + ms;
  let smallest = texts;
  const accept = (candidate: Texts): boolean => {
    if (performance.now() > until || !shows(candidate)) return false;
    smallest = candidate;
    return true;
  };
  for (const name of Object.keys(texts)) {
    const { [name]: _left, ...rest } = smallest;
    if (Object.keys(rest).length > 0) accept(rest);
  }
  for (const name of Object.keys(smallest)) withoutLines(() => smallest, name, accept);
  return smallest;
}

/** Takes out blocks of lines, ever smaller ones. */
function withoutLines(now: () => Texts, name: string, accept: (candidate: Texts) => boolean): void {
  let lines = now()[name]!.split('\n');
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < lines.length; ) {
      const fewer = lines.toSpliced(at, size);
      if (accept({ ...now(), [name]: fewer.join('\n') })) lines = fewer;
      else at += size;
    }
  }
}
