FROM python:3.12
COPY tool /tool
CMD ["/tool"]
