// CMDs that let a package manager start a script which is one plain `node` command.
import { type Context, type Source, baseName, parent, type Stop, stop } from '../../src/model/index.js';
import { behindWrappers } from '../../src/programs/index.js';
import {
  buildContexts,
  buildStates,
  isWindows,
  shippedStages,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { fileInImage, targetsOf } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import type { NodeProject } from '../../src/ecosystems/index.js';

export interface ManagerStart {
  readonly instruction: Instruction;
  readonly manager: string;
  readonly project: NodeProject;
  /** `node`, its flags, the file and its arguments. */
  readonly words: readonly string[];
  /** Where package.json says so. */
  readonly script: Source;
  /** An init in front of CMD takes the place of process 1. */
  readonly hasInit: boolean;
  readonly obstacle: Stop | undefined;
}

/** The last CMD of each stage that is shipped; none where something else than the manager and the script runs. */
export function managerStarts(doc: DockerfileDoc, context: Context): ManagerStart[] {
  const found: ManagerStart[] = [];
  for (const stage of shippedStages(doc, targetsOf(doc, context))) {
    const instruction = stage.instructions.findLast(({ keyword }) => keyword === 'CMD');
    const words = instruction?.execForm;
    // A command over several lines may have comments between its words.
    if (!instruction || !words || instruction.line !== instruction.endLine || isWindows(doc, instruction)) continue;
    const call = scriptCall(words);
    const front = call && frontOf(stage);
    if (!call || front === undefined) continue;
    const start = startOf(doc, stage, call, context);
    if (start) found.push({ ...start, instruction, manager: call.manager, hasInit: front === 'init' });
  }
  return found;
}

interface ScriptCall {
  readonly manager: string;
  readonly script: string;
}

/** `npm start`, `npm run -s serve`, `yarn serve`: without arguments for the script. */
function scriptCall(words: readonly string[]): ScriptCall | undefined {
  const [program = '', ...rest] = words;
  const manager = baseName(program);
  if (!/^(?:npm|yarn|pnpm)$/.test(manager)) return undefined;
  const [first, second, ...more] = rest.filter((word) => !/^(?:-s|--silent|--quiet)$/.test(word));
  const isRun = first === 'run' || first === 'run-script';
  const script = isRun ? second : first;
  if (
    script === undefined ||
    !/^[\w:.-]+$/.test(script) ||
    script.startsWith('-') ||
    (isRun ? more : [second, ...more]).some(Boolean)
  )
    return undefined;
  // npm has other verbs of these names.
  if (!isRun && (manager === 'npm' ? script !== 'start' : /^(?:install|add|ci|i|exec|dlx|test|node)$/.test(script)))
    return undefined;
  return { manager, script };
}

/** What runs CMD: nothing that looks at it, an init, or something that does (`undefined`). */
function frontOf(stage: Stage): 'nothing' | 'init' | undefined {
  const entrypoint = stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
  if (stage.base) return undefined;
  if (!entrypoint) {
    const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
    // The entry point of the node images runs the command with exec.
    return profile?.setsEntrypoint === false || profile?.language !== undefined ? 'nothing' : undefined;
  }
  const words = entrypoint.execForm ?? [];
  // CMD stands in the place of the empty word.
  return words.length > 0 && behindWrappers([...words, ''], 'init') === words.length ? 'init' : undefined;
}

type Found = Pick<ManagerStart, 'project' | 'words' | 'script' | 'obstacle'>;

function startOf(
  doc: DockerfileDoc,
  stage: Stage,
  { manager, script }: ScriptCall,
  context: Context,
): Found | undefined {
  const { repository } = context.evidence;
  const contexts = buildContexts(doc, context);
  const last = stage.instructions.at(-1)!;
  const workdir = buildStates(doc)[last.index]!.workdir;
  const [root] = contexts;
  if (root === undefined || contexts.length > 1 || workdir === undefined || last.keyword === 'WORKDIR')
    return undefined;
  const manifest = fileInImage(doc, stage, `${workdir}/package.json`, root, repository)?.file;
  if (manifest === undefined) return undefined;
  const folder = parent(manifest);
  const project = context.evidence.projects(folder).find((each): each is NodeProject => each.ecosystem === 'node');
  const written = project?.scripts.get(script);
  if (!project || !written) return undefined;
  const text = written.is.trim();
  const words = text.split(/\s+/);
  const from = words.findIndex((word) => !/^[A-Z_]\w*=\S*$/.test(word));
  if (words[from] !== 'node' || words.length < from + 2) return undefined;
  const obstacle = obstacleOf(project, manager, script, words.slice(0, from), text, context);
  return { project, words: words.slice(from), script: written.from, obstacle };
}

function obstacleOf(
  project: NodeProject,
  manager: string,
  script: string,
  variables: readonly string[],
  text: string,
  { evidence: { repository } }: Context,
): ManagerStart['obstacle'] {
  if (!/^[\w@%+=:,./ -]+$/.test(text))
    return stop('needs-shell', `the script ${script} is more than one plain command: ${text.slice(0, 80)}`);
  const hook = [`pre${script}`, `post${script}`].find((name) => project.scripts.has(name));
  if (hook !== undefined)
    return stop(
      'used-later',
      `${manager} runs ${hook} as well (${project.scripts.get(hook)!.is.slice(0, 60)}); do that while the image is built, or in an entry point, then node can be started itself`,
    );
  if (variables.length > 0)
    return stop(
      'needs-decision',
      `the script ${script} sets ${variables.join(' ')}; write it as ENV, which also counts for what else runs in the container, then node can be started itself`,
    );
  if (project.locks.some(({ kind }) => kind === 'yarn-berry'))
    return stop(
      'needs-evidence',
      'yarn from version 2 on may be what finds the packages (Plug’n’Play); where node_modules is there, node can be started itself',
    );
  const settings = project.settings.find((file) => /(?:^|\/)\.npmrc$/.test(file));
  const line = /^[ \t]*(?:node-options|script-shell)\s*=.*$/m.exec((settings && repository.read(settings)) ?? '')?.[0];
  if (line !== undefined)
    return stop('used-later', `${settings} sets ${line.trim()} for scripts; set it in the Dockerfile first`);
  if (project.dependencies.has('node'))
    return stop('conflicts', 'the package node brings another node, which scripts find first');
  return undefined;
}
