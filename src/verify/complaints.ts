// Lines of a log that speak of what a patch can take away: permissions, files, libraries, programs.
import { anyOf } from '../model/index.js';

// One alternative after the other without repetition inside, so that no log makes it slow.
const COMPLAINT = anyOf(
  /permission denied|operation not permitted|not permitted|access denied|read-only file ?system/i,
  /no such file or directory|cannot open shared object|error while loading shared libraries/i,
  /command not found|: not found$/i,
  /no module named|modulenotfounderror|importerror|cannot find module|could not find or load main class/i,
  /\b(?:eacces|eperm|erofs|enoent|enospc)\b|no space left on device/i,
  /out of memory|cannot allocate memory|oomkilled/i,
  /could not (?:open|create|write)|failed to (?:open|create|write|bind)|unable to (?:open|create|write)/i,
  /address already in use/i,
);
const MOST_LINES = 2000;
const LONGEST = 400;
const MOST = 50;

/** The lines, each once, with what differs from run to run taken out: times, numbers, addresses, names of containers. */
export function complaintsIn(log: string): string[] {
  const found = new Set<string>();
  for (const line of log.split('\n').slice(-MOST_LINES)) {
    const short = line.slice(0, LONGEST);
    if (!COMPLAINT.test(short)) continue;
    found.add(withoutVaryingParts(short));
    if (found.size >= MOST) break;
  }
  return [...found].sort();
}

/** What stays the same of a line when it is printed again another day. */
export function withoutVaryingParts(line: string): string {
  return line
    .replace(/\b[0-9a-f]{8,}\b/gi, '#')
    .replace(/[0-9]+/g, '#')
    .replace(/#(?:[-:.,/T+Z ]*#)+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a patch is there to silence, or what only says how a program was started. */
const EXPLAINED = anyOf(
  /\b(?:root|user|uid|gid|privileg\w*|permission|own(?:er|ed|ership)|chown|setuid|supervisor)\b/i,
  /\b(?:warn|warning|error|err|fail\w*|fatal|crit|critical|deprecat\w*|insecure|not recommended|consider)\b/i,
  /\b(?:debug\w*|develop\w*|dev|trace|reload\w*|restart\w*|watch\w*)\b/i,
  /^(?:[>$+] |p?npm |yarn run|done in #)/i,
);
const LEAST_LETTERS = 4;

/** The lines of a log as they come again another day. `undefined` where its beginning was cut off. */
export function linesIn(log: string, cutAt: number): ReadonlySet<string> | undefined {
  if (log.length >= cutAt) return undefined;
  const lines = log.split('\n').map((line) => withoutVaryingParts(line.slice(0, LONGEST)));
  return new Set(lines.filter((line) => line.replace(/[^a-z]/gi, '').length >= LEAST_LETTERS));
}

/** The lines that came before and do not any more, nor anything like them. */
export function lostLines(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const fresh = [...after].filter((line) => !before.has(line)).map(wordsOf);
  return [...before]
    .filter((line) => !after.has(line) && !EXPLAINED.test(line))
    .slice(0, MOST)
    .filter((line) => !fresh.some((other) => isAlike(wordsOf(line), other)));
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.toLowerCase().split(/[^a-z#]+/));
}

/** Half of the words are the same: it says another thing of the same matter. */
function isAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared * 2 >= Math.max(a.size, b.size);
}

/** The first line of a log that reads so without what varies. */
export function lineLike(log: string, line: string): string {
  return log.split('\n').find((each) => withoutVaryingParts(each.slice(0, LONGEST)) === line) ?? line;
}

const SHOWN_LINES = 12;

/** The end of a log, or what stands around the first of some complaints. */
export function excerptOf(log: string, complaints: readonly string[] = []): string {
  const lines = log.trimEnd().split('\n');
  const at = lines.findIndex((line) => complaints.includes(withoutVaryingParts(line.slice(0, LONGEST))));
  const from = at === -1 ? Math.max(0, lines.length - SHOWN_LINES) : Math.max(0, at - 4);
  return lines
    .slice(from, from + SHOWN_LINES)
    .map((line) => line.slice(0, LONGEST))
    .join('\n');
}
