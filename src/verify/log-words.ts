// What single lines of logs say, by the words of the programs that print them. Each expression is bounded, and looks at
// one line at a time.
import { anyOf, type Need } from '../model/index.js';

/** A kernel's no in the words of C, and of those who word it themselves. */
export const DENIED = /permission denied|\bEACCES\b|AccessDeniedException|UnauthorizedAccessException/i;
export const READ_ONLY = /read-only file ?system|\bEROFS\b/i;
export const NOT_PERMITTED = /operation not permitted|\bEPERM\b/i;

/** Somebody takes a port. */
export const BINDS = /\b(?:bind|binding|listen|listening|make_sock)\b/i;
/** A folder is made: `mkdir`, `os.makedirs`, `Files.createDirectory`, `cannot create directory`. */
export const MAKES_FOLDER = /mkdir|makedirs|create_?dir|(?:create|creating) (?:the )?(?:directory|folder)/i;

interface Call {
  readonly words: RegExp;
  readonly takes: readonly string[];
}

/** Which right a call takes that the kernel refused: https://man7.org/linux/man-pages/man7/capabilities.7.html */
const CALLS: readonly Call[] = [
  { words: /\bl?f?chown(?:at)?\b|(?:changing|change|set) (?:the )?owner/i, takes: ['CHOWN'] },
  { words: /\bsetgroups\b|\binitgroups\b|\bset(?:e|re|res)?gid\b|\bsupplementary groups?\b/i, takes: ['SETGID'] },
  { words: /\bset(?:e|re|res)?uid\b/i, takes: ['SETUID'] },
  { words: /\b(?:switching|switch|change|changing) (?:to )?user\b|failed switching to/i, takes: ['SETGID', 'SETUID'] },
  { words: /\bf?chmod\b|(?:changing|change|set) permissions|\butimes?\b/i, takes: ['FOWNER'] },
  { words: /\bchroot\b/i, takes: ['SYS_CHROOT'] },
  { words: /\bmknod\b|special file/i, takes: ['MKNOD'] },
  { words: /\bping\b|\bicmp\b|raw socket|SOCK_RAW/i, takes: ['NET_RAW'] },
  { words: /\bkill\b|send(?:ing)? signal/i, takes: ['KILL'] },
  { words: /\bcapset\b|\bsetpcap\b/i, takes: ['SETPCAP'] },
];

/** The capabilities of a call that a line names; none where it names no call. */
export function rightsOfCall(line: string): readonly string[] {
  return CALLS.find(({ words }) => words.test(line))?.takes ?? [];
}

const LIBRARY = anyOf(
  /\b(lib[\w+.-]{1,80}\.so(?:\.\d[\d.]{0,20})?): cannot open shared object/,
  /Error loading shared library (lib[\w+.-]{1,80}\.so(?:\.\d[\d.]{0,20})?)/,
);

const PROGRAM = anyOf(
  // Go's os/exec, and the engine that starts a container.
  /exec: \\?"(\w[\w.+-]{0,59})\\?": executable file not found/,
  // dash, bash, BusyBox.
  /: (?:line )?\d{1,6}: (\w[\w.+-]{0,59}): (?:command )?not found$/,
  /^(?:\/bin\/)?(?:ba|da|a)?sh: (\w[\w.+-]{0,59}): (?:command )?not found$/,
  /\benv: ['‘]?(\w[\w.+-]{0,59})['’]?: No such file or directory/,
  // Interpreters that start a program by its name.
  /FileNotFoundError: \[Errno 2\] No such file or directory: '(\w[\w.+-]{0,59})'/,
  /\bspawn (\w[\w.+-]{0,59}) ENOENT\b/,
  /No such file or directory - (\w[\w.+-]{0,59})(?: \(Errno::ENOENT\))?$/,
  /Cannot run program "(\w[\w.+-]{0,59})"/,
);

const MODULE = anyOf(
  /ModuleNotFoundError: No module named '([\w.]{1,100})'/,
  /Cannot find (?:module|package) '([@\w][@\w./-]{0,150})'/,
  /cannot load such file -- (\w[\w./-]{0,100})/,
  /(?:ClassNotFoundException|NoClassDefFoundError): ([\w$./]{1,150})/,
  /Could not find or load main class ([\w$.]{1,150})/,
);

const MISSING_FILE = anyOf(
  /No such file or directory: '(\/[\w.@+%=~/-]{1,300})'/,
  /\bENOENT: no such file or directory, \w{1,20} '(\/[\w.@+%=~/-]{1,300})'/,
  /Cannot find module '(\/[\w.@+%=~/-]{1,300})'/,
  /No such file or directory @ \w{1,40} - (\/[\w.@+%=~/-]{1,300})/,
  /\b(?:open|stat|lstat) (\/[\w.@+%=~/-]{1,300}): no such file or directory/,
);

/** What a line says that is missing. */
export function missingIn(line: string): Need | undefined {
  const library = nameIn(LIBRARY, line);
  if (library !== undefined) return { kind: 'library', name: library };
  const program = nameIn(PROGRAM, line);
  if (program !== undefined) return { kind: 'program', name: program };
  const module = nameIn(MODULE, line);
  if (module !== undefined) return { kind: 'module', name: module };
  const path = nameIn(MISSING_FILE, line);
  return path === undefined ? undefined : { kind: 'file', path };
}

function nameIn(pattern: RegExp, line: string): string | undefined {
  return pattern
    .exec(line)
    ?.slice(1)
    .find((each) => each !== undefined);
}
