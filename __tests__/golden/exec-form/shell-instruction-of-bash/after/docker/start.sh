#!/usr/bin/env bash
exec bundle exec puma
