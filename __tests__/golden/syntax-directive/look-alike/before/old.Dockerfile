FROM alpine:3.20
COPY --chown=1:1 a b
ADD https://example.com/x.txt /x
# syntax=docker/dockerfile:1 goes above
RUN echo "<<EOF"
