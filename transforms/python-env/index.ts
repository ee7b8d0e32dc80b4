import type { Assumption, Context, Edit } from '../../src/model/index.js';
import {
  insertLinesBelow,
  isWindows,
  shippedStages,
  stagePlace,
  type DockerfileDoc,
  type Stage,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { missingAtRunTime, missingForPip, placeFor, runsPython } from './detect.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

/** By the variable that is set. */
const ASSUMPTIONS: Readonly<Partial<Record<string, Assumption>>> = {
  PYTHONUNBUFFERED: {
    id: 'output-may-be-unbuffered',
    believes: 'the program does not print so much that writing each piece at once slows it down',
    breaksIf: 'it writes bulk data to standard output',
    checkBy: 'compare its throughput before and after',
  },
  PYTHONDONTWRITEBYTECODE: {
    id: 'bytecode-need-not-be-written',
    believes:
      'the compiled files that Python would write at run time are not missed; pip goes on compiling what it installs',
    breaksIf: 'the same container is restarted often, and its own modules take long to compile each time',
    checkBy: 'compare the start-up time of a restarted container before and after',
  },
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'python-env',
    title: 'Set the variables that Python wants in a container',
    why: 'Output reaches the log at once, no compiled files are left in the container, and in the build pip neither waits for an answer nor looks for a newer pip.',
    summary:
      'Adds PYTHONUNBUFFERED and PYTHONDONTWRITEBYTECODE to shipped Python images, and PIP_NO_INPUT and PIP_DISABLE_PIP_VERSION_CHECK to builds that call pip.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['env-equals'],
    ceiling: 'review',
    neverRefuses: 'an image that is not known to be Python is left alone',
    rules: ['DD015'],
    hints: ['py'],
    since: '0.1.0',
    references: [
      'https://docs.python.org/3/using/cmdline.html#environment-variables',
      'https://pip.pypa.io/en/stable/topics/configuration/#environment-variables',
    ],
  },
  on: pythonStages,
  judge({ stage, users }, { doc }) {
    const names = missingAtRunTime(doc, stage, users);
    const forPip = missingForPip(users);
    const edits: Edit[] = [];
    const touches: string[] = [];
    for (const each of new Set([stage, ...forPip.keys()])) {
      const variables = each === stage ? names : [];
      const args = forPip.get(each) ?? [];
      if (variables.length + args.length === 0) continue;
      const lines = [...variableLines(doc, stage, variables), ...args.map((name) => `${as(stage, 'ARG')} ${name}=1`)];
      edits.push(insertLinesBelow(doc, placeFor(each, args.length > 0), lines));
      const place = stagePlace(doc, each);
      const set = [...variables.map((name) => `env.${name}`), ...args.map((name) => `arg.${name}`)];
      touches.push(...[...set, 'order'].map((name) => `${place}.${name}`));
    }
    const missing = [...names, ...new Set([...forPip.values()].flat())];
    return {
      edits,
      touches,
      seen: `a Python image, and nothing sets ${missing.join(', ')}`,
      assumptions: names.flatMap((name) => ASSUMPTIONS[name] ?? []),
    };
  },
});

interface PythonStage {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** The stages on top of it whose programs run. */
  readonly users: readonly Stage[];
}

/** Stages that stand on a Python image, where all that runs in those on top of it is Python. */
function pythonStages(doc: DockerfileDoc, context: Context): PythonStage[] {
  const targets = context.group.links.flatMap(({ dockerfile, target }) =>
    dockerfile === doc.file && target !== undefined ? [target] : [],
  );
  const shipped = [...shippedStages(doc, targets)];
  return shipped.flatMap((stage) => {
    const { instruction } = stage;
    if (stage.base || imageProfile(stage.rootImage ?? '')?.language !== 'python') return [];
    if (isWindows(doc, instruction)) return [];
    const users = shipped.filter((other) => rootOf(other) === stage && !shipped.some(({ base }) => base === other));
    return users.every((user) => runsPython(doc, user, context)) ? [{ instruction, stage, users }] : [];
  });
}

function rootOf(stage: Stage): Stage {
  let at = stage;
  while (at.base) at = at.base;
  return at;
}

function variableLines(doc: DockerfileDoc, stage: Stage, names: readonly string[]): string[] {
  const last = names.length - 1;
  return names.map(
    (name, at) => `${at === 0 ? as(stage, 'ENV') : '   '} ${name}=1${at < last ? ` ${doc.escape}` : ''}`,
  );
}

/** In the case of the file. */
function as({ instruction }: Stage, keyword: string): string {
  return instruction.keywordText === 'from' ? keyword.toLowerCase() : keyword;
}
