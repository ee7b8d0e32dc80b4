import { valuesOf } from '../credential-values.js';
import type { Ecosystem } from '../ecosystem.js';
import type { PathRule, Settings } from '../settings.js';
import { fetchMavenAhead, readJava } from './install.js';
import { readGradle, readMaven } from './manifest.js';
import { readSpring } from './settings.js';
import { readJavaSource } from './source.js';
import { TOOLS } from './tools.js';

const LOGBACK: readonly PathRule[] = [
  { pattern: /<file>\s*([^<\s](?:[^<]*[^<\s])?)\s*<\/file>/gi },
  { pattern: /<fileNamePattern>\s*([^<\s](?:[^<]*[^<\s])?)\s*<\/fileNamePattern>/gi },
];
const LOG4J: readonly PathRule[] = [{ pattern: /\bfileName="([^"]+)"/g }];

/** What loggers write. */
const LOGGERS: NonNullable<Settings['files']> = [
  ...['logback.xml', 'logback-spring.xml'].map((name) => ({ path: `src/main/resources/${name}`, rules: LOGBACK })),
  ...['log4j2.xml', 'log4j2-spring.xml'].map((name) => ({ path: `src/main/resources/${name}`, rules: LOG4J })),
  { path: 'src/main/resources/log4j.properties', rules: [{ pattern: /^log4j\.appender\.\w+\.File\s*=\s*(\S+)$/gm }] },
];

/** Source: https://maven.apache.org/settings.html#servers */
function readServers(text: string): readonly string[] {
  return valuesOf(text, /<(?:password|passphrase)>([^<]{1,2000})<\//g);
}

/** It reads the file for nothing but the place of a local repository. */
function isGradle([program = '']: readonly string[]): boolean {
  return /gradlew?$/.test(program);
}

const GRADLE = /^build\.gradle(?:\.kts)?$/;

export const java = {
  id: 'java',
  homeFiles: 'm2 gradle',
  // Sources: https://maven.apache.org/settings.html, https://docs.gradle.org/current/userguide/build_environment.html
  credentialFiles: [
    { file: 'settings.xml', values: readServers, isIdle: isGradle },
    { file: '.mvn/settings.xml', values: readServers, isIdle: isGradle },
    // Any of its lines may be a setting of the build.
    { file: 'gradle.properties' },
  ],
  homeCaches: 'm2 gradle ivy2',
  projects: [readMaven, readGradle],
  install: readJava,
  fetchAhead: fetchMavenAhead,
  source: {
    language: 'java',
    files: /\.(?:java|kt|scala|groovy)$/,
    read: readJavaSource,
    runBy: 'javaSource',
    writesAsRead: true,
    // snappy-java, zstd-jni, netty-tcnative, sqlite-jdbc.
    unpacksToTmp: true,
    // The start script that Gradle makes. Source: https://docs.gradle.org/current/userguide/application_plugin.html
    built: /(?:^|\/)build\/install\/[\w.-]+\/bin\/[\w.-]+$/,
  },
  settings: { read: readSpring, files: LOGGERS },
  tools: TOOLS,
  intoHome: [{ pattern: /get\.sdkman\.io/, what: 'SDKMAN' }],
  variables: 'JAVA MAVEN GRADLE',
  // `21-jre`, `17.0.9_9-jdk-alpine`, `8u392-b08-jre`.
  runTime: {
    program: 'java',
    version: (tag) => /^(\d{1,2})(?=[-._u]|$)/.exec(tag)?.[1],
    // https://docs.oracle.com/en/java/javase/21/docs/specs/jvmti.html#tooloptions
    options: 'JAVA_TOOL_OPTIONS',
  },
  leftovers: [
    { name: 'target', theme: 'made', beside: /^pom\.xml$/, by: ['maven'], certain: true },
    { name: 'build', theme: 'made', beside: GRADLE, by: ['gradle'], certain: true },
    { name: '.gradle', theme: 'caches', beside: GRADLE },
  ],
  buildFiles: /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/,
  readsGit: /git-commit-id|jgitver|gitproperties/,
} satisfies Ecosystem;
