docker build -t acme/base:1 base
docker run acme/other:1 true
