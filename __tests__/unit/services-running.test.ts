// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
// Whether containers end, and whether what somebody adds changes what is known of an image.
import { memoryRepository } from '../../src/io/index.js';
import { parseCompose } from '../../src/compose/index.js';
import type { Condition } from '../../src/knowledge/index.js';
import { filePath, type Context } from '../../src/model/index.js';
import {
  whyConditionHolds,
  endingProgram,
  lookAround,
  assumeNewerFormat,
  variableState,
  viewService,
} from '../../src/services/index.js';

test.each<[text: string, program: string | undefined]>([
  ['alembic upgrade head', 'alembic upgrade'],
  ['sh -c "python wait.py && python manage.py migrate --noinput"', 'manage.py migrate'],
  ['/bin/sh -c " mc alias set a b; mc mb a/b; exit 0; "', 'exit'],
  ['bundle exec rails db:prepare', 'rails db:prepare'],
  ['npm run build', 'npm build'],
  ['yarn db:migrate', 'yarn db:migrate'],
  ['flyway -url=jdbc:postgresql://db/app migrate', 'flyway migrate'],
  ['PGPASSWORD=x psql -h db -c "select 1"', 'psql -c'],
  ['true', 'true'],
  ['npm run build && npm start', undefined],
  ['npm run build -- --watch', undefined],
  ['python manage.py runserver 0.0.0.0:8000', undefined],
  ['sh -c "cp -r /a /b && tail -f /dev/null"', undefined],
  ['sh -c "worker & mkdir -p /data"', undefined],
  ['while true; do curl -f http://a; sleep 5; done', undefined],
  ['python /srv/migrate.py', 'migrate.py'],
  ['node db-seed.mjs', 'db-seed.mjs'],
  ['sh migrate.sh', undefined],
  ['python migrate_and_serve.py', undefined],
  ['node build.js', undefined],
  ['psql -h db', undefined],
  ['', undefined],
])('the last program of %j that ends: %s', (text, program) => {
  expect(endingProgram(text)).toBe(program);
});

function view(service: string, files: Readonly<Record<string, string>> = {}) {
  const doc = parseCompose(filePath('compose.yaml'), `services:\n  a:\n    image: nginx:1.27\n${service}`);
  const context = { evidence: { repository: memoryRepository(files), contexts: () => [] } } as unknown as Context;
  return viewService(lookAround(doc, context), doc.services[0]!);
}

test.each<[what: string, service: string, files: Readonly<Record<string, string>>, state: string]>([
  ['a map', '    environment:\n      A: 1\n', {}, 'set'],
  ['a list', '    environment: [A=1]\n', {}, 'set'],
  ['a key that is passed through', '    environment: [A]\n', {}, 'unknown'],
  ['another name that begins so', '    environment: [AB=1]\n', {}, 'unset'],
  ['a file that is there', '    env_file: .env\n', { '.env': '# x\nexport A=1\n' }, 'set'],
  ['a file that sets others', '    env_file: [{path: .env}]\n', { '.env': 'AB=1\n' }, 'unset'],
  ['a file that is not there', '    env_file: [.env]\n', {}, 'unknown'],
])('a variable in %s', (_what, service, files, state) => {
  expect(variableState(view(service, files), 'A')).toBe(state);
});

test.each<[what: string, service: string, condition: Condition, met: boolean]>([
  ['a mount at the path', '    volumes: ["./a:/etc/nginx:ro"]\n', { mount: '/etc/nginx' }, true],
  ['a mount below it', '    volumes: ["./a:/etc/nginx/conf.d/b"]\n', { mount: '/etc/nginx' }, true],
  ['a mount above it', '    volumes: ["${DIR:-./a}:/etc"]\n', { mount: '/etc/nginx' }, true],
  ['a path that begins so', '    volumes: ["./a:/etc/nginx2"]\n', { mount: '/etc/nginx' }, false],
  ['a target that a variable decides', '    volumes: ["./a:${TARGET}"]\n', { mount: '/etc/nginx' }, true],
  ['a long mount', '    volumes: [{type: bind, source: ./a, target: /etc/nginx}]\n', { mount: '/etc/nginx' }, true],
  ['a config', '    configs: [{source: a, target: /etc/nginx/a}]\n', { mount: '/etc/nginx' }, true],
  ['an anonymous volume elsewhere', '    volumes: [/data]\n', { mount: '/etc/nginx' }, false],
  ['a word of the command', '    command: nginx --port=81\n', { argument: '--port' }, true],
  ['no such word', '    command: [nginx, -g, daemon off;]\n', { argument: '--port' }, false],
])('a condition and %s', (_what, service, condition, met) => {
  expect(whyConditionHolds(view(service), condition) !== undefined).toBe(met);
});

test.each<[version: string, asked: number]>([
  ['', 0],
  ['version: "3.4"\n', 0],
  ['version: "3"\n', 1],
  ['version: 2.2\n', 1],
  ['version: "2.3"\n', 0],
  ['version: "4"\n', 0],
])('a file with %j and a key of 2.3 and 3.4', (version, asked) => {
  const doc = parseCompose(filePath('compose.yaml'), `${version}services: {}\n`);
  expect(assumeNewerFormat(doc, 'key', { 2: '2.3', 3: '3.4' })).toHaveLength(asked);
});
