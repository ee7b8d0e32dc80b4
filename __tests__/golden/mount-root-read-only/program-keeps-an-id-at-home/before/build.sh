docker build -t acme/web:1 web
