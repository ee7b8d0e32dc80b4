/** A rule that harden knows and says nothing about in a run, and why. `harden explain` and the coverage table show it. */
export interface SilentRule {
  readonly row: number;
  readonly why: string;
}

/**
 * The rows about Dockerfiles that no check reports on purpose. harden's side, said once: a finding that a maintainer
 * would answer with "so what" teaches people to skip the list.
 */
export const silentRules: readonly SilentRule[] = [
  { row: 8, why: 'Only the registry and the build command know the platforms.' },
  { row: 16, why: 'Docker refuses the file, and so does harden, with the line.' },
  { row: 25, why: 'It contradicts the rules that ask for a user; harden keeps ownership where it was given.' },
  { row: 33, why: 'Debian and Ubuntu delete superseded versions, so a pin breaks the build when a fix comes out.' },
  {
    row: 35,
    why: 'Alpine keeps one build of a package, so a pin breaks the build when a fix comes out. apk upgrade is reported with the other upgrades.',
  },
  {
    row: 38,
    why: 'As with apt: the pinned build is gone once a fix is out. yum and dnf update are reported with the other upgrades.',
  },
  { row: 45, why: 'A cache mount is an offer, not a mistake in the file.' },
  { row: 52, why: 'Several RUN lines are as good as one, and the build cache likes them better.' },
  { row: 58, why: 'Whether a later step needs the file is not in the line.' },
  { row: 61, why: 'These are settings of style, and the right value depends on the program.' },
  { row: 65, why: 'It contradicts the rules that ask for COPY.' },
  { row: 83, why: 'It is about the pipeline and the registry; the checklist says whether a scan runs in CI.' },
];
