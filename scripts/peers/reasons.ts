// Why a peer finds something that was not there before, where that is no fault of the patch.
const ONLY_COPY = 'The rule looks at COPY alone: the line was ADD, and does the same';
const DROPPED_ALL =
  'All capabilities are dropped, and those that are used added: before, the container had all of the usual ones';
const ONLY_APT_GET = 'The rule knows apt-get alone, and the line was apt';
const APT = `${ONLY_APT_GET}; or it installs what was a recommendation before`;
const APT_THROWN_AWAY = `${ONLY_APT_GET}; its stage is thrown away, where what is recommended costs nothing and may be needed`;
const UNREAD = 'The peer could not read the file, or all of it, before';

const REASONS: Readonly<Record<string, string>> = {
  DL3008: APT,
  'DH008 versions': APT,
  DD022: APT,
  DL3015: APT_THROWN_AWAY,
  'DS-0029': APT_THROWN_AWAY,
  'DFL Consider `--no-install-recommends`': APT_THROWN_AWAY,
  DL3021: ONLY_COPY,
  DL3045: ONLY_COPY,
  'DS-0011': ONLY_COPY,
  DD041: ONLY_COPY,
  DL3006: UNREAD,
  'dc service-keys-order':
    'The rule has an order of its own: harden puts a new key where the other services of the file have it',
  DD035: 'A stage of its own for what runs installs ca-certificates and tzdata, which ask nothing without a terminal',
  'DFL Base Image Missing Tag': UNREAD,
  'DFL Invalid ADD Destination': ONLY_COPY,
  DL3059: 'The command that stood between, or the `cd` that made the two differ, is an instruction of its own now',
  DD005: 'The command that stood between, or the `cd` that made the two differ, is an instruction of its own now',
  DD002: 'The rule counts updates by the line; each install has its own lists now, in the layer that uses them',
  DD054: 'The rule knows `| bash`, not `| sudo bash`, which it was',
  DD069: 'The rule takes the `*` of `rm -rf /var/lib/apt/lists/*` for a package',
  DD074: 'A command that cleans up is in the layer that it cleans, on the line of that layer',
  DD078: 'The rule asks files with a LABEL for a version; MAINTAINER, which is no LABEL, became one',
  SC3040: 'The shell of that image knows `set -o pipefail`, which POSIX did not have',
  CKV2_DOCKER_1: 'The rule takes a package of that name, on a line of its own before, for the command sudo',
  CKV_K8S_25: DROPPED_ALL,
  'KSV-0022': DROPPED_ALL,
  DH003: 'An empty line that ended the instruction for the peer is gone, and below it the word stands in an address',
  DH004: 'Compilers that were a recommendation before are named; or the rule looks at COPY alone, and the line was ADD',
  DH008:
    'The rule knows `apt-get install` alone: the line was apt, or is `apt-get -y install`, with an update of its own now, which the rule takes for an update alone',
  DH010: 'The image has a user now, and the files stay root’s, so that the program cannot change them',
  'DU SYNTAX_MISSING_DOUBLE_QUOTE': 'The value is in single quotes, in which BuildKit takes double quotes as they are',
  'DFL Invalid Argument Format':
    'The rule reads the option `--start-period` of HEALTHCHECK as `--start`, which is none',
  'DFL `apt-get upgrade` Is Not Allowed': ONLY_APT_GET,
  'DFL apt-get update with matching cache rm': ONLY_APT_GET,
  'SG avoid-apt-get-upgrade': ONLY_APT_GET,
  'SG dockerfile-source-not-pinned': 'The peer reads FROM in capitals alone, and it was not',
  'SG missing-user':
    'The rule takes the CMD of a HEALTHCHECK for that of the image; or the peer could not read the file before',
  'SG missing-user-entrypoint': UNREAD,
  'SG prefer-json-notation': UNREAD,
  'SG remove-package-cache':
    'The rule counts updates, and each install has its own now; or the line was apt, or not read before. `apt-get clean`, which it asks for, deletes nothing in images of Debian and Ubuntu',
  'SG remove-package-lists': ONLY_APT_GET,
  'SG run-as-non-root-security-context-pod-level':
    'The pod has a securityContext now, for seccomp, so this rule says what `SG run-as-non-root` said before',
  'SG set-pipefail': UNREAD,
  'SG use-workdir': UNREAD,
};

/** Why there are new findings of a rule; `undefined` where nobody has looked. */
export function whyNew(rule: string): string | undefined {
  return REASONS[rule];
}

const THROWN_AWAY = 'Mostly stages of which nothing but named files reaches the image, where lists cost nothing';
const OTHER_RM = 'or they are removed in a way that the rule does not know: `rm -r`, `rm -rf /var/lib/apt/*`';
const LISTS = `${THROWN_AWAY}; ${OTHER_RM}`;
const PIP =
  'PIP_NO_CACHE_DIR is set, or the option is there in short (`--no-cache`), or it is pipenv, or pip stands in the text of `bash -c`';
const ASSUMED = 'The image is told by its own configuration to say yes: /etc/apt/apt.conf.d has Assume-Yes';
const YUM = 'The folder of the cache is removed in the same RUN, which the rule does not count as `clean all`';
const QUIET = 'The line says `-qq`, which is `-y` as well, or joins its letters: `-yq`, `-qqy`';
const UPDATE = 'The update is followed by an upgrade, or by something else that reads the lists, and not by an install';
const ADDRESS = 'The line adds from an address, which COPY does not do';

/** Why findings stay that one right edit would mend. */
const STAYS: Readonly<Record<string, string>> = {
  DD002: 'The rule wants `apt-get install` in these words: `apt-get -y install` in the same RUN is not seen',
  DD004: LISTS,
  DH008: LISTS,
  'DFL apt-get update with matching cache rm': LISTS,
  'SG remove-package-lists': LISTS,
  DD009: PIP,
  'SG missing-pip-no-cache-dir': PIP,
  DL3042: PIP,
  DD061: 'The official images of Ruby have `gem: --no-document` in their gemrc, and one file writes it itself',
  DD021: 'sudo is a package that is installed, or a word of a text; `sudo -u` becomes another user',
  'DFL Use Of sudo Is Not Allowed':
    'sudo is a package that is installed, or a word of a text; `sudo -u` becomes another user',
  CKV2_DOCKER_1: 'sudo is a package that is installed, or a word of a text; `sudo -u` becomes another user',
  'CL-0003':
    'The service is a part of one that another file defines, or extends one there: it is hardened where it is defined, or an image for it is named nowhere',
  'DS-0015': YUM,
  'SG missing-dnf-clean-all': YUM,
  DD031: YUM,
  'DS-0021': QUIET,
  'SG missing-assume-yes-switch': QUIET,
  'DFL Missing parameter for `apt-get`': QUIET,
  'DS-0017': UPDATE,
  CKV_DOCKER_5: UPDATE,
  'DFL apt-get update without matching apt-get install': UPDATE,
  CKV_DOCKER_4: ADDRESS,
  DH007: ADDRESS,
  DL3025: 'The CMD is that of a HEALTHCHECK, whose shell the probe uses',
  DD019: 'The CMD is that of a HEALTHCHECK, whose shell the probe uses',
  DL3014: ASSUMED,
  DD023: ASSUMED,
  DD011: 'The path stands in quotes, and begins with a slash',
  DL3032: 'The line is `yum group install`, in two words',
  DL3048: 'The key is RUN, in capitals, and tools that run the image look for it under that name',
  'SG multiple-entrypoint-instructions': 'Each stands in a stage of its own: the rule does not tell stages apart',
  'SG prefer-json-notation': 'The CMD is that of a HEALTHCHECK, whose shell the probe uses',
  'SG missing-zypper-clean': 'The RUN ends with `zypper clean --all`, and the rule knows it without the option alone',
  DL3046: 'The number is a variable: whether it is a high one is not written',
  DL3047: 'The base image has the wget of BusyBox, which does not know the option',
};

/** Why findings of a rule stay; `undefined` where nobody has looked. */
export function whyStays(rule: string): string | undefined {
  return STAYS[rule];
}
