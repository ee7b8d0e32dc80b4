#!/bin/sh
exec /deploy/tool
