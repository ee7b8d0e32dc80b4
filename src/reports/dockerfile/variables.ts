// Variables that are empty where they are used, for reasons the file itself shows.
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import { imageProfile } from '../../knowledge/index.js';
import { officialName, parseImageReference, partPattern } from '../../model/index.js';
import { buildStates, type DockerfileDoc, type Instruction, type Stage } from '../../dockerfile/index.js';
import { defineReport, findingOn, type DockerfileReport, type Found } from './define.js';
import { factsOf } from './facts.js';

/** Set by BuildKit, but only where an ARG line asks for them. Source: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const PLATFORM_ARG = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;
const EXPANDING = new Set(['ADD', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);
const USE = /\\?\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** The names a text uses without a default, outside single quotes and not escaped. */
function usedNames(text: string): Set<string> {
  const names = new Set<string>();
  if (!text.includes('$')) return names;
  let quoted = false;
  let from = 0;
  let doubled = false;
  for (const match of text.matchAll(USE)) {
    for (; from < match.index; from++) {
      if (text[from] === "'" && !doubled) quoted = !quoted;
      else if (text[from] === '"' && !quoted) doubled = !doubled;
    }
    if (!quoted && !match[0].startsWith('\\')) names.add((match[1] ?? match[2])!);
  }
  return names;
}

/** A shell that sets the name itself, or reads it from a file, uses its own. */
function setsItself(text: string, name: string): boolean {
  return new RegExp(
    `(?:^|[^\\w$])${name}=|\\b(?:for|read)\\b[^;&|]{0,200}\\b${name}\\b|(?:^|[\\s;&])(?:\\.|source|eval)\\s`,
  ).test(text);
}

const ALWAYS_SET = /^(?:PATH|HOME|HOSTNAME|TERM|PWD|USER|SHELL)$/;

/** How official images begin the names of their variables: after themselves and their tools. */
const OF_IMAGES = partPattern(
  `LANG LC_ GPG APP_UID APACHE ${ECOSYSTEMS.flatMap(({ variables = [] }) => variables).join(' ')}`,
  { before: /^/ },
);

/** True when nothing the base image sets can be called like that, as far as it is described. */
function baseCannotSet(stage: Stage, name: string): boolean {
  if (ALWAYS_SET.test(name)) return false;
  if (stage.rootImage === undefined) return false;
  const profile = imageProfile(stage.rootImage);
  if (!profile) return false;
  if (Object.hasOwn(profile.env ?? {}, name)) return false;
  if (profile.family === 'scratch' || (profile.language === undefined && profile.setsEntrypoint === false)) return true;
  const reference = parseImageReference(stage.rootImage);
  const image = reference && officialName(reference);
  if (image === undefined || profile.language === undefined) return false;
  return !name.startsWith(image.toUpperCase().replace(/[^A-Z]/g, '_')) && !OF_IMAGES.test(name);
}

function emptyUses(doc: DockerfileDoc): Found[] {
  const all: Found[] = [];
  if (!doc.text.includes('$')) return all;
  const states = buildStates(doc);
  for (const stage of doc.stages) {
    if (factsOf(doc).windows.has(stage)) continue;
    const said = new Set<string>();
    for (const instruction of stage.instructions) {
      if (!EXPANDING.has(instruction.keyword) && !isShellRun(instruction)) continue;
      const text = instruction.body.text;
      if (!text.includes('$')) continue;
      for (const name of usedNames(text)) {
        if (said.has(name) || states[instruction.index]!.variables.has(name)) continue;
        const why = whyEmpty(doc, stage, instruction, name);
        if (why === undefined) continue;
        // The same slip is made for all of them, so the first one is enough for an instruction.
        if (said.size === 0 || all.at(-1)?.at.span !== instruction.span) all.push(findingOn(doc, instruction, why));
        said.add(name);
      }
    }
  }
  return all;
}

function isShellRun(instruction: Instruction): boolean {
  return instruction.keyword === 'RUN' && instruction.shell.ok && instruction.heredocs.length === 0;
}

function whyEmpty(doc: DockerfileDoc, stage: Stage, instruction: Instruction, name: string): string | undefined {
  const meta = doc.metaArgs.has(name);
  if (!meta && !PLATFORM_ARG.test(name)) return undefined;
  if (instruction.keyword === 'RUN' && setsItself(instruction.body.text, name)) return undefined;
  // The same line may set it for the pairs behind it; DL3044 is another check.
  if (instruction.keyword === 'ENV' && instruction.pairs().pairs.some(({ key }) => key === name)) return undefined;
  if (!meta) return `$${name} is empty without an ARG ${name} line in this stage`;
  return baseCannotSet(stage, name)
    ? `$${name} is empty here: the ARG above the first FROM holds only in FROM lines, until the stage repeats it`
    : undefined;
}

function selfReferences(doc: DockerfileDoc): Found[] {
  const all: Found[] = [];
  const states = buildStates(doc);
  for (const instruction of factsOf(doc).of('ENV')) {
    const { pairs } = instruction.pairs();
    if (pairs.length < 2) continue;
    const set = new Set(pairs.map(({ key }) => key));
    const stage = doc.stages[instruction.stage]!;
    const before = states[instruction.index]!.variables;
    for (const { key, rawValue } of pairs) {
      const name = [...usedNames(rawValue ?? '')].find((used) => used !== key && set.has(used) && !before.has(used));
      if (name === undefined || !baseCannotSet(stage, name)) continue;
      all.push(
        findingOn(doc, instruction, `${key} uses $${name} of the same ENV, where it still has the value from before`),
      );
      break;
    }
  }
  return all;
}

export const variableReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'undefined-variable',
    rule: 'variable-not-defined',
    rules: ['BK UndefinedVar'],
    summary: 'A variable that is empty because its ARG is missing in the stage.',
    find: emptyUses,
  }),
  defineReport({
    id: 'env-uses-itself',
    rule: 'variable-not-defined',
    rules: ['DL3044'],
    summary: 'ENV whose value uses another variable of the same line.',
    reason:
      'Splitting the line gives the variable another value than it has today, and the program may have come to rely on that.',
    find: selfReferences,
  }),
];
