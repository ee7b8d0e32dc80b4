<?php
require 'config/config.php';
echo shell_exec('ping -c 1 ' . escapeshellarg($_GET['host'] ?? 'localhost'));
