import { execSync } from 'child_process';
import http from 'http';

execSync(`npx import-meta-env -x /tmp/settings -e /tmp/settings -p "/site/**/*"`);
http.createServer((_, answer) => answer.end('shop')).listen(8080);
