import type { RuleSlug } from '../../knowledge/index.js';

/**
 * The rules about Dockerfiles that no check reports on purpose, and why. harden's side, said once: a finding that a maintainer
 * would answer with "so what" teaches people to skip the list.
 */
export const silentRules: Readonly<Partial<Record<RuleSlug, string>>> = {
  'base-image-of-another-platform': 'Only the registry and the build command know the platforms.',
  'instruction-before-from': 'Docker refuses the file, and so does harden, with the line.',
  'instructions-not-in-capitals':
    'Which case a file keeps is its author’s to say; a file that mixes them is made one case.',
  'add-of-address-or-archive':
    'ADD of an address without a checksum is reported; an archive that is unpacked is what ADD is for.',
  'chown-where-execution-is-enough':
    'It contradicts the rules that ask for a user; harden keeps ownership where it was given.',
  'apt-archives-left-in-layer':
    'The images of Debian and Ubuntu delete the archives of packages themselves, after each install.',
  'apt-packages-not-pinned':
    'Debian and Ubuntu delete superseded versions, so a pin breaks the build when a fix comes out.',
  'apk-packages-not-pinned':
    'Alpine keeps one build of a package, so a pin breaks the build when a fix comes out. apk upgrade is reported with the other upgrades.',
  'yum-or-dnf-packages-not-pinned':
    'As with apt: the pinned build is gone once a fix is out. yum and dnf update are reported with the other upgrades.',
  'zypper-packages-not-pinned': 'As with apt: the pinned version is gone once the next one comes.',
  'label-missing': 'Which labels an image should have is a rule of the house, and often the pipeline writes them.',
  'apk-packages-deleted-by-name':
    'Names and a group mostly leave the same image; a group is easier to keep, which is the author’s to weigh.',
  'cache-mount-not-used': 'A cache mount is an offer, not a mistake in the file.',
  'run-instructions-not-joined': 'Several RUN lines are as good as one, and the build cache likes them better.',
  'download-left-in-layer': 'Whether a later step needs the file is not in the line.',
  'language-setting-missing': 'These are settings of style, and the right value depends on the program.',
  'copy-and-tar-where-add-unpacks': 'It contradicts the rules that ask for COPY.',
  'image-not-scanned-or-signed':
    'It is about the pipeline and the registry; the checklist says whether a scan runs in CI.',
  'dockerfile-untidy': 'A formatter says it better, and nobody builds another image for it.',
  'instruction-without-effect':
    'Which of two values was meant is for the author to say, and the image is as it was tested.',
  'file-that-a-linter-cannot-read':
    'It is about the grammar of a linter; what BuildKit refuses is an error with its line.',
};
