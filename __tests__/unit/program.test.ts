// What a start is seen to run, followed through shells, scripts and package managers.
import { readEvidence } from '../../src/evidence/index.js';
import { memoryRepository } from '../../src/io/index.js';
import type { FilePath, Group, Program, Source } from '../../src/model/index.js';

const GROUP = { id: 'x', dockerfiles: [], compose: [], kubernetes: [], links: [] } as unknown as Group;
const FROM: Source = { kind: 'source', file: 'Dockerfile' as FilePath, line: 9 };

function programOf(words: readonly string[], files: Readonly<Record<string, string>> = {}): Program {
  return readEvidence(memoryRepository({}), GROUP).program({
    words,
    from: FROM,
    directory: '/app',
    read(path) {
      const name = path.replace(/^(?:\.\/|\/app\/|\/)/, '');
      const text = files[name];
      return text === undefined ? undefined : { file: name as FilePath, text };
    },
  });
}

function told({ started, root, compiles, listens, writes, unread, shell, first, directories }: Program): string[] {
  return [
    ...started.map(({ words }) => words.join(' ')),
    ...root.map(({ says, from }) => `root: ${says}${from.file === 'Dockerfile' ? '' : ` ${from.file}:${from.line}`}`),
    ...compiles.map(({ says, inPlace }) => `${says}${inPlace ? ', in place' : ''}`),
    ...listens.map(({ port, variable }) => `listens ${port}${variable === undefined ? '' : ` ${variable}`}`),
    ...writes.known.map(({ path, folder }) => `writes ${path}${folder ? '/' : ''}`),
    ...unread.map(({ says }) => `? ${says}`),
    ...(shell ? ['shell'] : []),
    ...first.map(({ says }) => `first: ${says}`),
    ...directories.filter((each) => each !== '/app').map((each) => `in ${each}`),
  ];
}

const CASES: readonly (readonly [
  name: string,
  words: readonly string[],
  files: Record<string, string>,
  ...expected: string[],
])[] = [
  ['plain words', ['node', 'server.js'], {}, 'node server.js'],
  ['an init in front', ['/usr/bin/tini', '-g', '--', 'python', 'app.py'], {}, 'python app.py'],
  [
    'a shell around it',
    ['/bin/sh', '-c', 'exec gunicorn -b :${PORT:-8080} app:app'],
    {},
    'gunicorn -b :${PORT:-8080} app:app',
    'listens 8080 PORT',
    'shell',
  ],
  [
    'a script that hands over',
    ['./start.sh', 'node', 'a.js'],
    { 'start.sh': '#!/bin/sh\nset -e\nmkdir -p logs\nexec "$@"\n' },
    'node a.js',
    'writes logs/',
    'shell',
  ],
  [
    'sh and a script',
    ['sh', 'run.sh'],
    { 'run.sh': 'python manage.py migrate\npython manage.py runserver 0.0.0.0:8000' },
    'python manage.py migrate',
    'python manage.py runserver 0.0.0.0:8000',
    'listens 8000',
    'shell',
  ],
  ['a script that is not there', ['sh', 'run.sh'], {}, '? the script run.sh is not in the repository', 'shell'],
  [
    'a script that gives root up',
    ['/entry.sh'],
    { 'entry.sh': '#!/bin/bash\nchown -R app /data\nexec gosu app "$@"' },
    'chown -R app /data',
    'gosu app',
    'root: runs chown, which only root may entry.sh:2',
    'root: starts gosu, which has to be root and gives that up for others entry.sh:3',
    'shell',
  ],
  [
    'npm start',
    ['npm', 'start'],
    { 'package.json': '{"scripts":{"prestart":"npm run build","build":"tsc","start":"PORT=3000 node dist/a.js"}}' },
    'tsc',
    'node dist/a.js',
    'builds when it starts: tsc, in place',
    'shell',
  ],
  ['npm start without a script', ['npm', 'start'], { 'package.json': '{}' }, 'node server.js'],
  [
    'yarn and a script',
    ['yarn', 'serve'],
    { 'package.json': '{"scripts":{"serve":"vite preview --port 4000"}}' },
    'vite preview --port 4000',
    'builds when it starts: vite, in place',
    'shell',
  ],
  [
    'a script in a folder',
    ['npm', '--prefix', 'web', 'run', 'dev'],
    { 'web/package.json': '{"scripts":{"dev":"next dev"}}' },
    'next dev',
    'builds when it starts: next dev, in place',
    'shell',
  ],
  [
    'a Procfile',
    ['honcho', 'start'],
    { Procfile: 'web: gunicorn app:app\nworker: celery -A app worker' },
    'gunicorn app:app',
    'celery -A app worker',
    'listens 8000',
    'shell',
  ],
  [
    'a folder that is entered',
    ['sh', 'run.sh'],
    {
      'run.sh': 'cd server\nnpm start\ncd ..\n',
      'package.json': '{"scripts": {"start": "node wrong.js"}}',
      'server/package.json': '{"scripts": {"start": "cd ../other && node app.js --log-file=a.log"}}',
    },
    'node app.js --log-file=a.log',
    'writes /app/other/a.log',
    'shell',
    'in /app/other',
  ],
  [
    'a script that calls itself again and again',
    ['npm', 'run', 'a'],
    { 'package.json': `{"scripts": {"a": "${'npm run a && '.repeat(40)}true"}}` },
    '? what it starts is nested too deep to be followed',
    'shell',
  ],
  ['a port of Java', ['java', '-jar', 'a.jar', '--port=80'], {}, 'java -jar a.jar --port=80', 'listens 80'],
  [
    'supervisord with its programs',
    ['supervisord', '-n', '-c', '/app/super.conf'],
    {
      'super.conf':
        '[supervisord]\nlogfile=/dev/null ; none\n[program:web]\ncommand=gunicorn -b :80\n  web:app\nstderr_logfile=log/%(program_name)s\n',
    },
    'gunicorn -b :80 web:app',
    'listens 80',
    'writes ./supervisord.pid',
    'writes ./log/web',
  ],
  [
    'supervisord that starts somebody else in another folder',
    ['supervisord'],
    {
      'etc/supervisord.conf':
        '[program:a]\ncommand=node a.js\ndirectory=/x\nuser=www\n[program:b]\ncommand=%(ENV_B)s\n',
    },
    'node a.js',
    'root: lets supervisord start a as www etc/supervisord.conf:4',
    'writes ./supervisord.log',
    'writes ./supervisord.pid',
    '? what supervisord starts as b is not written out',
    'in /x',
  ],
  [
    'supervisord',
    ['/usr/bin/supervisord', '-n'],
    {},
    '/usr/bin/supervisord -n',
    'root: starts supervisord, which has to be root and gives that up for others',
  ],
  [
    's6-overlay',
    ['/init'],
    {},
    '/init',
    'root: starts /init, which starts others as whom it likes',
    'first: is the init of s6-overlay, which has to be process 1',
  ],
  ['go run', ['go', 'run', 'main.go'], {}, 'go run main.go', 'builds when it starts: go run'],
  ['mvn', ['./mvnw', 'spring-boot:run'], {}, './mvnw spring-boot:run', 'builds when it starts: mvnw, in place'],
  ['runners', ['poetry', 'run', 'uvicorn', 'a:b', '--port', '9000'], {}, 'uvicorn a:b --port 9000', 'listens 9000'],
  ['a module', ['python', '-m', 'gunicorn', 'a:b'], {}, 'python -m gunicorn a:b', 'listens 8000'],
  [
    'a port in a variable is not guessed',
    ['gunicorn', '--bind', '$ADDRESS', 'a:b'],
    {},
    'gunicorn --bind $ADDRESS a:b',
  ],
  [
    'files among the options',
    ['gunicorn', '--pid', '/run/a.pid', '--access-logfile', '-', 'a:b'],
    {},
    'gunicorn --pid /run/a.pid --access-logfile - a:b',
    'listens 8000',
    'writes /run/a.pid',
  ],
  [
    'the configuration of gunicorn',
    ['gunicorn', '-c', 'conf.py', 'a:b'],
    { 'conf.py': 'bind = "0.0.0.0:9000"\naccesslog = "-"\npidfile = "/run/app/a.pid"\nuser = "app"\n' },
    'gunicorn -c conf.py a:b',
    'root: changes its user by itself conf.py:4',
    'listens 9000',
    'writes /run/app/a.pid',
  ],
  [
    'a configuration of gunicorn that is found by its name, and one that is missing',
    ['sh', '-c', 'gunicorn a:b && gunicorn --config=x.py c:d'],
    { 'gunicorn.conf.py': 'import os\nbind = os.environ["BIND"]\n' },
    'gunicorn a:b',
    'gunicorn --config=x.py c:d',
    'listens 8000',
    '? the configuration x.py is not in the repository',
    'shell',
  ],
  [
    'a socket',
    ['gunicorn', '--bind', 'unix:/run/a.sock', 'a:b'],
    {},
    'gunicorn --bind unix:/run/a.sock a:b',
    'writes /run/a.sock',
  ],
  [
    'logs of Java',
    ['java', '-Xloggc:/logs/gc.log', '-jar', 'a.jar'],
    {},
    'java -Xloggc:/logs/gc.log -jar a.jar',
    'writes /logs/gc.log',
  ],
  [
    'a script that changes the system',
    ['sh', 'a.sh'],
    {
      'a.sh':
        'echo x > /etc/a.conf\nsed -i s/a/b/ /usr/share/x\nenvsubst < a > /app/b\napt-get install -y x\nnode a.js > /dev/null 2>&1',
    },
    'apt-get install -y x',
    'node a.js',
    'root: writes /etc/a.conf when it starts a.sh:1',
    'root: writes /usr/share/x when it starts a.sh:2',
    'root: installs packages with apt-get when it starts a.sh:4',
    'writes /app/b',
    'shell',
  ],
  ['a variable is the program', ['sh', '-c', '$CMD a'], {}, '? the variable in $CMD decides what is started', 'shell'],
  ['a variable in a path', ['sh', '-c', 'mkdir -p $DIR && node a.js'], {}, 'node a.js', 'shell'],
  ['a shell for people', ['bash'], {}, 'bash', 'shell'],
  ['a script that calls itself ends', ['sh', 'a.sh'], { 'a.sh': 'sh a.sh\nnode b.js' }, 'node b.js', 'shell'],
];

for (const [name, words, files, ...expected] of CASES) {
  test(name, () => {
    expect(told(programOf(words, files))).toEqual(expected);
  });
}

test('a variable in a path leaves open what is written', () => {
  const { writes } = programOf(['sh', '-c', 'mkdir -p $DIR && node a.js']);
  expect(writes.unread.map(({ says }) => says)).toEqual(['a variable decides where a script writes']);
});
