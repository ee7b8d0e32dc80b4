pip3.12 install -r requirements.txt
exec "$@"
