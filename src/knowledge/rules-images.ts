import type { RowTable } from './rule-types.js';

export const IMAGE_ROWS = {
  'base-image-without-tag': {
    title: 'Base image without a tag',
    mark: 'G',
    ids: ['DL3006', 'DS-0001', 'CKV_DOCKER_7', 'KICS Image Version Not Explicit', 'KICS ImageVersionNotExplicit'],
    reason:
      'The tag that the build means today is only known to the registry; a tag picked without asking it could be another major version.',
  },
  'base-image-tagged-latest': {
    title: 'Base image tagged latest',
    mark: 'G',
    ids: ['DL3007', 'DS-0001', 'CKV_DOCKER_7', "KICS Image Version Using 'latest'", 'DKL-DI-0006', 'CIS 5.28'],
    reason:
      'Which version latest stands for has to be asked of the registry, and moving off it decides who applies updates from then on.',
  },
  'base-image-not-pinned': {
    title: 'Base image not pinned by digest',
    mark: 'G',
    ids: ['Scorecard', 'ORW FindUnpinned', 'O13'],
    reason:
      'A digest comes from the registry and freezes security updates until something moves it, so it needs a bot that keeps it current.',
  },
  'image-from-untrusted-registry': {
    title: 'Image from a registry outside the allow-list',
    mark: 'R',
    ids: ['DL3026', 'CIS 4.2', 'CIS-DI-0002', 'KSV-0125'],
    reason: 'An image of the same name elsewhere is not the same image; only the team knows which trusted copy to use.',
  },
  'base-image-past-end-of-life': {
    title: 'Base image past its end of life',
    mark: 'R',
    ids: ['ORW FindEndOfLife', 'DD077'],
    reason:
      'The next release brings other library and package versions, which has to be tried and tested, not patched in.',
  },
  'platform-constant-in-from': {
    title: 'Constant --platform in FROM',
    mark: 'F!',
    ids: ['DL3029', 'BK FromPlatformFlagConstDisallowed', 'KICS Using Platform Flag with FROM Command'],
    reason:
      'Without the flag the image is built for the builder’s own platform, which breaks a build that relies on binaries for the named one.',
  },
  'platform-redundant-in-from': {
    title: 'Redundant --platform=$TARGETPLATFORM',
    mark: 'F',
    ids: ['DL3065', 'BK RedundantTargetPlatform'],
  },
  'base-image-of-another-platform': {
    title: 'Base image of another platform than asked for',
    mark: 'G',
    ids: ['BK InvalidBaseImagePlatform'],
    reason:
      'Which platforms an image exists for is in the registry, and a mismatch is mended by choosing another image or another target.',
  },
  'arg-in-from-unusable': {
    title: 'ARG in FROM undeclared or with an unusable default',
    mark: 'R',
    ids: ['BK UndefinedArgInFrom', 'BK InvalidDefaultArgInFrom'],
    reason:
      'The value is meant to come from the build command; a default written into the file could name the wrong image.',
  },
  'stage-name-used-twice': {
    title: 'Two stages of the same name',
    mark: 'R',
    ids: ['DL3024', 'BK DuplicateStageName', 'DS-0012', 'CKV_DOCKER_11', 'KICS Same Alias In Different Froms'],
    reason:
      'Every COPY --from and build --target of that name could mean either stage, so a rename would have to guess which.',
  },
  'stage-name-reserved': { title: 'Stage with a reserved name', mark: 'F', ids: ['DL3063', 'BK ReservedStageName'] },
  'casing-inconsistent': {
    title: 'Casing of stage names, AS and instructions',
    mark: 'F',
    ids: ['BK StageNameCasing', 'BK FromAsCasing', 'BK ConsistentInstructionCasing'],
  },
  'copy-from-missing-stage': {
    title: 'COPY --from a stage that does not exist',
    mark: 'R',
    ids: ['DL3022', "KICS COPY '--from' Without FROM Alias Defined Previously"],
    reason: 'A name that is no stage is an image to be pulled; whether that or a stage was meant is not in the file.',
  },
  'copy-from-own-stage': {
    title: 'COPY --from the stage itself',
    mark: 'R',
    ids: ['DL3023', 'DS-0006', "KICS COPY '--from' References Current FROM Alias"],
    reason: 'The build fails on it, and the stage that was meant instead is not in the file.',
  },
  'whole-file-system-copied': {
    title: 'Whole file system copied between stages',
    mark: 'S',
    ids: ['DL3067'],
    reason: 'Naming only the files that are needed takes a run of the program to see which ones it opens.',
  },
  'instruction-before-from': {
    title: 'Instruction before FROM',
    mark: 'R',
    ids: ['DL3061'],
    reason: 'The file does not build, and which stage the instruction belongs to is for its author to say.',
  },
  'build-tools-in-final-image': {
    title: 'Build tools in the final image',
    mark: 'S',
    ids: ['CIS 4.3'],
    reason:
      'Splitting the build needs to know what the program reads at run time; a file left behind is only noticed when it runs.',
  },
} satisfies RowTable;

export const USER_ROWS = {
  'image-runs-as-root': {
    title: 'No USER',
    mark: 'S',
    ids: ['DS-0002', 'CKV_DOCKER_3', 'KICS Missing User Instruction', 'CIS 4.1', 'CIS-DI-0001', 'O2', 'HF1004'],
    reason:
      'A user only works when the program’s files, ports and volumes allow it; without evidence of what it writes, the container could stop starting.',
  },
  'last-user-is-root': {
    title: 'Last USER is root',
    mark: 'S',
    ids: ['DL3002', 'DS-0002', 'CKV_DOCKER_8', "KICS Last User Is 'root'"],
    reason:
      'Somebody wrote root on purpose: an entry point may drop privileges itself, or need them for a port, a mount or a package.',
  },
  'user-given-by-name': {
    title: 'USER by name, which Kubernetes cannot check',
    mark: 'I',
    ids: ['DL3066', 'KSV-0012'],
    reason:
      'The number behind the name stands in the base image’s passwd unless the file creates the user with a fixed one.',
  },
  'sudo-in-run': {
    title: 'sudo in RUN',
    mark: 'F',
    ids: ['DL3004', 'DS-0010', 'CKV2_DOCKER_1', 'KICS Run Using Sudo', 'DKL-DI-0001'],
  },
  'useradd-fills-login-log': { title: 'useradd without -l for a high uid', mark: 'F', ids: ['DL3046'] },
  'setuid-files-in-image': {
    title: 'setuid and setgid files',
    mark: 'I',
    ids: ['CIS 4.8', 'CIS-DI-0008'],
    reason: 'The files lie in the base image, and a program that calls su, ping or mount fails once the bit is gone.',
  },
  'password-set-in-image': {
    title: 'Passwords set or left empty, uids used twice',
    mark: 'R',
    ids: ['CKV2_DOCKER_17', 'DKL-LI-0001', 'DKL-LI-0002'],
    reason:
      'A password in a layer has to be treated as known and replaced where it is used, which no edit of the file can do.',
  },
  'chown-where-execution-is-enough': {
    title: '--chown where only execution is needed',
    mark: 'R',
    ids: ['KICS Chown Flag Exists', 'KICS ChownFlagExists'],
    reason:
      'It contradicts the rules that ask for a user of its own; harden sides with them and keeps ownership where it was given.',
  },
  'chmod-777': {
    title: 'chmod 777',
    mark: 'F!',
    ids: ['DD050'],
    reason:
      'Narrower rights break a program that runs as another user or group than the owner, and the file does not say who writes there.',
  },
} satisfies RowTable;
