#!/bin/sh
chmod -R 775 storage bootstrap/cache
exec php artisan serve --host=0.0.0.0 --port=8000
