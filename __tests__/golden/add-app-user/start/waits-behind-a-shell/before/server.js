require("http").createServer((request, answer) => answer.end("ok")).listen(9090);
