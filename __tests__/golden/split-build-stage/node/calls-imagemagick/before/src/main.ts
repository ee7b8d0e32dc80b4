import { execFile } from 'node:child_process';
execFile('convert', ['a.png', 'b.jpg']);
