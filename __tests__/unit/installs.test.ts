// Which files an install reads: every ecosystem, and every trap that makes the answer "not told".
import { readEvidence } from '../../src/evidence/index.js';
import { memoryRepository } from '../../src/io/index.js';
import type { Folder, Group } from '../../src/model/index.js';

const GROUP: Group = { id: 'x', dockerfiles: [], compose: [], kubernetes: [], pipelines: [], links: [] } as never;

function inputs(command: string, files: Readonly<Record<string, string>>, directory = ''): string {
  const reader = readEvidence(memoryRepository(files), GROUP);
  const found = reader.installInputs(command.split(' '), directory as Folder);
  return found.told ? found.files.join(' ') : found.code;
}

const json = (value: unknown): string => JSON.stringify(value);
const PACKAGE = { 'package.json': json({ dependencies: { express: '4' } }) };
const NPM = { ...PACKAGE, 'package-lock.json': '{"lockfileVersion":3}' };
const POETRY = '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nflask = "3"\n';
const POM = '<project><artifactId>a</artifactId><version>1</version></project>';
const withPackage = (extra: object): Record<string, string> => ({
  ...NPM,
  'package.json': json({ dependencies: { express: '4' }, ...extra }),
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  // pip
  ['pip install -r requirements.txt', { 'requirements.txt': 'flask\n' }, 'requirements.txt'],
  ['pip3 install --no-cache-dir -rrequirements.txt gunicorn', { 'requirements.txt': 'flask\n' }, 'requirements.txt'],
  ['python -m pip install --requirement=requirements.txt', { 'requirements.txt': 'flask\n' }, 'requirements.txt'],
  [
    'pip install -r requirements.txt',
    { 'requirements.txt': '-r reqs/base.txt\n-c c.txt\n', 'reqs/base.txt': 'flask\n', 'c.txt': '' },
    'requirements.txt c.txt reqs/base.txt',
  ],
  ['pip install -r requirements.txt', { 'requirements.txt': '-r ../base.txt\n' }, 'unread-manifest'],
  ['pip install -r requirements.txt', { 'requirements.txt': '-r base.txt\n' }, 'unread-manifest'],
  ['pip install -r requirements.txt', { 'requirements.txt': 'flask\n-e .\n' }, 'local-source'],
  ['pip install -r requirements.txt', { 'requirements.txt': './wheels/a-1-py3-none-any.whl\n' }, 'local-source'],
  [
    'pip install -r requirements.txt',
    { 'requirements.txt': './wheels/a-1-py3-none-any.whl ; python_version > "3"\n', 'wheels/a-1-py3-none-any.whl': '' },
    'requirements.txt wheels/a-1-py3-none-any.whl',
  ],
  [
    'pip install -r deps/requirements.txt',
    { 'deps/requirements.txt': './a-1-py3-none-any.whl\n', 'a-1-py3-none-any.whl': '' },
    'local-source',
  ],
  [
    'pip install --find-links wheels -r requirements.txt',
    { 'requirements.txt': 'a\n', 'wheels/a-1-py3-none-any.whl': '' },
    'requirements.txt wheels',
  ],
  [
    'pip install --find-links wheels -r requirements.txt',
    { 'requirements.txt': 'a\n', 'wheels/a-1-py3-none-any.whl': '', 'wheels/setup.py': '' },
    'local-source',
  ],
  ['pip install ./a-1.tar.gz', { 'a-1.tar.gz': '' }, 'a-1.tar.gz'],
  ['pip install -r requirements.txt', { 'requirements.txt': '--find-links wheels\nflask\n' }, 'local-source'],
  ['pip install -r requirements.txt', { 'requirements.txt': 'shared @ file:///code/shared\n' }, 'local-source'],
  ['pip install -r requirements.txt', {}, 'unread-manifest'],
  ['pip install .', { 'setup.py': '' }, 'whole-project'],
  ['pip install .[dev]', { 'setup.py': '' }, 'whole-project'],
  ['pip install -e .', { 'setup.py': '' }, 'local-source'],
  ['pip install flask', {}, ''],
  ['pip install -r https://example.com/r.txt', {}, ''],
  ['pip check', {}, 'not-an-install'],
  ['uv pip install --system -r requirements.txt', { 'requirements.txt': 'flask\n' }, 'requirements.txt'],
  // poetry, pdm, uv, pipenv
  ['poetry install --no-root', { 'pyproject.toml': POETRY, 'poetry.lock': '' }, 'pyproject.toml poetry.lock'],
  ['poetry install', { 'pyproject.toml': POETRY, 'poetry.lock': '' }, 'whole-project'],
  ['poetry install', { 'pyproject.toml': POETRY.replace('name = "a"', 'package-mode = false') }, 'pyproject.toml'],
  ['poetry install --no-root', { 'pyproject.toml': `${POETRY}b = { path = "../b" }\n` }, 'local-source'],
  ['poetry add flask', { 'pyproject.toml': POETRY }, 'not-an-install'],
  ['pdm sync --no-self', { 'pyproject.toml': '[project]\nname = "a"\n', 'pdm.lock': '' }, 'pyproject.toml pdm.lock'],
  ['pdm install', { 'pyproject.toml': '[project]\nname = "a"\n' }, 'whole-project'],
  [
    'uv sync --frozen --no-install-project',
    { 'pyproject.toml': '[project]\nname = "a"\n[build-system]\nbuild-backend = "hatchling.build"\n', 'uv.lock': '' },
    'pyproject.toml uv.lock',
  ],
  [
    'uv sync --frozen',
    { 'pyproject.toml': '[project]\nname = "a"\n[build-system]\nbuild-backend = "hatchling.build"\n' },
    'whole-project',
  ],
  [
    'uv sync',
    { 'pyproject.toml': '[project]\nname = "a"\n', 'uv.lock': '', '.python-version': '' },
    'pyproject.toml uv.lock .python-version',
  ],
  [
    'uv sync',
    { 'pyproject.toml': '[project]\nname = "a"\n[tool.uv.sources]\nb = { workspace = true }\n' },
    'local-source',
  ],
  [
    'pipenv install --system --deploy',
    { Pipfile: '[packages]\nflask = "*"\n', 'Pipfile.lock': '{}' },
    'Pipfile Pipfile.lock',
  ],
  ['pipenv sync', { Pipfile: '[packages]\na = { path = ".", editable = true }\n' }, 'local-source'],
  ['pipenv install flask', { Pipfile: '' }, 'writes-manifest'],
  // node
  ['npm install', NPM, 'package.json package-lock.json'],
  ['npm ci --omit=dev', { ...NPM, '.npmrc': '' }, 'package.json package-lock.json .npmrc'],
  ['npm install', { ...PACKAGE, 'yarn.lock': '' }, 'package.json yarn.lock'],
  ['npm install -g pm2', {}, ''],
  ['npm install express', NPM, 'writes-manifest'],
  ['npm run build', NPM, 'not-an-install'],
  ['npm --prefix client install', NPM, 'unknown-option'],
  ['npm ci', withPackage({ scripts: { postinstall: 'npm run build' } }), 'own-hook'],
  [
    'npm ci --ignore-scripts',
    withPackage({ scripts: { postinstall: 'npm run build' } }),
    'package.json package-lock.json',
  ],
  [
    'npm ci',
    withPackage({ scripts: { prepare: 'husky install' }, devDependencies: { husky: '^8.0.0' } }),
    'package.json package-lock.json',
  ],
  ['npm ci', withPackage({ scripts: { prepare: 'husky install' }, devDependencies: { husky: '^6.0.0' } }), 'own-hook'],
  [
    'npm ci',
    { ...withPackage({ scripts: { postinstall: 'patch-package' } }), 'patches/a.patch': '' },
    'package.json package-lock.json patches',
  ],
  ['npm ci', withPackage({ scripts: { postinstall: 'patch-package' } }), 'own-hook'],
  [
    'npm ci',
    { ...withPackage({ dependencies: { '@prisma/client': '5' } }), 'prisma/schema.prisma': '' },
    'package.json package-lock.json prisma',
  ],
  ['npm ci', withPackage({ dependencies: { '@prisma/client': '5' } }), 'own-hook'],
  ['npm ci', withPackage({ dependencies: { lib: 'file:../lib' } }), 'local-source'],
  [
    'npm ci',
    { ...withPackage({ workspaces: ['packages/*'] }), 'packages/a/package.json': '{}' },
    'package.json package-lock.json packages/a/package.json',
  ],
  [
    'npm ci -w a',
    { ...withPackage({ workspaces: ['packages/*'] }), 'packages/a/package.json': '{}' },
    'package.json package-lock.json packages/a/package.json',
  ],
  ['npm ci -w a', withPackage({}), 'unknown-option'],
  [
    'npm ci',
    { ...withPackage({ workspaces: ['a'] }), 'a/package.json': '{"bin":"./cli.js"}', 'a/cli.js': '' },
    'whole-project',
  ],
  ['npm ci', { ...withPackage({ workspaces: ['a'] }), 'a/package.json': '{"scripts":{"prepare":"tsc"}}' }, 'own-hook'],
  ['npm ci', { ...withPackage({ workspaces: ['a'] }), 'a/package.json': '{' }, 'unread-manifest'],
  ['npm ci', { ...withPackage({ workspaces: ['{a,b}'] }), 'a/package.json': '{}' }, 'unknown-option'],
  [
    'npm ci',
    {
      'package.json': json({ dependencies: { lib: 'file:lib' } }),
      'package-lock.json': json({
        lockfileVersion: 3,
        packages: { 'node_modules/lib': { resolved: 'lib', link: true } },
      }),
      'lib/package.json': '{}',
    },
    'package.json lib/package.json package-lock.json',
  ],
  ['npm ci', { ...withPackage({ dependencies: { lib: 'file:lib' } }), 'lib/package.json': '{}' }, 'local-source'],
  [
    'npm ci',
    { ...withPackage({ dependencies: { lib: 'file:lib-1.0.tgz' } }), 'lib-1.0.tgz': '' },
    'package.json lib-1.0.tgz package-lock.json',
  ],
  [
    'yarn install',
    { 'package.json': json({ dependencies: { lib: 'file:lib' } }), 'yarn.lock': '', 'lib/package.json': '{}' },
    'local-source',
  ],
  [
    'yarn install',
    { 'package.json': json({ dependencies: { lib: 'link:lib' } }), 'yarn.lock': '', 'lib/package.json': '{}' },
    'package.json lib/package.json yarn.lock',
  ],
  [
    'pnpm install --frozen-lockfile --filter web...',
    { ...PACKAGE, 'pnpm-workspace.yaml': 'packages:\n  - "apps/*"\n', 'apps/a/package.json': '{}' },
    'package.json pnpm-workspace.yaml apps/a/package.json',
  ],
  [
    'pnpm install --filter [origin/main]',
    { ...PACKAGE, 'pnpm-workspace.yaml': 'packages:\n  - "apps/*"\n', 'apps/a/package.json': '{}' },
    'unknown-option',
  ],
  [
    'pnpm i',
    {
      ...PACKAGE,
      '.npmrc': 'inject-workspace-packages=true\n',
      'pnpm-workspace.yaml': 'packages:\n  - "apps/*"\n',
      'apps/a/package.json': '{}',
    },
    'unknown-option',
  ],
  ['npm ci', { ...NPM, 'binding.gyp': '' }, 'whole-project'],
  ['npm ci', { ...NPM, 'node_modules/a/index.js': '' }, 'vendored'],
  ['npm ci', { 'package.json': '{' }, 'unread-manifest'],
  ['yarn', { ...PACKAGE, 'yarn.lock': '' }, 'package.json yarn.lock'],
  [
    'yarn install --immutable',
    { ...PACKAGE, 'yarn.lock': '__metadata:\n', '.yarnrc.yml': '', '.yarn/releases/yarn-4.cjs': '' },
    'package.json yarn.lock .yarnrc.yml .yarn/releases',
  ],
  ['yarn build', PACKAGE, 'not-an-install'],
  ['pnpm install --frozen-lockfile', { ...PACKAGE, 'pnpm-lock.yaml': '' }, 'package.json pnpm-lock.yaml'],
  [
    'pnpm i',
    { ...withPackage({ pnpm: { patchedDependencies: { 'a@1': 'patches/a@1.patch' } } }), 'patches/a@1.patch': '' },
    'package.json patches',
  ],
  [
    'pnpm i',
    { ...PACKAGE, 'pnpm-workspace.yaml': 'packages:\n  - "apps/*"\n', 'apps/a/package.json': '{}' },
    'package.json pnpm-workspace.yaml apps/a/package.json',
  ],
  ['bun install', { ...PACKAGE, 'bun.lockb': '' }, 'package.json bun.lockb'],
  // go
  ['go mod download', { 'go.mod': 'module a\n', 'go.sum': '' }, 'go.mod go.sum'],
  ['go mod download', { 'go.mod': 'module a\nreplace b => ./b\n' }, 'local-source'],
  ['go mod download', { 'go.mod': 'module a\nreplace b => ./b\n', 'b/go.mod': 'module b\n' }, 'go.mod b/go.mod'],
  [
    'go mod download',
    { 'go.mod': 'module a\n', 'go.work': 'use (\n\t.\n\t./b\n)\n', 'b/go.mod': 'module b\n', 'b/go.sum': '' },
    'go.work go.mod b/go.mod b/go.sum',
  ],
  ['go mod download', { 'go.mod': 'module a\n', 'go.work': 'use ./b\n' }, 'unread-manifest'],
  ['go mod download', { 'go.mod': 'module a\n', 'go.work': 'use .\nreplace c => ./c\n' }, 'local-source'],
  ['go mod download', { 'go.mod': 'module a\n', 'vendor/modules.txt': '' }, 'vendored'],
  ['go build ./...', { 'go.mod': 'module a\n' }, 'not-an-install'],
  // java
  ['mvn -B dependency:go-offline', { 'pom.xml': POM }, 'pom.xml'],
  ['./mvnw dependency:resolve', { 'pom.xml': POM, mvnw: '', '.mvn/wrapper/x': '' }, 'pom.xml mvnw .mvn'],
  [
    'mvn dependency:go-offline',
    { 'pom.xml': POM.replace('<version>', '<modules><module>web</module></modules><version>') },
    'unread-manifest',
  ],
  [
    'mvn -B dependency:go-offline',
    {
      'pom.xml': POM.replace('<version>', '<modules><module>web</module></modules><version>'),
      'web/pom.xml': '<project><parent><artifactId>a</artifactId></parent><artifactId>w</artifactId></project>',
    },
    'pom.xml web/pom.xml',
  ],
  ['mvn -f web dependency:go-offline', { 'pom.xml': POM }, 'unknown-option'],
  ['mvn package', { 'pom.xml': POM }, 'not-an-install'],
  [
    'gradle dependencies --no-daemon',
    { 'build.gradle': '', 'settings.gradle': '', 'gradle/libs.versions.toml': '' },
    'build.gradle settings.gradle gradle',
  ],
  ['gradle dependencies', { 'build.gradle': 'apply from: "x.gradle"\n' }, 'local-source'],
  ['gradle dependencies', { 'build.gradle': '', 'settings.gradle': "include 'web'\n" }, 'local-source'],
  [
    'gradle dependencies',
    { 'build.gradle': '', 'settings.gradle': "include 'web'\n", 'web/build.gradle': '' },
    'build.gradle web/build.gradle settings.gradle',
  ],
  ['gradle dependencies', { 'build.gradle': '', 'buildSrc/build.gradle': '' }, 'whole-project'],
  ['cargo fetch', { 'Cargo.toml': '' }, 'whole-project'],
  // .NET
  [
    'dotnet restore',
    {
      'a.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>',
      'nuget.config': '<configuration/>',
      'Directory.Packages.props': '<Project/>',
    },
    'a.csproj Directory.Packages.props nuget.config',
  ],
  [
    'dotnet restore web/web.csproj',
    {
      'web/web.csproj': '<Project><ItemGroup><ProjectReference Include="..\\core\\core.csproj"/></ItemGroup></Project>',
      'core/core.csproj': '<Project/>',
    },
    'web/web.csproj core/core.csproj',
  ],
  ['dotnet restore', { 'a.csproj': '<Project><Import Project="../x.props"/></Project>' }, 'local-source'],
  [
    'dotnet restore',
    {
      'a.csproj': '<Project/>',
      'nuget.config':
        '<configuration><packageSources><add key="local" value="./packages"/></packageSources></configuration>',
    },
    'local-source',
  ],
  [
    'dotnet restore',
    { 'a.sln': 'Project("{F}") = "a", "a\\a.csproj", "{G}"\n', 'a/a.csproj': '<Project/>' },
    'a.sln a/a.csproj',
  ],
  ['dotnet restore', { 'a.csproj': '<Project/>', 'b.csproj': '<Project/>' }, 'unknown-option'],
  // composer
  ['composer install --no-dev', { 'composer.json': '{}', 'composer.lock': '{}' }, 'composer.json composer.lock'],
  ['php composer.phar install', { 'composer.json': json({ scripts: { 'post-install-cmd': 'x' } }) }, 'own-hook'],
  [
    'composer install --no-scripts',
    { 'composer.json': json({ scripts: { 'post-install-cmd': 'x' } }) },
    'composer.json',
  ],
  ['composer install', { 'composer.json': json({ autoload: { classmap: ['database'] } }) }, 'whole-project'],
  [
    'composer install --no-autoloader',
    { 'composer.json': json({ autoload: { classmap: ['database'] } }) },
    'composer.json',
  ],
  ['composer install -o', { 'composer.json': json({ autoload: { 'psr-4': { 'A\\': 'src/' } } }) }, 'whole-project'],
  ['composer install', { 'composer.json': json({ autoload: { 'psr-4': { 'A\\': 'src/' } } }) }, 'composer.json'],
  ['composer install', { 'composer.json': json({ repositories: [{ type: 'path', url: '../lib' }] }) }, 'local-source'],
  [
    'composer install',
    { 'composer.json': json({ config: { 'allow-plugins': { 'symfony/flex': true } } }) },
    'own-hook',
  ],
  // bundler
  ['bundle install', { Gemfile: "gem 'rails'\n", 'Gemfile.lock': '' }, 'Gemfile Gemfile.lock'],
  ['bundle', { Gemfile: "gem 'rails'\n" }, 'Gemfile'],
  [
    'bundle install --without development test',
    { Gemfile: "ruby file: '.ruby-version'\n", '.ruby-version': '3.2' },
    'Gemfile .ruby-version',
  ],
  ['bundle install', { Gemfile: "ruby File.read('.ruby-version')\n" }, 'unread-manifest'],
  ['bundle install', { Gemfile: 'gemspec\n' }, 'whole-project'],
  ['bundle install', { Gemfile: "gem 'a', path: 'engines/a'\n" }, 'local-source'],
  ['bundle exec rake', { Gemfile: '' }, 'not-an-install'],
])('%s', (command, files, expected) => {
  expect(inputs(command, files)).toBe(expected);
});

test('a package of a workspace above is told of it', () => {
  const files = { 'package.json': json({ workspaces: ['apps/*'] }), 'apps/a/package.json': '{}' };
  expect(inputs('npm install', files, 'apps/a')).toBe('local-source');
});
