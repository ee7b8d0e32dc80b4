#!/bin/sh
su www-data -s /bin/sh -c "php artisan migrate"
exec apache2-foreground
