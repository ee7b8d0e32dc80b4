docker build -t acme/web .
