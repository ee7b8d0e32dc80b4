pip install -r requirements.txt
exec "$@"
