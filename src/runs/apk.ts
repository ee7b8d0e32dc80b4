// Who reads apk's package index (/var/cache/apk), which `--no-cache` leaves unwritten.
import { programIs } from '../programs/index.js';
import type { ShellCommand } from '../shell/index.js';
import type { ScriptReader } from './apt.js';
import { type DockerfileDoc, type Stage, type Instruction, childStages, runMounts } from '../dockerfile/index.js';
import { commandName, hasOption, packageCommand } from './packages.js';

/** need: reads an index it did not fetch. unknown: runs a script nobody can read here. */
export type IndexUse = 'need' | 'unknown' | undefined;

const READS_INDEX = new Set(['search', 'policy', 'fetch', 'version', 'list', 'dot', 'stats', 'fix', 'upgrade']);
const FETCHES = ['-U', '--update', '--update-cache', '--no-cache'];
const APK_IN_TEXT = /\bapk\b[^\n;&|]{0,200}\b(?:add|upgrade|search|fetch)\b[^\n;&|]{0,200}/;

/** What happens to the index behind an offset of a RUN's shell text, there, later in its stage, and in stages built on it. */
export function laterIndexUse(
  doc: DockerfileDoc,
  instruction: Instruction,
  offset: number,
  readScript: ScriptReader,
): IndexUse {
  let use: IndexUse;
  for (const command of instruction.shell.commands) {
    if (command.start > offset) use = worse(use, useOf(instruction, command, readScript));
  }
  const stage = doc.stages[instruction.stage]!;
  const rest = stage.instructions.filter(({ index }) => index > instruction.index);
  return worse(use, useIn(doc, stage, rest, readScript));
}

function useIn(
  doc: DockerfileDoc,
  stage: Stage,
  instructions: readonly Instruction[],
  readScript: ScriptReader,
): IndexUse {
  let use: IndexUse;
  for (const instruction of instructions) {
    if (instruction.keyword === 'RUN' && instruction.shell.ok) {
      for (const command of instruction.shell.commands) {
        // fetched anew: what follows, in stages built on this one as well, reads that index
        if (command.place === 'chain' && updatesIndex(command)) return use;
        use = worse(use, useOf(instruction, command, readScript));
      }
    } else if (['RUN', 'CMD', 'ENTRYPOINT', 'ONBUILD'].includes(instruction.keyword)) {
      use = worse(use, useOfText(doc.text.slice(instruction.span.start, instruction.span.end)));
    }
    if (use === 'need') return use;
  }
  for (const child of childStages(doc, stage)) use = worse(use, useIn(doc, child, child.instructions, readScript));
  return use;
}

function updatesIndex(command: ShellCommand): boolean {
  const call = packageCommand(command);
  return call?.manager === 'apk' && call.verb === 'update';
}

function useOf(instruction: Instruction, command: ShellCommand, readScript: ScriptReader): IndexUse {
  const call = packageCommand(command);
  if (call?.manager === 'apk') {
    if (call.verbWord && call.verbWord.value === undefined) return 'unknown';
    return READS_INDEX.has(call.verb) && !hasOption(call, ...FETCHES) ? 'need' : undefined;
  }
  if (call) return undefined;
  const name = commandName(command);
  const path = command.words[0]?.value;
  if (name === undefined || path === undefined) return undefined;
  const text = instruction.shellText.slice(command.start, command.end);
  if (programIs(name, 'shell') || name === '.' || name === 'source' || name === 'su') {
    if (command.words.some(({ value }) => value === '-c')) return useOfText(text);
    const script = command.words.slice(1).find(({ raw }) => !raw.startsWith('-'));
    return script ? useOfScript(script.value, readScript) : command.place === 'pipe' ? 'unknown' : undefined;
  }
  if (/\.(?:ba)?sh$/.test(path) || /^\.\.?\/(?!configure$)[^/]+$/.test(path)) return useOfScript(path, readScript);
  return name === 'echo' || name === 'printf' ? undefined : useOfText(text);
}

function useOfScript(path: string | undefined, readScript: ScriptReader): IndexUse {
  if (path !== undefined && /activate$|rc$|profile$|\/etc\//.test(path)) return undefined;
  const text = path === undefined ? undefined : readScript(path);
  return text === undefined ? 'unknown' : useOfText(text);
}

function useOfText(text: string): IndexUse {
  const call = APK_IN_TEXT.exec(text)?.[0];
  return call !== undefined && !/--no-cache|--update|-U\b/.test(call) ? 'need' : undefined;
}

function worse(a: IndexUse, b: IndexUse): IndexUse {
  if (a === 'need' || b === 'need') return 'need';
  return a ?? b;
}

/** True when a mount lies, or may lie, over apk's cache. */
export function apkCacheMounted(instruction: Instruction): boolean {
  return runMounts(instruction).some((mount) => {
    const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    return mount.get('type') !== 'secret' && /apk|\$|^\/var(?:\/cache)?\/?$|^\/etc\/?$/.test(target);
  });
}

/** True for `rm -rf /var/cache/apk/*` and nothing else. */
export function removesApkCacheOnly(command: ShellCommand): boolean {
  if (commandName(command) !== 'rm' || command.redirected) return false;
  const operands = command.words.slice(1).filter(({ raw }) => !raw.startsWith('-'));
  return operands.length === 1 && /^\/var\/cache\/apk(?:\/\*?)?$/.test(operands[0]!.raw);
}

/** True for an `rm` without -f over the cache: it fails when the cache is empty. */
export function failsOnEmptyApkCache(command: ShellCommand): boolean {
  if (commandName(command) !== 'rm' || command.place === 'alternative') return false;
  if (!command.words.some(({ raw }) => /^\/var\/cache\/(?:apk\/)?[^\s*]*\*/.test(raw))) return false;
  return !command.words.some(({ raw }) => raw === '--force' || /^-[a-zA-Z]*f/.test(raw));
}

/**
 * True when a later RUN of the stage, or of one built on it, removes the cache in a way that fails when it is empty, and
 * does not fill it before.
 */
export function laterEmptyCacheFails(doc: DockerfileDoc, instruction: Instruction): boolean {
  return emptyCacheFails(doc, doc.stages[instruction.stage]!, instruction.index);
}

function emptyCacheFails(doc: DockerfileDoc, stage: Stage, after: number): boolean {
  for (const instruction of stage.instructions) {
    if (instruction.index <= after || instruction.keyword !== 'RUN') continue;
    if (instruction.shell.commands.some(failsOnEmptyApkCache) && !instruction.shell.commands.some(fillsCache))
      return true;
  }
  return childStages(doc, stage).some((child) => emptyCacheFails(doc, child, after));
}

function fillsCache(command: ShellCommand): boolean {
  const call = packageCommand(command);
  return call?.manager === 'apk' && ['add', 'update', 'upgrade'].includes(call.verb) && !hasOption(call, '--no-cache');
}
