// Lines of a YAML file that go or come as a whole.
import type { Edit, FilePath, Span } from '../../src/model/index.js';
import { columnOf, styleOf, type YamlFile } from '../../src/yaml/index.js';

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
