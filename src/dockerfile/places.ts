// The effective image configuration as a flat table of places, so that two versions of a file can be compared.
import type { DockerfileDoc, Stage } from './document.js';
import { buildStates, resolveWorkdir, type BuildState } from './state.js';
import { unquoteValue, type Instruction } from './instruction.js';

/**
 * Places of a Dockerfile and what stands there. Names, with S = `stage:<name in lower case, or index>`:
 * `directive.syntax`, `arg.NAME` (before the first FROM), `S.from`, `S.platform`, `S.env.NAME`, `S.arg.NAME`,
 * `S.label.KEY`, `S.user`, `S.workdir`, `S.shell`, `S.cmd`, `S.entrypoint`, `S.healthcheck`, `S.stopsignal`,
 * `S.maintainer`, `S.expose`, `S.volume`, `S.run:<n>`, `S.copy:<n>`, `S.onbuild:<n>` (counted from 0 in the stage),
 * `S.order` (which instructions stand in which order).
 * Spelling that Docker does not see (case, quoting, blanks, continuations) does not show here.
 */
export function dockerfilePlaces(doc: DockerfileDoc): Map<string, string> {
  const places = new Map<string, string>();
  for (const { name, value } of doc.directives) places.set(`directive.${name}`, value);
  for (const instruction of doc.instructions) {
    if (instruction.stage !== -1) continue;
    if (instruction.keyword !== 'ARG') {
      places.set(`stray:${instruction.index}`, instruction.body.text);
      continue;
    }
    for (const pair of instruction.pairs().pairs) places.set(`arg.${pair.key}`, value(pair.rawValue, doc));
  }
  const states = buildStates(doc);
  const taken = new Map<string, number>();
  for (const stage of doc.stages) {
    const seen = taken.get(stage.key) ?? 0;
    taken.set(stage.key, seen + 1);
    stagePlaces(places, `stage:${stage.key}${seen ? `#${seen}` : ''}`, stage, states, doc);
  }
  return places;
}

function value(raw: string | undefined, doc: DockerfileDoc): string {
  return raw === undefined ? '' : `=${unquoteValue(raw, doc.escape)}`;
}

function stagePlaces(
  places: Map<string, string>,
  at: string,
  stage: Stage,
  states: readonly BuildState[],
  doc: DockerfileDoc,
): void {
  const counts = { run: 0, copy: 0, onbuild: 0 };
  const order: string[] = [];
  const several = new Map<string, string[]>();
  function append(place: string, text: string): void {
    const list = several.get(place);
    if (list) list.push(text);
    else several.set(place, [text]);
  }
  for (const instruction of stage.instructions) {
    const { keyword } = instruction;
    switch (keyword) {
      case 'FROM':
        places.set(`${at}.from`, stage.from.image);
        places.set(`${at}.platform`, effectivePlatform(stage.from.platform));
        break;
      case 'RUN':
        places.set(`${at}.run:${counts.run}`, runText(instruction, states[instruction.index]!, doc));
        order.push(`run:${counts.run++}`);
        break;
      case 'COPY':
      case 'ADD':
        places.set(`${at}.copy:${counts.copy}`, copyText(instruction, states[instruction.index]!, doc));
        order.push(`copy:${counts.copy++}`);
        break;
      case 'ONBUILD':
        places.set(`${at}.onbuild:${counts.onbuild}`, squeeze(instruction.args));
        order.push(`onbuild:${counts.onbuild++}`);
        break;
      case 'ENV':
      case 'ARG':
      case 'LABEL':
        for (const pair of instruction.pairs().pairs) {
          append(`${at}.${keyword.toLowerCase()}.${unquoteValue(pair.key, doc.escape)}`, value(pair.rawValue, doc));
          if (keyword !== 'LABEL') order.push(`${keyword.toLowerCase()}.${pair.key}`);
        }
        break;
      case 'EXPOSE':
        for (const word of instruction.words()) append(`${at}.expose`, exposed(word.text));
        break;
      case 'VOLUME':
        for (const path of instruction.execForm ?? instruction.words().map((word) => word.text))
          append(`${at}.volume`, path);
        order.push('volume');
        break;
      case 'WORKDIR':
        append(`${at}.workdir`, absoluteWorkdir(instruction, states[instruction.index]!));
        order.push('workdir');
        break;
      case 'USER':
      case 'SHELL':
        append(
          `${at}.${keyword.toLowerCase()}`,
          instruction.execForm ? JSON.stringify(instruction.execForm) : squeeze(instruction.args),
        );
        order.push(keyword.toLowerCase());
        break;
      case 'CMD':
      case 'ENTRYPOINT':
        places.set(`${at}.${keyword.toLowerCase()}`, command(instruction, states[instruction.index]!));
        break;
      case 'HEALTHCHECK':
        places.set(
          `${at}.healthcheck`,
          instruction.flags
            .map((flag) => `${flag.name}=${flag.value}`)
            .sort()
            .join(' ') +
            ' ' +
            squeeze(instruction.args),
        );
        break;
      default:
        append(`${at}.${keyword.toLowerCase()}`, squeeze(instruction.args));
    }
  }
  for (const [place, texts] of several)
    places.set(place, place.endsWith('.expose') ? [...new Set(texts)].sort().join(' ') : texts.join('\u0000'));
  places.set(`${at}.order`, order.join(' '));
}

/** The default of `--platform` is the target's, so writing it out says nothing. */
function effectivePlatform(platform: string | undefined): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Docker's spelling of a variable.
  return platform === '$TARGETPLATFORM' || platform === '${TARGETPLATFORM}' ? '' : (platform ?? '');
}

function exposed(word: string): string {
  const lower = word.toLowerCase();
  return lower.includes('/') ? lower : `${lower}/tcp`;
}

function runText(instruction: Instruction, state: BuildState, doc: DockerfileDoc): string {
  const flags = instruction.flags.map((flag) => `--${flag.name}=${flag.value}`).join(' ');
  const text = instruction.execForm ? JSON.stringify(instruction.execForm) : squeeze(instruction.args);
  return [flags, text, heredocText(instruction, doc), state.user ?? '', state.shell?.join(' ') ?? ''].join('\u0001');
}

function copyText(instruction: Instruction, state: BuildState, doc: DockerfileDoc): string {
  const flags = instruction.flags
    .map((flag) => `--${flag.name}=${flag.value}`)
    .sort()
    .join(' ');
  const words = instruction.execForm ?? instruction.words().map((word) => word.text);
  return [instruction.keyword, flags, JSON.stringify(words), heredocText(instruction, doc), state.workdir ?? ''].join(
    '\u0001',
  );
}

function heredocText(instruction: Instruction, doc: DockerfileDoc): string {
  return instruction.heredocs.map(({ body }) => doc.text.slice(body.start, body.end)).join('\u0002');
}

function command(instruction: Instruction, state: BuildState): string {
  if (instruction.execForm) return JSON.stringify(instruction.execForm);
  return `${state.shell ? state.shell.join(' ') : 'sh -c'} ${instruction.args}`;
}

/** Where the working directory is afterwards, so that `a/b` below `/x` and `/x/a/b` are one. */
function absoluteWorkdir(instruction: Instruction, state: BuildState): string {
  return resolveWorkdir(state, instruction) ?? `${state.workdir ?? '?'} ${instruction.args}`;
}

/** Runs of blanks as one: Docker keeps them, no shell cares, and an edit at a continuation moves them. */
function squeeze(text: string): string {
  if (!/[\t\v\f\r]| {2}/.test(text)) return text.trim();
  return text.replace(/[\t\v\f\r ]+/g, ' ').trim();
}
