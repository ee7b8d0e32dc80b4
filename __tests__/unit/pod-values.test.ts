// Docker's health checks and Compose's numbers in the words of Kubernetes.
import { holdsCredential } from '../../transforms/add-probes/evidence.js';
import { handlerOf, secondsOf } from '../../transforms/add-probes/probes.js';
import { fromCpus, fromMemory, isQuantity, quantity } from '../../src/pods/index.js';

const get = (path: string, port: number) => ({ httpGet: { path, port } });
const exec = (...command: string[]) => ({ exec: { command } });
const shell = (text: string) => exec('sh', '-c', text);

test.each([
  ['curl -f http://localhost/', get('/', 80)],
  ['curl -fsS http://127.0.0.1:8080/health || exit 1', get('/health', 8080)],
  ['curl --fail --silent --output /dev/null "http://localhost:3000/up?full=1"', get('/up?full=1', 3000)],
  ['curl -fso /dev/null localhost:3000', get('/', 3000)],
  ['wget -q --spider http://localhost:9090/-/healthy', get('/-/healthy', 9090)],
  ['wget --no-verbose --tries=1 -O /dev/null http://localhost/ || exit 1', get('/', 80)],
  [['wget', '-qO-', 'http://127.0.0.1/status'], get('/status', 80)],
  // Another host, another method, a proxy, any answer will do: only the program itself knows what it asks.
  ['curl http://localhost/', shell('curl http://localhost/')],
  ['curl -f -L http://localhost/', shell('curl -f -L http://localhost/')],
  ['curl -fk https://localhost/', shell('curl -fk https://localhost/')],
  ['curl -f http://db:80/', shell('curl -f http://db:80/')],
  ['curl -f http://localhost:$PORT/', shell('curl -f http://localhost:$PORT/')],
  ['curl -f http://localhost/ | grep ok', shell('curl -f http://localhost/ | grep ok')],
  ['curl -f http://localhost/ http://localhost/b', shell('curl -f http://localhost/ http://localhost/b')],
  ['curl -f http://localhost:99999/', shell('curl -f http://localhost:99999/')],
  [['redis-cli', 'ping'], exec('redis-cli', 'ping')],
  ['grep -q "a  b" /f   || false;', shell('grep -q "a  b" /f')],
  ['a   --b ||\n  exit 2', shell('a --b || exit 2')],
  ['test $$ = 1', undefined],
  ['', undefined],
])('the check %j is %j', (test, handler) => {
  expect(handlerOf(test)).toEqual(handler);
});

test.each([
  ['30s', 30],
  ['1m30s', 90],
  ['500ms', 1],
  ['1h', 3600],
  ['0s', undefined],
  ['', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('%j is %j seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test.each([
  ['512M', '512Mi'],
  ['1g', '1Gi'],
  ['64mb', '64Mi'],
  ['1024k', '1024Ki'],
  ['300000000', '300000000'],
  ['0', undefined],
  ['1.5g', undefined],
  ['$LIMIT', undefined],
])('memory %j of Compose is %j', (text, value) => {
  expect(fromMemory(text)).toBe(value);
});

test.each([
  ['0.5', '500m'],
  ['.25', '250m'],
  ['2', '2'],
  ['0.0001', '1m'],
  ['0', undefined],
  ['$CPUS', undefined],
])('%j cpus of Compose are %j', (text, value) => {
  expect(fromCpus(text)).toBe(value);
});

test('quantities compare as the API server compares them', () => {
  expect(quantity('1Gi')).toBeGreaterThan(quantity('1G'));
  expect(quantity('250m')).toBe(0.25);
  expect([isQuantity('0'), isQuantity('1e3'), isQuantity('128MB'), isQuantity('128Mi')]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test.each([
  ['mysqladmin ping -uroot -pletmein', true],
  ['mysql --password=letmein -e "SELECT 1"', true],
  ['mysql --password letmein', true],
  ['redis-cli -a letmein ping', true],
  ['curl -f -u admin:letmein http://localhost/', true],
  ['curl -f http://admin:letmein@localhost/', true],
  ['PGPASSWORD=letmein psql -c "SELECT 1"', true],
  ['mysqladmin ping -p$MYSQL_ROOT_PASSWORD', false],
  ['mysqladmin ping --password="$MYSQL_ROOT_PASSWORD"', false],
  ['redis-cli -a "$PASSWORD" ping', false],
  ['mongo --authenticationDatabase admin', false],
  ['pg_isready -U postgres', false],
  ['curl -f http://localhost:8080/token', false],
])('the check %j holds a credential: %j', (test, holds) => {
  expect(holdsCredential(test)).toBe(holds);
});
