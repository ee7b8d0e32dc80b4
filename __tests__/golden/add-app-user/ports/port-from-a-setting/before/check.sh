#!/bin/sh
"$HOME/go/bin/report" .
