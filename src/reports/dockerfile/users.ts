// Who the container runs as, and rights given away on the way.
import { mentionsProgram } from '../../programs/index.js';
import { imageProfile, type ImageProfile } from '../../knowledge/index.js';
import { type DockerfileDoc, type Stage, runMounts } from '../../dockerfile/index.js';
import { defineReport, findingOn, listNames, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf, isService, outcomeOf, runtimeStages, type Run, type RunCommand } from './facts.js';

const STARTS_INIT = /\/sbin\/init\b|["' ]\/init["'\s]/;

/** A tool is named that an entry point drops root with, or an init that starts services as whom it likes. */
function dropsRoot({ text }: DockerfileDoc): boolean {
  return mentionsProgram(text, 'dropsRoot') || STARTS_INIT.test(text);
}

interface UserState {
  readonly kind: 'root' | 'other' | 'unknown' | 'drops';
  readonly from: 'user' | 'base' | 'none';
}

/** Who a stage's containers start as, as far as the file and what is known of its base image say. */
function userOf(doc: DockerfileDoc, stage: Stage): UserState {
  const { user, entrypoint, cmd } = outcomeOf(stage);
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  if (user) {
    const name = user.args.replace(/^["']|["']$/g, '').split(':')[0]!;
    if (name.includes('$')) return { kind: 'unknown', from: 'user' };
    if (name !== 'root' && !/^0+$/.test(name)) return { kind: 'other', from: 'user' };
    return { kind: dropsRoot(doc) ? 'drops' : 'root', from: 'user' };
  }
  if (profile?.defaultUser === undefined) return { kind: 'unknown', from: 'none' };
  if (profile.defaultUser !== 'root') return { kind: 'other', from: 'base' };
  if (dropsRoot(doc) || dropsByItself(profile, entrypoint !== undefined || cmd?.execForm?.length === 0))
    return { kind: 'drops', from: 'base' };
  return { kind: 'root', from: 'base' };
}

/** Servers whose own entry point starts as root and goes on as their account: databases, brokers, nginx. */
function dropsByItself(profile: ImageProfile, replaced: boolean): boolean {
  return (
    !replaced &&
    profile.language === undefined &&
    profile.setsEntrypoint === true &&
    (profile.accounts?.length ?? 0) > 0
  );
}

/** The number of an account the file makes (`useradd -u 1001 app`) or the image has. */
function uidOf(doc: DockerfileDoc, stage: Stage, name: string): string | undefined {
  for (const { commands } of factsOf(doc).runs) {
    for (const command of commands) {
      if (!/^(?:useradd|adduser)$/.test(command.name) || !command.args.includes(name)) continue;
      const at = command.args.findIndex((arg) => /^(?:-[a-zA-Z]*u|--uid)$/.test(arg));
      const uid = at === -1 ? command.args.find((arg) => arg.startsWith('--uid='))?.slice(6) : command.args[at + 1];
      return uid !== undefined && /^\d+$/.test(uid) ? uid : undefined;
    }
  }
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  return profile?.accounts?.find((account) => account.name === name)?.uid.toString();
}

function perRun(doc: DockerfileDoc, say: (run: Run) => string | undefined): Found[] {
  const all: Found[] = [];
  for (const run of factsOf(doc).runs) {
    const message = say(run);
    if (message !== undefined) all.push(findingOn(doc, run.instruction, message));
  }
  return all;
}

// `+rwx` alone goes through the umask.
const OPEN_MODE = /^(?:0?777|(?:a|ugo)[+=]rwx)$/;
// The setgid bit alone is for folders, where it only hands down the group.
const SETUID_MODE = /^(?:0?[4-7][0-7]{3}|u?\+[rwx]{0,3}s[rwx]{0,3})$/;

/** The paths of a chmod whose mode fits. */
function chmodPaths({ name, args }: RunCommand, mode: RegExp): string[] {
  if (name !== 'chmod') return [];
  const words = args.filter((arg) => !/^-[a-zA-Z-]{1,20}$/.test(arg));
  return mode.test(words[0] ?? '') ? words.slice(1) : [];
}

function passwordIn({ name, args }: RunCommand): string | undefined {
  if (name === 'chpasswd') return 'chpasswd sets a password in a layer';
  if (name === 'passwd') {
    if (args.some((arg) => /^(?:-[a-z]*d|--delete)$/.test(arg)))
      return 'passwd -d leaves an account without a password';
    return args.includes('--stdin') ? 'passwd sets a password in a layer' : undefined;
  }
  if (name !== 'useradd' && name !== 'usermod') return undefined;
  const at = args.findIndex((arg) => /^(?:-p|--password)$/.test(arg));
  // `!` and `*` lock the account.
  return at !== -1 && !/^['"]?[!*]/.test(args[at + 1] ?? '!') ? `${name} -p sets a password in a layer` : undefined;
}

export const userReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'no-user',
    rule: 'image-runs-as-root',
    rules: ['CKV_DOCKER_3', 'CIS 4.1', 'CIS-DI-0001'],
    summary: 'A program that runs as root because nothing sets a user.',
    find(doc, context) {
      for (const stage of runtimeStages(doc, context)) {
        if (factsOf(doc).windows.has(stage) || !isService(stage)) continue;
        const { kind, from } = userOf(doc, stage);
        if (kind === 'root' && from === 'base')
          return [findingOn(doc, stage.instruction, `no USER, and ${shorten(stage.rootImage ?? '')} starts as root`)];
      }
      return [];
    },
  }),
  defineReport({
    id: 'last-user-root',
    rule: 'last-user-is-root',
    rules: ['DL3002', 'CKV_DOCKER_8'],
    summary: 'A program that runs as root because the last USER says so.',
    find(doc, context) {
      for (const stage of runtimeStages(doc, context)) {
        if (factsOf(doc).windows.has(stage) || !isService(stage)) continue;
        const { kind, from } = userOf(doc, stage);
        if (kind === 'root' && from === 'user')
          return [findingOn(doc, outcomeOf(stage).user!, 'the last USER is root')];
      }
      return [];
    },
  }),
  defineReport({
    id: 'user-by-name',
    rule: 'user-given-by-name',
    rules: ['DL3066', 'KSV-0012'],
    summary: 'USER by a name whose number is known; runAsNonRoot in Kubernetes accepts only the number.',
    reason:
      'The number works as well, but scripts may look for the name, and a base image is free to give the account another number.',
    find(doc, context) {
      for (const stage of runtimeStages(doc, context)) {
        const { user } = outcomeOf(stage);
        const name = user?.args.split(':')[0] ?? '';
        if (!user || !/^[a-z_][a-z0-9_-]*$/i.test(name) || name === 'root' || factsOf(doc).windows.has(stage)) continue;
        const uid = uidOf(doc, stage, name);
        if (uid !== undefined && uid !== '0')
          return [
            findingOn(
              doc,
              user,
              `${shorten(name)} has the uid ${uid}; Kubernetes checks runAsNonRoot only against a number`,
            ),
          ];
      }
      return [];
    },
  }),
  defineReport({
    id: 'setuid-file',
    rule: 'setuid-files-in-image',
    rules: ['CIS 4.8', 'CIS-DI-0008'],
    summary: 'chmod that gives a file to whoever runs it.',
    reason:
      'The program may need the bit to do its work, and nothing in the file says whether another way is open to it.',
    find: (doc) =>
      perRun(doc, ({ commands }) => {
        const paths = commands.flatMap((command) => chmodPaths(command, SETUID_MODE));
        return paths.length === 0 ? undefined : `sets the setuid bit on ${listNames(paths)}`;
      }),
  }),
  defineReport({
    id: 'password-in-layer',
    rule: 'password-set-in-image',
    rules: ['CKV2_DOCKER_17', 'DKL-LI-0001'],
    summary: 'A password set or deleted while the image is built.',
    find: (doc) =>
      perRun(doc, ({ commands, instruction }) => {
        const said = commands.map(passwordIn).find((message) => message !== undefined);
        return said !== undefined && !runMounts(instruction).some((mount) => mount.get('type') === 'secret')
          ? said
          : undefined;
      }),
  }),
  defineReport({
    id: 'world-writable',
    rule: 'chmod-777',
    rules: ['DD050'],
    summary: 'chmod 777 and the like.',
    find(doc) {
      const all = perRun(doc, ({ commands }) => {
        const paths = commands.flatMap((command) => chmodPaths(command, OPEN_MODE));
        return paths.length === 0 ? undefined : `lets every user write to ${listNames(paths)}`;
      });
      for (const keyword of ['COPY', 'ADD']) {
        for (const instruction of factsOf(doc).of(keyword)) {
          const mode = instruction.flag('chmod')?.value;
          if (mode !== undefined && OPEN_MODE.test(mode))
            all.push(findingOn(doc, instruction, `--chmod=${mode} lets every user write to what is copied`));
        }
      }
      return all;
    },
  }),
];
