import type { Tool } from '../ecosystem.js';
import { locked } from '../tools.js';

/**
 * Places: https://maven.apache.org/guides/mini/guide-configuring-maven.html,
 * https://docs.gradle.org/current/userguide/directory_layout.html
 */
export const TOOLS: readonly Tool[] = [
  {
    name: 'maven',
    programs: /^(?:\.\/)?mvnw?$/,
    // Two builds that write one repository can leave a half file behind. Source: https://issues.apache.org/jira/browse/MNG-2802
    cache: {
      calls: (name) => name === 'mvn' || name === 'mvnw',
      mounts: (home) => [locked(`${home}/.m2/repository`)],
      variables: ['MAVEN_CONFIG', 'MAVEN_OPTS', 'MAVEN_ARGS'],
      compiled: 'again',
      start: /\bmvnw?\b/,
      emptied: /^(?:\/root|~)\/\.m2(?:\/repository)?(?:\/\*?)?$/,
    },
    // Source: https://github.com/apache/maven-dependency-plugin/issues/1186
    fetchesWhileBuilding: {
      verbs: /^(?:package|install|verify|compile|test|deploy)$/,
      manifests: ['pom.xml'],
      why: 'Maven fetches while it builds. dependency:go-offline in front of it reads the POM alone, and stops where modules depend on each other; here it is not certain to come through, so no such line is added',
    },
    makes: { id: 'maven', tool: /\bmvnw?\b/, task: /\b(?:package|install|verify|compile)\b/ },
  },
  {
    name: 'gradle',
    programs: /^(?:\.\/)?gradlew?$/,
    // Its locks ask the process that holds them, which is in another container.
    // Source: https://github.com/gradle/gradle/issues/851
    cache: {
      calls: (name) => name === 'gradlew' || name === 'gradle',
      mounts: (home) => [locked(`${home}/.gradle`)],
      variables: ['GRADLE_USER_HOME', 'GRADLE_OPTS'],
      compiled: 'again',
      notIn: { images: /(?:^|\/)gradle(?:[:@]|$)/, says: 'the image of Gradle keeps its cache in a volume of its own' },
      start: /\bgradlew?\b/,
      emptied: /^(?:\/root|~)\/\.gradle(?:\/\*?)?$/,
    },
    fetchesWhileBuilding: {
      verbs: /^:?(?:[\w-]+:)*(?:build|assemble|jar|bootJar|war|bootWar|installDist|shadowJar|test|distTar|distZip)$/,
      manifests: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
      why: 'Gradle fetches while it builds, and has no task that fetches alone, so no such line is added',
    },
    makes: {
      id: 'gradle',
      tool: /\bgradlew?\b/,
      task: /\b(?:build|bootJar|assemble|jar|installDist|shadowJar)\b/,
    },
  },
];
