import { anyOf } from '../model/index.js';

/** What kept git from doing what it was asked, as far as it matters to who asked. */
export type GitFault =
  /** No git on this machine. */
  | 'no-git'
  /** No such repository, or none that this account may see. */
  | 'no-repository'
  /** No such branch, tag or commit, or a repository without any. */
  | 'no-commit'
  /** The account may not do it. */
  | 'denied'
  /** The other side did not answer, or not as a git server. */
  | 'unreachable'
  | 'too-large'
  | 'timed-out'
  | 'stopped'
  | 'failed';

/** Git could not do it. The message holds no credential and no address with one. */
export class GitError extends Error {
  readonly fault: GitFault;

  constructor(fault: GitFault, message: string) {
    super(message);
    this.name = 'GitError';
    this.fault = fault;
  }
}

/** Words of git and of the servers it speaks to, in English as `LC_ALL=C` has them; the first that fits counts. */
const WORDS: readonly (readonly [GitFault, RegExp])[] = [
  [
    'no-commit',
    anyOf(/couldn't find remote ref|not our ref/i, /bad revision|unknown revision|Not a valid object name/i),
  ],
  [
    'denied',
    anyOf(
      /authentication failed|could not read (?:username|password)/i,
      /returned error: 40[13]|permission denied|access denied/i,
    ),
  ],
  [
    'no-repository',
    anyOf(
      /repository .{0,400}not found|returned error: 404/i,
      /does not appear to be a git repository|not a git repository/i,
    ),
  ],
  [
    'unreachable',
    anyOf(
      /could not resolve host|failed to connect|early eof|unexpected disconnect/i,
      /connection (?:refused|reset|timed out)|operation timed out/i,
      /returned error: (?:3\d\d|429|5\d\d)|ssl|certificate|redirect/i,
    ),
  ],
];

/** What git's own words on standard error amount to. */
export function faultOf(said: string): GitFault {
  return WORDS.find(([, words]) => words.test(said))?.[0] ?? 'failed';
}
