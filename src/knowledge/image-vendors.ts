import { alpine, isAtLeast, osOfTag, rpm, ubuntu } from './image-os.js';
import { fileAt, orDebian, ROOT, type ImageEntry } from './image-facts.js';

const START_OF_GUNICORN = fileAt(
  'tiangolo/uvicorn-gunicorn-docker',
  '0c1bebbc699de79a85a6441fa2784921849b4b61',
  'docker-images/python3.9-slim.dockerfile',
);

/** Bases of vendors and people that many build on. */
export const VENDOR_IMAGES: readonly ImageEntry[] = [
  {
    names: [
      'docker.io/tiangolo/uvicorn-gunicorn',
      'docker.io/tiangolo/uvicorn-gunicorn-fastapi',
      'docker.io/tiangolo/uvicorn-gunicorn-starlette',
    ],
    source: START_OF_GUNICORN,
    os: orDebian,
    facts: () => ({
      ...ROOT,
      language: 'python',
      workdir: '/app',
      setsEntrypoint: false,
      env: { PYTHONPATH: '/app' },
      // /start.sh runs /app/prestart.sh where that is there, and becomes gunicorn, on port 80 unless PORT says otherwise.
      starts: ['gunicorn', '--bind', '0.0.0.0:80'],
    }),
  },
  {
    // Python's images, and the distributions, with one program more. Other tags are that program alone.
    names: ['ghcr.io/astral-sh/uv'],
    source: fileAt('astral-sh/uv', '006cca657e2e8292a272104f85fde11c9c065757', '.github/workflows/build-docker.yml'),
    os: osOfTag,
    facts: (tag, os) => ({
      ...(os ? ROOT : {}),
      ...(tag.parts.some((part) => part.startsWith('python')) ? { language: 'python' } : {}),
      workdir: '/',
      setsEntrypoint: false,
    }),
  },
  {
    names: ['docker.io/microsoft/dotnet', 'docker.io/microsoft/aspnetcore', 'docker.io/microsoft/aspnetcore-build'],
    source: fileAt(
      'dotnet/dotnet-docker',
      '062bfb6e732b8c7e0e2d6e508ef8b63128f0c4c9',
      '2.1/sdk/stretch/amd64/Dockerfile',
    ),
    // On an engine of Windows the same tag is Windows; a Dockerfile that RUNs apt or copies with slashes is not for that.
    os: orDebian,
    facts: (_tag, os) =>
      os?.family === 'windows' ? { language: 'dotnet' } : { ...ROOT, language: 'dotnet', workdir: '/' },
  },
  {
    names: ['docker.io/phusion/baseimage'],
    source: fileAt('phusion/baseimage-docker', '0df79a7def8db58616a4ed8998b4303658ddd98c', 'image/Dockerfile'),
    os: (tag) => osOfTag(tag) ?? ubuntu(),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: false }),
  },
  {
    names: ['docker.io/continuumio/miniconda3'],
    source: fileAt(
      'ContinuumIO/docker-images',
      '027bce7a14181b14053c046cfcb6951bf3a86735',
      'miniconda3/debian/Dockerfile',
    ),
    variants: {
      alpine: fileAt(
        'ContinuumIO/docker-images',
        'be8b27cb19e9f892223fbeab6c64f209bd8c44dc',
        'miniconda3/alpine/Dockerfile',
      ),
    },
    os: orDebian,
    // The one on Alpine makes an account of its own.
    facts: (_tag, os) =>
      os?.family === 'debian' ? { ...ROOT, language: 'python', workdir: '/' } : { language: 'python' },
  },
  {
    names: ['docker.io/gliderlabs/alpine'],
    source: fileAt(
      'gliderlabs/docker-alpine',
      '7377cd05bf8e018d47470d14418e3e1d09b08ec9',
      'versions/library-3.6/x86_64/Dockerfile',
    ),
    os: (tag) => alpine(tag.parts[0], false),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: false }),
  },
  {
    names: ['docker.io/frolvlad/alpine-glibc'],
    source: fileAt('Docker-Hub-frolvlad/docker-alpine-glibc', '03891e1bb47bdb8c3f1d69d54ee2773e8c31bd08', 'Dockerfile'),
    os: () => alpine(),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: false }),
  },
  {
    names: ['docker.io/anapsix/alpine-java'],
    source: fileAt(
      'anapsix/docker-alpine-java',
      '659761eafae85d0143ed669f640ebe4cb45db934',
      '8/192b12/jdk/standard/Dockerfile',
    ),
    os: () => alpine(undefined, true),
    facts: () => ({ ...ROOT, language: 'java', workdir: '/', setsEntrypoint: false, env: { JAVA_HOME: '/opt/jdk' } }),
  },
  {
    names: ['docker.io/openresty/openresty'],
    source: fileAt('openresty/docker-openresty', 'd4913a4c28331d0567c7bd0e2e98a8fffbea8152', 'bookworm/Dockerfile'),
    os: osOfTag,
    facts: (_tag, os) => (os?.family === 'debian' ? { ...ROOT, workdir: '/', setsEntrypoint: false } : {}),
  },
  {
    names: [
      'docker.io/google/cloud-sdk',
      'gcr.io/google.com/cloudsdktool/cloud-sdk',
      'gcr.io/google.com/cloudsdktool/google-cloud-cli',
    ],
    source: fileAt('GoogleCloudPlatform/cloud-sdk-docker', '383d6b73c38eb9a50b3d21310fc19c60e2f62425', 'Dockerfile'),
    os: orDebian,
    // The slim ones and those on Alpine are made of files of their own.
    facts: (tag, os) =>
      os?.family === 'debian' && !tag.parts.includes('slim')
        ? { ...ROOT, workdir: '/', setsEntrypoint: false, accounts: [{ name: 'cloudsdk', uid: 1000, gid: 1000 }] }
        : {},
  },
  {
    names: [
      'docker.io/adoptopenjdk/openjdk8',
      'docker.io/adoptopenjdk/openjdk11',
      'docker.io/adoptopenjdk/openjdk14',
      'docker.io/adoptopenjdk/openjdk15',
      'docker.io/adoptopenjdk/openjdk16',
      'adoptopenjdk',
    ],
    source: fileAt(
      'AdoptOpenJDK/openjdk-docker',
      '0e2c7b2e56fd67a4e654ad0fe5ab6b062ad868a6',
      '11/jre/ubuntu/Dockerfile.hotspot.releases.full',
    ),
    variants: {
      alpine: fileAt(
        'AdoptOpenJDK/openjdk-docker',
        '07b95b67a527248fcef9dd9509a0c80cf86822c1',
        '11/jdk/alpine/Dockerfile.hotspot.releases.full',
      ),
    },
    os: (tag) => osOfTag(tag) ?? ubuntu(),
    facts: () => ({
      ...ROOT,
      language: 'java',
      workdir: '/',
      setsEntrypoint: false,
      env: { JAVA_HOME: '/opt/java/openjdk', JAVA_VERSION: null },
    }),
  },
  {
    names: ['jetty'],
    source: fileAt('eclipse/jetty.docker', '36d3a8372a7ab1fc8385554723390949dc6cf069', '9.4-jdk11/Dockerfile'),
    os: osOfTag,
    // It is its own account from 9.4 on; before, its entry point became it.
    facts: (tag) => ({
      language: 'java',
      workdir: '/var/lib/jetty',
      setsEntrypoint: true,
      ...(isAtLeast(tag, 9, 4) ? { defaultUser: 'jetty' } : {}),
    }),
  },
  {
    names: [
      'ghcr.io/oracle/oraclelinux',
      'ghcr.io/oracle/oraclelinux7',
      'ghcr.io/oracle/oraclelinux8',
      'ghcr.io/oracle/oraclelinux9',
    ],
    source: fileAt('oracle/container-images', '082c16cbd9fefaedebdec1281d910ef3563299f5', '9-slim/Dockerfile'),
    os: (tag) => {
      const release = tag.major === undefined ? undefined : String(tag.major);
      if (tag.parts.includes('slim')) return rpm('rhel', tag.major === 7 ? 'yum' : 'microdnf', release);
      return rpm('rhel', tag.major === undefined ? undefined : tag.major < 8 ? 'yum' : 'dnf', release);
    },
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: false }),
  },
];
