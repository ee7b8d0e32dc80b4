package main

import (
	"net/http"
	"os"
)

func main() {
	os.MkdirAll("cache", 0o755)
	http.ListenAndServe(":8080", nil)
}
