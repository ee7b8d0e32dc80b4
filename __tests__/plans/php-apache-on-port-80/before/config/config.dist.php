<?php
$database = getenv('DB_SERVER') ?: '127.0.0.1';
