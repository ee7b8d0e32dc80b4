#!/bin/sh
adduser -D app
