// What somebody who hands a token to the build changes, and the lines of a YAML file that go or come as a whole.
import {
  type Change,
  type Edit,
  type Evidence,
  type FilePath,
  type Folder,
  isStop,
  type NonEmpty,
  nonEmpty,
  type Span,
  type Stop,
} from '../../src/model/index.js';
import type { DockerfileDoc, Stage } from '../../src/dockerfile/index.js';
import { columnOf, styleOf, type YamlFile } from '../../src/yaml/index.js';

export interface Giver {
  readonly edits: readonly Change[];
  readonly touches: readonly string[];
  readonly evidence: Evidence;
}

/** All of them; the first stop where one cannot be changed, and `undefined` where there is none. */
export function allGivers(found: readonly (Giver | Stop)[]): NonEmpty<Giver> | Stop | undefined {
  const givers: Giver[] = [];
  for (const giver of found) {
    if (isStop(giver)) return giver;
    givers.push(giver);
  }
  return nonEmpty(givers);
}

/** A file that a build is to be given as a secret. */
export interface Wanted {
  readonly doc: DockerfileDoc;
  readonly file: FilePath;
  readonly secret: string;
  /** The build context. */
  readonly folder: Folder;
  /** The stages in which a RUN reads it. */
  readonly stages: readonly Stage[];
}

interface Written {
  readonly file: FilePath;
  readonly text: string;
  readonly yaml: YamlFile;
}

export function edit({ file, text }: Written, span: Span, written: string): Edit {
  return { kind: 'edit', file, span, expect: text.slice(span.start, span.end), text: written };
}

/** A line with the break before it, so that what is added behind the last one stays. */
export function cutLine(doc: Written, line: number): Edit {
  const { end: start } = doc.yaml.lines.contentOf(line - 1);
  return edit(doc, { start, end: doc.yaml.lines.contentOf(line).end }, '');
}

/** Lines above the one in which an entry begins, as far in as it is. */
export function lineAbove(doc: Written, offset: number, lines: readonly string[]): Edit {
  const { eol } = styleOf(doc.yaml);
  const indent = ' '.repeat(columnOf(doc.yaml, offset));
  return edit(doc, { start: offset, end: offset }, lines.map((each) => each + eol + indent).join(''));
}
