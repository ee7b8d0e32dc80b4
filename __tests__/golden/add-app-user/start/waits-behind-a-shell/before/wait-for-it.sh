#!/usr/bin/env bash
exec "${CLI[@]}"
