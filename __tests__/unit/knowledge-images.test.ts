import slimImages from '../../src/knowledge/data/slim-images.yaml';
import { IMAGE_SOURCES } from '../../src/knowledge/images.js';
import { alpineFor, debianFor, imageProfile, javaRunImage } from '../../src/knowledge/index.js';
import { dotnetSdk } from '../../src/ecosystems/index.js';
import { officialName, parseImageReference } from '../../src/model/index.js';

/** As it stands in a Dockerfile, where it is not expanded yet. */
const VARIABLE = '$' + '{NAME}';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  [
    'python',
    {
      registry: undefined,
      repository: 'python',
      tag: undefined,
      host: 'docker.io',
      path: 'library/python',
      official: 'python',
    },
  ],
  [
    'library/python:3',
    { repository: 'library/python', tag: '3', host: 'docker.io', path: 'library/python', official: 'python' },
  ],
  [
    'docker.io/python:3.12-slim',
    { registry: 'docker.io', repository: 'python', tag: '3.12-slim', path: 'library/python', official: 'python' },
  ],
  [
    'docker.io/library/python',
    { registry: 'docker.io', host: 'docker.io', path: 'library/python', official: 'python' },
  ],
  [
    'index.docker.io/team/app',
    { registry: 'index.docker.io', host: 'docker.io', path: 'team/app', official: undefined },
  ],
  ['arm64v8/python:3', { host: 'docker.io', path: 'arm64v8/python', official: 'python' }],
  ['public.ecr.aws/docker/library/node:20', { host: 'public.ecr.aws', official: 'node' }],
  ['mirror.gcr.io/library/node:20', { official: 'node' }],
  ['ghcr.io/library/python', { official: undefined }],
  ['localhost/app', { registry: 'localhost', repository: 'app', path: 'app', official: undefined }],
  ['localhost:5000/app', { registry: 'localhost:5000', repository: 'app', tag: undefined }],
  ['reg.example.com:5000/a/b:1.0', { registry: 'reg.example.com:5000', repository: 'a/b', tag: '1.0' }],
  [
    `reg.example.com:5000/a:1@${DIGEST}`,
    { registry: 'reg.example.com:5000', repository: 'a', tag: '1', digest: DIGEST },
  ],
  [`python@${DIGEST}`, { repository: 'python', tag: undefined, digest: DIGEST }],
  ['[::1]:5000/a', { registry: '[::1]:5000', repository: 'a' }],
  ['app:5000', { registry: undefined, repository: 'app', tag: '5000' }],
  ['UPPER/app', { registry: 'UPPER', repository: 'app' }],
  ['a__b--c/d.e', { repository: 'a__b--c/d.e' }],
])('reads %s', (text, expected) => {
  const found = parseImageReference(text);
  expect(found).toBeDefined();
  const { spans, ...rest } = found!;
  expect({ ...rest, official: officialName(found!) }).toMatchObject(
    Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
  );
  for (const [key, value] of Object.entries(expected)) {
    if (value === undefined)
      expect({ ...rest, official: officialName(found!) }).not.toHaveProperty([key], expect.anything());
  }
  const parts = { registry: found!.registry, repository: found!.repository, tag: found!.tag, digest: found!.digest };
  for (const [name, value] of Object.entries(parts)) {
    const span = spans[name as keyof typeof spans];
    expect(span === undefined ? undefined : text.slice(span.start, span.end)).toBe(value);
  }
});

test.each([
  '',
  ' ',
  'a b',
  VARIABLE,
  `python:${VARIABLE}`,
  'Python',
  'python:',
  ':3',
  'python@',
  'python@sha256:abc',
  'a//b',
  '/a',
  'a/',
  '-a',
  'a_',
  'a/B',
  'python:-x',
  'http://x/y',
  '{{ image }}',
  `${'a/'.repeat(600)}a`,
  `${'a'.repeat(1000)}!/x`,
])('is no reference: %j', (text) => {
  expect(parseImageReference(text)).toBeUndefined();
});

const DEBIAN = { family: 'debian', packageManager: 'apt', shell: 'dash', hasBash: true };
const ALPINE = { family: 'alpine', packageManager: 'apk', shell: 'busybox-ash' };

test.each<[string, object]>([
  ['python', { ...DEBIAN, release: undefined, language: 'python', defaultUser: 'root', setsEntrypoint: false }],
  ['python:3.12-slim-bookworm', { ...DEBIAN, release: 'bookworm', language: 'python' }],
  ['python:3.12-alpine3.19', { ...ALPINE, release: '3.19', hasBash: false }],
  [
    'python:3.12-windowsservercore-ltsc2022',
    { family: 'windows', shell: undefined, language: 'python', defaultUser: undefined },
  ],
  [
    'node:20-alpine',
    {
      ...ALPINE,
      release: undefined,
      language: 'node',
      setsEntrypoint: true,
      accounts: [{ name: 'node', uid: 1000, gid: 1000 }],
    },
  ],
  ['node:carbon', { ...DEBIAN, setsEntrypoint: undefined, accounts: [{ name: 'node', uid: 1000, gid: 1000 }] }],
  ['node:6', { ...DEBIAN, setsEntrypoint: undefined, accounts: undefined }],
  ['node:20-slim', { ...DEBIAN, packages: [] }],
  ['golang:alpine', { ...ALPINE, language: 'go', workdir: '/go' }],
  ['golang:1.22', { ...DEBIAN, env: { GOLANG_VERSION: null, GOPATH: '/go' } }],
  [
    'php:8-apache',
    {
      ...DEBIAN,
      language: 'php',
      workdir: '/var/www/html',
      setsEntrypoint: true,
      accounts: [{ name: 'www-data', uid: 33, gid: 33 }],
    },
  ],
  ['php:8.3-fpm-alpine3.20', { ...ALPINE, release: '3.20', accounts: [{ name: 'www-data', uid: 82, gid: 82 }] }],
  ['php:8-cli', { workdir: '/' }],
  ['ruby:3.3-slim', { ...DEBIAN, language: 'ruby' }],
  ['rust:1-bookworm', { ...DEBIAN, release: 'bookworm', language: 'rust' }],
  ['eclipse-temurin:21-jre-jammy', { family: 'ubuntu', release: 'jammy', language: 'java' }],
  ['eclipse-temurin:21-jdk-ubi9-minimal', { family: 'rhel', release: '9', packageManager: 'microdnf', shell: 'bash' }],
  ['eclipse-temurin:21-alpine-3.20', { ...ALPINE, release: '3.20', hasBash: undefined }],
  ['openjdk:8', { ...DEBIAN, language: 'java' }],
  ['openjdk:17', { family: 'rhel', packageManager: 'microdnf' }],
  ['openjdk:13', { family: 'rhel', packageManager: 'yum' }],
  ['openjdk:15', { family: 'rhel', packageManager: undefined }],
  ['openjdk:17-slim', DEBIAN],
  ['openjdk', { family: undefined, language: 'java' }],
  ['maven:3.9-eclipse-temurin-21', { family: 'ubuntu', setsEntrypoint: true }],
  ['maven:3-jdk-8', { family: 'debian', language: 'java' }],
  ['maven:3.8.5-openjdk-17', { family: 'rhel', language: 'java' }],
  ['maven:3.6.3-adoptopenjdk-8', { family: 'ubuntu', language: 'java' }],
  ['mhart/alpine-node:12.9.0', { family: 'alpine', language: 'node', defaultUser: 'root' }],
  ['maven:3.9-amazoncorretto-21-debian', DEBIAN],
  ['gradle:8-jdk17-alpine', { ...ALPINE, hasBash: undefined, workdir: '/home/gradle' }],
  ['buildpack-deps:22.04', { family: 'ubuntu', release: 'jammy' }],
  ['buildpack-deps:bookworm-curl', { ...DEBIAN, release: 'bookworm' }],
  [
    'nginx:1.25-alpine',
    { ...ALPINE, hasBash: false, setsEntrypoint: true, accounts: [{ name: 'nginx', uid: 101, gid: 101 }] },
  ],
  ['nginx:1.16', { ...DEBIAN, setsEntrypoint: undefined, accounts: undefined }],
  ['postgres:16-alpine', { ...ALPINE, hasBash: true, accounts: [{ name: 'postgres', uid: 70, gid: 70 }] }],
  ['postgres:16', { ...DEBIAN, accounts: [{ name: 'postgres', uid: 999, gid: 999 }] }],
  ['redis', { ...DEBIAN, workdir: '/data' }],
  ['mysql:5.7', { family: undefined, setsEntrypoint: true }],
  ['mysql:8.4', { family: 'rhel' }],
  ['mariadb:11', { family: 'ubuntu' }],
  ['debian:12-slim', { ...DEBIAN, release: 'bookworm' }],
  ['debian:12.5', { ...DEBIAN, release: 'bookworm' }],
  ['debian:stable-slim', { ...DEBIAN, release: undefined }],
  ['ubuntu:22.04', { family: 'ubuntu', release: 'jammy' }],
  ['ubuntu:noble', { family: 'ubuntu', release: 'noble', accounts: [{ name: 'ubuntu', uid: 1000, gid: 1000 }] }],
  ['ubuntu:26.04', { release: 'resolute', accounts: [{ name: 'ubuntu', uid: 1000, gid: 1000 }] }],
  ['ubuntu:latest', { family: 'ubuntu', release: undefined, accounts: undefined }],
  ['alpine:3.19.1', { ...ALPINE, release: '3.19.1', hasBash: false }],
  ['centos:7', { family: 'rhel', packageManager: 'yum', release: '7' }],
  ['centos', { family: 'rhel', packageManager: 'dnf', release: undefined }],
  ['quay.io/centos/centos:stream9', { family: 'rhel', packageManager: 'dnf', release: '9' }],
  ['rockylinux:9-minimal', { family: 'rhel', packageManager: 'microdnf', release: '9' }],
  ['almalinux:8', { family: 'rhel', packageManager: 'dnf' }],
  ['fedora:40', { family: 'fedora', packageManager: 'dnf', release: '40' }],
  ['amazonlinux:2', { family: 'amazon', packageManager: 'yum' }],
  ['amazonlinux:2023', { family: 'amazon', packageManager: 'dnf' }],
  ['amazonlinux', { family: 'amazon', packageManager: undefined }],
  ['jenkins/jenkins:lts-jdk17', { ...DEBIAN, defaultUser: 'jenkins' }],
  ['jenkins/jenkins:lts-alpine', { ...ALPINE, defaultUser: 'jenkins' }],
  ['java:8', DEBIAN],
  ['opensuse/leap:15.5', { family: 'suse', packageManager: 'zypper', release: '15.5' }],
  ['archlinux', { family: 'arch', packageManager: 'pacman' }],
  ['busybox', { family: 'busybox', packageManager: 'none', shell: 'busybox-ash' }],
  ['scratch', { family: 'scratch', shell: 'none', packageManager: 'none' }],
  ['nvidia/cuda:12.1.1-cudnn8-devel-ubuntu22.04', { family: 'ubuntu', release: 'jammy' }],
  [
    'mcr.microsoft.com/dotnet/sdk:8.0',
    { ...DEBIAN, language: 'dotnet', accounts: [{ name: 'app', uid: 1654, gid: 1654 }] },
  ],
  ['mcr.microsoft.com/dotnet/aspnet:10.0', { family: 'ubuntu' }],
  ['mcr.microsoft.com/dotnet/core/sdk:3.1-alpine', { ...ALPINE, accounts: undefined }],
  [
    'mcr.microsoft.com/dotnet/runtime-deps:8.0-jammy-chiseled',
    { family: 'distroless', shell: 'none', defaultUser: '1654' },
  ],
  [
    'mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022',
    { family: 'windows', language: 'dotnet', defaultUser: undefined },
  ],
  ['mcr.microsoft.com/dotnet/framework/aspnet:4.8', { family: 'windows' }],
  ['mcr.microsoft.com/windows/servercore:ltsc2022', { family: 'windows', shell: 'cmd' }],
  ['mcr.microsoft.com/windows:ltsc2019', { family: 'windows' }],
  [
    'gcr.io/distroless/static-debian12:nonroot',
    { family: 'distroless', release: 'bookworm', shell: 'none', defaultUser: '65532', setsEntrypoint: false },
  ],
  ['gcr.io/distroless/java17-debian12', { language: 'java', setsEntrypoint: true, defaultUser: 'root' }],
  ['gcr.io/distroless/python3:debug', { language: 'python', shell: 'none' }],
  ['gcr.io/distroless/static-debian12:debug-nonroot', { shell: 'none', setsEntrypoint: true, defaultUser: '65532' }],
  ['cgr.dev/chainguard/node:latest', { family: 'wolfi', packageManager: undefined, shell: undefined }],
  ['cgr.dev/chainguard/python:latest-dev', { family: 'wolfi', packageManager: 'apk' }],
  ['cgr.dev/chainguard/wolfi-base', { family: 'wolfi', packageManager: 'apk', defaultUser: 'root' }],
  ['registry.access.redhat.com/ubi9/ubi-minimal:9.4', { family: 'rhel', packageManager: 'microdnf', release: '9' }],
  ['registry.access.redhat.com/ubi8', { family: 'rhel', packageManager: 'dnf', release: '8' }],
  ['registry.access.redhat.com/ubi9/python-311', { language: 'python', defaultUser: '1001' }],
  ['redhat/ubi8-minimal', { packageManager: 'microdnf' }],
  [`python@${DIGEST}`, { family: undefined, language: 'python', defaultUser: undefined }],
  [`python:3.12-slim@${DIGEST}`, { ...DEBIAN, language: 'python' }],
])('knows %s', (text, expected) => {
  const profile = imageProfile(text);
  expect(profile).toBeDefined();
  expect(profile!.source).toMatch(/^https:\/\/./);
  for (const [key, value] of Object.entries(expected))
    expect([key, profile![key as keyof typeof profile]]).toEqual([key, value]);
});

test.each([
  'team/python:3-alpine',
  'example.com/python',
  'base',
  'build',
  VARIABLE,
  'mcr.microsoft.com/windowsx',
  'gcr.io/distroless/unheard-of',
  'smalltalk',
])('does not guess %s', (text) => {
  expect(imageProfile(text)).toBeUndefined();
});

/** A file of a repository at a commit, which says the same for ever: no home page, no branch, no page of a registry. */
const FILE_AT_COMMIT = /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/blob\/[0-9a-f]{40}\/\S+[^/\s]$/;

test('every base image, variant and run-time image has a file at a commit as its source', () => {
  const known = dotnetSdk('mcr.microsoft.com/dotnet/sdk:8.0');
  const sources = [
    ...IMAGE_SOURCES.flatMap(({ source, variants }) => [source, ...Object.values(variants ?? {})]),
    ...Object.values(slimImages().slim).map(({ source }) => source),
    ...['golang:1', 'rust:1', 'gcc:15', 'buildpack-deps:trixie'].map((image) => debianFor(image, 'trixie')?.source),
    alpineFor('golang:1-alpine', '3.22')?.source,
    ...['eclipse-temurin:21', 'openjdk:11-jdk', 'maven:3-eclipse-temurin-21'].map(
      (image) => javaRunImage(image)?.source,
    ),
    known?.published ? known.source : undefined,
  ];
  expect(sources.filter((source) => !FILE_AT_COMMIT.test(source ?? ''))).toEqual([]);
});

test.each([
  ['node:22-bookworm-slim', '/22/bookworm-slim/Dockerfile'],
  ['node:22-alpine', '/22/alpine3.23/Dockerfile'],
  ['node:22', '/22/bookworm/Dockerfile'],
  ['openjdk:13', '/13/jdk/oracle/Dockerfile'],
  ['openjdk:11.0.13', '/Dockerfile-linux.template'],
  ['eclipse-temurin:21-jre', '/21/jre/ubuntu/noble/Dockerfile'],
  ['registry.access.redhat.com/ubi9/ubi-minimal', '/21/jdk/ubi/ubi9-minimal/Dockerfile'],
  ['mcr.microsoft.com/dotnet/runtime-deps:8.0-jammy-chiseled', '/8.0/jammy-chiseled/amd64/Dockerfile'],
  ['gcr.io/distroless/cc:debug', '/java_base_debug.yaml'],
])('the source of %s is that of its variant', (image, file) => {
  expect(imageProfile(image)?.source.endsWith(file)).toBe(true);
});
