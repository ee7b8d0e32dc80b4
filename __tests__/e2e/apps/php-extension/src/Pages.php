<?php

namespace Harbour;

use Tides\Table;

final class Pages
{
    public static function answer(string $path): ?string
    {
        return match ($path) {
            '/' => "<h1>Harbour</h1>\n",
            '/tides' => json_encode(Table::today()),
            '/zip' => 'libzip ' . explode('.', ziptool_version())[0] . "\n",
            default => null,
        };
    }
}
