// Manifests and lock files of strangers: what does not parse, what is too large and what names itself gives refusals, and
// neither an exception nor work without end.
import { ftruncateSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskTree, treeRepository } from '../../src/io/index.js';
import { readEvidence } from '../../src/evidence/index.js';
import { filePath, folderPath, type Group } from '../../src/model/index.js';
import { registry } from '../../transforms/index.js';
import { planTexts } from '../support/plan.js';

const NO_GROUP: Group = { id: 'x', dockerfiles: [], compose: [], kubernetes: [], pipelines: [], links: [] };

type Files = Readonly<Record<string, string>>;

interface Language {
  readonly image: string;
  readonly installs: string;
  /** The manifest, and the lock file where there is one. */
  readonly files: Files;
  /** A manifest that names the project's own folder, or itself, and one that names another which names it. */
  readonly circle?: Files;
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  npm: {
    image: 'node:20',
    installs: 'npm install && npm run build',
    files: { 'package.json': '{ "dependencies": { "a": "1" } }', 'package-lock.json': '{ "lockfileVersion": 3 }' },
    circle: {
      'package.json':
        '{ "name": "a", "workspaces": [".", "b", "./b/..", "*"], "dependencies": { "a": "file:.", "b": "file:b" } }',
      'b/package.json': '{ "name": "b", "workspaces": ["..", "."], "dependencies": { "a": "file:..", "b": "link:." } }',
      'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
    },
  },
  pnpm: {
    image: 'node:20',
    installs: 'pnpm install && pnpm -r build',
    files: {
      'package.json': '{ "dependencies": { "a": "1" } }',
      'pnpm-lock.yaml': 'lockfileVersion: "9.0"\n',
      'pnpm-workspace.yaml': 'packages: [b]\n',
    },
    circle: {
      'package.json': '{ "name": "a", "dependencies": { "a": "workspace:*", "b": "workspace:*" } }',
      'pnpm-workspace.yaml': 'packages:\n  - .\n  - ./\n  - b\n  - "**"\n',
      'b/package.json': '{ "name": "b", "dependencies": { "a": "workspace:*" } }',
      'b/pnpm-workspace.yaml': 'packages:\n  - ..\n  - .\n',
      'pnpm-lock.yaml': 'lockfileVersion: "9.0"\n',
    },
  },
  yarn: {
    image: 'node:20',
    installs: 'yarn install && yarn build',
    files: {
      'package.json': '{}',
      'yarn.lock': '__metadata:\n  version: 8\n',
      '.yarnrc.yml': 'nodeLinker: node-modules\n',
    },
  },
  bun: { image: 'oven/bun:1', installs: 'bun install', files: { 'package.json': '{}', 'bun.lock': '{}' } },
  deno: {
    image: 'denoland/deno:2.1.4',
    installs: 'deno cache main.ts',
    files: { 'deno.json': '{}', 'deno.lock': '{}' },
  },
  pip: {
    image: 'python:3.12',
    installs: 'pip install -r requirements.txt',
    files: { 'requirements.txt': 'flask==3.0.0\n' },
    circle: {
      'requirements.txt': '-r requirements.txt\n-r dev/requirements.txt\nflask==3.0.0\n'.repeat(2000),
      'dev/requirements.txt': '-r ../requirements.txt\n-c requirements.txt\n-r more.txt\npytest\n'.repeat(2000),
      'dev/more.txt': '-r requirements.txt\n-r more.txt\n'.repeat(2000),
    },
  },
  poetry: {
    image: 'python:3.12',
    installs: 'pip install poetry && poetry install',
    files: { 'pyproject.toml': '[tool.poetry]\nname = "a"\n', 'poetry.lock': '' },
    circle: {
      'pyproject.toml':
        '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\na = { path = "." }\nb = { path = "b" }\n',
      'b/pyproject.toml': '[tool.poetry]\nname = "b"\n[tool.poetry.dependencies]\na = { path = ".." }\n',
    },
  },
  uv: {
    image: 'python:3.12',
    installs: 'pip install uv && uv sync',
    files: { 'pyproject.toml': '[project]\nname = "a"\nversion = "1"\n', 'uv.lock': 'version = 1\n' },
    circle: {
      'pyproject.toml':
        '[project]\nname = "a"\nversion = "1"\n[tool.uv.workspace]\nmembers = [".", "b", "*"]\n[tool.uv.sources]\na = { workspace = true }\n',
      'b/pyproject.toml': '[project]\nname = "b"\nversion = "1"\n[tool.uv.workspace]\nmembers = [".."]\n',
    },
  },
  pipenv: {
    image: 'python:3.12',
    installs: 'pip install pipenv && pipenv install --system',
    files: { Pipfile: '[packages]\n', 'Pipfile.lock': '{}' },
  },
  bundler: {
    image: 'ruby:3.3',
    installs: 'bundle install',
    files: { Gemfile: 'source "https://rubygems.org"\ngem "rack"\n', 'Gemfile.lock': 'GEM\n' },
    circle: {
      Gemfile: 'eval_gemfile "Gemfile"\neval_gemfile "b/Gemfile"\ngemspec\ngem "a", path: "."\ngem "b", path: "b"\n',
      'b/Gemfile': 'eval_gemfile "../Gemfile"\n',
      'Gemfile.lock': 'GEM\n  specs:\n    a (1.0)\n      b\n    b (1.0)\n      a\n\nDEPENDENCIES\n  a\n',
    },
  },
  composer: {
    image: 'php:8.3',
    installs: 'composer install',
    files: { 'composer.json': '{ "require": {} }', 'composer.lock': '{}' },
    circle: {
      'composer.json':
        '{ "name": "a/a", "repositories": [{ "type": "path", "url": "." }, { "type": "path", "url": "b" }], "require": { "a/a": "*", "a/b": "*" } }',
      'b/composer.json':
        '{ "name": "a/b", "repositories": [{ "type": "path", "url": ".." }], "require": { "a/a": "*" } }',
      'composer.lock':
        '{ "packages": [{ "name": "a/a", "require": { "a/b": "*" } }, { "name": "a/b", "require": { "a/a": "*" } }], "packages-dev": [] }',
    },
  },
  maven: {
    image: 'maven:3.9-eclipse-temurin-21',
    installs: 'mvn -B package',
    files: { 'pom.xml': '<project><artifactId>a</artifactId><version>1</version></project>' },
    circle: {
      'pom.xml':
        '<project><parent><relativePath>b/pom.xml</relativePath></parent><artifactId>a</artifactId><version>1</version><modules><module>.</module><module>b</module><module>./</module></modules></project>',
      'b/pom.xml':
        '<project><parent><relativePath>../pom.xml</relativePath></parent><artifactId>b</artifactId><modules><module>..</module><module>.</module></modules></project>',
    },
  },
  gradle: {
    image: 'gradle:8-jdk21',
    installs: 'gradle build',
    files: { 'build.gradle': 'plugins { id "java" }\n', 'settings.gradle': 'rootProject.name = "a"\n' },
    circle: {
      'settings.gradle':
        'include ":", "b", "b:.."\nincludeBuild "."\nincludeBuild "b"\nproject(":b").projectDir = file(".")\n',
      'build.gradle': 'plugins { id "java" }\napply from: "build.gradle"\napply from: "b/build.gradle"\n',
      'b/settings.gradle': 'includeBuild ".."\n',
      'b/build.gradle': 'apply from: "../build.gradle"\n',
    },
  },
  go: {
    image: 'golang:1.23',
    installs: 'go build -o /app/tides .',
    files: { 'go.mod': 'module a\n', 'go.sum': '' },
    circle: {
      'go.mod': 'module a\nreplace a => ./\nreplace b => ./b\n',
      'b/go.mod': 'module b\nreplace a => ../\nreplace b => ./\n',
      'go.work': 'use .\nuse ./b\nuse ./b/..\n',
      'main.go': 'package main\n\nimport "a"\n\nfunc main() {}\n',
    },
  },
  cargo: {
    image: 'rust:1.82',
    installs: 'cargo build --release',
    files: { 'Cargo.toml': '[package]\nname = "a"\n', 'Cargo.lock': 'version = 4\n' },
    circle: {
      'Cargo.toml':
        '[workspace]\nmembers = [".", "b", "*"]\n[package]\nname = "a"\n[dependencies]\na = { path = "." }\nb = { path = "b" }\n',
      'b/Cargo.toml':
        '[workspace]\nmembers = [".."]\n[package]\nname = "b"\nworkspace = ".."\n[dependencies]\na = { path = ".." }\n',
    },
  },
  dotnet: {
    image: 'mcr.microsoft.com/dotnet/sdk:8.0',
    installs: 'dotnet publish -c Release -o /app',
    files: { 'a.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>', 'packages.lock.json': '{}' },
    circle: {
      'a.csproj':
        '<Project Sdk="Microsoft.NET.Sdk.Web"><Import Project="a.csproj" /><ItemGroup><ProjectReference Include="a.csproj" /><ProjectReference Include="b/b.csproj" /></ItemGroup></Project>',
      'b/b.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="../a.csproj" /></ItemGroup></Project>',
    },
  },
  mix: {
    image: 'elixir:1.17',
    installs: 'mix release',
    files: { 'mix.exs': 'defmodule A do\nend\n', 'mix.lock': '%{}' },
  },
  make: {
    image: 'gcc:14',
    installs: 'make',
    files: { Makefile: 'a: a.c\n\tgcc -o a a.c\n' },
    circle: {
      Makefile: 'include Makefile\ninclude b/Makefile\na: a\n\t$(MAKE) a\n',
      'b/Makefile': 'include ../Makefile\n',
    },
  },
  sbt: { image: 'sbtscala/scala-sbt:latest', installs: 'sbt assembly', files: { 'build.sbt': 'name := "a"\n' } },
  stack: {
    image: 'haskell:9',
    installs: 'stack build',
    files: { 'stack.yaml': 'resolver: lts\n', 'package.yaml': 'name: a\n' },
  },
};

function dockerfileOf({ image, installs }: Language): string {
  return `FROM ${image}\nRUN apt-get update && apt-get install -y build-essential\nWORKDIR /app\nCOPY . .\nRUN ${installs}\nCMD ["./run"]\n`;
}

/** What may stand in a file of any name. */
const BROKEN: readonly string[] = [
  '',
  '\0\0',
  '\ufeff',
  '{',
  '[]',
  'null',
  '"',
  '{"dependencies": 7, "workspaces": {"packages": 3}, "require": [], "packages": null, "scripts": [1]}',
  '[a\nb = = 1\n"""',
  '- : :\n\t- &a *a\n? ? ?\n',
  '&a [*a, *a]\n',
  '<project><modules><module></project>',
  '<!DOCTYPE p [<!ENTITY a "&a;&a;">]><p>&a;</p>',
  '<'.repeat(20_000),
  '['.repeat(20_000),
  '{"a":'.repeat(20_000),
  '('.repeat(20_000),
];

test.each(Object.entries(LANGUAGES))('%s: files that do not parse stop nothing', (_, language) => {
  for (const text of BROKEN) {
    for (const name of Object.keys(language.files)) {
      const files = { ...language.files, [name]: text, Dockerfile: dockerfileOf(language) };
      const { plans, errors } = planTexts(files, { registry, level: 'unverified', preset: 'guide' });
      expect(errors).toEqual([]);
      expect(plans.flatMap(({ dropped }) => dropped.map(({ message }) => message))).toEqual([]);
    }
  }
});

const CIRCLES = Object.entries(LANGUAGES).flatMap(([name, { circle, ...rest }]) =>
  circle ? [[name, { ...rest, circle }] as const] : [],
);

test.each(CIRCLES)('%s: what names itself is read once', (_, language) => {
  const files = { ...language.files, ...language.circle, Dockerfile: dockerfileOf(language) };
  const { plans, errors } = planTexts(files, { registry, level: 'unverified', preset: 'guide' });
  expect(errors).toEqual([]);
  expect(plans.flatMap(({ dropped }) => dropped.map(({ message }) => message))).toEqual([]);
});

/** Circles of which each file is wanted: what is copied in front of the source shows that all of it was followed. */
const FOLLOWED: Readonly<Record<string, Language & { readonly ahead: readonly string[] }>> = {
  npm: {
    image: 'node:22',
    installs: 'npm ci && npm run build',
    files: {
      'package.json': '{ "name": "a", "workspaces": ["b"] }',
      'b/package.json': '{ "name": "b", "dependencies": { "c": "file:../c" } }',
      'c/package.json': '{ "name": "c", "dependencies": { "b": "file:../b" } }',
      'package-lock.json':
        '{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/b": { "resolved": "b", "link": true }, "node_modules/c": { "resolved": "c", "link": true } } }',
    },
    ahead: ['COPY package.json package-lock.json ./', 'COPY b/package.json ./b/', 'COPY c/package.json ./c/'],
  },
  pip: {
    image: 'python:3.12',
    installs: 'pip install -r requirements.txt',
    files: {
      'requirements.txt': '-r dev/requirements.txt\nflask==3.0.0\n',
      'dev/requirements.txt': '-r ../requirements.txt\n-r more.txt\n',
      'dev/more.txt': '-r requirements.txt\n-r more.txt\n',
    },
    ahead: ['COPY requirements.txt ./', 'COPY dev/requirements.txt dev/more.txt ./dev/'],
  },
  maven: {
    image: 'maven:3.9-eclipse-temurin-21',
    installs: 'mvn -B dependency:go-offline\nRUN mvn -B package',
    files: {
      'pom.xml':
        '<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><packaging>pom</packaging><modules><module>b</module></modules></project>',
      'b/pom.xml':
        '<project><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version></parent><artifactId>b</artifactId></project>',
    },
    ahead: ['COPY pom.xml ./', 'COPY b/pom.xml ./b/'],
  },
  cargo: {
    image: 'rust:1.82',
    installs: 'cargo build --release\nFROM debian:bookworm-slim\nCOPY --from=0 /app/target/release/a /usr/local/bin/a',
    files: {
      'Cargo.toml': '[package]\nname = "a"\n[dependencies]\nserde = "1"\nb = { path = "b" }\n',
      'src/main.rs': 'fn main() {}\n',
      'b/Cargo.toml': '[package]\nname = "b"\n[dependencies]\nc = { path = "../c" }\n',
      'b/src/lib.rs': '',
      'c/Cargo.toml': '[package]\nname = "c"\n[dependencies]\nb = { path = "../b" }\n',
      'c/src/lib.rs': '',
      'Cargo.lock': 'version = 4\n',
    },
    ahead: ['COPY Cargo.toml Cargo.lock ./', 'COPY b/Cargo.toml ./b/', 'COPY c/Cargo.toml ./c/'],
  },
  dotnet: {
    image: 'mcr.microsoft.com/dotnet/sdk:8.0',
    installs: 'dotnet publish -c Release -o /app',
    files: {
      'a.csproj':
        '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><ProjectReference Include="b/b.csproj" /></ItemGroup></Project>',
      'b/b.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="../a.csproj" /></ItemGroup></Project>',
    },
    ahead: ['COPY a.csproj ./', 'COPY b/b.csproj ./b/'],
  },
};

test.each(Object.entries(FOLLOWED))('%s: a circle is followed once around', (_, language) => {
  const files = { ...language.files, Dockerfile: dockerfileOf(language) };
  const { plans, errors, after } = planTexts(files, { registry, level: 'unverified', preset: 'guide' });
  expect(errors).toEqual([]);
  expect(plans.flatMap(({ dropped }) => dropped.map(({ message }) => message))).toEqual([]);
  for (const line of language.ahead) expect(after.Dockerfile?.split('\n')).toContain(line);
});

describe('files of 60 MB', () => {
  const root = mkdtempSync(join(tmpdir(), 'harden-manifests-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each(Object.entries(LANGUAGES))(
    '%s: are not read, and what they would say is not guessed',
    (name, { files }) => {
      for (const large of Object.keys(files)) {
        const folder = join(root, `${name}-${large.replaceAll(/[^\w]/g, '-')}`);
        for (const [file, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), text);
        }
        // Nothing is written: the file is long and empty.
        const handle = openSync(join(folder, large), 'w');
        ftruncateSync(handle, 60 * 1024 * 1024);
        closeSync(handle);
        const repository = treeRepository(diskTree(folder));
        expect(repository.kind(filePath(large))).toBe('file');
        expect(repository.read(filePath(large))).toBeUndefined();
        const projects = readEvidence(repository, NO_GROUP).projects(folderPath(''));
        // A manifest that is there and was not read says so; those of Gradle and make are programs, of which a part is read
        // at the most. No lock file counts as one that agrees.
        if (projects.length > 0 && large === Object.keys(files)[0] && !/^(?:gradle|make)$/.test(name))
          expect(projects.flatMap(({ unread }) => unread.map(({ file }) => file))).toContain(large);
        for (const project of projects) {
          if (project.ecosystem === 'node')
            expect(project.locks.filter(({ file, agreement }) => file === large && agreement.agrees)).toEqual([]);
        }
      }
    },
  );
});
