// What the readers of manifests tell: facts, the place of each, and nothing where a file is broken.
import { readEvidence } from '../../src/evidence/index.js';
import { memoryRepository } from '../../src/io/index.js';
import type { EcosystemId, Folder, Group, Project, Read } from '../../src/model/index.js';

const GROUP: Group = { id: 'x', dockerfiles: [], compose: [], kubernetes: [], pipelines: [], links: [] } as never;

function project<E extends EcosystemId>(
  ecosystem: E,
  files: Readonly<Record<string, string>>,
  directory = '',
): Extract<Project, { ecosystem: E }> {
  const found = readEvidence(memoryRepository(files), GROUP)
    .projects(directory as Folder)
    .find((each) => each.ecosystem === ecosystem);
  if (!found) throw new Error(`no ${ecosystem}`);
  return found as Extract<Project, { ecosystem: E }>;
}

/** `value line` of facts. */
function told(reads: readonly Read<unknown>[] | Read<unknown> | undefined): string[] {
  const list = reads === undefined ? [] : Array.isArray(reads) ? (reads as Read<unknown>[]) : [reads as Read<unknown>];
  return list.map(({ is, from }) => {
    const shown =
      is !== null && typeof is === 'object' && 'path' in is ? `${String((is as { path?: string }).path)}` : is;
    return `${typeof shown === 'string' ? shown : JSON.stringify(shown)} ${from.line ?? '-'}`;
  });
}

describe('python', () => {
  test('requirements with what they include and install from the repository', () => {
    const read = project('python', {
      'requirements.txt':
        '# web\nFlask==3.0\n-r requirements/base.txt\n-e ./libs/tides\n./wheels/x-1.0-py3-none-any.whl\n',
      'requirements/base.txt': 'psycopg2-binary\n-c ../constraints.txt\n',
      'constraints.txt': 'flask<4\n',
    });
    expect(told(read.dependencies)).toContain('flask 2');
    expect(told(read.dependencies)).toContain('psycopg2-binary 1');
    expect(told(read.local)).toEqual(['libs/tides 4', 'wheels/x-1.0-py3-none-any.whl 5']);
    expect(read.requirements.flatMap(({ includes }) => told(includes)).sort()).toEqual([
      'constraints.txt 2',
      'requirements/base.txt 3',
    ]);
    expect(read.isPackage).toBe(false);
  });

  test('poetry', () => {
    const read = project(
      'python',
      {
        'pyproject.toml':
          '[tool.poetry]\nname = "tides"\nreadme = "README.md"\n\n[tool.poetry.dependencies]\npython = "^3.11"\nflask = "^3"\nshared = { path = "../shared", develop = true }\n\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n\n[build-system]\nbuild-backend = "poetry.core.masonry.api"\n',
        'poetry.lock': '',
      },
      '',
    );
    expect(told(read.tools)).toEqual(['poetry 1']);
    expect(told(read.dependencies)).toEqual(['flask 7', 'shared 8']);
    expect(told(read.developmentDependencies)).toEqual(['pytest 11']);
    expect(told(read.buildReads)).toEqual(['README.md 3']);
    expect(told(read.local)).toEqual(['undefined 8']);
    expect(read.lockFiles).toEqual(['poetry.lock']);
    expect(read.isPackage).toBe(true);
  });

  test('a pyproject.toml that is none is said to be unread', () => {
    const read = project('python', { 'pyproject.toml': '[project\nname = 1' });
    expect(read.unread).toEqual([{ file: 'pyproject.toml', why: 'it is no valid TOML' }]);
    expect(read.dependencies).toEqual([]);
  });
});

describe('node', () => {
  test('hooks, local dependencies, workspaces and locks', () => {
    const read = project('node', {
      'package.json': JSON.stringify(
        {
          name: 'shop',
          workspaces: ['packages/*', '!packages/old'],
          scripts: { postinstall: 'patch-package', build: 'vite build', start: 'node .' },
          dependencies: { express: '4', ui: 'workspace:*', lib: 'file:../lib', near: 'link:./near' },
        },
        null,
        2,
      ),
      'packages/ui/package.json': '{}',
      'packages/old/package.json': '{}',
      'package-lock.json': '{\n  "name": "shop",\n  "lockfileVersion": 3\n}',
      'patches/express+4.0.0.patch': '',
      '.npmrc': '',
    });
    expect([...read.hooks.keys()]).toEqual(['postinstall']);
    expect(read.members).toEqual(['packages/ui']);
    expect(told([...read.local.values()])).toEqual(['undefined 14', 'undefined 15', 'near 16']);
    expect(read.locks.map(({ kind, version }) => `${kind} ${version?.is} ${version?.from.line}`)).toEqual(['npm 3 3']);
    expect(read.settings).toEqual(['.npmrc', 'patches']);
    expect(read.bundler).toBeUndefined(); // vite is not among the dependencies
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['vite', {}, 'dist false'],
    ['vite', { 'vite.config.ts': "export default { build: { outDir: '../public' } }" }, '../public true'],
    ['vite', { 'vite.config.js': 'export default { build: { outDir: process.env.OUT } }' }, 'unclear true'],
    ['next', {}, '.next false'],
    ['tsc', { 'tsconfig.json': '{ // here\n "compilerOptions": { "outDir": "./lib/", } }' }, 'lib true'],
    [
      'ng',
      { 'angular.json': '{"projects":{"a":{"architect":{"build":{"options":{"outputPath":"dist/a"}}}}}}' },
      'dist/a true',
    ],
  ])('the folder that %s writes', (command, files, expected) => {
    const scripts = { build: command === 'tsc' ? 'tsc' : `${command} build` };
    const dependencies = { vite: '5', next: '14', typescript: '5', '@angular/core': '17' };
    const { bundler } = project('node', { 'package.json': JSON.stringify({ scripts, dependencies }), ...files });
    expect(`${bundler?.output?.is ?? 'unclear'} ${bundler?.outputIsSet}`).toBe(expected);
  });
});

test('go', () => {
  const read = project('go', {
    'go.mod':
      'module example.com/tides\n\ngo 1.22\n\nrequire (\n\tgithub.com/x/y v1.2.3 // indirect\n)\nreplace github.com/x/y => ./pkg/y\n',
    'cmd/web/main.go': 'package main\n\nimport "C"\n\n//go:embed templates/*.html\nvar x int\n',
    'internal/a.go': 'package internal\n',
    'tool.go': '//go:build ignore\n\npackage main\n',
    'vendor/modules.txt': '',
  });
  expect(told(read.module)).toEqual(['example.com/tides 1']);
  expect(told(read.replaces)).toEqual(['pkg/y 8']);
  expect(told(read.mains)).toEqual(['cmd/web 1']);
  expect(told(read.cgo)).toEqual(['cmd/web/main.go 3']);
  expect(told(read.embeds)).toEqual(['templates/*.html 5']);
  expect(read.vendored).toBe('vendor/modules.txt');
});

const POM = (inner: string): string =>
  `<?xml version="1.0"?>\n<project>\n<artifactId>shop</artifactId>\n<version>1.2</version>\n${inner}</project>\n`;

test.each<[string, string, string | undefined]>([
  ['by default', POM(''), 'target/shop-1.2.jar'],
  ['a final name', POM('<build><finalName>app</finalName></build>'), 'target/app.jar'],
  ['a war', POM('<packaging>war</packaging>'), 'target/shop-1.2.war'],
  [
    'a property',
    POM(`<properties><n>x</n></properties><build><finalName>\${n}-y</finalName></build>`),
    'target/x-y.jar',
  ],
  ['a variable of somewhere else', POM(`<build><finalName>\${other}</finalName></build>`), undefined],
  [
    'a classifier',
    POM(
      '<build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><classifier>x</classifier></configuration></plugin></plugins></build>',
    ),
    undefined,
  ],
  ['a POM of modules', POM('<packaging>pom</packaging><modules><module>web</module></modules>'), undefined],
])('the jar of Maven: %s', (_, pom, expected) => {
  expect(project('java', { 'pom.xml': pom }).artifact?.is).toBe(expected);
});

test('XML that names entities of its own, or is not well-formed, is not read', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><project><artifactId>&c;</artifactId></project>';
  expect(project('java', { 'pom.xml': bomb }).artifactId).toBeUndefined();
  expect(project('java', { 'pom.xml': '<project><a></project>' }).unread).toHaveLength(1);
});

test.each<[string, string, string, string | undefined]>([
  [
    'Spring Boot',
    "plugins {\n  id 'java'\n  id 'org.springframework.boot' version '3.2.0'\n}\nversion = '1.0'\n",
    "rootProject.name = 'shop'",
    'build/libs/shop-1.0.jar',
  ],
  [
    'a name of its own',
    "plugins { \n id 'java'\n}\nbootJar {\n  archiveFileName = 'app.jar'\n}\n",
    "rootProject.name = 'shop'",
    'build/libs/app.jar',
  ],
  [
    'a version that is computed',
    "plugins {\nid 'java'\n}\nversion = gitVersion()\n",
    "rootProject.name = 'shop'",
    undefined,
  ],
  ['no settings', "plugins {\nid 'java'\n}\n", '', undefined],
])('the jar of Gradle: %s', (_, build, settings, expected) => {
  expect(project('java', { 'build.gradle': build, 'settings.gradle': settings }).artifact?.is).toBe(expected);
});

test('rust', () => {
  const read = project('rust', {
    'Cargo.toml':
      '[package]\nname = "tides"\nversion = "0.1.0"\n[[bin]]\nname = "web"\npath = "src/web.rs"\n[dependencies]\nshared = { path = "crates/shared" }\nserde = "1"\n[workspace]\nmembers = ["crates/*"]\n',
    'src/main.rs': '',
    'src/bin/job.rs': '',
    'crates/shared/Cargo.toml': '',
    'build.rs': '',
  });
  expect(told(read.binaries)).toEqual(['web 4', 'tides 2', 'job -']);
  expect(told(read.pathDependencies)).toEqual(['crates/shared 8']);
  expect(read.members).toEqual(['crates/shared']);
  expect(read.buildScript).toBe('build.rs');
});

test('dotnet', () => {
  const read = project(
    'dotnet',
    {
      'src/Shop/Shop.csproj':
        '<Project Sdk="Microsoft.NET.Sdk.Web">\n<PropertyGroup>\n<TargetFramework>net8.0</TargetFramework>\n<AssemblyName>shop</AssemblyName></PropertyGroup>\n<ItemGroup><ProjectReference Include="..\\Core\\Core.csproj" /></ItemGroup></Project>',
      'Directory.Packages.props': '',
      'global.json': '{"sdk":{"version":"8.0.100"}}',
    },
    'src/Shop',
  );
  const [assembly] = read.assemblies;
  expect(told(assembly?.assembly)).toEqual(['shop 4']);
  expect(told(assembly?.references)).toEqual(['src/Core/Core.csproj 5']);
  expect(read.shared).toEqual(['Directory.Packages.props', 'global.json']);
  expect(read.sdkVersion?.is).toBe('8.0.100');
});

test('php and ruby', () => {
  const php = project('php', {
    'composer.json':
      '{"require":{"php":">=8"},"scripts":{"post-install-cmd":["@php artisan x"]},"repositories":[{"type":"path","url":"packages/*"}],"autoload":{"classmap":["database"]}}',
  });
  expect([...php.scripts.keys()]).toEqual(['post-install-cmd']);
  expect(told(php.pathRepositories)).toEqual(['packages 1']);
  expect(told(php.autoload)).toEqual(['database 1']);
  const ruby = project('ruby', {
    Gemfile: "ruby file: '.ruby-version'\ngem 'pg'\ngem 'engine', path: 'engines/a'\ngemspec\n",
    'Gemfile.lock': 'GEM\n  specs:\n    nokogiri (1.15)\n',
  });
  expect(told(ruby.reads)).toEqual(['.ruby-version 1', '*.gemspec 4']);
  expect(told(ruby.pathGems)).toEqual(['engines/a 3']);
  expect(told(ruby.nativeGems)).toEqual(['nokogiri 3', 'pg 2']);
});

test('make and cmake', () => {
  const read = project('native', {
    Makefile: 'CC := gcc\nall: tides\n\ntides: main.c\n\t$(CC) -o $@ $<\n.PHONY: all\n',
    'CMakeLists.txt': 'add_executable(tides main.c)\ninstall(TARGETS tides DESTINATION bin)\n',
  });
  expect(told(read.targets)).toEqual(['all 2', 'tides 4']);
  expect(told(read.executables)).toEqual(['tides 1']);
  expect(told(read.installs)).toEqual(['TARGETS tides DESTINATION bin 2']);
});
