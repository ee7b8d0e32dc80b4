const winston = require("winston");
const logger = winston.createLogger({ transports: [new winston.transports.File({ filename: "logs/web.log" })] });
require("http").createServer((request, answer) => answer.end("ok")).listen(3000, () => logger.info("up"));
