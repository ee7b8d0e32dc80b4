// What RUN does with its shell: lost failures, commands without effect, scripts from the net.
import { programIs } from '../../programs/index.js';
import { baseChain, buildStates, type DockerfileDoc } from '../../dockerfile/index.js';
import { pipefailIn } from '../../knowledge/index.js';
import { defineReport, findingOn, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf, type Run, type RunCommand } from './facts.js';

function perRun(doc: DockerfileDoc, say: (run: Run) => string | undefined): Found[] {
  const all: Found[] = [];
  for (const run of factsOf(doc).runs) {
    const message = say(run);
    if (message !== undefined) all.push(findingOn(doc, run.instruction, message));
  }
  return all;
}

function hasPipefail(doc: DockerfileDoc, { instruction, commands }: Run): boolean {
  if (buildStates(doc)[instruction.index]?.shell?.includes('pipefail')) return true;
  return (
    commands.some(({ name, args }) => name === 'set' && args.includes('pipefail')) ||
    instruction.body.text.includes('pipefail')
  );
}

/** True where the shell has the option, so that a transform sets it or says why not. It passes over heredocs and backticks. */
function couldHavePipefail(doc: DockerfileDoc, { instruction, stage }: Run): boolean {
  if (instruction.heredocs.length > 0 || instruction.shellText.includes('`')) return false;
  const shell = buildStates(doc)[instruction.index]?.shell?.[0];
  if (shell !== undefined) return /(?:^|\/)bash$/.test(shell);
  return pipefailIn(baseChain(stage).at(-1)!.from.image)?.takesIt ?? false;
}

function runsDownload(pipe: readonly RunCommand[]): boolean {
  if (!programIs(pipe[0]!.name, 'downloads')) return false;
  const last = pipe.at(-1)!;
  // `python -c`, `node -e`: the download is the program's input, not the program.
  if (programIs(last.name, 'shell')) return true;
  return programIs(last.name, 'interpreter') && !last.args.some((arg) => /^-[a-zA-Z]*[cemnp]$/.test(arg));
}

/** `sh -c "$(curl ...)"`, `bash <(curl ...)`. */
function runsSubstitution({ name, args }: RunCommand): boolean {
  return (
    (programIs(name, 'shell') || name === 'eval' || name === 'source' || name === '.') &&
    args.some((arg) => /^"?(?:\$\(|<\()\s*(?:curl|wget)\s/.test(arg))
  );
}

/** True where a failing command ends the script although nobody asks for its status. */
function stopsOnError({ instruction, commands }: Run, doc: DockerfileDoc): boolean {
  const shell = buildStates(doc)[instruction.index]?.shell;
  if (shell?.some((word) => /^-[a-z]*e/.test(word))) return true;
  return commands.some(
    ({ name, args }) => name === 'set' && args.some((arg) => /^-[a-zA-Z]*e/.test(arg) || arg === 'errexit'),
  );
}

function lastCommand({ instruction, commands }: Run): RunCommand | undefined {
  const last = instruction.shell.links.length - 1;
  const at = commands.filter(({ command }) => command.link === last);
  return at.length === 1 && at[0]!.command.place === 'chain' ? at[0] : undefined;
}

function uselessCd(run: Run): string | undefined {
  const last = lastCommand(run);
  // `cd ..` at the end is a habit of tidy people.
  if (last?.name !== 'cd' || /^(?:[./-]*|~)$/.test(last.args[0] ?? '')) return undefined;
  return `cd ${shorten(last.args[0] ?? '', 40)} ends with this RUN: the next instruction starts in WORKDIR again`;
}

const ALWAYS_THERE =
  /^(?:~|\/|\.|\/(?:tmp|root|opt|home|etc|usr|var|srv|usr\/(?:local|src|share|lib|bin)|usr\/local\/(?:bin|src|share|lib)))?\/?$/;

function uncheckedCd(doc: DockerfileDoc, run: Run): string | undefined {
  const { links } = run.instruction.shell;
  for (const { name, args, command } of run.commands) {
    if (name !== 'cd' || command.place !== 'chain' || links[command.link]?.kind !== 'command') continue;
    if (links[command.link + 1]?.operator !== ';' || ALWAYS_THERE.test(args[0] ?? '') || stopsOnError(run, doc))
      continue;
    return `if cd ${shorten(args[0] ?? '', 40)} fails, what follows runs in the wrong directory`;
  }
  return undefined;
}

function pointless(run: Run): string | undefined {
  const { instruction, commands } = run;
  for (const { name, args, command } of commands) {
    if (programIs(name, 'pointless') && command.place === 'chain' && (args.length === 0 || !programIs(name, 'editor')))
      return `${name} does nothing for an image`;
  }
  const last = lastCommand(run);
  if (!last || instruction.shell.links.length > 1) return undefined;
  const starts =
    last.name === 'service' && /^(?:re)?start$/.test(last.args[1] ?? '')
      ? last.args[0]
      : last.name === 'systemctl' && /^(?:re)?start$/.test(last.args[0] ?? '')
        ? last.args[1]
        : undefined;
  return starts === undefined
    ? undefined
    : `${shorten(starts, 30)} is stopped again when this RUN ends; a container starts only its own command`;
}

function replacesSh({ commands }: Run): string | undefined {
  const link = commands.find(({ name, args }) => name === 'ln' && /^(?:\/usr)?\/bin\/sh$/.test(args.at(-1) ?? ''));
  return link && 'makes /bin/sh another program, for every script of the image';
}

export const shellReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'cd-without-effect',
    rule: 'cd-in-run',
    rules: ['DL3003', 'DS-0013'],
    reason:
      'Either the cd is left over or the next lines are meant to run there, which takes a WORKDIR; the file does not say which.',
    summary: 'A RUN that ends with cd, which nothing after it sees.',
    find: (doc) => perRun(doc, uselessCd),
  }),
  defineReport({
    id: 'download-without-pipefail',
    rule: 'pipe-without-pipefail',
    rules: ['DL4006'],
    summary: 'A download piped into a program that succeeds without it.',
    find: (doc) =>
      perRun(doc, (run) => {
        const lost = run.pipes.find(
          (pipe) =>
            pipe.length > 1 &&
            programIs(pipe[0]!.name, 'downloads') &&
            !programIs(pipe.at(-1)!.name, 'checksInput') &&
            !runsDownload(pipe),
        );
        if (!lost || hasPipefail(doc, run) || couldHavePipefail(doc, run)) return undefined;
        const to = lost.at(-1)!.name;
        return `if ${lost[0]!.name} fails, ${to === '' ? 'the pipe' : shorten(to, 30)} still succeeds and so does the build`;
      }),
  }),
  defineReport({
    id: 'sh-replaced',
    rule: 'default-shell-replaced',
    rules: ['DL4005'],
    reason:
      'Lines further down and scripts in the image may rely on what that shell adds, so putting the old one back needs a run.',
    summary: '/bin/sh made a link to another shell.',
    find: (doc) => perRun(doc, replacesSh),
  }),
  defineReport({
    id: 'pointless-command',
    rule: 'command-without-use',
    rules: ['DL3001'],
    summary: 'A command that has no effect on an image.',
    find: (doc) => perRun(doc, pointless),
  }),
  defineReport({
    id: 'cd-unchecked',
    rule: 'shellcheck-finding',
    rules: ['SC2164'],
    summary: 'cd followed by commands that run even when it fails.',
    find: (doc) => perRun(doc, (run) => uncheckedCd(doc, run)),
  }),
  defineReport({
    id: 'download-into-shell',
    rule: 'download-piped-into-shell',
    rules: ['DD054'],
    summary: 'A script from the net that is run unseen.',
    find: (doc) =>
      perRun(doc, (run) => {
        const pipe = run.pipes.find((commands) => commands.length > 1 && runsDownload(commands));
        if (pipe) return `${pipe.at(-1)!.name} runs what ${pipe[0]!.name} downloads, unchecked${addressIn(pipe[0]!)}`;
        const other = run.commands.find(runsSubstitution);
        return other && `${other.name === '.' ? 'source' : other.name} runs what is downloaded, unchecked`;
      }),
  }),
];

/** The host, for the reader; never a path or a query, which may hold a token. */
function addressIn({ args }: RunCommand): string {
  const host = args
    .map((arg) => /^["']?https?:\/\/([\w.-]+)(?=[/?"']|:\d{1,5}(?:[/?"']|$)|$)/.exec(arg)?.[1])
    .find((name) => name !== undefined);
  return host === undefined ? '' : ` (from ${shorten(host, 40)})`;
}
