/** What is said of a program. */
export type Fact =
  /** A POSIX shell: it runs the text behind `-c`, a script, and what it is piped. */
  'shell';
