import { wordList } from '../model/index.js';
import type { RowTable } from './rule-types.js';

const TLS = Array.from({ length: 15 }, (_, index) => `CKV2_DOCKER_${index + 2}`);

// The ShellCheck codes that hadolint names. Source: https://github.com/hadolint/hadolint#rules
const SHELLCHECK = wordList(`
  SC1000 SC1001 SC1007 SC1010 SC1018 SC1035 SC1045 SC1065 SC1066 SC1068 SC1077 SC1078 SC1079 SC1081 SC1083 SC1086
  SC1087 SC1091 SC1095 SC1097 SC1098 SC1099 SC2002 SC2015 SC2026 SC2028 SC2035 SC2039 SC2046 SC2086 SC2140 SC2154
  SC2155 SC2164`);

export const RUN_ROWS = {
  'cd-in-run': {
    title: 'cd in RUN instead of WORKDIR',
    mark: 'F',
    ids: ['DL3003', 'DS-0013', "KICS RUN Instruction Using 'cd' Instead of WORKDIR"],
  },
  'workdir-not-absolute': {
    title: 'WORKDIR not absolute',
    mark: 'F',
    ids: ['DL3000', 'DS-0009', 'CKV_DOCKER_10', 'KICS WORKDIR Path Not Absolute', 'BK WorkdirRelativePath'],
  },
  'workdir-or-volume-on-system-directory': {
    title: 'WORKDIR or VOLUME on a system directory',
    mark: 'R',
    ids: ['DS-0030', 'DKL-DI-0002'],
    reason: 'Another directory means other paths in the program, its scripts and everything that mounts them.',
  },
  'pipe-without-pipefail': {
    title: 'Pipe without pipefail',
    mark: 'I',
    ids: ['DL4006', 'KICS Shell Running A Pipe Without Pipefail Flag'],
    reason:
      'Older dash and other shells have no pipefail, and a pipe that quietly failed until now would stop the build.',
  },
  'default-shell-replaced': {
    title: 'The default shell replaced',
    mark: 'R',
    ids: ['DL4005', 'KICS Changing Default Shell Using SHELL Command', 'KICS ChangingDefaultShell'],
    reason:
      'The two rules contradict each other: one asks for SHELL, the other forbids it; harden leaves the author’s choice.',
  },
  'run-instructions-not-joined': {
    title: 'RUN instructions that could be one',
    mark: 'F!',
    ids: ['DL3059'],
    reason:
      'Joining them trades build cache for layers and moves comments; since layers are cheap, that is the author’s choice.',
  },
  'both-wget-and-curl': {
    title: 'Both wget and curl',
    mark: 'R',
    ids: ['DL4001', 'DS-0014', "KICS Run Using 'wget' and 'curl'"],
    reason:
      'The two differ in redirects, retries, file names and exit codes, so a call cannot be carried over word by word.',
  },
  'wget-progress-or-curl-without-fail': {
    title: 'wget progress output; curl that does not fail',
    mark: 'F',
    ids: ['DL3047'],
  },
  'command-without-use': {
    title: 'Commands without use in a build',
    mark: 'R',
    ids: ['DL3001', 'KICS Run Utilities And POSIX Commands'],
    reason: 'Whether a command such as ps or ssh does nothing here is a matter of what the author wanted from it.',
  },
  'shellcheck-finding': {
    title: 'ShellCheck findings in RUN',
    mark: 'R',
    ids: SHELLCHECK,
    reason: 'Quoting a word or checking a cd changes what the shell does; many scripts rely on the word being split.',
  },
  'download-piped-into-shell': {
    title: 'Download piped into a shell',
    mark: 'R',
    ids: ['DD054'],
    reason:
      'A safer form needs a checksum that the publisher vouches for, and a script that changes with every release has none.',
  },
  'download-left-in-layer': {
    title: 'Downloads left behind; configure and gpg without their build flags',
    mark: 'F!',
    ids: [],
    reason:
      'A later step may read the file, and the flags change what is built; neither can be seen in the line itself.',
  },
  'http-address': {
    title: 'http:// where https:// is meant',
    mark: 'R',
    ids: [],
    reason: 'Only a request shows whether the server answers over https with the same file.',
  },
  'tls-or-signature-check-off': {
    title: 'TLS or signature checks turned off',
    mark: 'F!',
    ids: [...TLS, 'DD055', 'DD056'],
    reason:
      'The check was turned off for something, often a proxy or a private mirror with its own authority, and the build fails without it.',
  },
  'language-setting-missing': {
    title: 'Language settings: CGO_ENABLED, NODE_ENV, PYTHONUNBUFFERED, JVM flags',
    mark: 'F!',
    ids: ['DD062', 'DD067', 'DD015', 'DD068'],
    reason: 'They change what is built or how it runs; which value is right depends on the program.',
  },
  'empty-continuation-line': { title: 'Empty continuation line', mark: 'F', ids: ['BK NoEmptyContinuation'] },
} satisfies RowTable;
