import { factOf, lineMark, type Assumption, type Edit, type Stop, stop } from '../../src/model/index.js';
import {
  anchorOf,
  deleteInstruction,
  hasPosixShell,
  setsCommand,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import {
  appendInStyle,
  installsNothing,
  listEvents,
  listsMounted,
  packageCommands,
  type ScriptReader,
} from '../../src/runs/index.js';
import { laterUse } from './detect.js';
import { rewriteDockerfile, shippedRuns, type Rewrite } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'clean-apt-lists',
    title: 'Remove the apt package lists in the layer that fetched them',
    why: 'The lists are 20 to 50 MB that no running container reads, and they age: a later install would take outdated packages. Removing them in a later layer frees nothing.',
    summary:
      'Appends `rm -rf /var/lib/apt/lists/*` to the RUN that ran `apt-get update`, where nothing later reads the lists; a RUN that installs nothing goes.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['apt-get-over-apt', 'drop-sudo', 'join-apt-update'],
    ceiling: 'review',
    rules: ['DL3009', 'DKL-DI-0005', 'KICS Apt Get Install Lists Were Not Deleted'],
    hints: ['apt'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3009',
      'https://docs.docker.com/build/building/best-practices/#apt-get',
    ],
  },
  on: shippedRuns,
  judge: (run, { doc, readScript }) => (leavesLists(doc, run, readScript) ? judge(doc, run, readScript) : undefined),
});

const WHOLE_RUN = {
  title: 'Remove a RUN that fetches the apt package lists and installs nothing',
  why: 'Its apt-get install names no package. All that stays of the RUN is the lists, 20 to 50 MB that nothing reads, and the time of fetching them at every build.',
  seen: 'the RUN fetches the package lists and names no package to install',
};

const UNREAD = {
  title: 'Remove a RUN that fetches package lists which nothing reads',
  why: 'No line behind it installs a Debian package. All that it adds is the lists, 20 to 50 MB, and the time of fetching them at every build.',
  seen: 'the RUN fetches the package lists, and no line behind it installs a package',
};

const NOBODY_READS: Assumption = {
  id: 'nobody-reads-lists',
  believes: 'Nothing that runs in the container installs packages from the lists it finds there',
  breaksIf: 'a program or a person calls apt-get install in it without apt-get update',
  checkBy: 'search the scripts that the image starts for apt-get',
};

/** True when the RUN fetches the lists and they are still there at its end. */
function leavesLists(doc: DockerfileDoc, instruction: Instruction, read: ScriptReader): boolean {
  if (!hasPosixShell(doc, instruction) || listsMounted(instruction)) return false;
  const events = listEvents(doc, instruction, read);
  const update = events.findLastIndex((event) => event.kind === 'update' && event.call);
  if (update === -1) return false;
  if (events.slice(update).some((event) => event.kind === 'remove')) return false;
  // `for d in /var/lib/apt/lists ...; do rm` and other roundabout ways
  return !instruction.shellText.slice(events[update]!.command!.end).includes('/apt/lists');
}

function judge(doc: DockerfileDoc, instruction: Instruction, read: ScriptReader): Rewrite | Stop {
  const events = listEvents(doc, instruction, read);
  const updates = events.filter((event) => event.kind === 'update' && event.call);
  if (updates.every((event) => event.command!.place === 'nested')) {
    return stop(
      'inside-construct',
      'apt-get update stands inside if, for, a function or a subshell: remove the lists there by hand, where the branch that fetched them ends',
    );
  }
  const first = events.findIndex((event) => event.kind === 'update');
  const isNeeded = events.slice(first).some((event) => event.kind === 'need' || event.kind === 'unknown');
  const later = laterUse(doc, instruction, read);
  const removal = isNeeded ? undefined : (removalOf(doc, instruction) ?? unreadOf(doc, instruction, later));
  if (!isNeeded && !removal) {
    return stop(
      'needs-decision',
      'this RUN only fetches the package lists: drop it when nothing needs them, or move it into the RUN that installs',
    );
  }
  if (later?.kind === 'need') {
    return stop(
      'used-later',
      `line ${lineMark(doc.file, later.line + 1)} installs from these lists without its own apt-get update; give it one, then they can be removed here`,
    );
  }
  const assumptions = assumptionsOf(doc, instruction, later);
  if (removal && onlyFetches(instruction))
    return {
      ...UNREAD,
      edits: [removal],
      touches: [anchorOf(doc, instruction)],
      assumptions: [...assumptions, NOBODY_READS],
    };
  if (removal) return { ...WHOLE_RUN, edits: [removal], touches: [anchorOf(doc, instruction)], assumptions };
  const sudo = updates.some((event) => event.call!.sudo) ? 'sudo ' : '';
  const edit = appendInStyle(doc, instruction, `${sudo}rm -rf /var/lib/apt/lists/*`);
  if (!edit)
    return stop(
      'unsupported-syntax',
      'the RUN ends in the background or leaves early, so a command at its end would not run; remove /var/lib/apt/lists/* before that by hand',
    );
  const seen = 'the RUN fetches the package lists and leaves them in its layer';
  // Where a RUN goes, those behind it get other numbers.
  const isRenumbered = factOf(doc, stagesThatLose).has(instruction.stage);
  return { edits: [edit], seen, assumptions, ...(isRenumbered ? { touches: [anchorOf(doc, instruction)] } : {}) };
}

/** The numbers of the stages in which a whole RUN goes: asked for with each RUN, found out once. */
function stagesThatLose(doc: DockerfileDoc): ReadonlySet<number> {
  return new Set(
    doc.instructions.filter((each) => removalOf(doc, each) ?? onlyFetches(each)).map(({ stage }) => stage),
  );
}

function assumptionsOf(doc: DockerfileDoc, instruction: Instruction, later: ReturnType<typeof laterUse>): Assumption[] {
  const assumptions: Assumption[] = [];
  if (later) {
    assumptions.push({
      id: 'scripts-fetch-lists',
      believes:
        'The scripts that later lines run fetch the package lists themselves before they install packages, or install none',
      breaksIf: 'one of them calls apt-get install without apt-get update',
      checkBy: 'search those scripts for apt-get install, or build the image',
    });
  }
  if (!setsCommand(doc, doc.stages[instruction.stage]!)) {
    assumptions.push({
      id: 'children-fetch-lists',
      believes: 'Images built on this one run apt-get update before they install packages',
      breaksIf: 'one of them calls apt-get install with the lists it finds here',
      checkBy: 'search for FROM lines that name this image',
    });
  }
  return assumptions;
}

/** Takes out a RUN that fetches the lists for an install that names no package. An update alone may be there for others. */
function removalOf(doc: DockerfileDoc, instruction: Instruction): Edit | undefined {
  if (instruction.keyword !== 'RUN') return undefined;
  const calls = packageCommands(instruction);
  const isAlone = instruction.shell.commands.length === calls.length;
  const doesNothing = calls.every((call) => call.action === 'update' || installsNothing(call));
  return isAlone && doesNothing && calls.some(installsNothing) ? deleteInstruction(doc, instruction) : undefined;
}

/**
 * Takes out a RUN that does nothing but fetch the lists, where all lines behind it are seen not to read them, and the file says
 * what the image runs: one that does not may be there for other files to install from.
 */
function unreadOf(doc: DockerfileDoc, instruction: Instruction, later: ReturnType<typeof laterUse>): Edit | undefined {
  if (later || !setsCommand(doc, doc.stages[instruction.stage]!) || !onlyFetches(instruction)) return undefined;
  return deleteInstruction(doc, instruction);
}

function onlyFetches(instruction: Instruction): boolean {
  if (instruction.keyword !== 'RUN') return false;
  const calls = packageCommands(instruction);
  const isAlone = calls.length > 0 && instruction.shell.commands.length === calls.length;
  return isAlone && calls.every(({ action }) => action === 'update');
}
