aptitude update
aptitude install -y curl
exec "$@"
