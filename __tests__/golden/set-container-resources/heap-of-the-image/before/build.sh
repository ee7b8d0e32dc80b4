docker build -t acme/api:1 api
docker build -t acme/web:1 web
docker build -t acme/job:1 job
