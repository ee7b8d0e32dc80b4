package main

import "net/http"

var _ = http.Get
