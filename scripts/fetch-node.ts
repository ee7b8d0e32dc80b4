// Prints the path of the program of a version of Node, and fetches it when it is not there yet:
// `npm run -s fetch-node -- 24`
import { fetchNode } from './node-versions.js';

const [version] = process.argv.slice(2);
if (!version) {
  process.stderr.write('usage: npm run -s fetch-node -- VERSION\n');
  process.exit(2);
}
process.stdout.write(`${fetchNode(version)}\n`);
