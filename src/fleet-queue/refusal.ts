/**
 * Why jobs of another program are not taken: it may plan otherwise, and a campaign is planned by one.
 * @param asked the program that they are for; absent where that cannot be read.
 */
export function refusalOf(asked: string | undefined, build: string): string {
  const other = asked === undefined ? 'jobs that this harden does not understand' : `jobs for harden ${asked}`;
  return `the queue holds ${other}, and this is ${build}; install the same harden on all machines, or give each its own database (redis://HOST:PORT/1)`;
}
