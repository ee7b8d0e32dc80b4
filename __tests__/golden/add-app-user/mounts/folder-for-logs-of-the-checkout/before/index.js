const fs = require("fs");
fs.appendFileSync("log/requests.log", "started\n");
require("http").createServer((request, answer) => answer.end("ok")).listen(3000);
