// Whose files are which. The examples are those of the documentation of GitHub and of GitLab.
import { codeOwners, type OwnersSyntax } from '../../src/bot/index.js';
import { filePath } from '../../src/model/index.js';

function owners(syntax: OwnersSyntax, text: string, ...paths: string[]): readonly string[] {
  return codeOwners(text, syntax, paths.map(filePath));
}

const GITHUB = `# Comments are ignored
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @logger
/apps2/ @octocat
/apps2/github
!/never @nobody
[ab].md @nobody
bad.md not-an-owner @nobody
with\\ space.md @spaced
`;

test.each<[string, string[]]>([
  ['README', ['global-owner1', 'global-owner2']],
  ['src/a.js', ['js-owner']],
  ['a.go', ['docs@example.com']],
  ['x/a.txt', ['octo-org/octocats']],
  ['docs/getting-started.md', ['docs@example.com']],
  ['docs/build-app/troubleshooting.md', ['global-owner1', 'global-owner2']],
  ['x/apps/a/b', ['octocat']],
  ['scripts/a', ['doctocat', 'octocat']],
  ['x/scripts/a', ['global-owner1', 'global-owner2']],
  ['deeply/nested/logs/a', ['logger']],
  ['apps2/a', ['octocat']],
  ['apps2/github', []],
  ['apps2/github/a', []],
  ['a.md', ['global-owner1', 'global-owner2']],
  ['bad.md', ['global-owner1', 'global-owner2']],
  ['with space.md', ['spaced']],
])('GitHub: %s', (path, expected) => {
  expect(owners('github', GITHUB, path)).toEqual(expected);
});

const GITLAB = `* @default
README.md @readers # whoever
\\#special @escaped
/docs/ @writers
/config/* @config
model/db @models
!/docs/secret.md
@broken

[Documentation] @docs-team @group/sub
docs/
README.md @@maintainer
[Database][2]
model/db/ @dba
^[Optional] @maybe
*.rb
!spec/
[documentation]
internal.md @inside person@example.com
`;

test.each<[string, string[]]>([
  ['a', ['default']],
  ['x/README.md', ['readers', 'docs-team', 'group/sub']],
  ['#special', ['escaped']],
  ['docs/a/b', ['writers', 'docs-team', 'group/sub']],
  ['docs/secret.md', ['docs-team', 'group/sub']],
  ['x/docs/a', ['default', 'docs-team', 'group/sub']],
  ['config/a', ['config']],
  ['config/a/b', ['default']],
  ['x/model/db', ['models']],
  ['model/db/a', ['default', 'dba']],
  ['a.rb', ['default', 'maybe']],
  ['spec/a.rb', ['default']],
  ['internal.md', ['default', 'inside', 'person@example.com']],
])('GitLab: %s', (path, expected) => {
  expect(owners('gitlab', GITLAB, path)).toEqual(expected);
});

test('the owners of all files, each once, in their order', () => {
  expect(owners('github', '*.a @one @two\n*.b @two @three\n', 'x.b', 'x.a')).toEqual(['two', 'three', 'one']);
  expect(owners('github', '', 'a')).toEqual([]);
});

test('what a stranger writes to keep it busy ends all the same', () => {
  const hostile = `${'*a'.repeat(90)}b @x\n`.repeat(2000);
  const paths = Array.from({ length: 500 }, (_, at) => `${'a'.repeat(250)}${at}`);
  expect(owners('github', hostile, ...paths)).toEqual([]);
  expect(owners('gitlab', hostile, ...paths)).toEqual([]);
  // Files behind those that can be asked in time, and a pattern that is too long.
  expect(owners('github', `${hostile}*.last @z\n`, ...paths, 'a.last')).toEqual([]);
  const long = 'a'.repeat(300);
  expect(owners('github', `* @y\n${long} @x\n`, long)).toEqual(['y']);
});
