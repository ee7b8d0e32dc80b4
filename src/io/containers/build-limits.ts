// Limits of memory and processes for builds with Docker, which has none of its own. build-limits never takes the word of
// a stranger's image for what holds.
//
// BuildKit puts what a RUN starts below a group of processes that it is named (`--cgroup-parent`). The limits of a
// container hold for all below its group. So one is started that does nothing, and builds go below it.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../paths.js';
import type { Platform, Ran } from './types.js';

/** Bytes and processes of all that the builds of a run start. */
const MOST_MEMORY = 4 * 1024 ** 3;
const MOST_PROCESSES = 4096;
const QUICK_MS = 60_000;

// A program for Linux on x86-64 in an image of its own, so that none has to be pulled: it waits for ever, and ends at once
// where it is given a word.
/** ELF: one part of 148 bytes that is read and run. */
const HEADER = [
  '7f454c4602010100000000000000000002003e000100000078004000000000004000000000000000',
  '00000000000000000000000040003800010000000000000001000000050000000000000000000000',
  '00004000000000000000400000000000940000000000000094000000000000000010000000000000',
].join('');
const WAITS = [
  '488b3c24', // mov rdi, [rsp]: how many words
  '4883ff01', // cmp rdi, 1
  '7f09', // jg ends
  'b822000000', // mov eax, 34
  '0f05', // syscall: pause
  'ebf7', // jmp back
  '31ff', // ends: xor edi, edi
  'b83c000000', // mov eax, 60
  '0f05', // syscall: exit
].join('');

export interface BuildLimitsOptions {
  readonly platform: Platform;
  /** `NAME=value`, by which all that was made is removed. */
  readonly label: string;
  /** The name of the image that is made. */
  readonly tag: string;
  run(args: readonly string[], timeoutMs: number): Promise<Ran>;
}

/**
 * The group that builds go below, tried with a build. It is there until everything with the label is removed.
 * @returns why there is none.
 */
export async function startBuildLimits(
  options: BuildLimitsOptions,
): Promise<{ readonly group: string } | { readonly why: string }> {
  const { platform, label, tag, run } = options;
  if (platform.os !== 'linux' || !/^(?:amd64|x86_64)$/.test(platform.architecture))
    return { why: `no limit is known for ${platform.os} on ${platform.architecture}` };
  const folder = mkdtempSync(join(tmpdir(), 'harden-limits-'));
  try {
    writeFileSync(join(folder, 'waits'), Buffer.from(HEADER + WAITS, 'hex'));
    chmodSync(join(folder, 'waits'), 0o755);
    const build = async (more: readonly string[], last: string): Promise<Ran> => {
      writeFileSync(join(folder, 'Dockerfile'), `FROM scratch\nCOPY waits /waits\n${last}\n`);
      const flags = ['--network=none', '--provenance=false', `--label=${label}`, ...more];
      return await run(['buildx', 'build', ...flags, '--', folder], QUICK_MS);
    };
    const made = await build(['--load', `--tag=${tag}`], 'ENTRYPOINT ["/waits"]');
    if (made.code !== 0) return { why: lastLine(made) };
    const started = await run(['run', ...CONTAINER, `--label=${label}`, '--', tag], QUICK_MS);
    if (started.code !== 0) return { why: lastLine(started) };
    const id = started.out.trim();
    const inspected = await run(['inspect', '--format={{.State.Pid}}', id], QUICK_MS);
    const group = groupOf(Number(inspected.out.trim()), id);
    if (group === undefined) return { why: 'the processes of the engine are not those of this machine' };
    const tried = await build(['--no-cache', `--cgroup-parent=${group}`], 'RUN ["/waits", "not"]');
    return tried.code === 0 ? { group } : { why: lastLine(tried) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CONTAINER = [
  '--detach',
  '--pull=never',
  '--network=none',
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--user=65534:65534',
  `--memory=${MOST_MEMORY}`,
  `--memory-swap=${MOST_MEMORY}`,
  `--pids-limit=${MOST_PROCESSES}`,
] as const;

/** As the system itself says: of the first version the group for memory, of the second the only one. */
function groupOf(pid: number, id: string): string | undefined {
  if (!(pid > 0)) return undefined;
  try {
    const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n');
    const line =
      lines.find((each) => /^\d+:(?:[^:]*,)?memory[,:]/.test(each)) ?? lines.find((each) => each.startsWith('0::'));
    const group = line?.replace(/^[^:]*:[^:]*:/, '');
    return group?.includes(id) ? group : undefined;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

function lastLine({ out, err }: Ran): string {
  return (err || out).trim().split('\n').at(-1)!.slice(0, 300);
}
