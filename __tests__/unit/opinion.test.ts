// The second opinion asks dockerfile-ast's parser for less than its public entry does; both must see the same.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { disagreement, outline, parseDockerfile } from '../../src/dockerfile/index.js';
import { filePath } from '../../src/model/index.js';

function dockerfiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return dockerfiles(path);
    return /Dockerfile/.test(name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const PIECES = [
  'FROM a\nRUN b\n',
  'FROM a\r\nRUN b \\\r\n  # c\r\n  d\r\n',
  '# escape=`\nFROM a\nRUN b `\n c\nCOPY x y\n',
  'FROM a\nRUN <<EOF\nUSER root\nEOF\nUSER b\n',
  'FROM a\nRUN cat <<-A <<B\n\tUSER x\n\tA\nUSER y\nB\nCMD ["b"]\n',
  'FROM a\nONBUILD RUN <<EOF\nb\nEOF\nENV A b\\\nc\n',
  'FROM a\nRUN echo "b" \\\n\n  c\n# d\nSHELL ["a", "b"]\nHEALTHCHECK CMD b\n',
  '\ufeff# syntax=x\nfrom a AS b\nrun c\nvolume ["d"]',
  'FROM a\n# b\n\n# c\nRUN d \\',
];

test('the outline is what the public parser sees', () => {
  for (const text of [...PIECES, ...dockerfiles(join(__dirname, '..', 'golden'))]) {
    const theirs = DockerfileParser.parse(text).getInstructions();
    expect(outline(text)).toEqual(
      theirs.map((one) => ({ keyword: one.getKeyword(), line: one.getRange().start.line })),
    );
  }
});

test('a file that the two read differently is told by its line', () => {
  // dockerfile-ast takes the quoted text for a heredoc (its issue 120); BuildKit and the scanner do not.
  const doc = parseDockerfile(filePath('Dockerfile'), 'FROM a\nRUN echo "b <<EOF c"\nUSER d\n');
  expect(disagreement(doc)).toBe(2);
  expect(disagreement(parseDockerfile(filePath('Dockerfile'), PIECES[3]!))).toBeUndefined();
});
