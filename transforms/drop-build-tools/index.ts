import {
  sourceLine,
  type Assumption,
  type Context,
  type Edit,
  isStop,
  type Stop,
  stop,
} from '../../src/model/index.js';
import {
  isApt,
  readSite,
  sourceIsMissing,
  usesInShell,
  usesOf,
  type Run,
  type Site,
  appendInStyle,
  instructionEvidence,
} from '../../src/runs/index.js';
import {
  addToList,
  insertAfterWord,
  insertAt,
  setsCommand,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { isCompiler, toolsOf, type Tools } from './tools.js';
import { rewriteDockerfile, type DockerfileVerdict } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-build-tools',
    title: 'Remove build tools in the layer that needed them',
    why: 'A layer keeps whatever its RUN leaves. Compilers that are removed before it ends are not in the image, neither as weight nor as tools for whoever breaks in.',
    summary:
      'Removes compilers and headers at the end of the RUN that installs and uses them, and keeps the libraries.',
    target: 'dockerfile',
    phase: 'structure',
    after: ['split-build-stage'],
    ceiling: 'review',
    rules: ['CIS 4.3'],
    since: '0.1.0',
    references: ['https://docs.docker.com/build/building/best-practices/#run'],
    hints: ['apt', 'apk'],
  },
  on: runsOfImage,
  judge({ site, run }) {
    const tools = toolsOf(site, run);
    return !tools || isStop(tools) ? tools : (usedLater(site, run, tools) ?? remove(site, run, tools));
  },
  refusesOnce: true,
});

interface RunOfImage {
  readonly instruction: Instruction;
  readonly run: Run;
  readonly site: Site;
}

/** The RUNs of the last stage, where it makes an image that runs something. */
function runsOfImage(doc: DockerfileDoc, context: Context): RunOfImage[] {
  const site = readSite(doc, context);
  if (!site || !setsCommand(doc, site.stage)) return [];
  return site.runs.map((run) => ({ instruction: run.instruction, run, site }));
}

function remove({ doc }: Site, { instruction }: Run, tools: Tools): DockerfileVerdict {
  const libraries = tools.libraries.filter((name) => !tools.kept.includes(name));
  const { removal, edits } = isApt(tools.call)
    ? purge(doc, instruction, tools, libraries)
    : delGroup(doc, instruction, tools, libraries);
  const appended = appendInStyle(doc, instruction, removal);
  if (!appended)
    return stop(
      'inside-construct',
      'the RUN ends early or in the background, so a command behind it may not run; write the removal by hand',
    );
  const serve = tools.names.length > 1 ? 'serve' : 'serves';
  const are = libraries.length > 1 ? 'are' : 'is';
  return {
    edits: [appended, ...edits],
    seen: `${tools.names.join(', ')} ${serve} what is built in this RUN, and no later line calls a build tool`,
    evidence:
      libraries.length > 0
        ? [
            instructionEvidence(
              doc,
              instruction,
              `${libraries.join(', ')} ${are} what programs load that were built here`,
            ),
          ]
        : [],
    assumptions: [assumption(tools)],
  };
}

interface Removal {
  readonly removal: string;
  readonly edits: readonly Edit[];
}

/** What is named stays when what brought it is purged. */
function purge(doc: DockerfileDoc, instruction: Instruction, tools: Tools, libraries: readonly string[]): Removal {
  const sudo = tools.call.sudo ? 'sudo ' : '';
  return {
    removal: `${sudo}apt-get purge -y --auto-remove ${tools.names.join(' ')}`,
    edits: libraries.length > 0 ? [addToList(doc, instruction, tools.call.packages, libraries)] : [],
  };
}

/**
 * A name for the packages of one `apk add`, by which they are removed together. Where it installs others as well, they are
 * removed by their own names. Source: https://docs.alpinelinux.org/user-handbook/0.1a/Working/apk.html
 */
function delGroup(doc: DockerfileDoc, instruction: Instruction, tools: Tools, libraries: readonly string[]): Removal {
  const sudo = tools.call.sudo ? 'sudo ' : '';
  const { verbWord, packages, command, options } = tools.call;
  const plain = options.every(({ raw }) => /^(?:--no-cache|--update(?:-cache)?|--quiet|-[Uq]+)$/.test(raw));
  if (tools.kept.length > 0 || !verbWord || !plain)
    return {
      removal: `${sudo}apk del ${tools.names.join(' ')}`,
      edits: libraries.length > 0 ? [addToList(doc, instruction, packages, libraries)] : [],
    };
  const behind = options.find(({ raw, start }) => raw === '--no-cache' && start > verbWord.start) ?? verbWord;
  const edits = [insertAfterWord(doc, instruction, behind, ' --virtual .build-deps')];
  if (libraries.length > 0) {
    const [first] = command.words;
    const head = command.words.filter(({ start }) => start < packages[0]!.start).map(({ raw }) => raw);
    const text = `${[...head, ...libraries].join(' ')} && `;
    edits.unshift(insertAt(doc, instruction.shellSource.toSource(first!.start), text));
  }
  return { removal: `${sudo}apk del .build-deps`, edits };
}

function assumption({ names }: Tools): Assumption {
  return {
    id: 'build-tools-unused-at-run-time',
    believes: `Nothing that runs in the container needs ${names.slice(0, 4).join(', ')}; no call was found in the repository`,
    breaksIf:
      'what was built loads a library that came with the tools and is not named here (libgomp1 of OpenMP), a package compiles or loads something of it when it starts, or people open a shell in the container to build',
    checkBy: 'build the image, start it and use it once; harden verify does',
  };
}

/** What a later line, a stage on top, or the running program does with the tools. */
function usedLater(site: Site, run: Run, tools: Tools): Stop<Instruction> | undefined {
  const commands = new Set(tools.commands);
  for (const later of site.runs) {
    if (later.instruction.index <= run.instruction.index) continue;
    const builder = later.commands.find((each) => isCompiler(each) || commands.has(each.name ?? ''));
    if (builder)
      return stop(
        'used-later',
        `a later RUN builds as well (${builder.command.words
          .map(({ raw }) => raw)
          .slice(0, 4)
          .join(' ')}); install, build and remove in one RUN, or use a build stage`,
        later.instruction,
      );
    for (const { command } of later.commands) {
      const path = command.words.map(({ value }) => value ?? '').find((word) => /\.(?:ba)?sh$/.test(word));
      const text = path === undefined ? '' : site.readScript(path);
      if (text === undefined)
        return stop(
          'needs-evidence',
          `${path} runs later and is not here to be read, so whether it builds is not seen`,
          later.instruction,
        );
      const use = usesInShell(site.doc.file, text, commands)[0];
      if (use) return stop('used-later', `${path} runs later and calls ${use.command}`, later.instruction);
    }
  }
  const starting = site.body.filter(({ keyword }) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword));
  const { uses, files } = usesOf(site.doc, site.context, starting, commands);
  const [use] = uses;
  if (use && use.from.kind === 'source')
    return stop(
      'used-later',
      `${use.command} is called while the container runs (${use.from.file} line ${sourceLine(use.from)})`,
      run.instruction,
    );
  if (sourceIsMissing(site.body, files))
    return stop(
      'needs-evidence',
      'the source that is copied is not here to be read, so whether it calls a build tool while it runs is not seen; decide that, and remove the tools by hand',
      run.instruction,
    );
  return undefined;
}
