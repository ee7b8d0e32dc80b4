import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

// Which module writes the tones is a setting.
const { tones } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
const load = (name: string) => require(name);
const writer = load(tones.writer).createColors(true);

const server = createServer((request, response) => {
  response.end(`${writer.red(request.url)}\n`);
});
server.listen(3000);
process.on('SIGTERM', () => process.exit(0));
