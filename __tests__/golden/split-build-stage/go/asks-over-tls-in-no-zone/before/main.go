package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.Get("https://example.com")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	http.ListenAndServe(":8080", nil)
}
