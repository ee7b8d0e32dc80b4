// The libraries that crates of Cargo.lock bind.
import type { Instruction } from '../../dockerfile/index.js';
import { sourceLine, type Assumption, type Evidence, type Read, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { rustLibraries, type RustProject } from '../index.js';
import { runtimeLibraries } from '../../knowledge/index.js';

interface Libraries {
  readonly packages: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly assumption?: Assumption;
}

/** Without a lock file: OpenSSL is what crates for databases and HTTPS bind as a rule, and nothing else is seen. */
function unlocked({ profile, stage }: Site, release: string | undefined): Libraries | Stop<Instruction> {
  const openssl = profile?.family === 'alpine' ? [] : runtimeLibraries('libssl-dev', release);
  if (!openssl)
    return stop(
      'needs-evidence',
      'without Cargo.lock it is not seen which libraries of the image the crates load; commit Cargo.lock, which a program should have anyway',
      stage.instruction,
    );
  return {
    packages: openssl,
    evidence: [],
    assumption: {
      id: 'crates-load-openssl-alone',
      believes: 'The crates load no library of the image but OpenSSL; no Cargo.lock says which they bind',
      breaksIf: 'one binds another, such as that of a database',
      checkBy:
        'build the image and start it: a library that is not found is named; or commit Cargo.lock, which says it',
      needsRun: true,
    },
  };
}

/** The Debian packages of what -sys crates bind: those in Cargo.lock, which lists what dependencies need as well. */
export function librariesOf(
  site: Site,
  projects: readonly RustProject[],
  release: string | undefined,
): Libraries | Stop<Instruction> {
  const packages = new Set<string>();
  const evidence: Evidence[] = [];
  const lock = projects.find((each) => each.lock !== undefined)?.lock;
  const text = lock && site.context.evidence.repository.read(lock);
  const needed = projects.flatMap(({ dependencies }) => [...dependencies.values()]);
  if (text === undefined) {
    const [first] = needed;
    if (!first) return { packages: [], evidence };
    return unlocked(site, release);
  }
  for (const { is: crate, from } of crates(text, lock!)) {
    const dev = rustLibraries(crate);
    if (dev === 'unknown')
      return stop(
        'needs-evidence',
        `${crate} (${from.file} line ${sourceLine(from)}) binds a library, and which package of Debian has it is not known here; install that by name in a run-time stage of your own`,
        site.stage.instruction,
      );
    // On Alpine the library follows from the development package, without which the crate does not build.
    for (const each of site.profile?.family === 'alpine' ? [] : dev) {
      const libraries = runtimeLibraries(each, release);
      if (!libraries)
        return stop(
          'needs-evidence',
          release === undefined
            ? `${crate} loads the library of ${each}, whose name depends on the release of Debian; write it in FROM, such as -bookworm`
            : `which library of ${each} ${crate} loads in ${release} is not known`,
          site.stage.instruction,
        );
      for (const library of libraries) packages.add(library);
      if (libraries.length > 0) evidence.push({ says: `${crate} loads ${libraries.join(' and ')}`, from });
    }
  }
  return { packages: [...packages], evidence };
}

/** Crates that speak TLS or load what does; each crate of a program stands in Cargo.lock, with what it needs. */
const SPEAKS_TLS = /tls|openssl|boring|s2n|webpki|^curl$|^ring$|schannel|security-framework|x509|acme|quinn/;

/** What shows that nothing in the program speaks TLS: every crate of Cargo.lock by its name, and no program that it calls. */
export function withoutTls(site: Site, projects: readonly RustProject[]): Evidence | undefined {
  const { repository } = site.context.evidence;
  const lock = projects.find((each) => each.lock !== undefined)?.lock;
  const text = lock && repository.read(lock);
  if (
    !lock ||
    !text ||
    site.runs.some(({ instruction }) => /\bcargo\s[^\n]{0,80}\binstall\b/.test(instruction.shellText))
  )
    return undefined;
  const names = [...text.matchAll(/^name = "([\w-]{1,100})"/gm)].map(([, name = '']) => name);
  if (names.length === 0 || names.some((name) => SPEAKS_TLS.test(name))) return undefined;
  const { known, unread } = site.context.evidence.source(site.contexts, 'rust').spawns;
  if (known.length > 0 || unread.length > 0) return undefined;
  return {
    says: 'no crate of Cargo.lock speaks TLS, and no other program is called',
    from: { kind: 'source', file: lock },
  };
}

function crates(text: string, file: Read<string>['from']['file']): Read<string>[] {
  const found: Read<string>[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const name = /^name = "([\w-]+)"\s*$/.exec(line)?.[1];
    if (name !== undefined && /[-_]sys$/.test(name))
      found.push({ is: name, from: { kind: 'source', file, line: at + 1 } });
  }
  return found;
}
