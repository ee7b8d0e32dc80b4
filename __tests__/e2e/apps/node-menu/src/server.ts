import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';

const ROOMS: Record<string, string> = { kitchen: 'cards', cellar: 'wines' };

/** Beside what was compiled lies one folder for each room. */
function cardOf(room: string, day: string): string {
  return [dirname(__dirname), ROOMS[room], `${day}.json`].join('/');
}

const monday: string[] = JSON.parse(readFileSync(cardOf('kitchen', 'monday'), 'utf8'));
const server = createServer((request, response) => {
  response.end(`${request.url === '/' ? monday.join(' and ') : 'nothing'}\n`);
});
server.listen(3000);
process.on('SIGTERM', () => process.exit(0));
