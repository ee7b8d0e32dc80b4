import type { RowTable } from './rule-types.js';

export const PACKAGE_ROWS = {
  'apt-instead-of-apt-get': {
    title: 'apt instead of apt-get',
    mark: 'F',
    ids: ['DL3027', 'CKV_DOCKER_9', 'KICS Run Using apt'],
  },
  'apt-get-without-yes': {
    title: 'apt-get without -y',
    mark: 'F',
    ids: ['DL3014', 'DS-0021', "KICS APT-GET Missing '-y' To Avoid Manual Input"],
  },
  'apt-get-installs-recommends': {
    title: 'apt-get install without --no-install-recommends',
    mark: 'F!',
    ids: ['DL3015', 'DS-0029', 'KICS APT-GET Not Avoiding Additional Packages'],
    reason:
      'Recommended packages such as ca-certificates may be what makes the image work; the names that are needed must be listed first.',
  },
  'apt-lists-left-in-layer': {
    title: 'apt package lists left in the layer',
    mark: 'F',
    ids: ['DL3009', 'DKL-DI-0005', 'KICS Apt Get Install Lists Were Not Deleted'],
  },
  'package-index-updated-alone': {
    title: 'Package index updated in a layer of its own',
    mark: 'F',
    ids: ['DS-0017', 'CKV_DOCKER_5', 'KICS Update Instruction Alone', 'CIS 4.7', 'CIS-DI-0007'],
  },
  'apt-get-upgrade': {
    title: 'apt-get upgrade or dist-upgrade',
    mark: 'F!',
    ids: ['DS-0024', 'DKL-DI-0003', 'KICS Run Using Upgrade Commands'],
    reason:
      'Benchmarks disagree: this rule wants it gone, CIS 4.4 wants the patches, and taking it out leaves known holes in an old base image.',
  },
  'apt-packages-not-pinned': {
    title: 'apt packages without a version',
    mark: 'G',
    ids: ['DL3008', 'KICS Apt Get Install Pin Version Not Defined'],
    reason:
      'The mirrors of Debian and Ubuntu drop a version when the next one comes, so a pinned line stops building at the next security update and keeps out the fix. The same packages every time come from a dated snapshot of the archive, on a base image pinned by digest.',
  },
  'apk-index-left-in-layer': {
    title: 'apk add without --no-cache',
    mark: 'F',
    ids: ['DL3019', 'DS-0025', 'DKL-DI-0004', 'KICS Apk Add Using Local Cache Path'],
  },
  'apk-packages-not-pinned': {
    title: 'apk packages without a version; apk upgrade',
    mark: 'G',
    ids: ['DL3018', 'KICS Unpinned Package Version in Apk Add', 'KICS Use of Apk Upgrade'],
    reason:
      'The mirrors of Alpine keep only the newest build of a package in a release, so a pinned line stops building within weeks. Pin the base image by digest; the same packages every time need a mirror of your own.',
  },
  'yum-or-dnf-without-yes': {
    title: 'yum, dnf and microdnf without -y',
    mark: 'F',
    ids: ['DL3030', 'DL3038', 'KICS Yum Install Allows Manual Input', 'KICS Missing Flag From Dnf Install'],
  },
  'yum-or-dnf-cache-left-in-layer': {
    title: 'yum, dnf and microdnf caches left in the layer',
    mark: 'F',
    ids: [
      'DL3032',
      'DL3040',
      'DS-0015',
      'DS-0019',
      'DS-0027',
      'KICS Yum Clean All Missing',
      'KICS Missing Dnf Clean All',
    ],
  },
  'yum-or-dnf-packages-not-pinned': {
    title: 'yum and dnf packages without a version; yum and dnf update',
    mark: 'G',
    ids: [
      'DL3033',
      'DL3041',
      'KICS Yum install Without Version',
      'KICS Missing Version Specification In dnf install',
      'KICS Yum Update Enabled',
      'KICS Run Using dnf Update',
    ],
    reason:
      'The versions on offer are known to the repositories only, and dropping an update leaves known holes in an old base image.',
  },
  'zypper-asks-or-keeps-caches': {
    title: 'zypper: questions, caches, dist-upgrade, versions',
    mark: 'F',
    ids: [
      'DL3034',
      'DL3036',
      'DS-0020',
      'DL3035',
      'DL3037',
      'KICS Missing Zypper Non-interactive Switch',
      'KICS Missing Zypper Clean',
      'KICS Run Using Zypper Update',
      'KICS Zypper Install Without Version',
    ],
  },
  'pip-cache-left-in-layer': {
    title: 'pip cache left in the layer',
    mark: 'F',
    ids: ['DL3042', 'KICS Pip install Keeping Cached Packages'],
  },
  'pip-packages-not-pinned': {
    title: 'pip packages without a version',
    mark: 'S',
    ids: ['DL3013', 'KICS Unpinned Package Version in Pip Install'],
    reason:
      'What is left has a version in no lock file, and no index was asked, or none could say for the Python of the image; a version that nobody has tried is a guess about the program.',
  },
  'npm-packages-not-pinned': {
    title: 'npm packages without a version; npm ci; yarn cache',
    mark: 'S',
    ids: ['DL3016', 'DL3060', 'DD010', 'KICS NPM Install Command Without Pinned Version'],
    reason:
      'npm ci needs a lock file that agrees with package.json; a version is written where a lock file has one or the registry was asked, and else is a guess about the program.',
  },
  'gem-or-go-packages-not-pinned': {
    title: 'gem and go install without a version',
    mark: 'S',
    ids: ['DL3028', 'DL3062', 'KICS Gem Install Without Version'],
    reason:
      'What is left has a version in no lock file, and no source or proxy was asked or could say; a version that nobody has tried is a guess about the program.',
  },
  'gem-documentation-installed': { title: 'gem documentation installed', mark: 'F', ids: ['DD061'] },
  'cache-mount-not-used': {
    title: 'No cache mount for a package manager',
    mark: 'S',
    ids: [],
    reason:
      'A cache mount needs BuildKit and a builder that keeps its caches; on a fresh CI runner it only adds words.',
  },
  'source-copied-before-install': {
    title: 'Source copied before the dependencies are installed',
    mark: 'S',
    ids: ['DD006'],
    reason:
      'Copying the manifests first is right only when the install step reads nothing else of the source, which the tree has to show.',
  },
} satisfies RowTable;
