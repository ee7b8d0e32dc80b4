import type { RowTable } from './rule-types.js';

export const METADATA_ROWS = {
  'add-where-copy-does': {
    title: 'ADD where COPY does',
    mark: 'F',
    ids: ['DL3020', 'DS-0005', 'CKV_DOCKER_4', 'KICS Add Instead of Copy', 'CIS 4.9', 'CIS-DI-0009'],
  },
  'add-without-checksum': {
    title: 'ADD of an address without a checksum',
    mark: 'F!',
    ids: ['DD059'],
    reason:
      'The checksum has to be computed from a download, and an address that serves the newest release changes under it.',
  },
  'copy-and-tar-where-add-unpacks': {
    title: 'COPY and tar where ADD unpacks',
    mark: 'F!',
    ids: ['DL3010'],
    reason:
      'It contradicts the rules that ask for COPY; ADD unpacks with other owners and options than the tar command that stands there.',
  },
  'copy-of-several-without-slash': {
    title: 'COPY of several sources to a path without a slash',
    mark: 'F',
    ids: ['DL3021', 'DS-0011', 'KICS Copy With More Than Two Arguments Not Ending With Slash'],
  },
  'copy-to-relative-path': {
    title: 'COPY to a relative path without WORKDIR',
    mark: 'I',
    ids: ['DL3045'],
    reason: 'The directory it is relative to is set by the base image, so an absolute path needs to know that image.',
  },
  'copy-of-hidden-file': {
    title: 'COPY of a file that .dockerignore hides',
    mark: 'S',
    ids: ['BK CopyIgnoredFile'],
    reason: 'Either the line or the pattern is wrong, and which one is for the author to say.',
  },
  'dockerignore-missing-or-weak': {
    title: 'Missing or weak .dockerignore; secrets and history copied',
    mark: 'S',
    ids: ['DD052', 'DD053', 'DD070', 'DS-0031', 'DKL-LI-0003'],
    reason:
      'A pattern that hides a file the build reads breaks it, so each one needs a look at the tree and at what is copied.',
  },
  'start-in-shell-form': {
    title: 'CMD or ENTRYPOINT in shell form',
    mark: 'F',
    ids: ['DL3025', 'BK JSONArgsRecommended', 'KICS Not Using JSON In CMD And ENTRYPOINT Arguments', 'HF1001'],
  },
  'entry-point-script-without-exec': {
    title: 'Entry point script without exec; forking first process',
    mark: 'S',
    ids: ['HF1002', 'HF1003'],
    reason: 'The script may have work to do after the program ends; only its text shows whether exec is right.',
  },
  'several-cmd-entrypoint-or-healthcheck': {
    title: 'Several CMD, ENTRYPOINT or HEALTHCHECK in a stage',
    mark: 'F',
    ids: [
      'DL4003',
      'DS-0016',
      'DL4004',
      'DS-0007',
      'DL3012',
      'DS-0023',
      'BK MultipleInstructionsDisallowed',
      'KICS Multiple CMD Instructions Listed',
      'KICS Multiple ENTRYPOINT Instructions Listed',
    ],
  },
  'healthcheck-missing': {
    title: 'No HEALTHCHECK',
    mark: 'S',
    ids: ['DL3057', 'DS-0026', 'CKV_DOCKER_2', 'KICS Healthcheck Instruction Missing', 'CIS 4.6', 'CIS-DI-0006'],
    reason:
      'A check needs a path the program answers and a tool in the image to ask it; an invented one marks healthy containers as sick.',
  },
  'expose-badly-formed': {
    title: 'EXPOSE out of range, badly cased or badly formed',
    mark: 'R',
    ids: ['DL3011', 'DS-0008', 'KICS UNIX Ports Out Of Range', 'BK ExposeProtoCasing', 'BK ExposeInvalidFormat'],
    reason:
      'A port outside 0 to 65535 cannot be what was meant, and the program’s real port is not in the instruction.',
  },
  'ssh-port-exposed': {
    title: 'EXPOSE 22',
    mark: 'R',
    ids: ['DS-0004', 'CKV_DOCKER_1', 'CIS 5.7'],
    reason:
      'EXPOSE opens nothing by itself; what matters is whether an ssh server runs, and somebody may log in through it.',
  },
  'maintainer-instruction': {
    title: 'MAINTAINER',
    mark: 'F',
    ids: ['DL4000', 'BK MaintainerDeprecated', 'DS-0022', 'CKV_DOCKER_6', 'KICS MAINTAINER Instruction Being Used'],
  },
  'env-or-label-without-equals-sign': {
    title: 'ENV and LABEL without an equals sign',
    mark: 'F',
    ids: ['BK LegacyKeyValueFormat'],
  },
  'variable-not-defined': {
    title: 'Variable undefined, or defined by itself in one ENV',
    mark: 'R',
    ids: ['BK UndefinedVar', 'DL3044'],
    reason:
      'An undefined variable is empty today; whether a name is misspelt or a value comes from elsewhere is not in the file.',
  },
  'onbuild-of-forbidden-instruction': {
    title: 'ONBUILD of an instruction it may not hold',
    mark: 'R',
    ids: ['DL3043'],
    reason: 'What it should do in somebody else’s build is not in the file.',
  },
  'label-badly-formed': {
    title: 'Labels: keys and values',
    mark: 'F',
    ids: ['DL3048', 'DL3049', 'DL3050', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  },
  'secret-in-arg-or-env': {
    title: 'Secrets in ARG or ENV',
    mark: 'R',
    ids: [
      'BK SecretsUsedInArgOrEnv',
      'DL3064',
      'DS-0031',
      'KICS Secrets Stored In Dockerfile',
      'CIS 4.10',
      'CIS-DI-0010',
    ],
    reason:
      'A secret mount also needs the build command changed, and a value that has been in a layer must be replaced where it is used.',
  },
  'comment-is-no-description': {
    title: 'Comment that is no description',
    mark: 'F',
    ids: ['BK InvalidDefinitionDescription'],
  },
  'image-not-scanned-or-signed': {
    title: 'Images scanned, signed, updated and made of verified packages',
    mark: 'R',
    ids: [
      'CIS 4.4',
      'CIS 4.5',
      'CIS 4.11',
      'CIS 4.12',
      'CIS-DI-0003',
      'CIS-DI-0004',
      'CIS-DI-0005',
      'CIS-DI-0011',
      'O9',
      'O13',
    ],
    reason:
      'They are about what happens to images in the pipeline and the registry, which no line of these files decides.',
  },
  'ignore-comment-in-use': {
    title: 'Inline ignore comments in use',
    mark: 'R',
    ids: ['DL1001'],
    reason: 'A suppression is the author’s decision; harden honours and counts it.',
  },
} satisfies RowTable;
