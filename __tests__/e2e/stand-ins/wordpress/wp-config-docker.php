<?php
define('DB_NAME', getenv('WORDPRESS_DB_NAME') ?: 'wordpress');
define('DB_USER', getenv('WORDPRESS_DB_USER') ?: 'example');
define('DB_PASSWORD', getenv('WORDPRESS_DB_PASSWORD') ?: 'example');
define('DB_HOST', getenv('WORDPRESS_DB_HOST') ?: '127.0.0.1');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
