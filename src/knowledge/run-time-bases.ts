// Images that run a program without a distribution, by the catalogue that the user chose.
import { rowOf } from '../model/index.js';
import table from './data/run-time-bases.yaml';

interface BaseRow {
  readonly image: string;
  readonly source: string;
}

export interface Catalogue {
  /** The number that its images start as. */
  readonly uid: string;
  /** For programs that load no library. */
  readonly static: BaseRow;
  /** For programs that a run time of their language runs. */
  readonly languages: Readonly<
    Record<
      string,
      BaseRow & {
        readonly versions: readonly string[];
        readonly setsEntrypoint: boolean;
        /** Where its program lies, if not in a folder of PATH. */
        readonly program?: string;
        /** The number that its images start as, if not that of the catalogue. */
        readonly uid?: string;
      }
    >
  >;
}

/** An image of a catalogue. */
export interface RunTimeBase {
  readonly image: string;
  readonly uid: string;
  readonly source: string;
  /** It has an ENTRYPOINT, which stands before what CMD says. */
  readonly setsEntrypoint: boolean;
  /** The path of the program that runs the language; absent where its name does. */
  readonly program?: string;
}

/**
 * The image for a program: one that loads no library, or of a language and its version. `undefined` for a catalogue that
 * has none, as `slim` has no images at all.
 */
export function runTimeBase(
  catalogue: string,
  needs?: { readonly language: string; readonly version: string },
): RunTimeBase | undefined {
  const row = rowOf(table().catalogues, catalogue);
  if (!row) return undefined;
  const { uid } = row;
  if (!needs) return { ...row.static, uid, setsEntrypoint: false };
  const found = rowOf(row.languages, needs.language);
  if (!found?.versions.includes(needs.version)) return undefined;
  const { image, source, setsEntrypoint, program } = found;
  return {
    image: image.replace('{version}', needs.version),
    source,
    uid: found.uid ?? uid,
    setsEntrypoint,
    ...(program !== undefined && { program }),
  };
}
