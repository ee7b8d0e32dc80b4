import { defineProfile } from './profile.js';

const repository = 'wurstmeister/kafka-docker';
const commit = '901c084811fa9395f00af3c51e0ac6c32c697034';

/** Its tags lead with the version of Scala. */
export const wurstmeisterKafka = defineProfile({
  names: ['docker.io/wurstmeister/kafka'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    start: { repository, commit, file: 'start-kafka.sh' },
  },
  facts: {
    role: { is: 'queue', from: 'dockerfile:60' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:60', because: 'no USER stands in the file' },
    firstBoot: {
      is: ['DAC_OVERRIDE'],
      from: ['dockerfile:49', 'start:100', 'start:112-116'],
      because: 'it stays root and changes files that belong to whoever packed the archive',
    },
    laterBoots: {
      is: ['DAC_OVERRIDE'],
      from: ['dockerfile:49', 'start:100', 'start:112-116'],
    },
    readOnlyRoot: {
      is: false,
      from: ['start:100', 'start:112-116'],
      because: 'the start script changes the configuration in place',
    },
    writable: [{ is: { path: '/kafka', kind: 'volume', declared: true }, from: ['dockerfile:57', 'start:43-45'] }],
    ports: [{ is: { port: 9092, purpose: 'client' }, from: 'start:18-20' }],
    probeUnless: {
      is: {
        test: ['CMD', 'nc', '-z', '127.0.0.1', '9092'],
        program: 'nc',
        unless: [{ variable: 'KAFKA_LISTENERS' }, { variable: 'KAFKA_PORT' }],
      },
      from: ['dockerfile:43', 'start:18-20'],
    },
    timing: {
      is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
      from: ['start:22', 'start:149'],
      because: 'a Java machine that reads its data and makes topics',
    },
  },
});
