#!/bin/sh
docker cp web:/root/app/data ./backup
