// Where make install, ninja install and cmake --install write.
import { type Evidence, child, type Stop, stop, partPattern, isWithin } from '../../model/index.js';
import { instructionEvidence, type Site } from '../../runs/index.js';
import { normalisePath, type Instruction } from '../../dockerfile/index.js';
import type { Artefact, Producer } from '../../splits/index.js';

/** What starts. */
export interface Program {
  /** As CMD or ENTRYPOINT names it. */
  readonly written: string;
  /** Absolute, where a path is named. */
  readonly path: string | undefined;
  /** It is a script of the repository. */
  readonly script?: true;
}

export interface Found {
  readonly artefacts: readonly [Artefact, ...Artefact[]];
  readonly afterwards?: readonly string[];
  /** The COPYs whose files are copied one by one. */
  readonly copies?: ReadonlySet<Instruction>;
  readonly evidence: readonly Evidence[];
}

/** What `make install` and the like leave below their prefix. */
export function readMakeInstall(
  site: Site,
  builders: readonly Producer[],
  program: Program,
): Found | Stop<Instruction> | undefined {
  const installing = builders.filter(({ command, words }) => {
    if (command.name === 'make' || command.name === 'gmake' || command.name === 'ninja')
      return words.slice(1).some((word) => /^install(?:-|$)/.test(word));
    return command.name === 'cmake' && words.includes('--install');
  });
  if (installing.length === 0) return undefined;
  const all = builders.flatMap(({ words }) => words);
  const prefixes = new Set<string>();
  for (const [at, word] of all.entries()) {
    const given =
      /^(?:--prefix=|-DCMAKE_INSTALL_PREFIX(?::PATH)?=|PREFIX=|prefix=|DESTDIR=)(.*)$/.exec(word)?.[1] ??
      (word === '--prefix' ? all[at + 1] : undefined);
    if (given !== undefined) prefixes.add(given);
  }
  if ([...prefixes].some((each) => !each.startsWith('/') || each.includes('$')))
    return stop(
      'contains-variable',
      `where it is installed is a variable or a relative path (${[...prefixes].join(', ')}); write the absolute path`,
      installing[0]!.instruction,
    );
  const configured = builders.some(({ command }) => command.name === 'configure' || command.name === 'cmake');
  if (prefixes.size === 0 && !configured) {
    const written = prefixOfMakefile(site);
    if (written === undefined)
      return stop(
        'needs-evidence',
        'where make install writes is not seen: no prefix is given, and no makefile that is here sets one; give it, such as make install PREFIX=/usr/local',
        installing[0]!.instruction,
      );
    prefixes.add(written);
  }
  const path = prefixes.size === 0 ? '/usr/local' : normalisePath([...prefixes][0]!);
  if (path === '/usr/local' && site.profile?.image === 'gcc')
    return stop(
      'needs-decision',
      'it is installed below /usr/local, where the compiler of this image lies as well; give it a folder of its own, such as --prefix=/opt/app, and start the program by that path',
      installing[0]!.instruction,
    );
  if (prefixes.size > 1 || /^\/(?:usr|etc|var)?$/.test(path))
    return stop(
      'needs-evidence',
      `it is installed below ${[...prefixes].join(' and ')}, among files of the distribution, so what to copy is not seen; install into /usr/local or a folder of its own`,
      installing[0]!.instruction,
    );
  const outside = leavesThePrefix(site, builders, path);
  if (outside) return outside;
  const reached =
    program.path === undefined ? path === '/usr/local' || inPath(site, path) : isWithin(program.path, path);
  if (!reached)
    return stop(
      'needs-evidence',
      `${program.written} is not below ${path}, where the build installs; name the program by its path, or copy it from a build stage by hand`,
      site.entrypoint ?? site.cmd,
    );
  return {
    artefacts: [{ path }],
    ...(path === '/usr/local' ? { afterwards: ['RUN ldconfig'] } : {}),
    evidence: [instructionEvidence(site.doc, installing[0]!.instruction, `the build installs below ${path}`)],
  };
}

function inPath(site: Site, path: string): boolean {
  return site.body.some(
    ({ keyword, args }) => keyword === 'ENV' && args.includes('PATH') && args.includes(`${path}/bin`),
  );
}

/** The prefix that the makefile of the build context sets: `PREFIX ?= /usr/local`. */
function prefixOfMakefile(site: Site): string | undefined {
  const found = new Set<string>();
  for (const text of makefiles(site))
    for (const [, value = ''] of text.matchAll(/^(?:PREFIX|prefix)\s*[:?]?=\s*(\/[\w./-]*)\s*$/gm)) found.add(value);
  return found.size === 1 ? [...found][0] : undefined;
}

function makefiles(site: Site): string[] {
  const { repository } = site.context.evidence;
  return site.contexts.flatMap((context) =>
    ['GNUmakefile', 'makefile', 'Makefile'].flatMap((name) => repository.read(child(context, name)) ?? []),
  );
}

const FOLDERS = partPattern(
  'sysconfdir localstatedir libdir bindir sbindir datadir datarootdir libexecdir sharedstatedir exec-prefix',
  { before: /^--/, after: /=(\/.*)$/ },
);

/** Paths that a line of a makefile writes to, among those that programs are installed below. */
const WRITES =
  /^\t[^\n]{0,200}?\b(?:install|cp|ln|mkdir)\b[^\n]{0,300}?[\s")}](\/(?:etc|var|usr|lib|opt|srv)\/[^\s"]*)/gm;

/** Where the build writes besides its prefix: what is copied would not hold it. */
function leavesThePrefix(site: Site, builders: readonly Producer[], prefix: string): Stop<Instruction> | undefined {
  for (const { command, words, instruction } of builders) {
    const folder = words.map((word) => FOLDERS.exec(word)?.[1]).find((each) => each !== undefined);
    if (folder !== undefined)
      return stop(
        'needs-evidence',
        `it also installs below ${folder}, apart from its prefix, so what to copy is not seen; copy it from a build stage by hand`,
        instruction,
      );
    const passed = words
      .slice(1)
      .find(
        (word) => word.startsWith('--') && !/^--(?:prefix|enable|disable|with|without|host|build|target)\b/.test(word),
      );
    if (/^(?:autogen|bootstrap)\.sh$/.test(command.name ?? '') && passed !== undefined)
      return stop(
        'needs-evidence',
        `what ${passed} means to ${command.name} is not seen, and it may move where it installs; give the prefix as --prefix`,
        instruction,
      );
  }
  for (const text of makefiles(site)) {
    const written = [...text.matchAll(WRITES)]
      .flatMap((match) => match[1] ?? [])
      .find((each) => !isWithin(each, prefix));
    if (written !== undefined)
      return stop(
        'needs-evidence',
        `the makefile also writes ${written}, apart from its prefix, so what to copy is not seen; copy it from a build stage by hand`,
        builders[0]!.instruction,
      );
  }
  return undefined;
}
