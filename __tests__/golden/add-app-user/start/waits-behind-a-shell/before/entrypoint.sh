#!/bin/bash
chmod +x /app/wait-for-it.sh
/bin/bash /app/wait-for-it.sh $DB_HOST:$DB_PORT -t 300 -- npm start
