import { debian, isAtLeast, osOfTag, rpm, type Tag, ubuntu } from './image-os.js';
import { fileAt, ROOT, type ImageEntry } from './image-facts.js';

const openjdk = (commit: string, path: string): string => fileAt('docker-library/openjdk', commit, path);

/**
 * Tags that name no distribution stand on Temurin since 2022, first where they name no patch, and on Ubuntu with it:
 * https://github.com/docker-library/tomcat/commit/ed54ae66, and 2133bd5e, which took the others from 9.0.65 on.
 */
function isTomcatOnTemurin({ text = 'latest', parts, major, minor = 0 }: Tag): boolean {
  const [version = '', ...rest] = parts;
  if (rest.some((part) => !/^j(?:dk|re)\d{1,2}$/.test(part))) return false;
  if (text === 'latest') return true;
  const [, patch] = /^\d{1,2}\.\d{1,2}\.(\d{1,3})$/.exec(version) ?? [];
  if (major === undefined || major < 9 || !/^\d{1,2}(?:\.\d{1,3}){0,2}$/.test(version)) return false;
  if (major > 10 || (major === 10 && minor > 0)) return true;
  return patch === undefined || (major === 9 && Number(patch) > 65);
}

/** Java, what builds it and what serves it. */
export const JAVA_IMAGES: readonly ImageEntry[] = [
  {
    names: ['eclipse-temurin'],
    source: fileAt('adoptium/containers', 'd8d18d67a32e2cbc765de68c30ea0998009df325', '21/jdk/ubuntu/noble/Dockerfile'),
    variants: {
      ubi: fileAt(
        'adoptium/containers',
        'd8d18d67a32e2cbc765de68c30ea0998009df325',
        '21/jdk/ubi/ubi9-minimal/Dockerfile',
      ),
      alpine: fileAt(
        'adoptium/containers',
        'd8d18d67a32e2cbc765de68c30ea0998009df325',
        'docker_templates/alpine-linux.Dockerfile.j2',
      ),
      jre: fileAt('adoptium/containers', 'd8d18d67a32e2cbc765de68c30ea0998009df325', '21/jre/ubuntu/noble/Dockerfile'),
    },
    os: (tag) => osOfTag(tag) ?? ubuntu(),
    // Older builds had no entry point of their own, so that is left open.
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      env: { JAVA_HOME: '/opt/java/openjdk', JAVA_VERSION: null },
    }),
  },
  {
    // `java` is its name of before 2016.
    names: ['openjdk', 'java'],
    source: openjdk('da2d75fdafc1da23b6c86e3bea2c2f63aacc9170', 'Dockerfile-linux.template'),
    variants: {
      ':12': openjdk('ab157251df23dd65820061df29cf063449a77fbb', '12/jdk/oracle/Dockerfile'),
      ':13': openjdk('626e2f82bb753cb530feea7955698c29d346e738', '13/jdk/oracle/Dockerfile'),
      ':15': openjdk('3fec00485b8448f6a9a4c150ad8a770306ca6814', '15/jdk/oraclelinux8/Dockerfile'),
      ':16': openjdk('d443a298b6b85cfb8652837b945d9df55b98c20d', '16/jdk/oraclelinux8/Dockerfile'),
      ':17': openjdk('f8d1fd911fdcad985d7a534e3470a9c54c87d45f', '17/jdk/oraclelinux8/Dockerfile'),
    },
    // Oracle Linux from 12 on, Debian before; `slim` is Debian throughout. A tag without a version is of both worlds.
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('slim')) return debian();
      if (tag.major === undefined) return undefined;
      if (tag.major < 12) return debian();
      // 12 and 13 stand on Oracle Linux 7 slim, which has yum alone; 14 and 15 moved from 7 to 8 under the same tags.
      return rpm('rhel', tag.major < 14 ? 'yum' : tag.major < 16 ? undefined : 'microdnf');
    },
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      setsEntrypoint: false,
      env: { JAVA_HOME: null, JAVA_VERSION: null },
    }),
  },
  {
    names: ['amazoncorretto'],
    source: fileAt('corretto/corretto-docker', '7075fecda59b24401d281af56b8960f424aefed4', '21/jdk/al2023/Dockerfile'),
    variants: {
      alpine: fileAt(
        'corretto/corretto-docker',
        '7075fecda59b24401d281af56b8960f424aefed4',
        '21/slim/alpine/Dockerfile',
      ),
    },
    // Amazon Linux 2 became 2023 under the same names.
    os: (tag) => osOfTag(tag) ?? rpm('amazon', undefined),
    facts: () => ({ ...ROOT, language: 'java', workdir: '/', setsEntrypoint: false, env: { JAVA_HOME: null } }),
  },
  {
    names: ['maven'],
    source: fileAt(
      'carlossg/docker-maven',
      '0170c5bc5c25ffede66d5c2b4be718450ea2a05a',
      'eclipse-temurin-21-noble/Dockerfile',
    ),
    variants: {
      alpine: fileAt(
        'carlossg/docker-maven',
        '0170c5bc5c25ffede66d5c2b4be718450ea2a05a',
        'eclipse-temurin-21-alpine/Dockerfile',
      ),
      adoptopenjdk: fileAt(
        'carlossg/docker-maven',
        'bdffb5117c33476d554325d8efe5866306004b99',
        'adoptopenjdk-8/Dockerfile',
      ),
      jdk: fileAt('carlossg/docker-maven', '10a9711e2e62ecb1345c16d22f07694f6d958b15', 'openjdk-8/Dockerfile'),
    },
    os: (tag) => {
      const named = osOfTag(tag);
      if (named?.family === 'alpine') return { ...named, hasBash: true };
      if (named !== undefined) return named;
      if (tag.parts.includes('temurin') || tag.parts.includes('adoptopenjdk')) return ubuntu();
      if (tag.parts.includes('amazoncorretto')) return rpm('amazon', undefined);
      // On openjdk of the same version: Debian up to 11, and always where it is slim.
      const jdk = /(?:^|-)(?:open)?jdk-(\d{1,2})(?:-|$)/.exec(tag.text ?? '')?.[1];
      if (jdk !== undefined) return Number(jdk) < 12 || tag.parts.includes('slim') ? debian() : rpm('rhel', undefined);
      const bare =
        tag.parts.length === 1 && (tag.major !== undefined || tag.text === 'latest' || tag.text === undefined);
      return bare && isAtLeast(tag, 3, 9) ? ubuntu() : undefined;
    },
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      setsEntrypoint: true,
      env: { MAVEN_HOME: '/usr/share/maven' },
    }),
  },
  {
    names: ['gradle'],
    source: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-noble/Dockerfile'),
    variants: {
      alpine: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-alpine/Dockerfile'),
      corretto: fileAt('gradle/docker-gradle', '528a647c5a6566c7204a46e423da6294df499a1a', 'jdk21-corretto/Dockerfile'),
    },
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('corretto')) return rpm('amazon', undefined);
      return isAtLeast(tag, 7) ? ubuntu() : undefined;
    },
    facts: (tag) => ({
      ...(isAtLeast(tag, 7) ? ROOT : {}),
      language: 'java',
      workdir: '/home/gradle',
      env: { GRADLE_HOME: '/opt/gradle', GRADLE_VERSION: null },
      accounts: [{ name: 'gradle', uid: 1000, gid: 1000 }],
    }),
  },
  {
    names: ['tomcat'],
    source: fileAt(
      'docker-library/tomcat',
      '40f27d562f94c0dbfb861587ee8837047b1cd555',
      '10.1/jdk17/temurin-noble/Dockerfile',
    ),
    os: (tag) => {
      const named = osOfTag(tag);
      if (named !== undefined) return named;
      if (tag.parts.includes('temurin') || isTomcatOnTemurin(tag)) return ubuntu();
      return tag.parts.includes('corretto') ? rpm('amazon', undefined) : undefined;
    },
    // The start scripts are bash's in every image, and logs, temp and work are everybody's to write; webapps is root's, in
    // which an archive is unpacked when it starts, and conf, where a folder is made for each host: HostConfig and ExpandWar in
    // https://github.com/apache/tomcat/tree/10.1.0/java/org/apache/catalina/startup
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/usr/local/tomcat',
      setsEntrypoint: false,
      starts: ['catalina.sh', 'run'],
      writes: ['/usr/local/tomcat/webapps', '/usr/local/tomcat/conf/Catalina'],
      env: { CATALINA_HOME: '/usr/local/tomcat' },
    }),
  },
];
