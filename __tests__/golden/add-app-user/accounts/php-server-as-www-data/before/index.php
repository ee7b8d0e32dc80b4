<?php
file_put_contents("hits.log", "hit\n", FILE_APPEND);
echo "hello";
