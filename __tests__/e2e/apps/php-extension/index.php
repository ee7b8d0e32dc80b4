<?php

require __DIR__ . '/vendor/autoload.php';

$body = Harbour\Pages::answer(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if ($body === null) {
    http_response_code(404);
    $body = "no such page\n";
}
echo $body;
