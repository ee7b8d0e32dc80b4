#!/bin/bash
mysqld_safe --user=mysql
