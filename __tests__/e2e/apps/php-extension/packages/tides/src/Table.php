<?php

namespace Tides;

final class Table
{
    /** @return array<string, string> */
    public static function today(): array
    {
        return ['high' => '04:12', 'low' => '10:31'];
    }
}
