// A program that was not read as a whole: what is believed of the rest, which only a run shows.
import { type Assumption, type FilePath, stop, type Stop } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';
import type { ImageSource, ImageUse } from '../../src/uses/index.js';
import { placeOf } from './reasons.js';
import type { Written } from './written.js';

/** What was not read of what the image starts; a stop where it is not even seen what that is. */
export function unreadProgram(
  uses: readonly ImageUse[],
  { strangers, languages, facts }: ImageSource,
  doc: DockerfileDoc,
): readonly Assumption[] | Stop {
  const [stranger] = strangers.filter(({ name }) => !programIs(name, 'buildsBesideSource'));
  // `CMD ["a", "b" && "c"]`: the shell that gets it looks for a program called [a,
  if (stranger && /^\[./.test(stranger.name))
    return stop(
      'ambiguous',
      `the command looks like exec form but is no JSON array (${placeOf(stranger.from, doc.file)}), so what it starts is not seen; write the array that is meant, or a plain command line`,
    );
  // No user of the image counts where a shim runs it in its own machine.
  if (stranger && /\.wasm$/.test(stranger.name))
    return stop(
      'needs-decision',
      `${stranger.name} is WebAssembly, which runs without a user of the system; leave it as it is`,
    );
  if (facts.missing !== undefined)
    return stop(
      'needs-evidence',
      `the optional package ${facts.missing}, which reads the source of the program, is not installed, so where it writes is not known; install it, or say with USER whom it runs as`,
    );
  const [unread] = uses.flatMap(({ program }) => program.unread);
  // Nobody runs it in a known way: what the base image starts may give root up by itself.
  if (unread && uses.every(({ program }) => program.started.length === 0)) {
    const where = unread.from ? ` (${placeOf(unread.from, doc.file)})` : '';
    return stop(
      'needs-evidence',
      `${unread.says}${where}, so whether it needs root is not known; say with USER whom it runs as`,
    );
  }
  if (unread) return [needsNoRoot(unread.says, unread.from && placeOf(unread.from, doc.file))];
  if (stranger) {
    const says = programIs(stranger.name, 'hostsPrograms')
      ? `where what ${stranger.name} is given writes is not known`
      : `where ${stranger.name} writes is not known`;
    return [needsNoRoot(says, placeOf(stranger.from, doc.file))];
  }
  if (languages.length > 0 && facts.files === 0)
    return [needsNoRoot('the source of the program is not in the repository', undefined)];
  return [];
}

/** @param why what is not known, as a sentence. */
function needsNoRoot(why: string, place: string | undefined): Assumption {
  return {
    id: 'unread-program-needs-no-root',
    believes: `The program needs no root, and writes where everybody may or where it is given a folder: ${why}${place === undefined ? '' : ` (${place})`}`,
    breaksIf: 'it writes elsewhere, or does what only root may: "permission denied"',
    checkBy: 'start the image, use what it offers once, and start it a second time',
    needsRun: true,
  };
}

/** The build context was not found: the source was read in the folder of the Dockerfile, as far as it is there. */
export function unseenContext({ file }: Pick<DockerfileDoc, 'file'>): Assumption {
  const path: FilePath = file;
  return {
    id: 'unseen-context-changes-nothing',
    believes: `What the build copies, and is not beside ${path}, writes nothing of its own`,
    breaksIf: 'it does: "permission denied" where the program writes',
    checkBy: 'build the image where it is built today, start it and use what it offers once',
    needsRun: true,
  };
}

/** Writes whose path is not written out, in folders that are given away. */
export function unreadAssumption({ unread, own }: Written, { file }: DockerfileDoc): Assumption[] {
  const [first] = unread;
  if (!first) return [];
  const places = [...new Set(unread.flatMap(({ from }) => (from ? [placeOf(from, file)] : [])))];
  const more = places.length > 3 ? `${places.slice(0, 3).join(', ')} and ${places.length - 3} more` : places.join(', ');
  return [
    {
      id: 'writes-below-its-folder',
      believes: `It writes below ${[...own.keys()].join(' and ') || 'its folder'}, to its home and to /tmp only${more === '' ? '' : `; not written out is where ${more} ${places.length === 1 ? 'writes' : 'write'}`}`,
      breaksIf: 'one of them gets a path elsewhere, which stays root’s',
      checkBy: 'look at these lines, and use what they do once in the new image',
    },
  ];
}
