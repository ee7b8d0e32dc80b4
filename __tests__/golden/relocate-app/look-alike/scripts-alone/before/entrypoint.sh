#!/bin/sh
/wait.sh
